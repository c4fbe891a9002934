"""One page: the calendar of a year, the days that differ from the week, the agency's office hours."""

from calendar import Calendar as Months
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from langbiang.apps.directory.interface import Role
from langbiang.apps.identity.interface import SeatForm, SeatRequest, answer, page, seat_required
from langbiang.foundation import clock

from . import queries, services
from .calendar import Calendar, Kind, Ruling
from .forms import DayForm, HoursForm

FIRST, LAST = 2000, 2100
WEEKDAYS = (
    ("Thứ Hai", "T2"),
    ("Thứ Ba", "T3"),
    ("Thứ Tư", "T4"),
    ("Thứ Năm", "T5"),
    ("Thứ Sáu", "T6"),
    ("Thứ Bảy", "T7"),
    ("Chủ nhật", "CN"),
)


@require_GET
@seat_required()
def calendar(request: SeatRequest) -> HttpResponse:
    """Show a year: its months as a picture, its days off and in lieu as a table, the hours of the own agency."""
    return _show(request)


def _post_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lead who comes to look at the address of an act back to the page."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            return redirect("deadlines:calendar")
        return require_POST(view)(request)

    return guarded


@_post_only
@seat_required(Role.ADMIN)
def day_rule(request: SeatRequest) -> HttpResponse:
    """Enter what a day is."""
    form = DayForm(request.POST, acting=request.seat)
    return _answer(
        request,
        form,
        lambda: services.rule_day(form.cleaned_data["day"], form.ruling(), seat=request.seat, now=clock.now()),
        "Đã ghi ngày vào lịch. Thời hạn tính từ nay theo lịch mới.",
    )


@_post_only
@seat_required(Role.ADMIN)
def hours_set(request: SeatRequest) -> HttpResponse:
    """Set the office hours of the own agency."""
    form = HoursForm(request.POST, acting=request.seat)
    return _answer(
        request,
        form,
        lambda: services.set_hours(
            form.hours(),
            since=form.since_day,
            source=form.cleaned_data["source"],
            seat=request.seat,
            now=clock.now(),
        ),
        "Đã lưu giờ làm việc.",
    )


def _answer(request: SeatRequest, form: SeatForm, do: Callable[[], Any], done: str) -> HttpResponse:
    return answer(
        request,
        form,
        version=None,
        do=do,
        done=done,
        back=f"{reverse('deadlines:calendar')}?nam={_year(request)}",
        refused=lambda refused: _show(request, refused),
    )


def _year(request: HttpRequest) -> int:
    """Read the year that was asked for; this year for anything else."""
    asked = request.POST.get("nam") or request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else 0
    return year if FIRST <= year <= LAST else clock.today().year


@dataclass(frozen=True)
class Cell:
    """A day in the picture; `mark` is its colour and shape, `words` what it says to who cannot see them."""

    day: date | None
    mark: str = ""
    words: str = ""


@dataclass(frozen=True)
class Month:
    number: int
    weeks: list[list[Cell]]


def _months(known: Calendar, year: int) -> list[Month]:
    of_month = Months()
    return [
        Month(
            number, [[_cell(known, day, number) for day in week] for week in of_month.monthdatescalendar(year, number)]
        )
        for number in range(1, 13)
    ]


def _cell(known: Calendar, day: date, month: int) -> Cell:
    if day.month != month:
        return Cell(None)
    ruling = known.rulings.get(day)
    if ruling and ruling.kind != Kind.ORDINARY:
        return Cell(day, str(ruling.kind), f"{Kind(ruling.kind).label.lower()}: {ruling.name}")
    return Cell(day, "" if known.is_working_day(day) else "weekend")


def _show(request: SeatRequest, refused: SeatForm | None = None) -> HttpResponse:
    seat, today, year = request.seat, clock.today(), _year(request)
    known = queries.calendar()
    hours, own_hours = queries.hours_on(seat.agency_id, today)
    fresh: dict[str, SeatForm] = {"day_form": DayForm(acting=seat), "hours_form": HoursForm(acting=seat)}
    context = {
        **{name: refused if type(refused) is type(form) else form for name, form in fresh.items()},
        "refused": refused,
        "year": year,
        "years": queries.list_years(today),
        "today": today,
        "weekdays": WEEKDAYS,
        "months": _months(known, year),
        "days": _days(known, year),
        "announced": known.is_announced(year),
        "hours": hours,
        "own_hours": own_hours,
        "hours_set": queries.list_hours(seat.agency_id),
        "may_rule": queries.may_rule(seat),
        "open_year": year >= today.year,
    }
    return page(request, "deadlines/calendar.html", context, form=refused)


def _days(known: Calendar, year: int) -> list[tuple[date, str, Ruling, str]]:
    """List the days that differ from the week, each with the mark of its tag and who entered it."""
    entered = {ruling.day: ruling.ruled_by for ruling in queries.list_rulings(year)}
    tags = {Kind.OFF: "closed", Kind.WORKED: "soon", Kind.ORDINARY: "ontime"}
    return [
        (day, tags[Kind(ruling.kind)], ruling, entered.get(day, ""))
        for day, ruling in sorted(known.rulings_of(year).items())
    ]
