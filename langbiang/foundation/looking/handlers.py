"""The worker seals the hours and removes the old ones; `journal verify` recomputes them."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from langbiang.foundation.journal.interface import Report, timer, verified_too

from .sealing import check_hours, remove_hours, seal_hours


@timer(every=300)
def seal(now: datetime) -> None:
    """Seal what is over; then remove what was kept long enough, and only what is sealed."""
    seal_hours(now)
    remove_hours(now, days=settings.ACCESS_LOG_DAYS)


@verified_too
def hours(report: Report) -> Iterator[str]:
    """Say which hours of the access log do not fit their seals."""
    for _hour, fault in check_hours():
        report.look_hours += 1
        if fault:
            yield fault
