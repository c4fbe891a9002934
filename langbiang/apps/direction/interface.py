"""What other apps and the web may use of direction."""

from .indexing import audience_of
from .models import Meeting, Task
from .queries.debts import may_follow
from .queries.meetings import may_call
from .queries.tasks import list_tasks, may_give
from .queries.work import Work, count_owed, count_work, list_work
from .services.calendar import Proposal, approve_entry, propose_entry, publish_week
from .services.meetings import Call, When, call_meeting, open_room
from .services.tasks import Errand, give_task

__all__ = [
    "Call",
    "Errand",
    "Meeting",
    "Proposal",
    "Task",
    "When",
    "Work",
    "approve_entry",
    "audience_of",
    "call_meeting",
    "count_owed",
    "count_work",
    "give_task",
    "list_tasks",
    "list_work",
    "may_call",
    "may_follow",
    "may_give",
    "open_room",
    "propose_entry",
    "publish_week",
]
