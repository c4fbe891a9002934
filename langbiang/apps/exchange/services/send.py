"""Sending: one packet, one set of files, a delivery for each receiver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from langbiang.apps.directory.interface import Agency
from langbiang.apps.exchange.acts import PacketReaddressed, PacketSent
from langbiang.apps.exchange.listed import Outside
from langbiang.apps.exchange.models import Packet, PacketFile
from langbiang.foundation.files.interface import PDF, File, open_file
from langbiang.foundation.journal.interface import Actor, write
from langbiang.foundation.signing import carries_signature

from .addressing import Addressee, CannotSend, addressees_of, queue_deliveries
from .digests import packet_digest


@dataclass(frozen=True)
class Enclosure:
    """A file of a packet, kept already."""

    file: File


@dataclass(frozen=True)
class Content:
    """
    What a document says of itself when it leaves.

    `business` is what the packet is for; but for a new document, `concerns` names the DocumentId of the one it is
    about, and `reason` says why. `paper` says that a copy on paper goes as well (Decision 28/2018, Articles 5 and 7).
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
    paper: bool = False


@transaction.atomic
def send_packet(
    content: Content,
    *,
    sender: Agency,
    receivers: Sequence[Agency],
    outside: Sequence[Outside] = (),
    enclosures: Sequence[Enclosure],
    by: Actor,
    now: datetime,
) -> Packet:
    """
    Queue a document for each receiver; the worker delivers it, and `exchange.delivery.arrived` says so.

    Who is `outside` the directory is reached by the system where the code lives, or by the axis.

    :raises CannotSend: without a receiver or a file; or a receiver lives on another system, and edXML forbids what
        stands in the document.
    """
    if not receivers and not outside:
        raise CannotSend("Chưa chọn nơi nhận. Chọn ít nhất một cơ quan rồi gửi lại.", field="receivers")
    if not enclosures:
        raise CannotSend("Văn bản chưa có tệp nào để gửi.")
    addressees = [*addressees_of([sender, *receivers], now), *_beyond(outside)]
    packet = _packet(content, addressees[0], enclosures, now)
    act = PacketSent(packet.code, packet.subject, len(addressees) - 1, [e.file.digest for e in enclosures])
    write(packet, act, by=by, now=now, parties=[sender.pk])
    PacketFile.objects.bulk_create(
        PacketFile(packet=packet, name=e.file.name, file=e.file, order=order, claimed_type=e.file.media_type)
        for order, e in enumerate(enclosures)
    )
    queue_deliveries(packet, addressees[1:], by=by, now=now)
    return packet


@transaction.atomic
def readdress(
    packet: Packet, receivers: Sequence[Agency], *, outside: Sequence[Outside] = (), by: Actor, now: datetime
) -> None:
    """Send a packet of ours to further agencies; who has it already is passed over."""
    added = queue_deliveries(packet, [*addressees_of(receivers, now), *_beyond(outside)], by=by, now=now)
    told = PacketReaddressed(packet.code, packet.subject, len(added))
    write(packet, told, by=by, now=now, fields=[], moved_from=packet.origin)


def _beyond(outside: Sequence[Outside]) -> list[Addressee]:
    return [Addressee(None, each.code, each.name) for each in outside]


def _packet(content: Content, sender: Addressee, enclosures: Sequence[Enclosure], now: datetime) -> Packet:
    return Packet(
        origin=Packet.Origin.INSIDE,
        source_uid=content.source_uid,
        sender=sender.agency,
        sender_code=sender.code,
        sender_name=sender.name,
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
        signed=any(carries_signature(open_file(e.file)) for e in enclosures if e.file.media_type == PDF),
        paper=content.paper,
        created_at=now,
    )
