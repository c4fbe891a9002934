"""Sending: one packet, one set of files, a delivery for each receiver."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from langbiang.apps.directory.interface import Agency, AgencyVersion, identifiers_of, list_agencies
from langbiang.apps.exchange.acts import DeliveryQueued, PacketReaddressed, PacketSent
from langbiang.apps.exchange.models import Delivery, Packet, PacketFile
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File
from langbiang.foundation.journal.interface import Actor, Entry, write, write_many


class CannotSend(Refused):
    """There is nobody to send to, or nothing to send."""


@dataclass(frozen=True)
class Enclosure:
    """A file of a packet, kept already."""

    file: File


@dataclass(frozen=True)
class Content:
    """
    What a document says of itself when it leaves.

    `business` is what the packet is for; but for a new document, `concerns` names the DocumentId of the one it is
    about, and `reason` says why.
    """

    source_uid: UUID
    document_id: str
    code_number: str
    code_notation: str
    place: str
    promulgated_on: date
    type_name: str
    subject: str
    signer_competence: str
    signer_position: str
    signer_name: str
    priority: int
    page_amount: int = 0
    business: int = Packet.Business.NEW
    concerns: str = ""
    reason: str = ""


@transaction.atomic
def send_packet(
    content: Content,
    *,
    sender: Agency,
    receivers: Sequence[Agency],
    enclosures: Sequence[Enclosure],
    by: Actor,
    now: datetime,
) -> Packet:
    """
    Queue a document for each receiver; the worker delivers it, and `exchange.delivery.arrived` says so.

    :raises CannotSend: without a receiver or a file.
    """
    if not receivers:
        raise CannotSend("Chưa chọn nơi nhận. Chọn ít nhất một cơ quan rồi gửi lại.", field="receivers")
    if not enclosures:
        raise CannotSend("Văn bản chưa có tệp nào để gửi.")
    names = _names([sender, *receivers], now)
    packet = _packet(content, sender, names[sender.pk], enclosures, now)
    act = PacketSent(packet.code, packet.subject, len(receivers), [e.file.digest for e in enclosures])
    write(packet, act, by=by, now=now, parties=[sender.pk])
    PacketFile.objects.bulk_create(
        PacketFile(packet=packet, name=e.file.name, file=e.file, order=order, claimed_type=e.file.media_type)
        for order, e in enumerate(enclosures)
    )
    queue_deliveries(packet, receivers, by=by, now=now)
    return packet


@transaction.atomic
def readdress(packet: Packet, receivers: Sequence[Agency], *, by: Actor, now: datetime) -> None:
    """Send a packet of ours to further agencies; who has it already is passed over."""
    added = queue_deliveries(packet, receivers, by=by, now=now)
    told = PacketReaddressed(packet.code, packet.subject, len(added))
    write(packet, told, by=by, now=now, fields=[], moved_from=packet.origin)


def queue_deliveries(packet: Packet, receivers: Sequence[Agency], *, by: Actor, now: datetime) -> list[Delivery]:
    """Queue a packet for agencies of this installation that do not have it yet, in bulk."""
    names = _names(receivers, now)
    codes = identifiers_of([agency.pk for agency in receivers], clock.local(now).date())
    there = set(packet.deliveries.values_list("receiver_id", flat=True))
    deliveries = [
        Delivery(
            packet=packet,
            receiver=agency,
            receiver_code=codes.get(agency.pk, ""),
            receiver_name=names[agency.pk].name,
            state=Delivery.State.QUEUED,
            queued_at=now,
        )
        for agency in receivers
        if agency.pk not in there
    ]
    write_many(
        [
            Entry(d, DeliveryQueued(d.receiver_name), parties=[d.receiver_id] if d.receiver_id else [])
            for d in deliveries
        ],
        by=by,
        now=now,
    )
    return deliveries


def _names(agencies: Sequence[Agency], now: datetime) -> dict[int, AgencyVersion]:
    wanted = {agency.pk for agency in agencies}
    found = list_agencies(clock.local(now).date()).filter(agency__in=wanted)
    names = {version.agency_id: version for version in found}
    if missing := wanted - names.keys():
        raise CannotSend(f"{len(missing)} nơi nhận không còn hoạt động vào ngày gửi. Bỏ khỏi danh sách rồi gửi lại.")
    return names


def _packet(
    content: Content, sender: Agency, name: AgencyVersion, enclosures: Sequence[Enclosure], now: datetime
) -> Packet:
    day = clock.local(now).date()
    return Packet(
        origin=Packet.Origin.INSIDE,
        source_uid=content.source_uid,
        sender=sender,
        sender_code=identifiers_of([sender.pk], day).get(sender.pk, ""),
        sender_name=name.name,
        document_id=content.document_id,
        code_number=content.code_number,
        code_notation=content.code_notation,
        place=content.place,
        promulgated_on=content.promulgated_on,
        promulgated_raw=f"{content.promulgated_on:%Y/%m/%d}",
        type_name=content.type_name,
        subject=content.subject,
        signer_competence=content.signer_competence,
        signer_position=content.signer_position,
        signer_name=content.signer_name,
        priority=content.priority,
        business_type=content.business,
        header={"page_amount": content.page_amount, "concerns": content.concerns, "reason": content.reason},
        digest=packet_digest(
            content.code_number,
            content.code_notation,
            f"{content.promulgated_on:%Y/%m/%d}",
            content.subject,
            int(content.business),
            [(e.file.name, e.file.digest) for e in enclosures],
        ),
        created_at=now,
    )


def packet_digest(
    number: str, notation: str, promulgated: str, subject: str, business_type: int, files: Sequence[tuple[str, str]]
) -> str:
    """Digest what a document is; a packet of ours that comes back as a file is known by it."""
    return content_digest(number, notation, promulgated, subject, business_type, list(files))


def content_digest(*parts: object) -> str:
    """Give one digest over what makes a packet what it is, whatever route and wrapping it came by."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()
