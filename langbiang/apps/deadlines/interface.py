"""What other apps and the web may use of the legal clock: days, hours, and due dates with their reasons."""

from datetime import date, datetime

from . import queries
from .calendar import Due
from .services import load_official_days

__all__ = [
    "Due",
    "add_working_days",
    "due_at",
    "end_of_office",
    "is_working_day",
    "load_official_days",
    "name_of_day_off",
    "next_day",
    "next_morning",
    "next_working_day",
    "within_day",
]


def is_working_day(day: date) -> bool:
    return queries.calendar().is_working_day(day)


def next_working_day(day: date) -> date:
    """Give the first working day after a day."""
    return queries.calendar().next_working_day(day)


def add_working_days(start: date, count: int) -> date:
    """Give the working day so many after `start`, which is itself not counted."""
    return queries.calendar().add_working_days(start, count)


def name_of_day_off(day: date) -> str:
    """Name why a day from Monday to Friday is off; empty on any other day."""
    known = queries.calendar()
    return known.rulings[day].name if day.weekday() < 5 and not known.is_working_day(day) else ""


def end_of_office(day: date, agency: int) -> datetime:
    """Give the end of the office hours of an agency on a day."""
    return queries.calendar().end_of_office(day, agency)


def due_at(start: date, days: int, *, agency: int) -> Due:
    """Give the end of office hours so many working days after `start`."""
    return queries.calendar().due_at(start, days, agency=agency)


def within_day(moment: datetime, *, agency: int) -> Due:
    """Give the end of the same day, or of the next working day when that is past (Decree 30/2020, Article 22)."""
    return queries.calendar().within_day(moment, agency=agency)


def next_day(moment: datetime, *, agency: int) -> Due:
    """Give the end of the next working day (Decree 30/2020, Article 18)."""
    return queries.calendar().next_day(moment, agency=agency)


def next_morning(moment: datetime, *, agency: int) -> Due:
    """Give the end of the next working day's morning (Decision 28/2018, Article 6)."""
    return queries.calendar().next_morning(moment, agency=agency)
