"""What other apps and the web may use of direction."""

from .indexing import audience_of
from .models import Meeting, Task
from .queries.debts import may_follow
from .queries.meetings import may_call
from .queries.tasks import list_tasks, may_give
from .queries.work import Work, count_owed, count_work, list_work
from .services.calendar import Proposal, approve_entry, propose_entry, publish_week
from .services.extensions import ask_extension, grant_extension, refuse_extension
from .services.meetings import Call, When, answer_invitation, call_meeting, conclude_meeting, open_room
from .services.tasks import (
    Errand,
    Source,
    close_task,
    give_task,
    report_done,
    report_progress,
    return_task,
    start_task,
)

__all__ = [
    "Call",
    "Errand",
    "Meeting",
    "Proposal",
    "Source",
    "Task",
    "When",
    "Work",
    "answer_invitation",
    "approve_entry",
    "ask_extension",
    "audience_of",
    "call_meeting",
    "close_task",
    "conclude_meeting",
    "count_owed",
    "count_work",
    "give_task",
    "grant_extension",
    "list_tasks",
    "list_work",
    "may_call",
    "may_follow",
    "may_give",
    "open_room",
    "propose_entry",
    "publish_week",
    "refuse_extension",
    "report_done",
    "report_progress",
    "return_task",
    "start_task",
]
