"""The five registers of Decree 30/2020, Annex IV, and the report, as tables for page, paper and sheet alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.urls import reverse

from langbiang.foundation import clock
from langbiang.foundation.tables import Cell, Column, Row

from .models import Book, CopyUse, IncomingDocument, OutgoingDocument, PostEntry, ReservedNumber
from .queries import Figures, IncomingLine, Line, Measure, OutgoingLine, UnitFigures

PRINTED = 1_000  # lines of one print-out: measured, 2.5 seconds and some 300 MB; twice as many take twice that
RECEIVERS = 6  # that a line names before it counts the rest

Outgoing = OutgoingDocument.State


@dataclass(frozen=True)
class Register:
    """One of the five registers: its address, its name, its columns, and the numbered book it is read from."""

    slug: str
    title: str
    short: str
    columns: tuple[Column, ...]
    book: Book | None
    ground: str
    key: int = 0  # the column by which people name a line; on a page it leads to the document


class Registers(Enum):
    OUTGOING = Register(
        "van-ban-di",
        "Sổ đăng ký văn bản đi",
        "Văn bản đi",
        (
            Column("Số, ký hiệu văn bản", 3),
            Column("Ngày tháng văn bản", 2, "center"),
            Column("Tên loại và trích yếu nội dung văn bản", 6),
            Column("Người ký", 3),
            Column("Nơi nhận văn bản", 4),
            Column("Đơn vị, người nhận bản lưu", 3),
            Column("Số lượng bản", 1, "center"),
            Column("Ngày chuyển", 2, "center"),
            Column("Ký nhận", 1),
            Column("Ghi chú", 3),
        ),
        Book.OUTGOING,
        "Nghị định 30/2020/NĐ-CP, Điều 16",
    )
    INCOMING = Register(
        "van-ban-den",
        "Sổ đăng ký văn bản đến",
        "Văn bản đến",
        (
            Column("Ngày đến", 2, "center"),
            Column("Số đến", 1, "center"),
            Column("Tác giả", 3),
            Column("Số, ký hiệu văn bản", 3),
            Column("Ngày tháng văn bản", 2, "center"),
            Column("Tên loại và trích yếu nội dung văn bản", 6),
            Column("Đơn vị hoặc người nhận", 3),
            Column("Ngày chuyển", 2, "center"),
            Column("Ký nhận", 2),
            Column("Ghi chú", 2),
        ),
        Book.INCOMING,
        "Nghị định 30/2020/NĐ-CP, Điều 22",
        1,
    )
    POST = Register(
        "gui-buu-dien",
        "Sổ gửi văn bản đi bưu điện",
        "Gửi bưu điện",
        (
            Column("Ngày chuyển", 2, "center"),
            Column("Số, ký hiệu văn bản", 3),
            Column("Nơi nhận văn bản", 5),
            Column("Số lượng bì", 1, "center"),
            Column("Ký nhận và dấu bưu điện", 4),
            Column("Ghi chú", 3),
        ),
        None,
        "Nghị định 30/2020/NĐ-CP, Phụ lục IV",
        1,
    )
    COPIES = Register(
        "su-dung-ban-luu",
        "Sổ sử dụng bản lưu",
        "Sử dụng bản lưu",
        (
            Column("Ngày tháng", 2, "center"),
            Column("Họ và tên người sử dụng", 3),
            Column("Số, ký hiệu, ngày tháng văn bản", 3),
            Column("Tên loại và trích yếu nội dung văn bản", 5),
            Column("Hồ sơ số", 2),
            Column("Ký nhận", 1),
            Column("Ngày trả", 2, "center"),
            Column("Người cho phép sử dụng", 3),
            Column("Ghi chú", 3),
        ),
        None,
        "Nghị định 30/2020/NĐ-CP, Phụ lục IV",
        2,
    )
    FOLLOW_UP = Register(
        "theo-doi-giai-quyet",
        "Sổ theo dõi giải quyết văn bản đến",
        "Theo dõi giải quyết",
        (
            Column("Số đến", 1, "center"),
            Column("Tên loại, số, ký hiệu, ngày tháng và tác giả văn bản", 6),
            Column("Đơn vị hoặc người nhận", 3),
            Column("Thời hạn giải quyết", 2, "center"),
            Column("Tiến độ giải quyết", 3),
            Column("Số, ký hiệu văn bản trả lời", 3),
            Column("Ghi chú", 3),
        ),
        Book.INCOMING,
        "Nghị định 30/2020/NĐ-CP, Điều 24",
    )


BY_SLUG = {register.value.slug: register for register in Registers}


def numbered_rows(register: Registers, lines: Iterable[Line], now: datetime) -> Iterator[Row]:
    """Write the lines of a numbered register."""
    for line in lines:
        if isinstance(line, OutgoingLine):
            yield _outgoing(line)
        else:
            yield _incoming(line) if register is Registers.INCOMING else _follow_up(line, now)


def _outgoing(line: OutgoingLine) -> Row:
    if line.document is None:
        assert line.held is not None
        return _without_document(line.held)
    document = line.document
    keeper = f"Lưu: VT, {document.drafter.unit_name}"
    sent = clock.local(line.sent_at).date() if line.sent_at else None
    return Row(
        [
            document.code,
            document.issued_on,
            f"{document.type.name}: {document.subject}",
            " ".join(filter(None, [document.signer_competence, document.signer_name])),
            _receivers(line.recipients),
            keeper,
            "Điện tử",
            sent,
            "",
            _outgoing_note(document),
        ],
        address=reverse("documents:outgoing-detail", args=[document.uid]),
    )


def _without_document(held: ReservedNumber) -> Row:
    if held.state == ReservedNumber.State.CANCELLED:
        note = f"Số đã hủy: {held.cancelled_for}"
    else:
        note = "Số đang giữ, chưa có văn bản"
    day = clock.local(held.reserved_at).date()
    return Row([f"{held.number:02}", day, f"(giữ số) {held.reason}", "", "", "", "", "", "", note])


def _receivers(names: list[str]) -> str:
    rest = len(names) - RECEIVERS
    return "; ".join(names if rest <= 1 else [*names[:RECEIVERS], f"và {rest} nơi khác"])


def _outgoing_note(document: OutgoingDocument) -> str:
    ended = (Outgoing.VOIDED, Outgoing.RECALLED, Outgoing.REPLACED)
    if document.state in ended:
        return f"{document.get_state_display()}: {document.ended_for}"
    urgency = document.get_urgency_display() if document.urgency else ""
    return "Chưa gửi" if document.state == Outgoing.ISSUED else urgency


def _incoming(line: IncomingLine) -> Row:
    document = line.document
    passed = clock.local(line.passed_at).date() if line.passed_at else None
    taken = f"{line.taken_by} (trên hệ thống)" if line.taken_by else ""
    return Row(
        [
            clock.local(document.arrived_at).date(),
            str(document.arrival_number),
            document.sender_name,
            document.code,
            document.dated,
            ": ".join(filter(None, [document.type_name, document.subject])),
            document.assigned_name,
            passed,
            taken,
            _incoming_note(document),
        ],
        address=_address(document),
    )


def _incoming_note(document: IncomingDocument) -> str:
    if document.state == IncomingDocument.State.RECALLED:
        return f"{document.get_state_display()}: {document.recalled_for}"
    return document.get_urgency_display() if document.urgency else ""


def _follow_up(line: IncomingLine, now: datetime) -> Row:
    document = line.document
    dated = f"ngày {document.dated:%d/%m/%Y}" if document.dated else ""
    named = " ".join(filter(None, [document.type_name, document.code, dated]))
    due = clock.local(document.due_at).date() if document.due_at else "Không đặt hạn"
    return Row(
        [
            str(document.arrival_number),
            f"{named}, {document.sender_name}: {document.subject}",
            document.assigned_name or "Chưa phân công",
            due,
            _progress(document, now),
            "; ".join(line.replies),
            document.result or _incoming_note(document),
        ],
        address=_address(document),
    )


def _progress(document: IncomingDocument, now: datetime) -> str:
    done = document.state == IncomingDocument.State.DONE
    told = document.get_state_display()
    if done:
        told += f" {clock.local(document.moved_at):%d/%m/%Y}"
    if document.due_at is None or not (done or document.is_open):
        return told
    return f"{told}, quá hạn" if (document.moved_at if done else now) > document.due_at else told


def _address(document: IncomingDocument) -> str:
    return reverse("documents:incoming-detail", args=[document.uid])


def post_rows(entries: Iterable[PostEntry]) -> Iterator[Row]:
    for entry in entries:
        yield Row(
            [entry.transferred_on, entry.code, entry.recipient, entry.envelopes, entry.receipt, _note(entry)],
            address=reverse("documents:post-detail", args=[entry.uid]),
        )


def copy_rows(uses: Iterable[CopyUse]) -> Iterator[Row]:
    for use in uses:
        named = f"{use.code}, {use.dated:%d/%m/%Y}" if use.dated else use.code
        cells: list[Cell] = [
            use.used_on,
            use.user_name,
            named,
            use.title,
            use.file_code,
            "",
            use.returned_on,
            use.allowed_by,
        ]
        yield Row([*cells, _note(use)], address=reverse("documents:copy-detail", args=[use.uid]))


def _note(row: PostEntry | CopyUse) -> str:
    purpose = row.purpose if isinstance(row, CopyUse) else ""
    corrected = f"đã sửa: {row.corrected_for}" if row.corrected_for else ""
    return "; ".join(filter(None, [purpose, row.note, corrected]))


# -- the report

REPORT = (
    Column("Đơn vị, người", 6),
    *(Column(measure.label, 2, "right") for measure in Measure),
)


def report_rows(units: Iterable[UnitFigures], total: Figures) -> Iterator[Row]:
    """Write the report: each unit as a sum, its people under it, and the whole."""
    for unit in units:
        yield Row([unit.name, *_counts(unit)], strong=True)
        yield from (Row([f"    {person.name}", *_counts(person)]) for person in unit.people)
    yield Row([total.name, *_counts(total)], strong=True)


def _counts(figures: Figures) -> list[int]:
    return [figures.counts[measure] for measure in Measure.values]
