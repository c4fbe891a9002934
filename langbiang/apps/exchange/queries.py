"""Asks about packets and deliveries; never writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from langbiang.foundation import clock

from .models import Delivery, ImportAttempt, Packet, StatusReport


def get_packet(uid: UUID | str) -> Packet:
    return Packet.objects.get(uid=uid)


def get_delivery(uid: UUID | str) -> Delivery:
    return Delivery.objects.select_related("packet").get(uid=uid)


def find_packet_of(source_uid: UUID) -> Packet | None:
    """Find the packet in which a document of ours left; the one that took it back is another."""
    return Packet.objects.filter(source_uid=source_uid).exclude(business_type=Packet.Business.RECALL).first()


def list_deliveries(packet: Packet) -> QuerySet[Delivery]:
    return packet.deliveries.select_related("receiver").order_by("pk")


def list_reports(packet: Packet) -> QuerySet[StatusReport]:
    return StatusReport.objects.filter(delivery__packet=packet).select_related("delivery").order_by("at", "pk")


def list_packets() -> QuerySet[Packet]:
    """List all packets, newest first, with the number of receivers and of those reached."""
    return Packet.objects.annotate(
        receivers=Count("deliveries"),
        reached=Count("deliveries", filter=Q(deliveries__state=Delivery.State.ARRIVED)),
    ).order_by("-created_at", "-pk")


def list_attempts() -> QuerySet[ImportAttempt]:
    return ImportAttempt.objects.select_related("packet")


def list_unmatched() -> QuerySet[StatusReport]:
    """List reports that answer no document we know; they wait here and are never dropped."""
    return StatusReport.objects.filter(delivery=None).order_by("-recorded_at")


def count_statuses(packets: Iterable[Packet]) -> dict[int, dict[str, int]]:
    """Count the deliveries of many packets by status at once: {packet id: {"": n, "01": n, …}}."""
    counted: dict[int, dict[str, int]] = {}
    rows = (
        Delivery.objects.filter(packet__in=list(packets))
        .values("packet_id", "status")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for row in rows:
        counted.setdefault(row["packet_id"], {})[row["status"]] = row["n"]
    return counted


@dataclass(frozen=True)
class Flow:
    """What moved today, by official time."""

    arrived: int
    waiting: int
    unknown: int
    refused: int


def count_flow(now: datetime) -> Flow:
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Flow(
        arrived=Delivery.objects.filter(arrived_at__gte=midnight).count(),
        waiting=Delivery.objects.filter(state=Delivery.State.QUEUED).count(),
        unknown=Delivery.objects.filter(state=Delivery.State.UNKNOWN).count(),
        refused=Delivery.objects.filter(status=Delivery.Status.REFUSED, status_at__gte=midnight).count(),
    )
