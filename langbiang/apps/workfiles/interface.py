"""What other apps and the web may use of the keeping of work files."""

from .models import WorkFile
from .packaging import verify_package
from .queries import count_work, due_of, list_work

__all__ = ["WorkFile", "count_work", "due_of", "list_work", "verify_package"]
