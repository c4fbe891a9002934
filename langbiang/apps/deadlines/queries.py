"""Asks about days and hours; never writes. The calendar is kept in each process and read again when it has changed."""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum, Value

from langbiang.apps.directory.interface import Role, Seat

from .calendar import USUAL_HOURS, Calendar, Hours, Ruling
from .models import DayRuling, OfficeHours, OfficialDay

TRUSTED = 60.0  # seconds for which a process outside a request does not ask whether something changed

Stamp = tuple[tuple[Any, ...], ...]


@dataclass
class _Kept:
    calendar: Calendar = field(default_factory=Calendar)
    stamp: Stamp = ()
    looked: float = float("-inf")


_kept = _Kept()


def calendar() -> Calendar:
    """Give the calendar as it stands: one small query a request, and all rows only after a change."""
    if time.monotonic() - _kept.looked > TRUSTED:
        stamp = _stamp()
        if stamp != _kept.stamp:
            _kept.calendar, _kept.stamp = _read(), stamp
        _kept.looked = time.monotonic()
    return _kept.calendar


def look_again(**_: object) -> None:
    """Let the next question ask whether something changed; heard at the begin of each request."""
    _kept.looked = float("-inf")


def forget() -> None:
    """Let the next question read everything anew."""
    _kept.stamp = ()
    look_again()


def _stamp() -> Stamp:
    """Tell one state of the tables from another: rows are never taken away, and a version only grows."""
    days = OfficialDay.objects.order_by().values_list(Value("days")).annotate(stamp=Count("pk"))
    versions = [
        model._default_manager.order_by().values_list(Value(name)).annotate(stamp=Sum("version"))
        for name, model in (("rulings", DayRuling), ("hours", OfficeHours))
    ]
    return tuple(sorted(days.union(*versions)))


def _read() -> Calendar:
    rows: list[OfficialDay | DayRuling] = [*OfficialDay.objects.all(), *DayRuling.objects.all()]
    rulings = {row.day: Ruling(row.kind, row.name, row.source, row.announced) for row in rows}
    hours = defaultdict[int, list[tuple[date, Hours]]](list)
    for row in OfficeHours.objects.order_by("-since"):
        hours[row.agency_id].append((row.since, row.hours))
    return Calendar(rulings, dict(hours))


# -- the page


def may_rule(seat: Seat) -> bool:
    """Say whether a seat enters days off, and the hours of its own agency."""
    return seat.has(Role.ADMIN)


def list_hours(agency_id: int) -> QuerySet[OfficeHours]:
    """List the hours an agency has set, newest first."""
    return OfficeHours.objects.filter(agency=agency_id)


def hours_on(agency_id: int, day: date) -> tuple[Hours, bool]:
    """Give the hours of an agency on a day, and whether it has set them itself."""
    hours = calendar().hours_of(agency_id, day)
    return hours, hours != USUAL_HOURS or list_hours(agency_id).filter(since__lte=day).exists()


def list_years(today: date) -> list[int]:
    """List the years of which days are known, with this year and the next."""
    return sorted({day.year for day in calendar().rulings} | {today.year, today.year + 1})


def list_rulings(year: int) -> QuerySet[DayRuling]:
    """List what administrators have entered for a year."""
    return DayRuling.objects.filter(day__year=year)
