"""What other apps and the web may use of direction."""

from .indexing import audience_of
from .models import Meeting, Task
from .queries.debts import may_follow
from .queries.meetings import may_call
from .queries.tasks import list_tasks, may_give
from .queries.work import Work, count_owed, count_work, list_work

__all__ = [
    "Meeting",
    "Task",
    "Work",
    "audience_of",
    "count_owed",
    "count_work",
    "list_tasks",
    "list_work",
    "may_call",
    "may_follow",
    "may_give",
]
