"""The lists of Decree 30/2020 as tables: for the page, the print-out and the spreadsheet alike."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from langbiang.foundation.tables import Column, Row, Table

from .models import FilingPlan, PlanEntry, WorkFile
from .queries import Line


def plan_table(plan: FilingPlan, entries: Iterable[PlanEntry]) -> Table:
    """Give the list of files: notation, headings and titles, retention, creator, note."""
    rows = []
    for heading, group in groupby(entries, key=lambda entry: entry.heading):
        rows.append(Row(["", heading, "", "", ""], strong=True))
        rows += [_planned(entry) for entry in group]
    approved = f"Duyệt ngày {plan.approved_at:%d/%m/%Y}: {plan.approved_by}" if plan.approved_at else "Dự thảo"
    return Table(
        title=f"Danh mục hồ sơ năm {plan.year}",
        agency=plan.agency_name,
        columns=[
            Column("Số và ký hiệu hồ sơ", 2),
            Column("Đề mục và tiêu đề hồ sơ", 6),
            Column("Thời hạn bảo quản", 2, "center"),
            Column("Đơn vị, người lập hồ sơ", 4),
            Column("Ghi chú", 2),
        ],
        rows=rows,
        notes=["Nghị định 30/2020/NĐ-CP, Điều 28", approved],
    )


def _planned(entry: PlanEntry) -> Row:
    who = "; ".join(part for part in (entry.seat_name, entry.unit_name) if part)
    note = "; ".join(part for part in ("bổ sung trong năm" if entry.supplement else "", entry.note) if part)
    return Row([entry.notation, entry.title, entry.retention, who, note])


def contents_table(file: WorkFile, lines: Sequence[Line]) -> Table:
    """Give the table of contents of a file: seven columns."""
    return Table(
        title="Mục lục văn bản, tài liệu trong hồ sơ",
        agency=file.agency_name,
        columns=[
            Column("STT", 1, "right"),
            Column("Số, ký hiệu", 3),
            Column("Ngày tháng", 2, "center"),
            Column("Tên loại và trích yếu", 7),
            Column("Tác giả", 4),
            Column("Tờ số / trang", 2, "center"),
            Column("Ghi chú", 2),
        ],
        rows=[
            Row([line.number, line.code, line.dated, line.title, line.author, line.page_range, line.note])
            for line in lines
        ],
        notes=[f"Hồ sơ số {file.notation} năm {file.year}: {file.title}", f"Thời hạn bảo quản: {file.retention}"],
    )


def transfer_table(agency_name: str, year: int, files: Iterable[WorkFile]) -> Table:
    """Give the list of files handed over to the archive: seven columns."""
    return Table(
        title=f"Mục lục hồ sơ, tài liệu nộp lưu năm {year}",
        agency=agency_name,
        columns=[
            Column("STT", 1, "right"),
            Column("Số, ký hiệu hồ sơ", 2),
            Column("Tiêu đề hồ sơ", 7),
            Column("Thời gian tài liệu", 3, "center"),
            Column("Thời hạn bảo quản", 2, "center"),
            Column("Số tờ / số trang", 2, "right"),
            Column("Ghi chú", 2),
        ],
        rows=[
            Row([number, file.notation, file.title, _span(file), file.retention, file.page_total, file.description])
            for number, file in enumerate(files, 1)
        ],
    )


def _span(file: WorkFile) -> str:
    return f"{file.start_date:%d/%m/%Y} – {file.end_date:%d/%m/%Y}" if file.end_date else f"{file.start_date:%d/%m/%Y}"
