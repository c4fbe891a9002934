"""A diary of what will happen, gone through in the order of time, so that numbers follow dates as they must."""

import heapq
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count

from langbiang.apps.deadlines.interface import add_working_days, is_working_day
from langbiang.foundation import clock

Step = Callable[[datetime], None]
SEED = 20200309


class Diary:
    """
    Steps with their moments; a step may enter further ones.

    What would come after `until` does not happen: so what began late is found half done, as on any morning.
    """

    def __init__(self, until: datetime) -> None:
        self.until = until
        self.dice = random.Random(SEED)  # noqa: S311 - plausible, not secret
        self._entries: list[tuple[datetime, int, Step]] = []
        self._order = count()

    def at(self, moment: datetime, step: Step) -> None:
        if moment < self.until:
            heapq.heappush(self._entries, (moment, next(self._order), step))

    def run(self) -> None:
        while self._entries:
            moment, _, step = heapq.heappop(self._entries)
            step(moment)

    def soon(self, moment: datetime, minutes: int) -> datetime:
        """Give a moment some minutes later, in office hours: past them it is the next working morning."""
        late = clock.local(moment) + timedelta(minutes=minutes + self.dice.randrange(9))
        if late.time() < time(16, 50) and is_working_day(late.date()):
            return late
        return self.morning(late.date(), 1)

    def morning(self, day: date, days: int) -> datetime:
        """Give a moment in the first hours of a working day so many after `day`."""
        return self.on(add_working_days(day, days), 7 * 60 + 35 + self.dice.randrange(150))

    def afternoon(self, day: date, days: int) -> datetime:
        return self.on(add_working_days(day, days), 13 * 60 + 35 + self.dice.randrange(180))

    def on(self, day: date, minute: int) -> datetime:
        return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=clock.VIETNAM)

    def days(self, first: date) -> list[date]:
        """List the working days from the first on."""
        last = clock.local(self.until).date()
        every = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [day for day in every if is_working_day(day)]
