"""The whole path of one packet in order of time: in, handed on, every attempt, arrived, sealed, reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from langbiang.apps.exchange.models import Attempt, Delivery, Packet, Seal, StatusReport, Transfer

MOST = 200  # steps of each sort; a packet to ten thousand receivers has its table


@dataclass(frozen=True)
class Step:
    """One thing that happened; `good` is False for what failed, None where nothing is judged."""

    at: datetime
    words: str
    about: str = ""
    good: bool | None = None


def list_steps(packet: Packet) -> list[Step]:
    """List what happened to a packet, the first thing first: five queries, however many receivers."""
    came = Step(packet.created_at, packet.get_origin_display(), packet.sender_name)
    parts = (_transfers, _attempts, _arrivals, _seals, _reports)
    return sorted([came, *(step for part in parts for step in part(packet))], key=lambda step: step.at)


def _transfers(packet: Packet) -> Iterator[Step]:
    rows = Transfer.objects.filter(delivery__packet=packet).select_related("system").order_by("pk")
    for row in rows[:MOST]:
        yield Step(row.created_at, f"Xếp hàng sang {row.system.name}", row.to_code)
        if row.fetched_at and row.fetched_at != row.done_at:
            yield Step(row.fetched_at, f"{row.system.name} đã tải tệp", row.to_code)


def _attempts(packet: Packet) -> Iterator[Step]:
    rows = Attempt.objects.filter(transfer__delivery__packet=packet).select_related("transfer__system").order_by("pk")
    for row in rows[:MOST]:
        took = f" sau {row.milliseconds} ms" if row.milliseconds else ""
        words = ": ".join(part for part in (f"{row.get_outcome_display()}{took}", row.words) if part)
        good = row.outcome == Attempt.Outcome.DONE
        yield Step(row.at, f"Chuyển sang {row.transfer.system.name}: {words}", row.transfer.to_code, good)


def _arrivals(packet: Packet) -> Iterator[Step]:
    rows = packet.deliveries.filter(state=Delivery.State.ARRIVED).order_by("pk")
    for row in rows[:MOST]:
        if row.arrived_at:
            yield Step(row.arrived_at, "Đã đến", row.receiver_name, True)


def _seals(packet: Packet) -> Iterator[Step]:
    for row in Seal.objects.filter(packet=packet).select_related("delivery").order_by("pk")[:MOST]:
        handed = row.kind == Seal.Kind.HANDED and row.delivery
        about = f"{row.signer}, giao {handed.receiver_name}" if handed else row.signer
        yield Step(row.made_at, row.get_kind_display(), about)
        if row.stamped_at:
            yield Step(row.stamped_at, "Dấu thời gian", about)


def _reports(packet: Packet) -> Iterator[Step]:
    for row in StatusReport.objects.filter(delivery__packet=packet).order_by("pk")[:MOST]:
        yield Step(row.recorded_at, f"Nhận trạng thái {row.code}", row.reporter_name)
