"""What the pages of direction ask alike: one thing for this seat, or a 404; a list page by page; an agency or a day."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from langbiang.apps.direction import queries
from langbiang.apps.direction.models import CalendarEntry, Meeting, Task
from langbiang.apps.directory.interface import AgencyVersion, Seat, list_agencies
from langbiang.foundation import clock
from langbiang.foundation.keyset import page_after

Row = TypeVar("Row", Task, Meeting)
PAGE = 25


def task_or_404(seat: Seat, uid: UUID) -> Task:
    """Give a task that this seat may see; another's is as if it were not there."""
    try:
        return queries.tasks.get_task(seat, uid, clock.today())
    except Task.DoesNotExist as missing:
        raise Http404("Không có nhiệm vụ này, hoặc vị trí đang dùng không được xem.") from missing


def meeting_or_404(seat: Seat, uid: UUID) -> Meeting:
    try:
        return queries.meetings.get_meeting(seat, uid)
    except Meeting.DoesNotExist as missing:
        raise Http404("Không có cuộc họp này, hoặc vị trí đang dùng không được mời.") from missing


def entry_or_404(seat: Seat, uid: UUID) -> CalendarEntry:
    try:
        return queries.calendar.get_entry(seat, uid, clock.today())
    except CalendarEntry.DoesNotExist as missing:
        raise Http404("Không có dòng lịch này, hoặc vị trí đang dùng không được xem.") from missing


def agency_asked(request: HttpRequest, open_to: list[int]) -> AgencyVersion:
    """Read ?co-quan=slug among the agencies that are open to a seat; the first of them for anything else."""
    versions = {v.agency_id: v for v in list_agencies(clock.today()).filter(agency__in=open_to)}
    asked = next((v for v in versions.values() if v.agency.slug == request.GET.get("co-quan")), None)
    return asked or versions[open_to[0]]


def agencies_open(open_to: list[int]) -> list[AgencyVersion]:
    """List the agencies to choose from; none when there is no choice."""
    return list(list_agencies(clock.today()).filter(agency__in=open_to)) if len(open_to) > 1 else []


def day_asked(request: HttpRequest, name: str) -> date | None:
    """Read a day as ?tu=2020-09-01; none for anything else, and for years that no calendar here has."""
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if 1975 <= day.year <= 2200 else None


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a list by keyset: `after` is the address part that gives the rows after the last one here."""

    rows: list[Row]
    after: str


def page_by(things: QuerySet[Row], column: str, mark: str, *, newest_first: bool) -> Page[Row]:
    """Give 25 rows after a row named by its moment and id."""
    return Page(*page_after(things, column, mark, size=PAGE, oldest_first=not newest_first))
