"""Timers: functions of the apps that some worker runs every so many seconds, never two at once."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from .hearing import Timed, declared_timers
from .models import Timer

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # a run whose worker was killed is taken up again after this


def run_timers(now: datetime) -> int:
    """Run what is due; say how many."""
    declared = declared_timers()
    missing = set(declared) - set(Timer.objects.values_list("name", flat=True))
    Timer.objects.bulk_create([Timer(name=name, due_at=now) for name in missing], ignore_conflicts=True)
    due = list(_free(now).filter(name__in=declared).values_list("name", flat=True))
    return sum(_run(declared[name], now) for name in due)


def _free(now: datetime) -> QuerySet[Timer]:
    return Timer.objects.filter(Q(busy_until=None) | Q(busy_until__lte=now), due_at__lte=now)


def _run(timed: Timed, now: datetime) -> bool:
    """
    Claim the row by one conditional UPDATE, run, set the next time.

    The function runs outside the claim's transaction: on SQLite that one holds the only write lock.
    """
    lease = now + LEASE
    if not _free(now).filter(name=timed.name).update(busy_until=lease):
        return False  # another worker was first
    try:
        timed.run(now)
    except Exception:
        logger.exception("Timer %s failed, next in %s s", timed.name, timed.every)
    mine = Timer.objects.filter(name=timed.name, busy_until=lease)
    mine.update(busy_until=None, due_at=now + timedelta(seconds=timed.every))
    return True
