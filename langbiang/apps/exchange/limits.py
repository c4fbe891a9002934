"""
How often a system may call: counted by the minute in the memory of each web process.

That is enough to stop a program that runs wild, and costs the database nothing.
"""

from datetime import datetime

from django.core.cache import caches

from .models import System

_KEPT = 120  # seconds


def within_limit(system: System, now: datetime) -> bool:
    """Count one call, and say whether the system is still within what it may call in this minute."""
    key = f"exchange-calls:{system.pk}:{now:%Y%m%d%H%M}"
    cache = caches["local"]
    if cache.add(key, 1, _KEPT):
        return system.calls_a_minute >= 1
    try:
        return cache.incr(key) <= system.calls_a_minute
    except ValueError:  # it ran out between the two
        return True
