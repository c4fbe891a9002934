"""Open parts that go to another seat because a post was left, and back again when that was an error."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from langbiang.apps.direction.acts import EntryHandedOver, MeetingHandedOver, TaskHandedOver
from langbiang.apps.direction.models import (
    CalendarAttendee,
    CalendarEntry,
    Meeting,
    MeetingInvitation,
    Task,
    TaskCoordinator,
)
from langbiang.apps.directory.interface import Seat
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import lock

from .moving import move, named

Thing = Task | Meeting | CalendarEntry
Part = Thing | TaskCoordinator | MeetingInvitation | CalendarAttendee
OPEN_STATES: dict[type[Thing], tuple[str, ...]] = {
    Task: Task.OPEN,
    Meeting: (Meeting.State.CALLED,),
    CalendarEntry: (CalendarEntry.State.PROPOSED, CalendarEntry.State.APPROVED, CalendarEntry.State.PUBLISHED),
}
TOLD = {Task: TaskHandedOver, Meeting: MeetingHandedOver, CalendarEntry: EntryHandedOver}
# What is set when a seat comes into a column: the key, and what is copied from the seat beside it.
COLUMNS: dict[tuple[type[Part], str], Callable[[Seat], dict[str, Any]]] = {
    (Task, "assigner"): lambda to: {"assigner": to, "assigner_name": named(to)},
    (Task, "lead"): lambda to: {
        "lead": to,
        "lead_name": named(to),
        "lead_unit": to.unit,
        "lead_unit_name": to.unit_name,
    },
    (TaskCoordinator, "seat"): lambda to: {
        "seat": to,
        "seat_name": named(to),
        "unit": to.unit,
        "unit_name": to.unit_name,
    },
    (Meeting, "organiser"): lambda to: {"organiser": to, "organiser_name": named(to)},
    (Meeting, "chair"): lambda to: {"chair": to, "chair_name": named(to)},
    (MeetingInvitation, "seat"): lambda to: {"seat": to, "name": named(to)},
    (CalendarEntry, "proposer"): lambda to: {"proposer": to, "proposer_name": named(to)},
    (CalendarAttendee, "seat"): lambda to: {"seat": to, "name": named(to)},
}


class CannotHandOver(Refused):
    """It is no longer open, has moved on since, or the other seat cannot take it."""


@transaction.atomic
def hand_over(
    thing: Thing, part: Part, column: str, *, to: Seat, seat: Seat, now: datetime, undone: int | None = None
) -> Thing:
    """
    Put another seat into a column of a thing, or of one of its lines (`part`: an invitation, a co-ordinator).

    `undone` is the version after the handing over that is taken back.
    """
    locked = lock(thing)
    _check(locked, getattr(part, column), to, now, undone)
    changed = COLUMNS[type(part), column](to)
    row = locked if part == thing else part
    for name, value in changed.items():
        setattr(row, name, value)
    if row is not locked:
        row.save(update_fields=list(changed))
    told = TOLD[type(locked)](f"{type(part).__name__}.{column}", named(to), undone is not None)
    move(locked, locked.state, told, seat=seat, now=now, fields=list(changed) if row is locked else ())
    return locked


def _check(thing: Thing, before: Seat, to: Seat, now: datetime, undone: int | None) -> None:
    if undone is not None:
        if thing.version != undone:
            raise CannotHandOver(f"“{thing}” đã được xử lý tiếp sau khi bàn giao, không lấy lại được.")
        return  # back to whom it was taken from, whether or not that seat has ended meanwhile
    if thing.state not in OPEN_STATES[type(thing)]:
        raise CannotHandOver(f"“{thing}” đang ở bước “{thing.get_state_display()}”, không còn gì để bàn giao.")
    if to.agency_id != before.agency_id or not to.holds_on(clock.local(now).date()):
        raise CannotHandOver("Người nhận bàn giao phải là người đương chức của cùng cơ quan.", field="to")
