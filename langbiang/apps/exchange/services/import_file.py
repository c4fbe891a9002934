"""Taking in an edXML file: form is judged, not addressee; what is unreadable leaves nothing but the attempt."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from langbiang.apps.directory.interface import Agency, find_by_identifiers
from langbiang.apps.exchange import edxml
from langbiang.apps.exchange.acts import DeliveryQueued, PacketReaddressed, PacketReceived
from langbiang.apps.exchange.models import Delivery, ImportAttempt, Packet, PacketFile, StatusReport
from langbiang.foundation import clock, signing
from langbiang.foundation.files.interface import Stored, Writer, enter_file, open_bytes, tidy_name
from langbiang.foundation.journal.interface import Actor, Entry, write, write_many

from .report import advance
from .send import CannotSend, content_digest, packet_digest, queue_deliveries

Outcome = ImportAttempt.Outcome
NO_IDENTIFIER = "{name} chưa có mã định danh. Tệp edXML phải ghi mã định danh của nơi gửi và mọi nơi nhận."
SPEAKS_FOR_US = "Nơi gửi là cơ quan của hệ thống này; gói tin nhập từ tệp, không do hệ thống gửi."
SENT_FROM_HERE = "Văn bản đã gửi từ hệ thống này, gói tin {uid}. Muốn gửi thêm nơi nhận, nơi gửi gửi trong hệ thống."
UNMATCHED = "Chưa khớp với văn bản nào đã gửi; giữ ở mục Trạng thái chưa khớp."
REPORTED_HERE = "Nơi báo là cơ quan của hệ thống này; giữ trạng thái, không đổi trạng thái văn bản."
TAKEN_BACK = "13"  # the one status whose parties stand the other way round (Decision 28/2018: lấy lại)
_LARGEST = 32767  # of a small integer in PostgreSQL; a hostile file may say more


@dataclass(frozen=True)
class ImportResult:
    """What came of one file; `as_json` is the line that the command prints."""

    file: str
    outcome: str
    kind: str = ""
    sender: str = ""
    to: int = 0
    business_type: int | None = None
    status_code: str = ""
    attachments: int = 0
    integrity: str = ""
    reason: str = ""
    warnings: tuple[str, ...] = ()
    uid: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give what one line of output says, in the order people read it."""
        kinds: dict[str, dict[str, Any]] = {
            "document": {"business_type": self.business_type},
            "status": {"status_code": self.status_code},
        }
        return {
            "file": self.file,
            "outcome": str(self.outcome),
            "kind": self.kind or None,
            "from": self.sender or None,
            "to": self.to,
            **kinds.get(self.kind, {}),
            "attachments": self.attachments,
            "integrity": str(self.integrity) or None,
            "reason": self.reason,
            "warnings": list(self.warnings),
            "uid": self.uid or None,
        }


def import_file(stream: edxml.Source, name: str, *, by: Actor, now: datetime) -> ImportResult:
    """
    Take in one edXML file: a document for each receiver it names, or a status for a document of ours.

    Never raises for what a file may hold: a refusal is an outcome, and stays as an attempt.
    """
    read = _Counted(stream)
    try:
        packet = edxml.read_packet(
            read,
            store=Writer,
            open_stored=open_bytes,
            pdf_opens=signing.opens_strictly,
            limits=edxml.Limits(packet_bytes=settings.PACKET_LIMIT),
            admit=_check_identifiers,
        )
        try:
            return _take(packet, name, read, by=by, now=now)
        except IntegrityError:  # the same packet came in beside us and was first: now it is there to be found
            return _take(packet, name, read, by=by, now=now)
    except (edxml.Unreadable, CannotSend) as refusal:
        result = ImportResult(name, Outcome.REFUSED, reason=str(refusal))
        _attempt(result, read, by, now)
        return result


@transaction.atomic
def _take(packet: edxml.Packet, name: str, read: "_Counted", *, by: Actor, now: datetime) -> ImportResult:
    if isinstance(packet, edxml.StatusPacket):
        result, about = _take_status(packet, name, by=by, now=now)
    else:
        result, about = _take_document(packet, name, by=by, now=now)
    _attempt(result, read, by, now, **about)
    return result


class _Counted:
    """A stream that knows its size and digest once it was read."""

    def __init__(self, stream: edxml.Source) -> None:
        self._stream = stream
        self.hash, self.size = hashlib.sha256(), 0

    def read(self, size: int, /) -> bytes:
        piece = self._stream.read(size)
        self.hash.update(piece)
        self.size += len(piece)
        return piece


def _attempt(result: ImportResult, read: _Counted, by: Actor, now: datetime, **about: Any) -> None:
    ImportAttempt.objects.create(
        at=now,
        by=", ".join(part for part in (by.person, by.agency) if part)[:300],
        name=tidy_name(result.file),
        digest=read.hash.hexdigest(),
        size=read.size,
        outcome=result.outcome,
        reason=result.reason[:500],
        **about,
    )


def _check_identifiers(parties: list[edxml.Party]) -> None:
    """Refuse a packet that does not say who sends or who is to receive: by what name would it be delivered?"""
    for party in parties:
        if not party.organ_id:
            name = party.name or "Nơi gửi hoặc nơi nhận"
            raise edxml.Unreadable(NO_IDENTIFIER.format(name=name), code="khong-ma-dinh-danh")


def _take_document(
    packet: edxml.DocumentPacket, name: str, *, by: Actor, now: datetime
) -> tuple[ImportResult, dict[str, Any]]:
    day = clock.local(now).date()
    codes = [packet.sender.organ_id, *(party.organ_id for party in packet.receivers)]
    agencies = find_by_identifiers(codes, day)
    digest = _digest(packet)
    row = _twin(packet, digest)
    warnings = (*packet.warnings, *([SPEAKS_FOR_US] if codes[0] in agencies else []))
    if row is None:
        row, reason = _enter(packet, digest, warnings, by=by, now=now), ""
        _address(row, packet, agencies, by=by, now=now)
    else:
        reason = _address_again(row, packet, agencies, by=by, now=now)
    unknown = [party.organ_id for party in packet.receivers if party.organ_id not in agencies]
    result = ImportResult(
        file=name,
        outcome=Outcome.DUPLICATE if reason else Outcome.ACCEPTED,
        kind="document",
        sender=packet.sender.organ_id,
        to=len(packet.receivers),
        business_type=packet.business_type,
        attachments=len(packet.attachments),
        integrity=row.integrity,
        reason=reason or _damage(packet),
        warnings=(*warnings, *(f"Nơi nhận {code} chưa có trong danh bạ." for code in unknown)),
        uid=str(row.uid),
    )
    return result, {"packet": row}


def _address_again(
    row: Packet, packet: edxml.DocumentPacket, agencies: dict[str, Agency], *, by: Actor, now: datetime
) -> str:
    """Address a packet that is here to whom else the file names; say why nobody was added, if nobody was."""
    if row.origin == Packet.Origin.INSIDE:
        return SENT_FROM_HERE.format(uid=row.uid)
    added = _address(row, packet, agencies, by=by, now=now)
    if not added:
        return f"Đã nhận từ trước, gói tin {row.uid}."
    told = PacketReaddressed(row.code, row.subject, len(added))
    write(row, told, by=by, now=now, fields=[], moved_from=row.origin)
    return ""


def _twin(packet: edxml.DocumentPacket, digest: str) -> Packet | None:
    """
    Find the same packet sent from here, else received before.

    The row is locked so that two imports at once address it in turn.
    """
    return (
        Packet.objects.select_for_update()
        .filter(
            sender_code=packet.sender.organ_id[:200],
            document_id=packet.document_id[:200],
            business_type=min(packet.business_type, _LARGEST),
            digest=digest,
        )
        .order_by("-origin", "pk")  # inside before file
        .first()
    )


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


def _damage(packet: edxml.DocumentPacket) -> str:
    return " ".join(f"{each.name}: {each.reason}" for each in packet.attachments if each.integrity == "damaged")


def _enter(packet: edxml.DocumentPacket, digest: str, warnings: Iterable[str], *, by: Actor, now: datetime) -> Packet:
    """Enter a packet from outside; it has a sender's code and name, but never an agency of ours as its sender."""
    damaged = any(each.integrity == "damaged" for each in packet.attachments)
    row = Packet(
        origin=Packet.Origin.FILE,
        sender_code=packet.sender.organ_id[:200],
        sender_name=(packet.sender.name or packet.sender.organ_id)[:300],
        document_id=packet.document_id[:200],
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
        integrity=Packet.Integrity.DAMAGED if damaged else Packet.Integrity.OK,
        warnings=list(warnings),
        created_at=now,
    )
    digests = [each.digest for each in packet.attachments if each.digest]
    told = PacketReceived(row.code, row.subject, row.sender_name, row.integrity, digests)
    write(row, told, by=by, now=now)
    PacketFile.objects.bulk_create(_files(row, packet.attachments, now))
    return row


def _concerns(packet: edxml.DocumentPacket) -> str:
    """Give the DocumentId of the document that a recall, an update or a replacement is about (edXML, 1.4)."""
    told = Packet.Business
    named: dict[int, list[str]] = {
        told.RECALL: [other.document_id for other in packet.response_for],
        told.REPLACEMENT: [each.document_id for each in packet.replacements],
    }
    return next(
        (name[:200] for name in [*named.get(packet.business_type, []), packet.business_document_id] if name), ""
    )


def _files(row: Packet, attachments: Iterable[edxml.Attachment], now: datetime) -> Iterable[PacketFile]:
    for order, each in enumerate(attachments):
        stored = Stored(each.digest, each.size) if each.digest else None
        yield PacketFile(
            packet=row,
            order=order,
            name=tidy_name(each.name),
            file=enter_file(stored, name=each.name, media_type=each.sniffed, now=now) if stored else None,
            claimed_type=each.content_type[:100],
            integrity=each.integrity,
            reason=each.reason[:300],
            warning=each.warning[:300],
        )


def _address(
    row: Packet, packet: edxml.DocumentPacket, agencies: dict[str, Agency], *, by: Actor, now: datetime
) -> list[Delivery]:
    """Queue the packet for receivers that do not have it; those we do not know are kept as unknown."""
    named = {party.organ_id: party for party in packet.receivers}
    known = {agencies[code].pk: agencies[code] for code in named if code in agencies}
    queued = queue_deliveries(row, list(known.values()), by=by, now=now)
    there = set(row.deliveries.filter(receiver=None).values_list("receiver_code", flat=True))
    unknown = [
        Delivery(
            packet=row,
            receiver_code=code[:200],
            receiver_name=(party.name or code)[:300],
            state=Delivery.State.UNKNOWN,
            queued_at=now,
        )
        for code, party in named.items()
        if code not in agencies and code[:200] not in there
    ]
    write_many([Entry(d, DeliveryQueued(d.receiver_name)) for d in unknown], by=by, now=now)
    return [*queued, *unknown]


def _take_status(
    packet: edxml.StatusPacket, name: str, *, by: Actor, now: datetime
) -> tuple[ImportResult, dict[str, Any]]:
    delivery = _delivery_of(packet)
    report, created = _report(packet, delivery, now)
    warning = _status_warning(packet, delivery)
    if created and delivery is not None and not warning:
        advance(delivery, report, by=by, now=now)
    result = ImportResult(
        file=name,
        outcome=Outcome.ACCEPTED if created else Outcome.DUPLICATE,
        kind="status",
        sender=packet.sender.organ_id,
        status_code=packet.status_code,
        reason="" if created else "Trạng thái này đã nhận từ trước.",
        integrity=Packet.Integrity.OK,
        warnings=(*packet.warnings, *([warning] if warning else [])),
        uid=str(report.uid),
    )
    return result, {"report": report}


def _report(packet: edxml.StatusPacket, delivery: Delivery | None, now: datetime) -> tuple[StatusReport, bool]:
    """Find the report that a status is, else keep it; one without a time is any that says the same."""
    at, answer = _moment(packet), packet.response_for
    told = {
        "reporter_code": packet.sender.organ_id[:200],
        "response_document_id": answer.document_id[:200],
        "code": packet.status_code[:5],
        "digest": content_digest(packet.description, packet.staff.staff, answer.organ_id, answer.code),
    }
    same = StatusReport.objects.filter(**told)
    if found := (same.filter(at=at) if at else same).order_by("pk").first():
        return found, False
    report = StatusReport.objects.create(
        **told,
        at=at or now,
        delivery=delivery,
        recorded_at=now,
        reporter_name=(packet.sender.name or packet.sender.organ_id)[:300],
        staff=packet.staff.staff[:100],
        department=packet.staff.department[:200],
        description=packet.description[:1000],
        response_organ=answer.organ_id[:200],
        response_code=answer.code[:160],
    )
    return report, True


def _status_warning(packet: edxml.StatusPacket, delivery: Delivery | None) -> str:
    """Say why a status moves nothing; an agency of this installation reports on its own pages, never by file."""
    if delivery is None:
        return UNMATCHED
    if packet.status_code == TAKEN_BACK:
        return REPORTED_HERE if delivery.packet.origin == Packet.Origin.INSIDE else ""
    return REPORTED_HERE if delivery.receiver_id else ""


def _moment(packet: edxml.StatusPacket) -> datetime | None:
    """Give the time a status says, if it is one that can have been."""
    at = packet.timestamp.value
    return at.astimezone(UTC) if at is not None and 2000 <= at.year <= 2100 else None


def _delivery_of(packet: edxml.StatusPacket) -> Delivery | None:
    """Find what a status answers: by DocumentId and the two parties, else by number/notation and the parties."""
    answer = packet.response_for
    reporter, other = packet.sender.organ_id, answer.organ_id
    receiver, sender = (other, reporter) if packet.status_code == TAKEN_BACK else (reporter, other)
    between = Delivery.objects.select_for_update().filter(receiver_code=receiver, packet__sender_code=sender)
    found = between.filter(packet__document_id=answer.document_id).first() if answer.document_id else None
    if found is None and answer.code:
        number, _, notation = answer.code.partition("/")
        found = between.filter(packet__code_number=number, packet__code_notation=notation).order_by("-pk").first()
    return found
