"""What the file store does by itself: once a day what nobody needs any more goes."""

from datetime import datetime

from django.core.management import call_command

from langbiang.foundation.journal.interface import timer

from .interface import sweep

DAY = 24 * 3600


@timer(every=DAY)
def sweep_daily(now: datetime) -> None:
    """Remove bytes without a name and uploads that broke off."""
    sweep()


@timer(every=DAY)
def clear_sessions(now: datetime) -> None:
    """Remove the sessions that have run out."""
    call_command("clearsessions")
