"""
From the header's elements to the fields of a packet, by name and never by order.

Real packets hold empty elements, the text `null` for an identifier, impossible dates and numbers with words
behind them: all that is read, and told in `warnings`, not refused.
"""

import re
from collections.abc import Iterator
from typing import Literal

from langbiang.apps.exchange.edxml.errors import Unreadable
from langbiang.apps.exchange.edxml.frame import Element
from langbiang.apps.exchange.edxml.packet import (
    Attachment,
    BusinessInfo,
    Document,
    DocumentPacket,
    Party,
    ReceiverChange,
    Replacement,
    ResponseFor,
    Staff,
    Status,
    StatusPacket,
    Trace,
    WrittenDate,
    WrittenTime,
)
from langbiang.apps.exchange.edxml.vocabulary import PARTY, STAFF

_LEADING_NUMBER = re.compile(r"[0-9]{1,9}")
_XMLDSIG = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_SIGNATURES = {"Signature", "DigitalSignature", _XMLDSIG}


def header_of(root: Element) -> Element:
    """The header; without its message there is no packet."""
    header = root.at("edXMLEnvelope", "edXMLHeader")
    if not header.has("MessageHeader"):
        raise Unreadable("Gói tin thiếu phần mô tả MessageHeader.", code="thieu-mo-ta")
    return header


def is_status(root: Element) -> bool:
    """A status has a code, and neither receivers nor a body."""
    message = header_of(root).at("MessageHeader")
    has_body = root.at("edXMLEnvelope").has("edXMLBody") or root.has("AttachmentEncoded")
    return message.has("StatusCode") and not message.has("To") and not has_body


def parties(header: Element) -> list[Party]:
    """Name who sends, then who is to receive."""
    message = header.at("MessageHeader")
    return [_party(message.at("From")), *(_party(each) for each in message.all("To"))]


def status_packet(header: Element) -> StatusPacket:
    message = header.at("MessageHeader")
    status = Status(
        sender=_party(message.at("From")),
        response_for=_response_for(message.at("ResponseFor")),
        staff=_staff(message),
        status_code=_status_code(message.value("StatusCode")),
        description=message.value("Description"),
        timestamp=WrittenTime.read(message.value("Timestamp")),
    )
    return StatusPacket(**vars(status), header=header.as_json(), warnings=tuple(_odd_in_status(status)))


def document_packet(
    header: Element, attachments: tuple[Attachment, ...], mismatches: tuple[str, ...]
) -> DocumentPacket:
    document = _document(header)
    return DocumentPacket(
        **vars(document),
        header=header.as_json(),
        attachments=attachments,
        envelope_signature=_envelope_signature(header),
        warnings=(*_odd_in_document(document), *_odd_business(header), *mismatches),
    )


def _document(header: Element) -> Document:
    message = header.at("MessageHeader")
    other = message.at("OtherInfo")
    business = header.at("TraceHeaderList", "Bussiness")
    return Document(
        sender=_party(message.at("From")),
        receivers=tuple(_party(each) for each in message.all("To")),
        document_id=message.value("DocumentId"),
        code_number=message.value("Code", "CodeNumber"),
        code_notation=message.value("Code", "CodeNotation"),
        place=message.value("PromulgationInfo", "Place"),
        promulgation_date=WrittenDate.read(message.value("PromulgationInfo", "PromulgationDate")),
        type=message.value("DocumentType", "Type"),
        type_detail=message.value("DocumentType", "TypeDetail"),
        type_name=message.value("DocumentType", "TypeName"),
        subject=message.value("Subject"),
        content=message.value("Content"),
        signer_competence=message.value("SignerInfo", "Competence"),
        signer_position=message.value("SignerInfo", "Position"),
        signer_full_name=message.value("SignerInfo", "FullName"),
        due_date=WrittenDate.read(message.value("DueDate")),
        to_places=_texts(message.at("ToPlaces"), "Place"),
        priority=_number(other.value("Priority")),
        sphere=other.value("SphereOfPromulgation"),
        typer_notation=other.value("TyperNotation"),
        promulgation_amount=_number(other.value("PromulgationAmount")),
        page_amount=_number(other.value("PageAmount")),
        appendixes=_texts(other.at("Appendixes"), "Appendix"),
        response_for=_responses(message),
        steering_type=_number(message.value("SteeringType")) or 1,  # 0 and absent are "not steering" as well
        business_type=_number(business.value("BussinessDocType")),
        business_reason=business.value("BussinessDocReason"),
        business_document_id=business.value("DocumentId"),
        business_info=_business_info(business),
        replacements=tuple(_replacements(business)),
        staff=_staff(business),
        paper=_number(business.value("Paper")) == 1,
        trace=tuple(_trace(each) for each in header.at("TraceHeaderList").all("TraceHeader")),
    )


def _texts(element: Element, name: str) -> tuple[str, ...]:
    texts = (child.text.strip() for child in element.all(name))
    return tuple(text for text in texts if text)


def _number(text: str) -> int:
    """The number at the beginning; 0 where there is none. Templates write `1 (…)`."""
    found = _LEADING_NUMBER.match(text)
    return int(found[0]) if found else 0


def _organ_id(element: Element) -> str:
    text = element.value("OrganId")
    return "" if text == "null" else text


def _party(element: Element) -> Party:
    fields = {ours: element.value(theirs) for theirs, ours in PARTY}
    return Party(**fields | {"organ_id": _organ_id(element)})


def _staff(parent: Element) -> Staff:
    return Staff(**{ours: parent.value("StaffInfo", theirs) for theirs, ours in STAFF})


def _response_for(element: Element) -> ResponseFor:
    return ResponseFor(
        organ_id=_organ_id(element),
        code=element.value("Code"),
        promulgation_date=WrittenDate.read(element.value("PromulgationDate")),
        document_id=element.value("DocumentId"),
    )


def _responses(message: Element) -> tuple[ResponseFor, ...]:
    found = (_response_for(each) for each in message.all("ResponseFor"))
    return tuple(each for each in found if each != ResponseFor())  # an empty element names nothing


def _business_info(business: Element) -> BusinessInfo | None:
    info = business.at("BussinessDocumentInfo")
    if not info.children:
        return None
    return BusinessInfo(
        document_changed=_number(info.value("DocumentInfo")) == 1,
        receivers_changed=_number(info.value("DocumentReceiver")) == 1,
        receivers=tuple(
            ReceiverChange(organ_id=_organ_id(each), added=_number(each.value("ReceiverType")) == 1)
            for each in info.at("ReceiverList").all("Receiver")
        ),
    )


def _replacements(business: Element) -> Iterator[Replacement]:
    for each in business.at("ReplacementInfoList").all("ReplacementInfo"):
        yield Replacement(document_id=each.value("DocumentId"), organ_ids=_texts(each.at("OrganIdList"), "OrganId"))


def _trace(element: Element) -> Trace:
    return Trace(organ_id=_organ_id(element), timestamp=WrittenTime.read(element.value("Timestamp")))


def _status_code(text: str) -> str:
    return text.zfill(2) if text.isdigit() else text


def _envelope_signature(header: Element) -> Literal["absent", "empty", "present"]:
    found = [child for child in header.children if child.name in _SIGNATURES]
    if any(each.children or each.text.strip() for each in found):
        return "present"
    return "empty" if found else "absent"


def _odd_in_document(document: Document) -> Iterator[str]:
    if not document.sender.organ_id:
        yield "Thiếu mã định danh cơ quan gửi."
    if not any(each.organ_id for each in document.receivers):
        yield "Thiếu mã định danh cơ quan nhận."
    if not document.subject:
        yield "Thiếu trích yếu."
    if not (document.code_number and document.code_notation):
        yield "Thiếu số hoặc ký hiệu văn bản."
    if not document.promulgation_date.value:
        yield f"Không đọc được ngày ban hành: «{document.promulgation_date.raw[:50]}»."
    if document.due_date.raw and not document.due_date.value:
        yield f"Không đọc được hạn trả lời: «{document.due_date.raw[:50]}»."


def _odd_business(header: Element) -> Iterator[str]:
    raw = header.value("TraceHeaderList", "Bussiness", "BussinessDocType")
    if raw and not _LEADING_NUMBER.match(raw):
        yield f"Không đọc được loại nghiệp vụ: «{raw[:50]}»; coi là văn bản mới."


def _odd_in_status(status: Status) -> Iterator[str]:
    if not status.sender.organ_id:
        yield "Thiếu mã định danh cơ quan gửi trạng thái."
    if not (status.response_for.document_id or status.response_for.code):
        yield "Trạng thái không nêu văn bản nào."
    if not re.fullmatch(r"[0-9]{2}", status.status_code):
        yield f"Mã trạng thái lạ: «{status.status_code[:50]}»."
    if status.timestamp.raw and not status.timestamp.value:
        yield f"Không đọc được thời điểm: «{status.timestamp.raw[:50]}»."
