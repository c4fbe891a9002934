"""
What is wrong on the axis now, for a person to see to: the same list for the page, the command and the metrics.

Each watch asks the database, keeps nothing, and has its limit from a setting; an alarm ends when its cause does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from langbiang.foundation import clock, signing
from langbiang.foundation.journal.interface import Standing, read_standing, unsigned_since

from .models import Delivery, System, Transfer
from .services import HUB
from .traffic import unarrived

WORKER_SILENT = timedelta(minutes=1)  # a worker shows itself every two seconds


@dataclass(frozen=True)
class Alarm:
    """One thing that is wrong, in words for a person; `behind` names the list that shows what it is about."""

    kind: str
    words: str
    since: datetime | None = None
    behind: dict[str, str] = field(default_factory=dict)


def list_alarms(now: datetime) -> list[Alarm]:
    """List what is wrong, the most far-reaching first: as many queries, however much waits."""
    standing = read_standing()
    return [alarm for watch in _WATCHES for alarm in watch(standing, now)]


def _worker(standing: Standing, now: datetime) -> Iterator[Alarm]:
    beat = standing.last_beat
    if beat is None or now - beat > WORKER_SILENT:
        yield Alarm("worker-silent", "Không có tiến trình nền nào hoạt động; văn bản đã gửi không được giao.", beat)


def _consumers(standing: Standing, now: datetime) -> Iterator[Alarm]:
    for each in standing.consumers:
        if each.halted:
            yield Alarm("consumer-halted", f"Phần {each.name} của nhật ký đã dừng: {each.error}")
        if each.parked:
            words = f"Phần {each.name} của nhật ký gác lại {each.parked} việc, cần người xem."
            yield Alarm("acts-parked", words, each.parked_since)


def _signer(standing: Standing, now: datetime) -> Iterator[Alarm]:
    since = unsigned_since()
    if since and now - since > _minutes():
        yield Alarm("signer-silent", "Nhật ký chưa được ký; tiến trình ký không hoạt động hoặc từ chối ký.", since)


def _carrier(standing: Standing, now: datetime) -> Iterator[Alarm]:
    """Say when what is due for systems that we call is taken up by nobody."""
    limit = now - _minutes()
    rested = Q(system__rests_until=None) | Q(system__rests_until__lt=limit)
    called = Q(system__way=System.Way.CALLED, system__state=System.State.ACTIVE)
    due = _waiting().filter(rested, called, next_at__lt=limit).aggregate(n=Count("pk"), since=Min("next_at"))
    if due["n"]:
        words = f"Không có tiến trình chuyển nào lấy {due['n']} bản tin đến lượt chuyển."
        yield Alarm("carrier-silent", words, due["since"])


def _systems(standing: Standing, now: datetime) -> Iterator[Alarm]:
    """Say which systems that we call have not answered; one that calls us may have nothing to say."""
    limit = now - _minutes()
    called = System.objects.filter(way=System.Way.CALLED, state=System.State.ACTIVE, failures__gt=0)
    for each in called.order_by("code"):
        since = each.seen_at or each.created_at
        if since < limit:
            yield Alarm(
                "system-down", f"Không liên lạc được với {each.name}: {each.last_error}", since, _behind("xep", each)
            )


def _queues(standing: Standing, now: datetime) -> Iterator[Alarm]:
    limit, hours = now - timedelta(hours=settings.ALARM_HOURS), settings.ALARM_HOURS
    for system, count, since in _by_system(_waiting().filter(created_at__lt=limit)):
        words = f"{count} bản tin chờ chuyển sang {system.name} quá {hours} giờ."
        yield Alarm("queue-old", words, since, _behind("xep", system))
    elsewhere = Exists(Transfer.objects.filter(delivery=OuterRef("pk")))
    here = unarrived(before=limit).filter(~elsewhere, state=Delivery.State.QUEUED)
    found = here.aggregate(n=Count("pk"), since=Min("queued_at"))
    if found["n"]:
        words = f"{found['n']} lượt giao trong hệ thống này chờ quá {hours} giờ."
        yield Alarm("queue-old", words, found["since"], {"so": "cho"})


def _aside(standing: Standing, now: datetime) -> Iterator[Alarm]:
    for system, count, since in _by_system(Transfer.objects.filter(state=Transfer.State.SET_ASIDE)):
        yield Alarm(
            "set-aside", f"{count} bản tin sang {system.name} để riêng, cần người xem.", since, _behind("rieng", system)
        )


def _certificates(standing: Standing, now: datetime) -> Iterator[Alarm]:
    """Say of the last week of what the axis itself seals with, and of the roots by which it judges."""
    for each in signing.list_ending([*signing.find_validities([HUB]), *signing.list_roots()], now):
        if each.ends and each.nearness(now) is not signing.Nearness.SOON:
            words = f"Chứng thư của {each.holder} ({each.name}) hết hạn ngày {clock.local(each.ends):%d/%m/%Y}."
            yield Alarm("certificate-ending", words)


def _by_system(transfers: QuerySet[Transfer]) -> Iterator[tuple[System, int, datetime]]:
    counted = transfers.values("system").annotate(n=Count("pk"), since=Min("created_at")).order_by()
    found = {row["system"]: row for row in counted}
    for system in System.objects.filter(pk__in=found).order_by("code"):
        yield system, found[system.pk]["n"], found[system.pk]["since"]


def _waiting() -> QuerySet[Transfer]:
    return Transfer.objects.filter(state=Transfer.State.WAITING)


def _behind(which: str, system: System) -> dict[str, str]:
    return {"so": which, "he": str(system.uid)}


def _minutes() -> timedelta:
    return timedelta(minutes=settings.ALARM_MINUTES)


_WATCHES: list[Callable[[Standing, datetime], Iterator[Alarm]]] = [
    _worker,
    _carrier,
    _consumers,
    _signer,
    _systems,
    _queues,
    _aside,
    _certificates,
]
KINDS = (
    *("worker-silent", "carrier-silent", "consumer-halted", "acts-parked"),
    *("signer-silent", "system-down", "queue-old", "set-aside"),
    "certificate-ending",
)
