"""A table as page, paper or sheet; whose registers and figures a seat may ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from langbiang.apps.directory.interface import Agency, AgencyVersion, Role, Seat, name_of
from langbiang.apps.documents import queries
from langbiang.foundation import clock, printing, sheets
from langbiang.foundation.tables import Table

PAGE = 25
T = TypeVar("T")


def agency_asked(request: HttpRequest, agencies: Sequence[Agency]) -> Agency:
    """Give the agency that `?co-quan=` names among those this seat may ask for; the first by default."""
    if not agencies:
        raise Http404("Vị trí đang dùng không giữ sổ của cơ quan nào.")
    asked = request.POST.get("co-quan") or request.GET.get("co-quan", "")
    return next((agency for agency in agencies if agency.slug == asked), agencies[0])


def agencies_read(seat: Seat) -> list[Agency]:
    """List the agencies whose registers a seat reads, its own first."""
    found = Agency.objects.filter(pk__in=queries.read_whole(seat, clock.today()))
    return sorted(found, key=lambda agency: (agency.pk != seat.agency_id, agency.pk))


def agencies_counted(seat: Seat) -> list[Agency]:
    """List the agencies of which a seat sees figures; the head of a unit sees those of the unit in the own one."""
    return agencies_read(seat) or ([seat.agency] if seat.has(Role.UNIT_HEAD) else [])


def names_of(agencies: Sequence[Agency], day: date) -> list[AgencyVersion]:
    return [name_of(agency, day) for agency in agencies]


def year_asked(request: HttpRequest) -> int:
    said = request.POST.get("nam") or request.GET.get("nam", "")
    year = int(said) if said.isdecimal() and len(said) == 4 else clock.today().year
    return min(max(year, 1990), clock.today().year)


def address_of(here: str, **said: object) -> str:
    """Write an address with what is asked; empty parts are left out."""
    asked = {name: value for name, value in said.items() if value not in ("", None)}
    return f"{here}?{urlencode(asked)}" if asked else here


def in_form(request: HttpRequest, table: Table, name: str) -> HttpResponse:
    """Give a table as PDF or, its rows read one by one, as a spreadsheet."""
    asked = "pdf" if request.GET.get("dang") == "pdf" else "xlsx"
    if asked == "pdf":
        content, kind = printing.render_table(table, now=clock.now()), "application/pdf"
    else:
        content, kind = sheets.write_sheet(table), sheets.MEDIA_TYPE
    response = HttpResponse(content, content_type=kind)
    disposition = "inline" if asked == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(f'{name}.{asked}')}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@dataclass(frozen=True)
class DayPage(Generic[T]):
    """A page of a list by day and id; `older` is the address part that gives the rows after the last one."""

    rows: list[T]
    older: str


def page_by_day(rows: "QuerySet[Any]", column: str, after: str) -> DayPage[Any]:
    """Give 25 rows after the one named by its day and id, newest first; an unreadable mark begins at the top."""
    day, _, pk = after.rpartition("_")
    if (mark := _day(day)) and pk.isdecimal():
        below = Q(**{column: mark, "pk__lt": int(pk[:18])}) | Q(**{f"{column}__lt": mark})
        rows = rows.filter(below, **{f"{column}__lte": mark})
    found = list(rows.order_by(f"-{column}", "-pk")[: PAGE + 1])
    older = f"{getattr(found[PAGE - 1], column).isoformat()}_{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return DayPage(found[:PAGE], older)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
