"""Taking in an edXML file: form is judged, not addressee; what is unreadable leaves nothing but the attempt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from langbiang.apps.exchange import edxml
from langbiang.apps.exchange.models import Delivery, ImportAttempt, Packet
from langbiang.foundation.files.interface import NotScanned, tidy_name
from langbiang.foundation.journal.interface import Actor

from .addressing import CannotSend
from .coming import Coming, check_identifiers, copied, read
from .take_document import take_document
from .take_status import take_status

Outcome = ImportAttempt.Outcome


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
    with copied(stream) as copy:
        try:
            packet = read(copy, check_identifiers)
            coming = Coming(by=by, now=now, stored=copy.keep(), name=name)
            try:
                return _take(packet, coming)
            except IntegrityError:  # the same packet came in beside us and was first: now it is there to be found
                return _take(packet, coming)
        except (edxml.Unreadable, CannotSend, NotScanned) as refusal:
            result = ImportResult(name, Outcome.REFUSED, reason=str(refusal))
            note_attempt(result.file, result.outcome, result.reason, copy.digest, copy.size, by=by, now=now)
            return result


@transaction.atomic
def _take(packet: edxml.Packet, coming: Coming) -> ImportResult:
    if isinstance(packet, edxml.StatusPacket):
        result, about = _take_status(packet, coming)
    else:
        result, about = _take_document(packet, coming)
    stored = coming.stored
    told = {"by": coming.by, "now": coming.now, **about}
    note_attempt(result.file, result.outcome, result.reason, stored.digest, stored.size, **told)
    return result


def note_attempt(
    name: str, outcome: str, reason: str, digest: str, size: int, *, by: Actor, now: datetime, **about: Any
) -> None:
    """Note that somebody tried to bring a packet in, and what came of it."""
    ImportAttempt.objects.create(
        at=now,
        by=", ".join(part for part in (by.person, by.agency) if part)[:300],
        name=tidy_name(name),
        digest=digest,
        size=size,
        outcome=outcome,
        reason=reason[:500],
        **about,
    )


def _take_document(packet: edxml.DocumentPacket, coming: Coming) -> tuple[ImportResult, dict[str, Any]]:
    taken = take_document(packet, coming)
    strange = taken.packet.deliveries.filter(state=Delivery.State.UNKNOWN).values_list("receiver_code", flat=True)
    unknown = [party.organ_id for party in packet.receivers if party.organ_id in set(strange)]
    result = ImportResult(
        file=coming.name,
        outcome=Outcome.DUPLICATE if taken.known else Outcome.ACCEPTED,
        kind="document",
        sender=packet.sender.organ_id,
        to=len(packet.receivers),
        business_type=packet.business_type,
        attachments=len(packet.attachments),
        integrity=taken.packet.integrity,
        reason=taken.known or _damage(packet),
        warnings=(*taken.warnings, *(f"Nơi nhận {code} chưa có trong danh bạ." for code in unknown)),
        uid=str(taken.packet.uid),
    )
    return result, {"packet": taken.packet}


def _damage(packet: edxml.DocumentPacket) -> str:
    return " ".join(f"{each.name}: {each.reason}" for each in packet.attachments if each.integrity == "damaged")


def _take_status(packet: edxml.StatusPacket, coming: Coming) -> tuple[ImportResult, dict[str, Any]]:
    taken = take_status(packet, coming)
    result = ImportResult(
        file=coming.name,
        outcome=Outcome.ACCEPTED if taken.created else Outcome.DUPLICATE,
        kind="status",
        sender=packet.sender.organ_id,
        status_code=packet.status_code,
        reason="" if taken.created else "Trạng thái này đã nhận từ trước.",
        integrity=Packet.Integrity.OK,
        warnings=(*packet.warnings, *([taken.warning] if taken.warning else [])),
        uid=str(taken.report.uid),
    )
    return result, {"report": taken.report}
