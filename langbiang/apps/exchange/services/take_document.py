"""Taking in a document that came from outside: known again for ever, delivered to whoever does not have it yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Value, When

from langbiang.apps.directory.interface import Agency, find_by_identifiers
from langbiang.apps.exchange import edxml
from langbiang.apps.exchange.acts import PacketReaddressed, PacketReceived
from langbiang.apps.exchange.models import Packet, PacketFile, Seal
from langbiang.foundation import clock
from langbiang.foundation.files.interface import PDF, Stored, enter_file, open_bytes, tidy_name
from langbiang.foundation.journal.interface import write
from langbiang.foundation.signing import carries_signature

from .addressing import Addressee, names_of, queue_deliveries
from .coming import Coming
from .digests import packet_digest, same_letters
from .sealing import keep_foreign, seal_as_taken

SPEAKS_FOR_US = "Nơi gửi là cơ quan của hệ thống này; gói tin nhập từ tệp, không do hệ thống gửi."
SENT_FROM_HERE = "Văn bản đã gửi từ hệ thống này, gói tin {uid}. Muốn gửi thêm nơi nhận, nơi gửi gửi trong hệ thống."
CONFLICT = (
    "Nơi gửi đã gửi trước đó gói tin {uid} cùng mã văn bản nhưng nội dung khác. Đối chiếu hai bản trước khi xử lý."
)
_LARGEST = 32767  # of a small integer in PostgreSQL; a hostile file may say more


@dataclass(frozen=True)
class TakenDocument:
    """The row of a document; `known` says why nothing new came of it, empty when something did."""

    packet: Packet
    known: str
    warnings: tuple[str, ...]


def take_document(packet: edxml.DocumentPacket, coming: Coming) -> TakenDocument:
    """
    Take in a document for the receivers that do not have it yet, in the transaction of the caller.

    :raises CannotSend: when a receiver is no longer in force.
    """
    day = clock.local(coming.now).date()
    agencies = find_by_identifiers([packet.sender.organ_id, *(party.organ_id for party in packet.receivers)], day)
    ours = packet.sender.organ_id in agencies and coming.system is None
    digest = _digest(packet)
    earlier = _earlier(packet, digest)
    row = _known_as(coming) or (_locked(earlier) if earlier and earlier.digest == digest else None)
    warnings = (*packet.warnings, *([SPEAKS_FOR_US] if ours else []))
    addressees = _addressees(packet, agencies, coming)
    if row is not None:
        return TakenDocument(row, _address_again(row, addressees, coming), warnings)
    row = _enter(packet, digest, warnings, earlier, coming)
    _seal(row, coming)
    queue_deliveries(row, addressees, by=coming.by, now=coming.now)
    return TakenDocument(row, "", tuple(row.warnings))


def _addressees(packet: edxml.DocumentPacket, agencies: dict[str, Agency], coming: Coming) -> list[Addressee]:
    """Name the receivers this call is meant for: by the code that the packet gives, by the name in our directory."""
    named = {party.organ_id: party for party in packet.receivers}
    wanted = [code for code in named if coming.only is None or code in coming.only]
    names = names_of([agencies[code] for code in wanted if code in agencies], coming.now)
    return [
        Addressee(agency, code, names[agency.pk].name)
        if (agency := agencies.get(code))
        else Addressee(None, code, named[code].name or code)
        for code in wanted
    ]


def _address_again(row: Packet, addressees: list[Addressee], coming: Coming) -> str:
    """Address a packet that is here to whom else this one names; say why nobody was added, if nobody was."""
    if row.origin == Packet.Origin.INSIDE:
        return SENT_FROM_HERE.format(uid=row.uid)
    same = row.original is not None and row.original.digest == coming.stored.digest
    named_by = None if same else coming.enter_original
    added = queue_deliveries(row, addressees, by=coming.by, now=coming.now, named_by=named_by)
    if not added:
        return f"Đã nhận từ trước, gói tin {row.uid}."
    _seal(row, coming)
    told = PacketReaddressed(row.code, row.subject, len(added))
    write(row, told, by=coming.by, now=coming.now, fields=[], moved_from=row.origin)
    return ""


def _seal(row: Packet, coming: Coming) -> None:
    """Keep the sender's seal over what came, and the hub's own that this came in."""
    digest = coming.stored.digest
    if coming.seal:
        keep_foreign(row, None, Seal.Kind.SENT, coming.seal, digest, now=coming.now)
    seal_as_taken(row, digest, now=coming.now)


def _known_as(coming: Coming) -> Packet | None:
    """Find what the same system has sent under the same name."""
    if coming.system is None or not coming.remote_id:
        return None
    return Packet.objects.select_for_update().filter(system=coming.system, remote_id=coming.remote_id).first()


def _earlier(packet: edxml.DocumentPacket, digest: str) -> Packet | None:
    """
    Find the same packet sent from here, else received before; else an earlier one that calls itself the same document.

    The last is another packet: the two are in conflict.
    """
    named_so = Packet.objects.filter(
        sender_code=packet.sender.organ_id[:200],
        document_id=same_letters(packet.document_id),
        business_type=min(packet.business_type, _LARGEST),
    )
    if not packet.document_id:  # without a name there are twins, and no conflicts
        named_so = named_so.filter(digest=digest)
    same_first = Case(When(digest=digest, then=Value(0)), default=Value(1))
    here_first = Case(When(origin=Packet.Origin.INSIDE, then=Value(0)), default=Value(1))
    return named_so.only("uid", "digest").order_by(same_first, here_first, "pk").first()


def _locked(packet: Packet) -> Packet:
    """Lock a packet, so that two arrivals at once address it in turn."""
    return Packet.objects.select_for_update().get(pk=packet.pk)


def _digest(packet: edxml.DocumentPacket) -> str:
    """Digest what the document is, without hops and receivers, which differ by the way it came."""
    return packet_digest(
        packet.code_number,
        packet.code_notation,
        packet.promulgation_date.raw,
        packet.subject,
        packet.business_type,
        [(each.name, each.digest) for each in packet.attachments],
    )


def _enter(
    packet: edxml.DocumentPacket, digest: str, warnings: Iterable[str], conflict: Packet | None, coming: Coming
) -> Packet:
    """Enter a packet from outside; it has a sender's code and name, but never an agency of ours as its sender."""
    damaged = any(each.integrity == "damaged" for each in packet.attachments)
    row = Packet(
        origin=Packet.Origin.SYSTEM if coming.system else Packet.Origin.FILE,
        sender_code=packet.sender.organ_id[:200],
        sender_name=(packet.sender.name or packet.sender.organ_id)[:300],
        document_id=same_letters(packet.document_id),
        business_type=min(packet.business_type, _LARGEST),
        code_number=packet.code_number[:50],
        code_notation=packet.code_notation[:100],
        place=packet.place[:100],
        promulgated_on=packet.promulgation_date.value,
        promulgated_raw=packet.promulgation_date.raw[:60],
        type_name=packet.type_name[:100],
        subject=packet.subject,
        content=packet.content,
        signer_competence=packet.signer_competence[:100],
        signer_position=packet.signer_position[:100],
        signer_name=packet.signer_full_name[:100],
        priority=min(packet.priority, _LARGEST),
        header={**packet.header, "concerns": _concerns(packet), "reason": packet.business_reason[:500]},
        digest=digest,
        signed=_is_signed(packet),
        paper=packet.paper,
        integrity=Packet.Integrity.DAMAGED if damaged else Packet.Integrity.OK,
        warnings=[*warnings, *([CONFLICT.format(uid=conflict.uid)] if conflict else [])],
        created_at=coming.now,
        original=coming.enter_original(),
        system=coming.system,
        remote_id=coming.remote_id,
        conflicts_with=conflict,
    )
    digests = [each.digest for each in packet.attachments if each.digest]
    told = PacketReceived(row.code, row.subject, row.sender_name, row.integrity, digests)
    write(row, told, by=coming.by, now=coming.now)
    PacketFile.objects.bulk_create(_files(row, packet.attachments, coming))
    return row


def _is_signed(packet: edxml.DocumentPacket) -> bool:
    pdfs = (each.digest for each in packet.attachments if each.digest and each.sniffed == PDF)
    return any(carries_signature(open_bytes(digest)) for digest in pdfs)


def _concerns(packet: edxml.DocumentPacket) -> str:
    """Give the DocumentId of the document that a recall, an update or a replacement is about (edXML, 1.4)."""
    told = Packet.Business
    named: dict[int, list[str]] = {
        told.RECALL: [other.document_id for other in packet.response_for],
        told.REPLACEMENT: [each.document_id for each in packet.replacements],
    }
    return next(
        (same_letters(name) for name in [*named.get(packet.business_type, []), packet.business_document_id] if name), ""
    )


def _files(row: Packet, attachments: Iterable[edxml.Attachment], coming: Coming) -> Iterable[PacketFile]:
    for order, each in enumerate(attachments):
        stored = Stored(each.digest, each.size) if each.digest else None
        yield PacketFile(
            packet=row,
            order=order,
            name=tidy_name(each.name),
            file=enter_file(stored, name=each.name, media_type=each.sniffed, now=coming.now) if stored else None,
            claimed_type=each.content_type[:100],
            integrity=each.integrity,
            reason=each.reason[:300],
            warning=each.warning[:300],
        )
