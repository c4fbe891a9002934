"""The evidence of one packet: everything that was sealed over it, and in words what was not."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import IO, Any

from langbiang.apps.exchange import asic, queries
from langbiang.apps.exchange.models import Delivery, Packet, Seal, System, Transfer
from langbiang.foundation import clock, signing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, open_file

from .sealing import hub_key

Kind = Seal.Kind
DID = {
    Kind.SENT: "đã đóng dấu bản gửi đi",
    Kind.TAKEN: "đã đóng dấu bản nhận vào",
    Kind.HANDED: "đã đóng dấu bản giao đi",
    Kind.RECEIPT: "đã ký biên nhận",
}


class NoEvidence(Refused):
    """There is nothing to prove with, or the hub has no key to close the evidence with."""


def write_evidence(packet: Packet, out: IO[bytes], *, now: datetime, system: System | None = None) -> None:
    """
    Write the container of evidence of a packet; for a system that did not send it, of its own deliveries alone.

    :raises NoEvidence: with the sentence for the person.
    """
    if packet.original is None:
        raise NoEvidence("Văn bản chỉ đi trong hệ thống này, không qua trục, nên không có gói chứng cứ.")
    try:
        key = hub_key()
    except signing.NoKey as missing:
        raise NoEvidence("Trục chưa có khóa để niêm phong gói chứng cứ. Quản trị cấp khóa tên “exchange”.") from missing
    deliveries = _seen(packet, system)
    files = _files(packet, deliveries, whole=system is None or packet.system_id == system.pk)
    seals = [seal for seal in queries.list_seals(packet, deliveries) if seal.digest in files]
    parts = _parts(files, seals)
    told = json.dumps(_told(packet, deliveries, seals, now), ensure_ascii=False, indent=1)
    parts.small[asic.EVIDENCE] = told.encode()
    asic.write_container(parts, partial(signing.seal_digest, key=key, now=now), out)


def _seen(packet: Packet, system: System | None) -> list[Delivery]:
    rows = queries.list_deliveries(packet) if system is None else queries.list_seen_deliveries(packet, system)
    return list(rows.select_related("original").prefetch_related("transfers__system"))


def _files(packet: Packet, deliveries: list[Delivery], *, whole: bool) -> dict[str, File]:
    """Give by digest the bytes that went these ways; the packet's own, too, for who may see the whole of it."""
    files = [packet.original if whole else None, *(each.original or packet.original for each in deliveries)]
    return {file.digest: file for file in files if file}


def _parts(files: dict[str, File], seals: list[Seal]) -> asic.Parts:
    parts = asic.Parts(packets={digest: partial(open_file, file) for digest, file in files.items()})
    for seal in seals:
        name = str(seal.uid)
        if seal.manifest:
            parts.small[asic.statement_name(name)] = seal.statement.encode()
            parts.small[asic.manifest_name(name)] = seal.manifest.encode()
            parts.small[asic.signature_name(name)] = bytes(seal.cms)
        else:
            parts.small[asic.foreign_name(name)] = bytes(seal.cms)
        if seal.stamp:
            parts.small[asic.stamp_name(name)] = bytes(seal.stamp)
    return parts


def _told(packet: Packet, deliveries: list[Delivery], seals: list[Seal], now: datetime) -> dict[str, Any]:
    assert packet.original is not None
    return {
        "packet": str(packet.uid),
        "document": packet.code,
        "documentId": packet.document_id,
        "subject": packet.subject,
        "from": {"code": packet.sender_code, "name": packet.sender_name},
        "sha256": packet.original.digest,
        "at": clock.local(packet.created_at).isoformat(),
        "writtenAt": clock.local(now).isoformat(),
        "deliveries": [_delivery(each) for each in deliveries],
        "seals": [_seal(each) for each in seals],
        "notCovered": list(_gaps(packet, deliveries, seals)),
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery": str(delivery.uid),
        "to": {"code": delivery.receiver_code, "name": delivery.receiver_name},
        "state": delivery.state,
        "arrivedAt": clock.local(delivery.arrived_at).isoformat() if delivery.arrived_at else None,
    }


def _seal(seal: Seal) -> dict[str, Any]:
    to = f", nơi nhận {seal.delivery.receiver_name}" if seal.delivery else ""
    return {
        "id": str(seal.uid),
        "kind": str(seal.kind),
        "about": f"{seal.get_kind_display()}{to}",
        "did": DID[Kind(seal.kind)],
        "sha256": seal.digest,
        "foreign": not seal.manifest,
    }


def _gaps(packet: Packet, deliveries: list[Delivery], seals: list[Seal]) -> Iterator[str]:
    """Say which stretches of the way no seal of the parties themselves covers."""
    kinds = {(seal.delivery_id, seal.kind) for seal in seals}
    if (None, Kind.SENT) not in kinds:
        by = f" qua {packet.system.name} ({packet.system.get_protocol_display()})" if packet.system else ""
        yield f"Từ {packet.sender_name}{by} đến trục: nơi gửi không đóng dấu gói tin."
    for delivery in deliveries:
        if (delivery.pk, Kind.RECEIPT) in kinds:
            continue
        if delivery.state != Delivery.State.ARRIVED:
            yield f"Đến {delivery.receiver_name}: {delivery.get_state_display().lower()}."
        else:
            yield f"Đến {delivery.receiver_name}{_by(delivery)}: nơi nhận không ký biên nhận."


def _by(delivery: Delivery) -> str:
    transfer: Transfer | None = next(iter(delivery.transfers.all()), None)
    return f" qua {transfer.system.name} ({transfer.system.get_protocol_display()})" if transfer else ""
