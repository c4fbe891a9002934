"""What other apps and the web may use of the keeping of work files."""

from .models import WorkFile
from .packaging import verify_package
from .queries import count_work, due_of, list_plans, list_work
from .services import Facts, Planned, add_document, add_entry, approve_plan, close_file, draft_plan, open_file

__all__ = [
    "Facts",
    "Planned",
    "WorkFile",
    "add_document",
    "add_entry",
    "approve_plan",
    "close_file",
    "count_work",
    "draft_plan",
    "due_of",
    "list_plans",
    "list_work",
    "open_file",
    "verify_package",
]
