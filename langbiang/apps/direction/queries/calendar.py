"""
The leaders' week: everybody of the agency sees what is published.

What is proposed, approved or declined is seen by who proposed it, the agency's leaders and the clerk who keeps its
records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from langbiang.apps.deadlines.interface import name_of_day_off
from langbiang.apps.direction.models import CalendarEntry
from langbiang.apps.directory.interface import Role, Seat, list_seats_in
from langbiang.apps.documents.interface import keeps_records_of, kept_by
from langbiang.foundation import clock

State = CalendarEntry.State
NOON = time(12)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=clock.VIETNAM)


# -- who may


def agencies_of(seat: Seat, day: date) -> list[int]:
    """Give the agencies whose week a seat may open: its own, and those whose records it keeps."""
    return [seat.agency_id, *(pk for pk in kept_by(seat, day) if pk != seat.agency_id)]


def rules_week(seat: Seat, agency_id: int, day: date) -> bool:
    """The agency's leaders and the clerk who keeps its records publish the week and see all of it."""
    return approves(seat, agency_id) or keeps_records_of(seat, agency_id, day)


def approves(seat: Seat, agency_id: int) -> bool:
    return seat.has(Role.LEADER) and seat.agency_id == agency_id


def may_propose(seat: Seat, agency_id: int, day: date) -> bool:
    own = seat.agency_id == agency_id and seat.has(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
    return own or keeps_records_of(seat, agency_id, day)


def seen_by(seat: Seat, day: date) -> Q:
    ruled = [agency for agency in agencies_of(seat, day) if rules_week(seat, agency, day)]
    return Q(agency=seat.agency_id, state__in=CalendarEntry.PUBLIC) | Q(proposer=seat) | Q(agency__in=ruled)


def list_leaders(agency_id: int, day: date) -> list[Seat]:
    return list_seats_in(agency_id, day, role=Role.LEADER)


# -- lists


def list_entries(seat: Seat, day: date) -> QuerySet[CalendarEntry]:
    return CalendarEntry.objects.filter(seen_by(seat, day)).prefetch_related("attendees")


def get_entry(seat: Seat, uid: UUID | str, day: date) -> CalendarEntry:
    return list_entries(seat, day).select_related("agency", "proposer").get(uid=uid)


def list_week(seat: Seat, agency_id: int, monday: date, day: date) -> list[CalendarEntry]:
    """List a week's entries as far as a seat may see them, in the order of time; declined ones are left out."""
    within = Q(starts_at__gte=begin_of(monday), starts_at__lt=begin_of(monday + timedelta(days=7)))
    found = list_entries(seat, day).filter(within, agency=agency_id).exclude(state=State.DECLINED)
    return list(found.order_by("starts_at", "pk"))


def list_published(agency_id: int, monday: date) -> list[CalendarEntry]:
    """List what stands on the printed week: the same for everybody."""
    within = Q(starts_at__gte=begin_of(monday), starts_at__lt=begin_of(monday + timedelta(days=7)))
    found = CalendarEntry.objects.filter(within, agency=agency_id, state__in=CalendarEntry.PUBLIC)
    return list(found.prefetch_related("attendees").order_by("starts_at", "pk"))


def approved_in(agency_id: int, monday: date) -> QuerySet[CalendarEntry]:
    within = Q(starts_at__gte=begin_of(monday), starts_at__lt=begin_of(monday + timedelta(days=7)))
    return CalendarEntry.objects.filter(within, agency=agency_id, state=State.APPROVED).order_by("pk")


@dataclass(frozen=True)
class Half:
    """A morning or an afternoon."""

    name: str
    entries: list[CalendarEntry]


@dataclass(frozen=True)
class Day:
    """A day of a week; `off` names why nobody is in the office, though it is no weekend."""

    date: date
    halves: list[Half]
    off: str


def days_of(entries: Sequence[CalendarEntry], monday: date) -> list[Day]:
    """Lay a week's entries out by day, morning and afternoon; Saturday and Sunday stand only when something is on."""
    days = []
    for number in range(7):
        day = monday + timedelta(days=number)
        of_day = [entry for entry in entries if clock.local(entry.starts_at).date() == day]
        if of_day or number < 5:
            morning = [entry for entry in of_day if clock.local(entry.starts_at).time() < NOON]
            afternoon = [entry for entry in of_day if entry not in morning]
            days.append(Day(day, [Half("Sáng", morning), Half("Chiều", afternoon)], name_of_day_off(day)))
    return days


def double_booked(entries: Sequence[CalendarEntry]) -> set[int]:
    """Name the entries that ask a leader to be at two places at one time."""
    live = [entry for entry in entries if entry.state != State.CANCELLED]
    found: set[int] = set()
    for number, one in enumerate(live):
        for other in live[number + 1 :]:
            if one.starts_at < other.ends_at and other.starts_at < one.ends_at and _shared(one, other):
                found |= {one.pk, other.pk}
    return found


def _shared(one: CalendarEntry, other: CalendarEntry) -> bool:
    return bool({row.seat_id for row in one.attendees.all()} & {row.seat_id for row in other.attendees.all()})
