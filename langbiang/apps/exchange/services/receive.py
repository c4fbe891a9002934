"""
Receiving from a connected system, whatever the protocol: answered only once file, folder and rows are on disk.

What comes again is known again for ever, so every call may be repeated: the answer is the first one's.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from langbiang.apps.exchange import edxml, queries
from langbiang.apps.exchange.models import ImportAttempt, Packet, StatusReport, System, Transfer
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor

from .addressing import CannotSend
from .coming import Coming, Copy, check_identifiers, copied, read
from .import_file import note_attempt
from .sealing import CannotSeal, check_foreign
from .take_document import take_document
from .take_status import take_status

Kind = Transfer.Kind
Check = Callable[[str, int], None]


class CannotReceive(Refused):
    """
    The packet is not taken, and nothing of it was kept but the attempt.

    `code` is a short name that does not change: each protocol has its own number for it.
    """

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Received:
    """What a thing is known by here; `duplicate` when it was here before and goes to nobody new."""

    uid: UUID
    digest: str
    duplicate: bool
    conflict: bool = False
    warnings: tuple[str, ...] = ()


def actor_for(system: System) -> Actor:
    return Actor(kind="client", id=system.code, person=system.name)


def receive(
    stream: edxml.Source,
    *,
    system: System,
    kind: str,
    now: datetime,
    from_code: str = "",
    to_codes: Collection[str] | None = None,
    remote_id: str = "",
    seal: bytes = b"",
    check: Check = lambda digest, size: None,
) -> Received:
    """
    Take in a document (`edoc`) or a status from a connected system.

    `from_code` is who sends by the call's own words, `to_codes` narrows the receivers that the packet names,
    `remote_id` is the name by which that system knows it; `seal` is the sender's own over the exact
    bytes (CMS, detached); `check` hears SHA-256 and size of what was read, and may
    refuse with `CannotReceive` before anything is kept.

    :raises CannotReceive: with the code and the sentence for the other system.
    """
    by = actor_for(system)
    with copied(stream) as copy:
        try:
            packet = read(copy, _admission(copy, check, system, from_code))
            _check_kind(packet, kind)
            _check_seal(seal, copy.digest)
            only = _narrowed(packet, to_codes)
            stored = copy.keep()
            name = f"{stored.digest[:16]}.edxml"
            coming = Coming(
                by=by, now=now, stored=stored, name=name, system=system, remote_id=remote_id, only=only, seal=seal
            )
            try:
                return _take(packet, coming)
            except IntegrityError:  # the same came in beside us and was first: now it is there to be found
                return _take(packet, coming)
        except (edxml.Unreadable, CannotSend, CannotReceive) as refusal:
            reason, name = str(refusal), f"{kind} của {from_code or system.code}"
            note_attempt(name, ImportAttempt.Outcome.REFUSED, reason, copy.digest, copy.size, by=by, now=now)
            raise CannotReceive(reason, code=getattr(refusal, "code", "noi-nhan-khong-con")) from refusal


def _admission(copy: Copy, check: Check, system: System, from_code: str) -> Callable[[list[edxml.Party]], None]:
    def admit(parties: list[edxml.Party]) -> None:
        check(copy.digest, copy.size)
        check_identifiers(parties)
        if system.is_axis:  # it speaks for the rest of the country
            return
        for code in {parties[0].organ_id, from_code or parties[0].organ_id}:
            if not queries.lives_on(code, system):
                raise CannotReceive(f"Mã {code} chưa đăng ký cho hệ thống {system.code}.", code="ma-gui-chua-dang-ky")

    return admit


def _check_kind(packet: edxml.Packet, kind: str) -> None:
    is_status = isinstance(packet, edxml.StatusPacket)
    if is_status != (kind == Kind.STATUS):
        found = "trạng thái" if is_status else "văn bản"
        raise CannotReceive(f"Loại bản tin ghi là {kind}, nội dung lại là {found}.", code="sai-loai")


def _check_seal(seal: bytes, digest: str) -> None:
    try:
        if seal:
            check_foreign(seal, digest)
    except CannotSeal as refusal:
        raise CannotReceive(str(refusal), code="sai-dau") from refusal


def _narrowed(packet: edxml.Packet, to_codes: Collection[str] | None) -> frozenset[str] | None:
    """Narrow the receivers to those the call names; a call that names others than its packet is not understood."""
    if isinstance(packet, edxml.StatusPacket):
        return None
    named = {party.organ_id for party in packet.receivers}
    if not named:
        raise CannotReceive("Gói tin văn bản không nêu nơi nhận nào (To).", code="khong-noi-nhan")
    if not to_codes:
        return None
    if strange := sorted(set(to_codes) - named):
        raise CannotReceive(f"Nơi nhận {', '.join(strange)} không có trong gói tin.", code="noi-nhan-khac")
    return frozenset(to_codes)


@transaction.atomic
def _take(packet: edxml.Packet, coming: Coming) -> Received:
    if isinstance(packet, edxml.StatusPacket):
        status = take_status(packet, coming)
        _check_same(status.report, coming)
        warnings = (*packet.warnings, *([status.warning] if status.warning else []))
        return Received(status.report.uid, coming.stored.digest, not status.created, warnings=warnings)
    document = take_document(packet, coming)
    row = document.packet
    _check_same(row, coming)
    conflict = row.conflicts_with_id is not None
    return Received(row.uid, coming.stored.digest, bool(document.known), conflict, document.warnings)


def _check_same(row: Packet | StatusReport, coming: Coming) -> None:
    """Refuse other content under a name that was given away before: one of the two would be lost."""
    named_so = coming.remote_id and row.system_id == coming.system_id and row.remote_id == coming.remote_id
    if named_so and row.original and row.original.digest != coming.stored.digest:
        raise CannotReceive(f"Mã {coming.remote_id} đã dùng cho một nội dung khác.", code="trung-ma-khac-noi-dung")
