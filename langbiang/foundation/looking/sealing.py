"""Hours of looks: sealed by an act each, removed when they have been kept long enough, checked by `journal verify`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Min, QuerySet

from langbiang.foundation import clock
from langbiang.foundation.journal.interface import Actor, Entry, canonical_bytes, write_many

from .acts import HourRemoved, HourSealed
from .models import Look, SealedHour

TAG = b"lb.looks.1"
HOUR = timedelta(hours=1)
AT_ONCE = 48  # hours that one run of the timer seals, and as many it removes
LOG = Actor(kind="timer", id="looking")
_PART = 2000
# In this order for ever; `hour` says by which seal they are covered, so it stays out.
_TOLD = (
    *("begins", "what", "subject_kind", "subject_id", "actor_kind", "actor_id", "person", "post"),
    *("agency_id", "agency", "on_behalf_of", "first_at", "last_at", "times"),
)


def seal_hours(now: datetime) -> int:
    """Seal the hours that are over and have looks, the earliest first; say how many."""
    for sealed in range(AT_ONCE):
        first = Look.objects.filter(hour=None, begins__lt=_hour_of(now)).aggregate(at=Min("begins"))["at"]
        if first is None:
            return sealed
        _seal(_hour_of(first), now)
    return AT_ONCE


def remove_hours(now: datetime, *, days: int) -> int:
    """Remove the rows of hours that began more than so many days ago; their digests stay. Say how many hours."""
    old = SealedHour.objects.filter(state=SealedHour.State.SEALED, begins__lt=now - timedelta(days=days))
    with transaction.atomic():
        hours = list(old.select_for_update().order_by("begins")[:AT_ONCE])
        entries = []
        for hour in hours:
            hour.state = SealedHour.State.REMOVED
            told = HourRemoved(begins=_written(hour.begins), count=hour.count, days=days)
            entries.append(Entry(hour, told, moved_from=SealedHour.State.SEALED))
        if entries:
            write_many(entries, by=LOG, now=now, fields=["state"])
        Look.objects.filter(hour__in=[hour.pk for hour in hours]).delete()
    return len(hours)


def check_hours() -> Iterator[tuple[SealedHour, str]]:
    """Recompute every sealed hour; give each with what is wrong with it, or an empty text."""
    for hour in SealedHour.objects.order_by("pk").iterator(_PART):
        if fault := _fault(hour):
            hour.refresh_from_db()  # its rows may have been removed between the two looks
            fault = _fault(hour)
        yield hour, fault


def _seal(begins: datetime, now: datetime) -> None:
    """Give the rows of an hour to its seal first: who counts up one of them meanwhile begins a new row."""
    with transaction.atomic():
        hour = SealedHour(begins=begins, count=0, digest="")
        hour.save()
        rows = Look.objects.filter(hour=None, begins__gte=begins, begins__lt=begins + HOUR)
        rows.update(hour=hour)
        hour.count, hour.digest = _digest(hour.looks.all())
        told = HourSealed(begins=_written(begins), count=hour.count, digest=hour.digest)
        write_many([Entry(hour, told)], by=LOG, now=now)


def _digest(rows: QuerySet[Look]) -> tuple[int, str]:
    """Count rows and digest them in the order in which they were written."""
    made, count = sha256(TAG), 0
    for row in rows.order_by("pk").values_list(*_TOLD).iterator(_PART):
        made.update(sha256(canonical_bytes(row)).digest())
        count += 1
    return count, made.hexdigest()


def _fault(hour: SealedHour) -> str:
    count, digest = _digest(hour.looks.all())
    where = f"Nhật ký truy cập, giờ {clock.local(hour.begins):%H:%M %d/%m/%Y}"
    if hour.state == SealedHour.State.REMOVED:
        return f"{where}: đã ghi là xóa dòng nhưng vẫn còn {count} dòng." if count else ""
    if (count, digest) == (hour.count, hour.digest):
        return ""
    return f"{where}: các dòng không khớp giá trị băm đã niêm phong (niêm phong {hour.count} dòng, nay {count})."


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _written(moment: datetime) -> str:
    return clock.local(moment).isoformat()
