"""The report of a period: figures by unit and person, each of which opens the documents behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from langbiang.apps.directory.interface import Agency, Role, Seat, name_of
from langbiang.apps.documents import ledgers, queries
from langbiang.apps.documents.forms import PeriodForm
from langbiang.apps.documents.queries import NOBODY, PARTS, Figures, Measure, Scope, UnitFigures
from langbiang.apps.identity.interface import SeatRequest, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.tables import Table

from .asking import Page, page_after
from .tabling import DayPage, address_of, agencies_counted, agencies_read, agency_asked, in_form, names_of, page_by_day

READERS = (Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
COLOURS = {Measure.ON_TIME: "c1", Measure.IN_TIME: "c4", Measure.LATE: "c5", Measure.UNDATED: "c6"}
BARS = 12  # of the chart; the table has all


@dataclass(frozen=True)
class Asked:
    agency: Agency
    form: PeriodForm
    scope: Scope

    @property
    def said(self) -> dict[str, str]:
        first, last = self.scope.first, self.scope.last
        return {"co-quan": self.agency.slug, "tu": f"{first:%d/%m/%Y}", "den": f"{last:%d/%m/%Y}"}


@require_GET
@seat_required(*READERS)
def report(request: SeatRequest) -> HttpResponse:
    """Show what came and went in a period and what was on time, by unit and by person."""
    asked = _asked(request)
    units = queries.figures_of(asked.scope)
    total = queries.total_of(units)
    name = name_of(asked.agency, clock.today()).name
    if request.GET.get("dang"):
        rows = ledgers.report_rows(units, total)
        table = Table("Báo cáo tình hình xử lý văn bản", name, ledgers.REPORT, rows, _notes(asked))
        return in_form(request, table, f"bao-cao-{asked.agency.slug}-{asked.scope.first}-{asked.scope.last}")
    others = [other for other in agencies_counted(request.seat) if other != asked.agency]
    here = reverse("documents:report")
    context = {
        "asked": asked,
        "form": asked.form,
        "name": name,
        "others": [
            (other, address_of(here, **{**asked.said, "co-quan": other.agency.slug}))
            for other in names_of(others, clock.today())
        ],
        "presets": [
            (words, address_of(here, **{**asked.said, "tu": f"{first:%d/%m/%Y}", "den": f"{last:%d/%m/%Y}"}), current)
            for words, first, last, current in _presets(asked.scope)
        ],
        "measures": list(Measure),
        "units": [(_linked(asked, unit), [_linked(asked, person) for person in unit.people]) for unit in units],
        "total": _linked(asked, total, whole=True),
        "kpis": [(m.label, total.counts[m.value], _behind(asked, m)) for m in Measure],
        "bars": _bars(units),
        "legend": [(COLOURS[measure], measure.label) for measure in PARTS],
        "left_out": max(0, len([u for u in units if u.counts[Measure.ARRIVED.value]]) - BARS),
        "print_address": address_of(here, **asked.said, dang="pdf"),
        "sheet_address": address_of(here, **asked.said, dang="xlsx"),
        "own_unit": asked.scope.unit is not None,
    }
    answered = page(request, "documents/report.html", context)
    if asked.form.errors:
        answered.status_code = 422
    return answered


@require_GET
@seat_required(*READERS)
def report_list(request: SeatRequest) -> HttpResponse:
    """List the documents that a figure of the report counts."""
    asked, said = _asked(request), request.GET
    measure = said.get("nhom", Measure.ARRIVED.value)
    unit, person = said.get("don-vi", ""), said.get("nguoi", "")
    if measure not in Measure.values or not _known(unit, person):
        raise Http404("Không có mục thống kê này.")
    chosen, after = Measure(measure), said.get("sau", "")
    rows: QuerySet[Any] = queries.documents_behind(asked.scope, chosen, unit=unit, person=person)
    outgoing = chosen == Measure.ISSUED
    found: Page[Any] | DayPage[Any] = (
        page_by_day(rows, "issued_on", after)
        if outgoing
        else page_after([rows.order_by("-arrived_at", "-pk")], "arrived_at", after)
    )
    here = reverse("documents:report-list")
    more = {**asked.said, "nhom": measure, "don-vi": unit, "nguoi": person}
    context = {
        "rows": found.rows,
        "older": address_of(here, **more, sau=found.older) if found.older else "",
        "count": rows.count(),
        "measure": chosen,
        "outgoing": outgoing,
        "whose": _whose(asked, unit, person),
        "asked": asked,
        "back": address_of(reverse("documents:report"), **asked.said),
        "now": clock.now(),
    }
    return page(request, "documents/report_list.html", context)


def _asked(request: SeatRequest) -> Asked:
    """Read whose figures of which days; a period typed wrong is shown with its error beside this month's figures."""
    agency, today = agency_asked(request, agencies_counted(request.seat)), clock.today()
    first, last = _month(today)
    usual = {"tu": f"{first:%d/%m/%Y}", "den": f"{last:%d/%m/%Y}"}
    form = PeriodForm({name: request.GET.get(name) or usual[name] for name in usual})
    if form.is_valid():
        first, last = form.cleaned_data["tu"], form.cleaned_data["den"]
    scope = Scope(agency, first, last, clock.now(), _unit_of(request.seat))
    return Asked(agency, form, scope)


def _unit_of(seat: Seat) -> int | None:
    """Give the unit to which a seat's figures are bound; None for who reads whole agencies."""
    return None if agencies_read(seat) else seat.unit_id


def _known(unit: str, person: str) -> bool:
    """See whether the parts of an address that name a unit and a person can be asked with."""
    of_unit = unit in ("", NOBODY) or (unit.isdecimal() and len(unit) < 18)
    return of_unit and (person in ("", NOBODY) or _is_uid(person))


def _is_uid(said: str) -> bool:
    try:
        return bool(UUID(said))
    except ValueError:
        return False


def _whose(asked: Asked, unit: str, person: str) -> str:
    """Name the unit or person of a list as the report names it."""
    for group in queries.figures_of(asked.scope):
        if unit == (NOBODY if group.unit is None else str(group.unit)):
            people = (figures.name for figures in group.people if _person(figures) == person)
            return next(people, group.name) if person else group.name
    return ""


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, _before(_next_month(first))


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _presets(scope: Scope) -> list[tuple[str, date, date, bool]]:
    """Give this week, month, quarter and year, and which of them is shown."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    quarter = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    quarter_ends = _before(_next_month(_next_month(_next_month(quarter))))
    spans = [
        ("Tuần này", monday, monday + timedelta(days=6)),
        ("Tháng này", *_month(today)),
        ("Quý này", quarter, quarter_ends),
        ("Năm nay", today.replace(month=1, day=1), today.replace(month=12, day=31)),
    ]
    return [(words, first, last, (first, last) == (scope.first, scope.last)) for words, first, last in spans]


def _notes(asked: Asked) -> list[str]:
    scope = asked.scope
    return [
        f"Từ {scope.first:%d/%m/%Y} đến {scope.last:%d/%m/%Y}; số liệu lúc {clock.local(scope.now):%H:%M, %d/%m/%Y}",
        "Văn bản đến tính theo ngày đến, văn bản đi theo ngày ban hành; không tính văn bản từ chối, bị thu hồi, hủy số",
    ]


@dataclass(frozen=True)
class Linked:
    """A line of the report, each figure with the address of its documents."""

    name: str
    cells: list[tuple[str, int, str]]


def _linked(asked: Asked, figures: Figures, *, whole: bool = False) -> Linked:
    unit = "" if whole else NOBODY if figures.unit is None else str(figures.unit)
    person = "" if whole or isinstance(figures, UnitFigures) else _person(figures)
    cells = [(m.label, figures.counts[m.value], _behind(asked, m, unit, person)) for m in Measure]
    return Linked(figures.name, cells)


def _person(figures: Figures) -> str:
    return str(figures.seat.uid) if figures.seat else NOBODY


def _behind(asked: Asked, measure: Measure, unit: str = "", person: str = "") -> str:
    here = reverse("documents:report-list")
    return address_of(here, **asked.said, nhom=measure.value, **{"don-vi": unit, "nguoi": person})


@dataclass(frozen=True)
class Bar:
    """A bar of the chart: what it says, how long it is, and its parts, each from where and how long."""

    name: str
    total: int
    longest: int
    parts: list[tuple[str, int, int]]
    words: str


def _bars(units: Iterable[UnitFigures]) -> list[Bar]:
    """Draw the units with the most incoming documents, the longest first."""
    drawn = [unit for unit in units if unit.counts[Measure.ARRIVED.value]]
    drawn.sort(key=lambda unit: -unit.counts[Measure.ARRIVED.value])
    longest = max((unit.counts[Measure.ARRIVED.value] for unit in drawn), default=0)
    return [_bar(unit, longest) for unit in drawn[:BARS]]


def _bar(unit: UnitFigures, longest: int) -> Bar:
    parts, at = [], 0
    for measure in PARTS:
        length = unit.counts[measure.value]
        if length:
            parts.append((COLOURS[measure], at, length))
        at += length
    words = ", ".join(f"{m.label.lower()} {unit.counts[m.value]}" for m in PARTS)
    return Bar(unit.name, unit.counts[Measure.ARRIVED.value], longest, parts, f"{unit.name}: {words}")
