"""The worker makes the report that an inspector ordered; its other timed work waits meanwhile, acts do not."""

from datetime import datetime

from langbiang.foundation.journal.interface import timer

from .services import make_waiting


@timer(every=5)
def make_report(now: datetime) -> None:
    make_waiting(now)
