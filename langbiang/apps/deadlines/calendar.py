"""The arithmetic of working days, without a database: which days are worked, and due dates that explain themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices

from langbiang.foundation import clock

ONE = timedelta(days=1)
WEEKEND = "thứ Bảy, Chủ nhật"


class Kind(TextChoices):
    OFF = "off", "Nghỉ"
    WORKED = "worked", "Làm bù"
    ORDINARY = "ordinary", "Như ngày thường trong tuần"


@dataclass(frozen=True)
class Ruling:
    """What holds for a day besides the week."""

    kind: str
    name: str
    source: str
    announced: bool


@dataclass(frozen=True)
class Hours:
    """When an office is open. The usual ones are from memory: no article names them."""

    morning_from: time = time(7, 30)
    morning_to: time = time(11, 30)
    afternoon_from: time = time(13, 30)
    afternoon_to: time = time(17)

    def __str__(self) -> str:
        morning = f"{self.morning_from:%H:%M} – {self.morning_to:%H:%M}"
        return f"{morning}, {self.afternoon_from:%H:%M} – {self.afternoon_to:%H:%M}"


USUAL_HOURS = Hours()


@dataclass(frozen=True)
class Due:
    """A moment until which something is to be done, and how it was counted, in sentences."""

    at: datetime
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """
    What is known of days and hours.

    A year without a single ruling is not announced: there only Saturdays and Sundays are known, and due dates say so.
    """

    rulings: Mapping[date, Ruling] = field(default_factory=dict)
    hours: Mapping[int, Sequence[tuple[date, Hours]]] = field(default_factory=dict)  # by agency, newest first

    def is_working_day(self, day: date) -> bool:
        ruling = self.rulings.get(day)
        if ruling is None or ruling.kind == Kind.ORDINARY:
            return day.weekday() < 5
        return ruling.kind == Kind.WORKED

    def next_working_day(self, day: date) -> date:
        """Give the first working day after a day."""
        return self.add_working_days(day, 1)

    def add_working_days(self, start: date, count: int) -> date:
        """Give the working day so many after `start`, which is itself not counted (Civil Code 2015, Article 147)."""
        if count < 1:
            raise ValueError("A deadline is at least one working day away")
        day = start
        while count:
            day += ONE
            count -= self.is_working_day(day)
        return day

    def hours_of(self, agency: int, day: date) -> Hours:
        """Give the hours of an agency on a day; the usual ones where it has set none."""
        return next((hours for since, hours in self.hours.get(agency, ()) if since <= day), USUAL_HOURS)

    def end_of_office(self, day: date, agency: int) -> datetime:
        return _at(day, self.hours_of(agency, day).afternoon_to)

    # -- the rules

    def due_at(self, start: date, days: int, *, agency: int) -> Due:
        """Give the end of office hours so many working days after `start`."""
        day = self.add_working_days(start, days)
        return Due(self.end_of_office(day, agency), self.explain(start, day))

    def within_day(self, moment: datetime, *, agency: int) -> Due:
        """Give the end of the same day, or of the next working day when that is past (Decree 30/2020, Article 22)."""
        local = clock.local(moment)
        day = local.date()
        end = self.end_of_office(day, agency)
        if self.is_working_day(day) and local < end:
            return Due(end, self._unknown(day, day))
        late = (f"Đến sau {end:%H:%M}, tính sang ngày làm việc tiếp theo",) if self.is_working_day(day) else ()
        due = self.next_day(moment, agency=agency)
        return Due(due.at, late + due.reasons)

    def next_day(self, moment: datetime, *, agency: int) -> Due:
        """Give the end of the next working day (Decree 30/2020, Article 18)."""
        return self.due_at(clock.local(moment).date(), 1, agency=agency)

    def next_morning(self, moment: datetime, *, agency: int) -> Due:
        """Give the end of the next working day's morning (Decision 28/2018, Article 6)."""
        start = clock.local(moment).date()
        day = self.next_working_day(start)
        return Due(_at(day, self.hours_of(agency, day).morning_to), self.explain(start, day))

    # -- how it was counted

    def explain(self, start: date, last: date) -> tuple[str, ...]:
        """Say which days after `start` up to `last` were not counted, which were in lieu, and what is not known yet."""
        off: dict[str, list[str]] = {}
        for day in _days(start, last):
            if not self.is_working_day(day):
                off.setdefault(self._why_off(day), []).append(f"{day.day}/{day.month}")
        skipped = [f"Không tính {', '.join(days)} ({why})" for why, days in off.items()]
        worked = [
            f"Tính cả {day.day}/{day.month}/{day.year} ({self.rulings[day].name})"
            for day in _days(start, last)
            if day in self.rulings and self.rulings[day].kind == Kind.WORKED
        ]
        return (*skipped, *worked, *self._unknown(start, last))

    def _why_off(self, day: date) -> str:
        ruling = self.rulings.get(day)
        return ruling.name if ruling and ruling.kind == Kind.OFF else WEEKEND

    def _unknown(self, start: date, last: date) -> tuple[str, ...]:
        return tuple(
            f"Lịch nghỉ năm {year} chưa công bố: mới trừ {WEEKEND}"
            if not self.rulings_of(year)
            else f"Lịch nghỉ năm {year} mới là dự kiến"
            for year in range(start.year, last.year + 1)
            if not self.is_announced(year)
        )

    def rulings_of(self, year: int) -> dict[date, Ruling]:
        return {day: ruling for day, ruling in self.rulings.items() if day.year == year}

    def is_announced(self, year: int) -> bool:
        """Say whether a year's days off are known, and none of them is an estimate."""
        rulings = self.rulings_of(year)
        return bool(rulings) and all(ruling.announced for ruling in rulings.values())


def _days(start: date, last: date) -> Iterator[date]:
    return (start + ONE * number for number in range(1, (last - start).days + 1))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.VIETNAM)
