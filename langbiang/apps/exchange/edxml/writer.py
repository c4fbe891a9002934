"""
Write packets as the axis takes them today.

Of the two flavours in use this is the one of the Java library, as production packets of 2025 have it:
default namespace on the root and on AttachmentEncoded, prefix `edXML:` declared again on edXMLEnvelope and
on ContentTransferEncoded, `cid:` before both ContentIds, no attributes on TraceHeaderList. The .NET side of
the national axis refuses any other frame, although to a conforming reader the prefix means nothing; so the
text is laid out by hand and guarded by golden files.

Where sources differ: the elements stand in the order of the specification; DocumentType is group, number in
the group, name in full (2.4, reading A); SteeringType is 1 when nothing is steered (2.3); an attachment is
the file itself in base64 with its true type, not a ZIP around it, because then no type lies and no receiver
needs to guess; the envelope signature is an empty DigitalSignature, since no signature survives the axis and
the one that counts is in the PDF.
"""

import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol
from uuid import uuid4
from xml.sax.saxutils import escape

from langbiang.apps.exchange.edxml.errors import CannotWrite
from langbiang.apps.exchange.edxml.packet import (
    BusinessInfo,
    Document,
    Party,
    Replacement,
    ResponseFor,
    Staff,
    Status,
    Trace,
    WrittenDate,
)
from langbiang.apps.exchange.edxml.vocabulary import NAMESPACE, PARTY, STAFF

_PIECE = 3 * 64 * 1024  # whole groups of three bytes, so that pieces of base64 join without padding
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OPENING = f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{NAMESPACE}">\n'
_STATUS_CODES = frozenset({"01", "02", "03", "04", "05", "06", "13", "15", "16"})
_REQUIRED = (
    ("document_id", "mã văn bản"),
    ("code_number", "số văn bản"),
    ("code_notation", "ký hiệu văn bản"),
    ("subject", "trích yếu"),
)
# Decree 30/2020, annex VI. Whoever reads more does it out of kindness.
_LONGEST = (
    ("code_number", 11, "Số văn bản"),
    ("code_notation", 30, "Ký hiệu văn bản"),
    ("type_name", 100, "Tên loại văn bản"),
    ("subject", 500, "Trích yếu"),
    ("signer_position", 100, "Chức vụ người ký"),
    ("signer_full_name", 50, "Họ tên người ký"),
)


class Out(Protocol):
    """Where a packet is written to: a file, or the file store's writer."""

    def write(self, piece: bytes, /) -> object: ...


# An element to write: its name, and its text or the elements within. Empty ones are left out.
Node = tuple[str, "str | list[Node]"]


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """One file to send; `open` is called once, when its turn comes."""

    name: str
    content_type: str
    open: Callable[[], BinaryIO]
    description: str = ""
    content_id: str = field(default_factory=lambda: str(uuid4()))


def write_document(document: Document, enclosures: Sequence[Enclosure], out: Out) -> None:
    """Write a document packet, or raise `CannotWrite` before the first byte."""
    _check_document(document)
    message = _elements([("MessageHeader", _message(document))], depth=3)
    trace = _elements([("TraceHeaderList", _trace_list(document))], depth=3)
    manifest = _elements([("Reference", _reference(each)) for each in enclosures], depth=4)
    heads = [_elements(_attachment(each), depth=3, prefix="") for each in enclosures]
    _write(out, _OPENING, _envelope(message + trace + "      <edXML:DigitalSignature />\n", _body(manifest)))
    _write(out, "  <AttachmentEncoded>\n")
    for head, enclosure in zip(heads, enclosures, strict=True):
        _write(out, "    <Attachment>\n", head)
        _write(out, f'      <edXML:ContentTransferEncoded xmlns:edXML="{NAMESPACE}">')
        _write_content(enclosure, out)
        _write(out, "</edXML:ContentTransferEncoded>\n    </Attachment>\n")
    _write(out, "  </AttachmentEncoded>\n</edXML>\n")


def write_status(status: Status, out: Out) -> None:
    """Write a status packet, or raise `CannotWrite` before the first byte."""
    _check_status(status)
    message: list[Node] = [
        ("From", _party(status.sender)),
        ("ResponseFor", _response_for(status.response_for)),
        ("StaffInfo", _staff(status.staff)),
        ("StatusCode", status.status_code),
        ("Description", status.description),
        ("Timestamp", status.timestamp.raw),
    ]
    header = _elements([("MessageHeader", message)], depth=3)
    _write(out, _OPENING, _envelope(header, ""), "</edXML>\n")


def _check_document(document: Document) -> None:
    _check_parties(document)
    for name, label in _REQUIRED:
        if not getattr(document, name).strip():
            raise CannotWrite(f"Thiếu {label}.", field=name)
    for name, longest, label in _LONGEST:
        if len(getattr(document, name)) > longest:
            raise CannotWrite(f"{label} dài quá {longest} ký tự.", field=name)
    if not document.promulgation_date.value:
        raise CannotWrite("Thiếu ngày ban hành.", field="promulgation_date")
    if not document.trace:
        raise CannotWrite("Thiếu vết gửi của cơ quan gửi.", field="trace")


def _check_parties(document: Document) -> None:
    _check_party(document.sender, "sender")
    for receiver in document.receivers:
        _check_party(receiver, "receivers")
    codes = [receiver.organ_id for receiver in document.receivers]
    if not codes:
        raise CannotWrite("Chưa có cơ quan nhận.", field="receivers")
    if len(set(codes)) < len(codes):
        raise CannotWrite("Một cơ quan nhận được nêu hai lần.", field="receivers")


def _check_party(party: Party, field: str) -> None:
    if not party.organ_id.strip():
        raise CannotWrite("Cơ quan chưa có mã định danh.", field=field)
    if not party.name.strip():
        raise CannotWrite("Cơ quan chưa có tên.", field=field)
    if len(party.name) > 200:
        raise CannotWrite("Tên cơ quan dài quá 200 ký tự.", field=field)


def _check_status(status: Status) -> None:
    _check_party(status.sender, "sender")
    if status.status_code not in _STATUS_CODES:
        raise CannotWrite("Mã trạng thái không có trong danh mục.", field="status_code")
    if status.status_code == "02" and not status.description.strip():
        raise CannotWrite("Từ chối phải nêu lý do.", field="description")
    if not status.timestamp.value:
        raise CannotWrite("Thiếu thời điểm của trạng thái.", field="timestamp")
    other = status.response_for
    if not (other.organ_id.strip() and (other.document_id or other.code)):
        raise CannotWrite("Trạng thái phải nêu văn bản và cơ quan bên kia.", field="response_for")


def _message(document: Document) -> list[Node]:
    return [
        ("From", _party(document.sender)),
        *(("To", _party(receiver)) for receiver in document.receivers),
        ("Code", [("CodeNumber", document.code_number), ("CodeNotation", document.code_notation)]),
        (
            "PromulgationInfo",
            [("Place", document.place), ("PromulgationDate", _day(document.promulgation_date))],
        ),
        ("DocumentType", _type(document)),
        ("Subject", document.subject),
        ("Content", document.content),
        ("SignerInfo", _signer(document)),
        ("DueDate", _day(document.due_date)),
        ("ToPlaces", [("Place", place) for place in document.to_places]),
        ("OtherInfo", _other(document)),
        *(("ResponseFor", _response_for(each)) for each in document.response_for),
        ("SteeringType", str(document.steering_type)),
        ("DocumentId", document.document_id),
    ]


def _type(document: Document) -> list[Node]:
    return [
        ("Type", document.type),
        ("TypeDetail", document.type_detail),
        ("TypeName", document.type_name),
    ]


def _signer(document: Document) -> list[Node]:
    return [
        ("Competence", document.signer_competence),
        ("Position", document.signer_position),
        ("FullName", document.signer_full_name),
    ]


def _other(document: Document) -> list[Node]:
    return [
        ("Priority", str(document.priority)),
        ("SphereOfPromulgation", document.sphere),
        ("TyperNotation", document.typer_notation),
        ("PromulgationAmount", _count(document.promulgation_amount)),
        ("PageAmount", _count(document.page_amount)),
        ("Appendixes", [("Appendix", each) for each in document.appendixes]),
    ]


def _trace_list(document: Document) -> list[Node]:
    return [*(("TraceHeader", _trace(each)) for each in document.trace), ("Bussiness", _business(document))]


def _business(document: Document) -> list[Node]:
    return [
        ("DocumentId", document.business_document_id),
        ("BussinessDocType", str(document.business_type)),
        ("BussinessDocReason", document.business_reason),
        ("Paper", _flag(document.paper)),
        ("BussinessDocumentInfo", _business_info(document.business_info)),
        ("ReplacementInfoList", [("ReplacementInfo", _replacement(each)) for each in document.replacements]),
        ("StaffInfo", _staff(document.staff)),
    ]


def _business_info(info: BusinessInfo | None) -> list[Node]:
    if info is None:
        return []
    receivers: list[Node] = [
        ("Receiver", [("OrganId", each.organ_id), ("ReceiverType", _flag(each.added))]) for each in info.receivers
    ]
    return [
        ("DocumentInfo", _flag(info.document_changed)),
        ("DocumentReceiver", _flag(info.receivers_changed)),
        ("ReceiverList", receivers),
    ]


def _replacement(replacement: Replacement) -> list[Node]:
    organs: list[Node] = [("OrganId", organ_id) for organ_id in replacement.organ_ids]
    return [("DocumentId", replacement.document_id), ("OrganIdList", organs)]


def _party(party: Party) -> list[Node]:
    return [(theirs, getattr(party, ours)) for theirs, ours in PARTY]


def _staff(staff: Staff) -> list[Node]:
    return [(theirs, getattr(staff, ours)) for theirs, ours in STAFF]


def _trace(trace: Trace) -> list[Node]:
    return [("OrganId", trace.organ_id), ("Timestamp", trace.timestamp.raw)]


def _response_for(other: ResponseFor) -> list[Node]:
    return [
        ("OrganId", other.organ_id),
        ("Code", other.code),
        ("PromulgationDate", _day(other.promulgation_date)),
        ("DocumentId", other.document_id),
    ]


def _reference(enclosure: Enclosure) -> list[Node]:
    return [
        ("ContentId", f"cid:{enclosure.content_id}"),
        ("ContentType", enclosure.content_type),
        ("AttachmentName", enclosure.name),
        ("Description", enclosure.description),
    ]


def _attachment(enclosure: Enclosure) -> list[Node]:
    return [
        ("ContentId", f"cid:{enclosure.content_id}"),
        ("AttachmentName", enclosure.name),
        ("Description", enclosure.description),
        ("ContentType", enclosure.content_type),
    ]


def _day(day: WrittenDate) -> str:
    return WrittenDate.of(day.value).raw if day.value else ""


def _count(number: int) -> str:
    return str(number) if number else ""


def _flag(yes: bool) -> str:
    return "1" if yes else "0"


def _envelope(header: str, body: str) -> str:
    return (
        f'  <edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}">\n'
        f"    <edXML:edXMLHeader>\n{header}    </edXML:edXMLHeader>\n"
        f"{body}  </edXML:edXMLEnvelope>\n"
    )


def _body(manifest: str) -> str:
    return (
        '    <edXML:edXMLBody>\n      <edXML:edXMLManifest version="1.0">\n'
        f"{manifest}      </edXML:edXMLManifest>\n    </edXML:edXMLBody>\n"
    )


def _elements(nodes: list[Node], *, depth: int, prefix: str = "edXML:") -> str:
    return "".join(_lines(nodes, depth, prefix))


def _lines(nodes: list[Node], depth: int, prefix: str) -> Iterator[str]:
    indent = "  " * depth
    for name, content in nodes:
        if isinstance(content, str):
            if text := _text(name, content):
                yield f"{indent}<{prefix}{name}>{text}</{prefix}{name}>\n"
        elif within := _elements(content, depth=depth + 1, prefix=prefix):
            yield f"{indent}<{prefix}{name}>\n{within}{indent}</{prefix}{name}>\n"


def _text(name: str, text: str) -> str:
    if _NOT_IN_XML.search(text):
        raise CannotWrite(f"{name} chứa ký tự không được phép trong XML.")
    if name == "OrganId" and text.strip() == "null":  # others send it, and lose the way back
        raise CannotWrite("Mã định danh không thể là «null».")
    return escape(text.strip(), {"\r": "&#13;"})


def _write(out: Out, *texts: str) -> None:
    for text in texts:
        out.write(text.encode())


def _write_content(enclosure: Enclosure, out: Out) -> None:
    with enclosure.open() as content:
        held = b""
        while piece := content.read(_PIECE):
            held += piece
            whole = len(held) // 3 * 3
            out.write(binascii.b2a_base64(held[:whole], newline=False))
            held = held[whole:]
        out.write(binascii.b2a_base64(held, newline=False))
