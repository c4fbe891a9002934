"""Loads the days of the reference data, and enters what an administrator rules."""

import csv
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import write

from . import queries
from .acts import DayRuled, HoursSet
from .calendar import Hours, Kind, Ruling
from .models import DayRuling, OfficeHours, OfficialDay

DATA = Path(__file__).resolve().parents[2] / "data" / "official-days.csv"


class CannotRule(Refused):
    """The day is in a year that has ended, nothing differs, or this seat is no administrator."""


class CannotSetHours(Refused):
    """The hours do not follow each other, hold from a past day, or this seat is no administrator."""


def load_official_days() -> None:
    """Load the days of the reference data that are not there yet."""
    here = set(OfficialDay.objects.values_list("day", flat=True))
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if date.fromisoformat(row["day"]) not in here]
    OfficialDay.objects.bulk_create(
        OfficialDay(
            day=date.fromisoformat(row["day"]),
            kind=row["kind"],
            name=row["name"],
            source=row["source"],
            announced=row["status"] == "announced",
        )
        for row in rows
    )


@transaction.atomic
def rule_day(day: date, ruling: Ruling, *, seat: Seat, now: datetime) -> DayRuling:
    """
    Enter what a day is, with its source; what deadlines were counted before stands in their acts.

    Days of a year that has ended are closed: reports on it must not change.
    """
    _check_administrator(seat, CannotRule)
    today = clock.local(now).date()
    if day.year < today.year:
        raise CannotRule(f"Lịch năm {day.year} đã khóa vì năm đã hết. Chọn ngày từ 01/01/{today.year}.", field="day")
    if ruling.kind == Kind.WORKED and day.weekday() < 5:
        raise CannotRule("Chỉ thứ Bảy, Chủ nhật mới làm bù; ngày này trong tuần vẫn làm việc.", field="kind")
    row = DayRuling.objects.select_for_update().filter(day=day).first() or DayRuling(day=day)
    if row.pk and (row.kind, row.name, row.source, row.announced) == _columns(ruling):
        raise CannotRule("Ngày này đã ghi như vậy rồi.", field="day")
    before = row.kind if row.pk else ""
    row.kind, row.name, row.source, row.announced = _columns(ruling)
    row.ruled_by, row.ruled_at = f"{seat.person.full_name}, {seat.title}", now
    told = DayRuled(day.isoformat(), row.kind, row.name, row.source, row.announced)
    write(row, told, by=actor_of(seat), now=now, moved_from=before)
    transaction.on_commit(queries.forget)
    return row


def _columns(ruling: Ruling) -> tuple[str, str, str, bool]:
    return str(ruling.kind), ruling.name, ruling.source, ruling.announced


@transaction.atomic
def set_hours(hours: Hours, *, since: date, source: str, seat: Seat, now: datetime) -> OfficeHours:
    """Set the office hours of the seat's agency from a day on, today at the earliest; once a day."""
    _check_administrator(seat, CannotSetHours)
    today = clock.local(now).date()
    if since < today:
        raise CannotSetHours(f"Giờ mới áp dụng từ hôm nay ({today:%d/%m/%Y}) trở đi.", field="since")
    if not hours.morning_from < hours.morning_to <= hours.afternoon_from < hours.afternoon_to:
        raise CannotSetHours("Bốn giờ phải nối tiếp nhau: sáng từ, sáng đến, chiều từ, chiều đến.", field="morning_to")
    if OfficeHours.objects.filter(agency=seat.agency_id, since=since).exists():
        raise CannotSetHours("Đã có giờ làm việc từ ngày này. Chọn ngày khác.", field="since")
    row = OfficeHours(agency=seat.agency, since=since, source=source, set_by=f"{seat.person.full_name}, {seat.title}")
    row.morning_from, row.morning_to = hours.morning_from, hours.morning_to
    row.afternoon_from, row.afternoon_to, row.set_at = hours.afternoon_from, hours.afternoon_to, now
    told = HoursSet(since.isoformat(), str(hours), source)
    write(row, told, by=actor_of(seat), now=now, parties=[seat.agency_id])
    transaction.on_commit(queries.forget)
    return row


def _check_administrator(seat: Seat, refusal: type[Refused]) -> None:
    if not queries.may_rule(seat):
        raise refusal("Chỉ quản trị hệ thống sửa lịch nghỉ, giờ làm việc.")
