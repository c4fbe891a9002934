"""Tables of direction."""

from .calendar import CalendarAttendee, CalendarEntry
from .meeting import Meeting, MeetingInvitation, MeetingPaper, Room
from .task import ExtensionRequest, Task, TaskCoordinator, TaskFile, TaskReport

__all__ = [
    "CalendarAttendee",
    "CalendarEntry",
    "ExtensionRequest",
    "Meeting",
    "MeetingInvitation",
    "MeetingPaper",
    "Room",
    "Task",
    "TaskCoordinator",
    "TaskFile",
    "TaskReport",
]
