"""What the exchange tells Prometheus: what waits, what moved in the last hour and how fast, which systems answer."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, Value

from langbiang.foundation import clock
from langbiang.foundation.metrics import Sample, gauge, once

from .alarms import KINDS, list_alarms
from .models import Attempt, Delivery, Packet, System
from .traffic import Flow, Open, count_open, count_unarrived, handed, measure, moved

HOUR = timedelta(hours=1)


def _last_hour() -> tuple[datetime, datetime]:
    now = clock.now()
    return now - HOUR, now


@gauge("exchange_packets_last_hour", "Packets (documents, however many receivers) that came in, by origin.", "origin")
def packets() -> Iterator[Sample]:
    begins, ends = _last_hour()
    rows = Packet.objects.filter(created_at__gte=begins, created_at__lt=ends).values("origin").order_by()
    found = {row["origin"]: row["n"] for row in rows.annotate(n=Count("pk"))}
    return (((origin,), found.get(origin, 0)) for origin in Packet.Origin.values)


@gauge("exchange_moved_last_hour", "Deliveries that arrived, statuses that came, documents handed to the axis.", "flow")
def flows() -> Iterator[Sample]:
    begins, ends = _last_hour()
    return (((flow.name.lower(),), moved(flow, begins, ends).count()) for flow in Flow)


@gauge(
    "exchange_deliveries_unarrived", "Deliveries that are not with their receiver for all we know, by state.", "state"
)
def unarrived() -> Iterator[Sample]:
    found = {each.state: each.count for each in _unarrived()}
    states = (state for state in Delivery.State.values if state != Delivery.State.ARRIVED)
    return (((state,), found.get(state, 0)) for state in states)


@gauge("exchange_delivery_oldest_seconds", "Age of the oldest such delivery, by state; 0 where there is none.", "state")
def oldest_deliveries() -> Iterator[Sample]:
    now, found = clock.now(), {each.state: each.oldest for each in _unarrived()}
    states = (state for state in Delivery.State.values if state != Delivery.State.ARRIVED)
    return (((state,), _age(found.get(state), now)) for state in states)


@gauge(
    "exchange_delivery_seconds_last_hour",
    "Seconds from queued to arrived of what arrived; no value without any.",
    "quantile",
)
def delivery_seconds() -> Iterator[Sample]:
    times = measure(moved(Flow.ARRIVED, *_last_hour()), "queued_at", "arrived_at", Value(0)).get(0)
    if times and times.median is not None and times.p95 is not None:
        yield ("0.5",), times.median.total_seconds()
        yield ("0.95",), times.p95.total_seconds()


@gauge("exchange_transfers_open", "Documents and statuses on their way to a system, by state.", "system", "state")
def open_transfers() -> Iterator[Sample]:
    for system, held in _open():
        yield (system, "waiting"), held.waiting
        yield (system, "aside"), held.aside


@gauge("exchange_transfer_oldest_seconds", "Age of the oldest that waits for a system; 0 where none does.", "system")
def oldest_transfers() -> Iterator[Sample]:
    now = clock.now()
    return (((system,), _age(held.oldest, now)) for system, held in _open())


@gauge("exchange_transfers_done_last_hour", "Documents and statuses that a system has got from us.", "system")
def done_transfers() -> Iterator[Sample]:
    rows = handed(*_last_hour()).values("system__code").annotate(n=Count("pk")).order_by()
    found = {row["system__code"]: row["n"] for row in rows}
    return (((code,), found.get(code, 0)) for code in _systems().values())


@gauge("exchange_attempts_last_hour", "Attempts to hand something over, by system and outcome.", "system", "outcome")
def attempts() -> Iterator[Sample]:
    begins, ends = _last_hour()
    rows = Attempt.objects.filter(at__gte=begins, at__lt=ends).values("outcome", system=F("transfer__system__code"))
    found = {(row["system"], row["outcome"]): row["n"] for row in rows.annotate(n=Count("pk")).order_by()}
    return (
        ((code, told), found.get((code, told), 0)) for code in _systems().values() for told in Attempt.Outcome.values
    )


@gauge("exchange_system_up", "1 where a system's last call went well, 0 while ours fail or it is suspended.", "system")
def systems_up() -> Iterator[Sample]:
    up = Count("pk", filter=Q(state=System.State.ACTIVE, failures=0))
    rows = System.objects.order_by("code").values_list("code").annotate(up=up)
    return (((code,), working) for code, working in rows)


@gauge("exchange_alarms", "What is wrong and waits for a person, as `langbiang exchange alarms` lists it.", "kind")
def alarms() -> Iterator[Sample]:
    found = Counter(alarm.kind for alarm in list_alarms(clock.now()))
    return (((kind,), found[kind]) for kind in KINDS)


@once
def _systems() -> dict[int, str]:
    return dict(System.objects.order_by("code").values_list("pk", "code"))


@once
def _open() -> list[tuple[str, Open]]:
    held = count_open()
    return [(code, held.get(pk, Open())) for pk, code in _systems().items()]


_unarrived = once(count_unarrived)


def _age(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0
