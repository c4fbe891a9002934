"""The facts that direction journals: tasks, meetings, the week's calendar."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("direction.task.assigned", version=1)
@dataclass(frozen=True)
class TaskAssigned:
    title: str
    to: str
    due_at: str
    origin: str


@fact("direction.task.passed", version=1)
@dataclass(frozen=True)
class TaskPassed:
    """The head of the lead unit gave it to somebody else of the unit."""

    to: str


@fact("direction.task.started", version=1)
@dataclass(frozen=True)
class TaskStarted:
    pass


@fact("direction.task.progressed", version=1)
@dataclass(frozen=True)
class TaskProgressed:
    percent: int
    words: str
    files: int


@fact("direction.task.contributed", version=1)
@dataclass(frozen=True)
class TaskContributed:
    """A co-ordinator added a part."""

    words: str
    files: int


@fact("direction.task.reported", version=1)
@dataclass(frozen=True)
class TaskReported:
    """Said to be done; waits for the assigner."""

    words: str
    files: int


@fact("direction.task.returned", version=1)
@dataclass(frozen=True)
class TaskReturned:
    reason: str


@fact("direction.task.closed", version=1)
@dataclass(frozen=True)
class TaskClosed:
    result: str
    reply: str


@fact("direction.task.cancelled", version=1)
@dataclass(frozen=True)
class TaskCancelled:
    reason: str


@fact("direction.task.extension_asked", version=1)
@dataclass(frozen=True)
class ExtensionAsked:
    wanted: str
    reason: str


@fact("direction.task.extension_granted", version=1)
@dataclass(frozen=True)
class ExtensionGranted:
    """The deadline moved; `before` keeps the old one."""

    before: str
    after: str
    words: str


@fact("direction.task.extension_refused", version=1)
@dataclass(frozen=True)
class ExtensionRefused:
    words: str


@fact("direction.task.handed_over", version=1)
@dataclass(frozen=True)
class TaskHandedOver:
    """A part in a task (lead, assigner, co-ordinator) went to another seat, because a post was left."""

    part: str
    to: str
    undo: bool


@fact("direction.meeting.called", version=1)
@dataclass(frozen=True)
class MeetingCalled:
    title: str
    starts_at: str
    place: str
    invited: int


@fact("direction.meeting.rescheduled", version=1)
@dataclass(frozen=True)
class MeetingRescheduled:
    before: str
    after: str
    place: str


@fact("direction.meeting.answered", version=1)
@dataclass(frozen=True)
class MeetingAnswered:
    who: str
    answer: str
    words: str


@fact("direction.meeting.papers_added", version=1)
@dataclass(frozen=True)
class MeetingPapersAdded:
    files: int


@fact("direction.meeting.concluded", version=1)
@dataclass(frozen=True)
class MeetingConcluded:
    conclusion: str


@fact("direction.meeting.cancelled", version=1)
@dataclass(frozen=True)
class MeetingCancelled:
    reason: str


@fact("direction.meeting.handed_over", version=1)
@dataclass(frozen=True)
class MeetingHandedOver:
    part: str
    to: str
    undo: bool


@fact("direction.room.opened", version=1)
@dataclass(frozen=True)
class RoomOpened:
    name: str


@fact("direction.room.closed", version=1)
@dataclass(frozen=True)
class RoomClosed:
    pass


@fact("direction.entry.proposed", version=1)
@dataclass(frozen=True)
class EntryProposed:
    subject: str
    starts_at: str


@fact("direction.entry.approved", version=1)
@dataclass(frozen=True)
class EntryApproved:
    pass


@fact("direction.entry.declined", version=1)
@dataclass(frozen=True)
class EntryDeclined:
    """Not taken into the week: a leader or the clerk said no, or the proposer took it back."""

    reason: str


@fact("direction.entry.published", version=1)
@dataclass(frozen=True)
class EntryPublished:
    week: str


@fact("direction.entry.cancelled", version=1)
@dataclass(frozen=True)
class EntryCancelled:
    reason: str


@fact("direction.entry.handed_over", version=1)
@dataclass(frozen=True)
class EntryHandedOver:
    part: str
    to: str
    undo: bool
