"""The facts about the calendar that are journalled."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("deadlines.day.ruled", version=1)
@dataclass(frozen=True)
class DayRuled:
    day: str
    kind: str
    name: str
    source: str
    announced: bool


@fact("deadlines.hours.set", version=1)
@dataclass(frozen=True)
class HoursSet:
    since: str
    hours: str
    source: str
