"""Who owes what: on the page, on paper, as a sheet. Every figure opens the tasks behind it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from langbiang.apps.direction import queries
from langbiang.apps.directory.interface import AgencyVersion, Role
from langbiang.apps.identity.interface import SeatRequest, page, seat_required
from langbiang.foundation import clock, printing, sheets
from langbiang.foundation.tables import Table

from .asking import agencies_open, agency_asked, day_asked


@dataclass(frozen=True)
class Asked:
    """Of which agency, and of which period: this week when none, or an impossible one, is asked for."""

    agency: AgencyVersion
    begin: date
    end: date


def _asked(request: SeatRequest) -> Asked:
    today = clock.today()
    monday = queries.calendar.monday_of(today)
    begin, end = day_asked(request, "tu") or monday, day_asked(request, "den") or monday + timedelta(days=6)
    agency = agency_asked(request, queries.debts.agencies_of(request.seat, today))
    return Asked(agency, begin, end) if begin <= end else Asked(agency, end, begin)


@require_GET
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def debts(request: SeatRequest) -> HttpResponse:
    """Show by unit and person what is open and overdue now, and how the deadlines of a period were kept."""
    asked = _asked(request)
    units = queries.debts.debts_of(request.seat, asked.agency.agency_id, asked.begin, asked.end, clock.now())
    figures = ("open", "late", "asked", "due", "ontime", "missed")
    context = {
        "asked": asked,
        "units": units,
        "total": {name: sum(unit.sum(name) for unit in units) for name in figures},
        "agencies": agencies_open(queries.debts.agencies_of(request.seat, clock.today())),
        "whole": f"co-quan={asked.agency.agency.slug}",
        "period": f"tu={asked.begin.isoformat()}&den={asked.end.isoformat()}",
        "now": clock.now(),
    }
    return page(request, "direction/debts.html", context)


@require_GET
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def debts_pdf(request: SeatRequest) -> HttpResponse:
    """Print the report on A4."""
    pdf = printing.render_table(_table(request), now=clock.now())
    return _file(pdf, "application/pdf", "tinh-hinh-thuc-hien-nhiem-vu.pdf")


@require_GET
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def debts_sheet(request: SeatRequest) -> HttpResponse:
    """Give the report as a spreadsheet."""
    return _file(sheets.write_sheet(_table(request)), sheets.MEDIA_TYPE, "tinh-hinh-thuc-hien-nhiem-vu.xlsx")


def _table(request: SeatRequest) -> Table:
    asked = _asked(request)
    agency = asked.agency
    return queries.debts.table_of(request.seat, agency.agency_id, agency.name, asked.begin, asked.end, clock.now())


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
