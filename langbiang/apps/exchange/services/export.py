"""Writing a packet, or a status, as an edXML file."""

from collections.abc import Sequence
from functools import partial
from typing import Any, BinaryIO
from uuid import UUID

from django.db.models import Q

from langbiang.apps.exchange import edxml
from langbiang.apps.exchange.models import Delivery, Packet, StatusReport
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import open_file

NO_IDENTIFIER = (
    "{name} chưa có mã định danh, không lập được tệp edXML. Gửi trong hệ thống, hoặc bổ sung mã rồi xuất lại."
)


class CannotExport(Refused):
    """It is not there, or a party has no identifier code."""


def export(uid: UUID, out: BinaryIO) -> None:
    """
    Write a packet (by its own uid or its document's) or a status report as an edXML file.

    :raises CannotExport: when neither is known, or a party has no identifier; edxml.CannotWrite for what edXML forbids.
    """
    packet = Packet.objects.filter(Q(uid=uid) | Q(source_uid=uid)).first()
    if packet is not None:
        write_packet(packet, list(packet.deliveries.order_by("pk")), out)
        return
    report = StatusReport.objects.select_related("delivery__packet").filter(uid=uid).first()
    if report is None:
        raise CannotExport("Không có gói tin hay trạng thái nào mang mã này.")
    write_report(report, out)


def write_report(report: StatusReport, out: edxml.Out) -> None:
    """:raises Refused: as `export` does."""
    edxml.write_status(_status(report), out)


def write_packet(packet: Packet, named: Sequence[Delivery], out: edxml.Out) -> None:
    """
    Write a packet for the receivers of these deliveries.

    :raises Refused: as `export` does.
    """
    enclosures = [
        edxml.Enclosure(name=each.name, content_type=each.file.media_type, open=partial(open_file, each.file))
        for each in packet.files.select_related("file")
        if each.file is not None
    ]
    edxml.write_document(_document(packet, named), enclosures, out)


def _document(packet: Packet, named: Sequence[Delivery]) -> edxml.Document:
    receivers = [_party(d.receiver_code, d.receiver_name) for d in named]
    sender = _party(packet.sender_code, packet.sender_name)
    return edxml.Document(
        sender=sender,
        receivers=tuple(receivers),
        document_id=packet.document_id,
        code_number=packet.code_number,
        code_notation=packet.code_notation,
        place=packet.place,
        promulgation_date=edxml.WrittenDate(packet.promulgated_raw, packet.promulgated_on),
        type="2",
        type_name=packet.type_name,
        subject=packet.subject,
        content=packet.content,
        signer_competence=packet.signer_competence,
        signer_position=packet.signer_position,
        signer_full_name=packet.signer_name,
        priority=packet.priority,
        promulgation_amount=len(receivers),
        page_amount=int(packet.header.get("page_amount", 0)),
        business_type=packet.business_type,
        paper=bool(packet.paper),
        **_business(packet),
        trace=(edxml.Trace(organ_id=sender.organ_id, timestamp=edxml.WrittenTime.of(packet.created_at)),),
    )


def _business(packet: Packet) -> dict[str, Any]:
    """Name the document that is taken back, changed or replaced where each business has it (edXML, 1.4)."""
    concerns, told = str(packet.header.get("concerns", "")), Packet.Business
    if not concerns:
        return {}
    because = {"business_reason": str(packet.header.get("reason", ""))}
    if packet.business_type == told.REPLACEMENT:
        return {**because, "replacements": (edxml.Replacement(document_id=concerns),)}
    if packet.business_type == told.RECALL:
        return {**because, "response_for": (_recalled(packet, concerns),)}
    return {**because, "business_document_id": concerns}


def _recalled(packet: Packet, concerns: str) -> edxml.ResponseFor:
    return edxml.ResponseFor(
        organ_id=packet.sender_code,
        code=packet.code,
        promulgation_date=edxml.WrittenDate(packet.promulgated_raw, packet.promulgated_on),
        document_id=concerns,
    )


def _status(report: StatusReport) -> edxml.Status:
    packet = report.delivery.packet if report.delivery else None
    return edxml.Status(
        sender=_party(report.reporter_code, report.reporter_name),
        response_for=edxml.ResponseFor(
            organ_id=_party(report.response_organ, packet.sender_name if packet else "Nơi gửi").organ_id,
            code=report.response_code,
            promulgation_date=edxml.WrittenDate.read(packet.promulgated_raw if packet else ""),
            document_id=report.response_document_id,
        ),
        staff=edxml.Staff(department=report.department, staff=report.staff),
        status_code=report.code,
        description=report.description,
        timestamp=edxml.WrittenTime.of(report.at),
    )


def _party(code: str, name: str) -> edxml.Party:
    if not code:
        raise CannotExport(NO_IDENTIFIER.format(name=name))
    return edxml.Party(organ_id=code, name=name)
