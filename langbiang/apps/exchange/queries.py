"""Asks about packets and deliveries; never writes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from langbiang.apps.directory.interface import list_coded
from langbiang.foundation import clock

from .models import Delivery, Home, ImportAttempt, ListedAgency, Packet, Seal, StatusReport, System, Transfer


def get_packet(uid: UUID | str) -> Packet:
    return Packet.objects.get(uid=uid)


def get_delivery(uid: UUID | str) -> Delivery:
    return Delivery.objects.select_related("packet").get(uid=uid)


def find_packet_of(source_uid: UUID) -> Packet | None:
    """Find the packet in which a document of ours left; the one that took it back is another."""
    return Packet.objects.filter(source_uid=source_uid).exclude(business_type=Packet.Business.RECALL).first()


def unarrived_sources(senders: Iterable[int], before: datetime) -> QuerySet[Packet, Any]:
    """Name the documents that these agencies sent before a moment and somebody has not got for all we know."""
    late = Delivery.objects.filter(arrived_at=None, queued_at__lt=before).values("packet")
    sent = Packet.objects.filter(pk__in=late, sender__in=list(senders), source_uid__isnull=False)
    return sent.order_by().values("source_uid")


def list_deliveries(packet: Packet) -> QuerySet[Delivery]:
    return packet.deliveries.select_related("receiver").order_by("pk")


def list_seals(packet: Packet, deliveries: Iterable[Delivery]) -> QuerySet[Seal]:
    """List the seals over a packet and the receipts of these deliveries, in the order in which they were made."""
    about = Q(delivery=None) | Q(delivery__in=list(deliveries))
    return Seal.objects.filter(about, packet=packet).select_related("delivery").order_by("pk")


def list_receipts(system: System, documents: Iterable[UUID]) -> QuerySet[Seal]:
    """List what receivers signed over these documents, of those that a system sent."""
    sent = Seal.objects.filter(kind=Seal.Kind.RECEIPT, packet__system=system, packet__uid__in=list(documents))
    return sent.select_related("packet", "delivery").order_by("pk")


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


# -- where things live

HomesByCode = dict[str, Home]
HomesByAgency = dict[int, Home]


def find_homes(codes: Iterable[str], agencies: Iterable[int]) -> tuple[HomesByCode, HomesByAgency]:
    """Find which of these codes and agencies live on a connected system, keyed by code and by the agency's id."""
    found = Home.objects.filter(Q(code__in=list(codes)) | Q(agency__in=list(agencies))).select_related("system")
    homes = list(found)
    return {home.code: home for home in homes}, {home.agency_id: home for home in homes if home.agency_id}


def find_axis() -> System | None:
    """Find the system that takes whatever has no home: the national axis."""
    return System.objects.filter(is_axis=True, state=System.State.ACTIVE).first()


def lives_on(code: str, system: System) -> bool:
    return Home.objects.filter(code=code, system=system).exists()


# -- systems


def find_system(code: str) -> System | None:
    return System.objects.filter(code=code).first()


def get_system(uid: UUID | str) -> System:
    return System.objects.get(uid=uid)


def list_systems() -> QuerySet[System]:
    """List the connected systems, each with its codes and how much waits for it and stands aside."""
    state = Transfer.State
    return System.objects.annotate(
        waiting=Count("transfers", filter=Q(transfers__state=state.WAITING)),
        aside=Count("transfers", filter=Q(transfers__state=state.SET_ASIDE)),
    ).prefetch_related("homes__agency")


def list_aside(system: System) -> QuerySet[Transfer]:
    """List what stands aside for a system, the newest first, with what it is."""
    aside = Transfer.objects.filter(system=system, state=Transfer.State.SET_ASIDE)
    return aside.select_related("delivery__packet", "report").order_by("-id")


def get_transfer(uid: UUID | str) -> Transfer:
    return Transfer.objects.select_related("system").get(uid=uid)


# -- what waits for a system, and what it sent

PAGE_MOST = 1000
_FILES = ("report__original", "delivery__original", "delivery__packet__original")


def _transfers() -> QuerySet[Transfer]:
    """Give transfers with the bytes to hand over and what these are called; no more, for many come to be asked."""
    own = [field.name for field in Transfer._meta.concrete_fields]
    files = [f"{file}__{field}" for file in _FILES for field in ("digest", "size", "name", "media_type")]
    names = ("delivery__packet__document_id", "report__response_document_id")
    return Transfer.objects.select_related(*_FILES).only(*own, *files, *names)


def list_waiting(system: System, kind: str = "") -> QuerySet[Transfer]:
    """List what waits for a system, the oldest first; it is listed until the system acknowledges it."""
    waiting = _transfers().filter(system=system, state=Transfer.State.WAITING)
    return (waiting.filter(kind=kind) if kind else waiting).order_by("id")


def find_transfer(system: System, uid: UUID) -> Transfer | None:
    """Find a thing on its way to a system; another's is none."""
    return _transfers().filter(system=system, uid=uid).first()


def list_sent(system: System) -> QuerySet[Delivery]:
    """List the deliveries of documents that a system sent, newest first."""
    sent = Delivery.objects.filter(packet__system=system)
    return sent.select_related("packet").prefetch_related("transfers").order_by("-id")


def list_seen_deliveries(packet: Packet, system: System) -> QuerySet[Delivery]:
    """List those deliveries of a packet that a system may see: all for its sender's, else those on their way to it."""
    deliveries = Delivery.objects.filter(packet=packet).prefetch_related("reports").order_by("pk")
    return deliveries if packet.system_id == system.pk else deliveries.filter(transfers__system=system)


def list_sent_reports(system: System) -> QuerySet[StatusReport]:
    """List the statuses that a system sent, newest first."""
    return StatusReport.objects.filter(system=system).prefetch_related("transfers").order_by("-id")


# -- whom one may send to


@dataclass(frozen=True)
class Reachable:
    """An agency that a packet can be addressed to; `since` is when what is said of it was last heard."""

    code: str
    name: str
    old_code: str = ""
    parent_code: str = ""
    mail: str = ""
    since: datetime | None = None


def list_reachable(now: datetime) -> Iterator[Reachable]:
    """List whom a packet can be addressed to: agencies of the directory, codes on systems, then the axis's own list."""
    told: set[str] = set()
    for each in list_coded(clock.local(now).date()):
        told |= {each.code, each.old_code}
        yield Reachable(each.code, each.name, each.old_code if each.old_code != each.code else "", each.parent_code)
    listed = {row.code: row for row in ListedAgency.objects.filter(code__in=Home.objects.values("code"))}
    for home in Home.objects.order_by("code"):
        if home.code not in told:
            told.add(home.code)
            yield _listed(listed[home.code]) if home.code in listed else Reachable(home.code, home.code)
    for row in ListedAgency.objects.filter(gone_at=None).order_by("code").iterator(chunk_size=2000):
        if row.code not in told:
            yield _listed(row)


def _listed(row: ListedAgency) -> Reachable:
    return Reachable(row.code, row.name, row.old_code, row.parent_code, row.mail, row.listed_at)
