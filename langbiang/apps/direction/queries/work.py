"""What waits for a seat: the rows that direction brings to the work board."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from langbiang.apps.direction.models import CalendarEntry, Meeting, MeetingInvitation, Task
from langbiang.apps.directory.interface import Role, Seat

from .calendar import begin_of

BOARD = 200  # rows of each kind on a work board
State = Task.State


@dataclass(frozen=True)
class Work:
    """One thing to do: `page` and `uid` name its address."""

    page: str
    uid: UUID
    title: str
    note: str
    icon: str
    step: str
    action: str
    due_at: datetime | None


def list_work(seat: Seat, day: date) -> list[Work]:
    """List what waits for this seat: to work on, to judge, to answer, to approve."""
    tasks = [_of_task(task, seat) for task in _tasks(seat).order_by("due_at", "pk")[:BOARD]]
    invited = _invitations(seat, day).select_related("meeting").order_by("meeting__starts_at", "pk")[:BOARD]
    entries = [_of_entry(entry) for entry in _entries(seat, day).order_by("starts_at", "pk")[:BOARD]]
    return [*tasks, *(_of_invitation(invitation) for invitation in invited), *entries]


def count_work(seat: Seat, day: date) -> int:
    """Count for the navigation, which stands on every page."""
    return _tasks(seat).count() + _invitations(seat, day).count() + _entries(seat, day).count()


def count_owed(seat: Seat) -> int:
    """Count the open tasks that were given to this seat."""
    return Task.objects.filter(lead=seat, state__in=Task.OPEN).count()


def _tasks(seat: Seat) -> QuerySet[Task]:
    answers = Q(assigner=seat) & (Q(state=State.REPORTED) | Q(state__in=Task.OWED, extension_open=True))
    return Task.objects.filter(Q(lead=seat, state__in=Task.OWED) | answers)


def _invitations(seat: Seat, day: date) -> QuerySet[MeetingInvitation]:
    """What is to be answered before the meeting: one's own invitations, and for a head those of the unit."""
    mine = Q(seat=seat)
    if seat.has(Role.UNIT_HEAD):
        mine |= Q(unit=seat.unit_id)
    coming = Q(meeting__state=Meeting.State.CALLED, meeting__starts_at__gte=begin_of(day))
    return MeetingInvitation.objects.filter(mine, coming, answer=MeetingInvitation.Answer.WAITING)


def _entries(seat: Seat, day: date) -> QuerySet[CalendarEntry]:
    """What a leader is to approve, as long as its day has not passed."""
    if not seat.has(Role.LEADER):
        return CalendarEntry.objects.none()
    waiting = CalendarEntry.objects.filter(agency=seat.agency_id, state=CalendarEntry.State.PROPOSED)
    return waiting.filter(starts_at__gte=begin_of(day))


def _of_task(task: Task, seat: Seat) -> Work:
    if task.assigner_id == seat.pk:
        step, action = ("Duyệt kết quả", "Xem") if task.state == State.REPORTED else ("Trả lời xin gia hạn", "Trả lời")
    elif task.state == State.ASSIGNED:
        step, action = "Được giao nhiệm vụ", "Nhận việc"
    else:
        step, action = f"Đang thực hiện, {task.progress}%", "Báo cáo"
    note = f"Nhiệm vụ · {task.assigner_name} giao"
    if task.assigner_id == seat.pk:
        note = f"Nhiệm vụ · {task.lead_name}"
    return Work("direction:task-detail", task.uid, task.title, note, "task", step, action, task.due_at)


def _of_invitation(invitation: MeetingInvitation) -> Work:
    meeting = invitation.meeting
    note = f"Giấy mời họp · {meeting.chair_name} chủ trì · {meeting.place}"
    step, action = "Xác nhận dự họp", "Trả lời"
    return Work("direction:meeting-detail", meeting.uid, meeting.title, note, "msg", step, action, meeting.starts_at)


def _of_entry(entry: CalendarEntry) -> Work:
    note = f"Lịch công tác · {entry.proposer_name} đề xuất"
    page, step = "direction:entry-detail", "Duyệt lịch công tác"
    return Work(page, entry.uid, entry.subject, note, "calendar", step, "Duyệt", entry.starts_at)
