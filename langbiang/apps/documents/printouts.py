"""What is printed of an incoming document: its pages under the arrival stamp, and the solving slip."""

from collections.abc import Sequence
from datetime import datetime

from langbiang.foundation import clock, printing

from .models import Handling, IncomingDocument, OutgoingDocument

MM = 72 / 25.4
# Under number and notation, at the left (regulations give the size; where they stand on the page is the common way).
WIDE, HIGH, TOP, LEFT = 50 * MM, 35 * MM, 48 * MM, 20 * MM
SMALL, MARGIN = 0.52, 1.5 * MM  # where the full size would cover letters it stands, smaller, in the left margin
COPY = "Bản in từ hệ thống, không thay bản gốc điện tử"


def arrival_stamp(pdf: bytes, document: IncomingDocument) -> tuple[bytes, printing.Place]:
    """Draw the stamp ĐẾN with its place on the first page (Decree 30/2020, Article 21)."""
    _, page_height = printing.page_sizes(pdf)[0]
    top = page_height - TOP
    place = printing.Place(0, LEFT, top - HIGH, LEFT + WIDE, top)
    if printing.holds_text(pdf, place):
        place = printing.Place(0, MARGIN, top - HIGH * SMALL, MARGIN + WIDE * SMALL, top)
    told = {
        "agency": document.agency_name,
        "number": str(document.arrival_number),
        "day": f"{clock.local(document.arrived_at):%d/%m/%Y}",
        "to": _handed_to(document),
    }
    return printing.render_stamp("arrival", told, width=place.width, height=place.height), place


def with_arrival_stamp(pdf: bytes, document: IncomingDocument) -> bytes:
    """Give a copy under the stamp, for looking at; the received file itself is never written to."""
    return printing.with_stamps(pdf, [arrival_stamp(pdf, document)]) if document.arrival_number else pdf


def print_out(pdf: bytes, document: IncomingDocument, *, now: datetime) -> bytes:
    """Give a copy under the arrival stamp, each page marked as printed from the system (Annex VI)."""
    stamp = [arrival_stamp(pdf, document)] if document.arrival_number else []
    return printing.with_stamps(pdf, [*stamp, *_marks(pdf, COPY, now)])


def print_out_of_outgoing(pdf: bytes, document: OutgoingDocument, *, now: datetime) -> bytes:
    """Give a copy with each page marked: as printed from the system, and as recalled or replaced where it is that."""
    ended = f"{document.get_state_display().upper()} · " if document.ended_for else ""
    return printing.with_stamps(pdf, _marks(pdf, ended + COPY, now))


def _marks(pdf: bytes, words: str, now: datetime) -> list[tuple[bytes, printing.Place]]:
    """Set one line at the foot of each page."""
    words = f"{words} · in lúc {clock.local(now):%H:%M, %d/%m/%Y}"
    marks = []
    for number, (width, _) in enumerate(printing.page_sizes(pdf)):
        place = printing.Place(number, 15 * MM, 4 * MM, width - 10 * MM, 8 * MM)
        told = {"text": words, "style": "italic", "align": "right"}
        marks.append((printing.render_stamp("line", told, width=place.width, height=place.height), place))
    return marks


def solving_slip(document: IncomingDocument, handlings: Sequence[Handling], *, now: datetime) -> bytes:
    """Set the slip as it stands now; what nobody said yet is left as lines to write on."""
    facts = {
        "Số đến": f"{document.arrival_number}, ngày {clock.local(document.arrived_at):%d/%m/%Y}",
        "Nơi gửi": document.sender_name,
        "Văn bản": f"{document.type_name} số {document.code}"
        + (f", ngày {document.dated:%d/%m/%Y}" if document.dated else ""),
        "Trích yếu": document.subject,
    }
    data = {
        "title": f"Phiếu giải quyết văn bản đến số {document.arrival_number}",
        "agency": document.agency_name,
        "facts": list(facts.items()),
        "parts": [_leaders_part(document, handlings), _heads_part(handlings), _officers_part(handlings)],
        "printed": f"In từ hệ thống lúc {clock.local(now):%H:%M, %d/%m/%Y}",
    }
    return printing.render_pdf("phieu_giai_quyet", data, now=now)


def _leaders_part(document: IncomingDocument, handlings: Sequence[Handling]) -> dict[str, object]:
    lines = [document.instruction] if document.instruction else []
    lines += [f"- {h.get_role_display()}: {_as_instructed(h)}{_until(h.due_at)}" for h in handlings]
    signed = _signed(document.instructed_by, document.instructed_at)
    return {"name": "1. Ý kiến của lãnh đạo cơ quan", "lines": lines, "signed": signed}


def _as_instructed(handling: Handling) -> str:
    """Say whom the leader named: the unit, where its head chose the person later."""
    return handling.unit_name if handling.head_at else handling.name


def _heads_part(handlings: Sequence[Handling]) -> dict[str, object]:
    divided = [h for h in handlings if h.head_at]
    lines = [f"- {h.unit_name}: giao {h.seat_name or '…'}{_until(h.due)}. {h.head_note}".strip() for h in divided]
    last = max(divided, key=lambda h: h.head_at or h.arrived_at, default=None)
    signed = _signed(last.head_name, last.head_at) if last else _signed("", None)
    return {"name": "2. Ý kiến của lãnh đạo đơn vị", "lines": lines, "signed": signed}


def _officers_part(handlings: Sequence[Handling]) -> dict[str, object]:
    said = [h for h in handlings if h.proposal]
    lines = [f"- {h.name}: {h.proposal}" for h in said]
    last = max(said, key=lambda h: h.proposed_at or h.arrived_at, default=None)
    signed = _signed(last.name, last.proposed_at) if last else _signed("", None)
    return {"name": "3. Ý kiến đề xuất của người giải quyết", "lines": lines, "signed": signed}


def _signed(who: str, at: datetime | None) -> str:
    return f"{who}, ngày {clock.local(at):%d/%m/%Y}" if at else "Ngày …… tháng …… năm ………"


def _until(moment: datetime | None) -> str:
    return f", hạn {clock.local(moment):%H:%M, %d/%m/%Y}" if moment else ""


def _handed_to(document: IncomingDocument) -> str:
    """Say to whom it was handed: who leads, else the leader it lies with."""
    if document.assigned_name:
        return document.assigned_name
    return document.presented_to.person.full_name if document.presented_to else ""
