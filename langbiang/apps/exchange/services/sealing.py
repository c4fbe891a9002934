"""
Seals and receipts over packets: of the sending agency, of the hub, of the receiver.

What has no key here stays without a seal, and the evidence says so: nothing is held up by it.
"""

import json
import logging
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from langbiang.apps.directory.interface import Agency
from langbiang.apps.exchange import asic
from langbiang.apps.exchange.models import Delivery, Packet, Seal, Transfer
from langbiang.apps.exchange.transport import Receipt
from langbiang.foundation import clock, signing
from langbiang.foundation.errors import Refused
from langbiang.foundation.xml import NotXml

logger = logging.getLogger(__name__)

Kind = Seal.Kind
HUB = "exchange"  # the name of the hub's own key
HUB_NAME = "Trục liên thông"


class CannotSeal(Refused):
    """A seal that another system made does not fit what it came with."""


def hub_key() -> signing.KeyHolder:
    """:raises signing.NoKey: when the hub has none."""
    return signing.server_key(HUB)


def seal_as_sender(packet: Packet, digest: str, *, now: datetime) -> None:
    """Seal what leaves with the key of the sending agency that is hosted here."""
    if packet.sender is not None:
        _seal(packet, None, Kind.SENT, digest, _agency_key(packet.sender), packet.sender_name, now)


def seal_over_bytes(transfer: Transfer, *, now: datetime) -> bytes:
    """Seal, as the sending agency hosted here, the bytes that go to the next hub (CMS, DER); empty without a key."""
    delivery = transfer.delivery
    key = _agency_key(delivery.packet.sender) if delivery and delivery.packet.sender else None
    file = (delivery.original or delivery.packet.original) if delivery else None
    return signing.seal_digest(file.digest, key, now=now) if key and file else b""


def seal_as_taken(packet: Packet, digest: str, *, now: datetime) -> None:
    """Seal, as the hub, the bytes that came in; once for the same bytes."""
    _seal(packet, None, Kind.TAKEN, digest, _key(HUB), HUB_NAME, now)


def seal_as_handed(delivery: Delivery, digest: str, *, now: datetime) -> None:
    """Seal, as the hub, the bytes that another system has taken."""
    _seal(delivery.packet, delivery, Kind.HANDED, digest, _key(HUB), HUB_NAME, now)


def sign_receipts(packet: Packet, deliveries: Iterable[Delivery], *, now: datetime) -> None:
    """Sign, for each agency hosted here, that it has the bytes that name it. A packet never written has none."""
    for delivery in deliveries:
        file = delivery.original or packet.original
        if delivery.receiver is not None and file is not None:
            key = _agency_key(delivery.receiver)
            _seal(packet, delivery, Kind.RECEIPT, file.digest, key, delivery.receiver_name, now)


def check_foreign(seal: bytes, digest: str) -> str:
    """
    Check that a seal made elsewhere fits these bytes; say who made it.

    Whether the signer is to be trusted is judged by whoever verifies the evidence, with the roots of that day.

    :raises CannotSeal: when it does not.
    """
    try:
        finding = signing.judge_seal(seal, digest, trust=[])
    except signing.NoSeal as refusal:
        raise CannotSeal(str(refusal)) from refusal
    if not finding.intact:
        raise CannotSeal("Chữ ký CMS không khớp với nội dung.")
    return finding.signer or finding.agency


def keep_foreign(
    packet: Packet, delivery: Delivery | None, kind: str, seal: bytes, digest: str, *, now: datetime
) -> None:
    """
    Keep a seal that another system made over the bytes themselves.

    :raises CannotSeal: when it does not fit them.
    """
    signer = check_foreign(seal, digest)
    if not _there(packet, delivery, kind, digest):
        Seal.objects.create(
            packet=packet, delivery=delivery, kind=kind, signer=signer[:300], digest=digest, cms=seal, made_at=now
        )


def keep_receipt(delivery: Delivery, receipt: Receipt, digest: str, *, now: datetime) -> None:
    """
    Keep what the receiver at another hub signed, if it is over the very bytes that went there.

    :raises CannotSeal: when it is not, or cannot be read.
    """
    if not receipt.manifest:
        keep_foreign(delivery.packet, delivery, Kind.RECEIPT, receipt.cms, digest, now=now)
        return
    covered = {asic.packet_name(digest): digest, asic.statement_name(receipt.uid): asic.sha256(receipt.statement)}
    try:
        uid, fits = UUID(receipt.uid), asic.read_manifest(receipt.manifest.encode()) == covered
    except (NotXml, ValueError, KeyError) as error:
        raise CannotSeal("Bảng kê của biên nhận không đọc được.") from error
    if not fits or Seal.objects.filter(uid=uid).exclude(delivery=delivery).exists():
        raise CannotSeal("Biên nhận của nơi nhận không phải cho nội dung đã gửi.")
    signer = check_foreign(receipt.cms, asic.sha256(receipt.manifest))
    if not _there(delivery.packet, delivery, Kind.RECEIPT, digest):
        Seal.objects.create(
            uid=uid,
            packet=delivery.packet,
            delivery=delivery,
            kind=Kind.RECEIPT,
            signer=signer[:300],
            digest=digest,
            statement=receipt.statement,
            manifest=receipt.manifest,
            cms=receipt.cms,
            made_at=now,
        )


def _seal(
    packet: Packet,
    delivery: Delivery | None,
    kind: str,
    digest: str,
    key: signing.KeyHolder | None,
    signer: str,
    now: datetime,
) -> None:
    if key is None or _there(packet, delivery, kind, digest):
        return
    row = Seal(packet=packet, delivery=delivery, kind=kind, signer=signer, digest=digest, made_at=now)
    row.statement = _statement(row)
    name = str(row.uid)
    named = {asic.packet_name(digest): digest, asic.statement_name(name): asic.sha256(row.statement)}
    row.manifest = asic.write_manifest(name, named)
    try:
        row.cms = signing.seal_digest(asic.sha256(row.manifest), key, now=now)
    except signing.NoToken:
        logger.exception("No seal of %s: its token is not there", signer)
        return
    row.save()


def _there(packet: Packet, delivery: Delivery | None, kind: str, digest: str) -> bool:
    same = Seal.objects.filter(packet=packet, delivery=delivery, kind=kind)
    return (same if delivery else same.filter(digest=digest)).exists()


def _statement(seal: Seal) -> str:
    """Say what a seal is for, so that none can be passed off as another."""
    packet, delivery = seal.packet, seal.delivery
    told = {
        "kind": str(seal.kind),
        "packet": str(packet.uid),
        "delivery": str(delivery.uid) if delivery else None,
        "document": packet.code,
        "from": packet.sender_code,
        "to": delivery.receiver_code if delivery else None,
        "sha256": seal.digest,
        "at": clock.local(seal.made_at).isoformat(),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _agency_key(agency: Agency) -> signing.KeyHolder | None:
    return _key(f"agency-{agency.uid}")


def _key(name: str) -> signing.KeyHolder | None:
    try:
        return signing.server_key(name)
    except signing.NoKey:
        return None
