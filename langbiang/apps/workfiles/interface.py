"""What other apps and the web may use of the keeping of work files."""

from .models import WorkFile
from .packaging import verify_package
from .queries import count_work, due_of, list_plans, list_work
from .services import Planned, add_entry, approve_plan, draft_plan

__all__ = [
    "Planned",
    "WorkFile",
    "add_entry",
    "approve_plan",
    "count_work",
    "draft_plan",
    "due_of",
    "list_plans",
    "list_work",
    "verify_package",
]
