"""One table, three ways of giving it."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from langbiang.foundation import printing
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.sheets import write_sheet
from langbiang.foundation.tables import Column, Row, Table, written

NOW = datetime(2020, 9, 9, 9, 0, tzinfo=VIETNAM)


def table(rows: list[Row]) -> Table:
    columns = [Column("Số đến", 1, "right"), Column("Ngày"), Column("Trích yếu", 4)]
    return Table("Sổ đăng ký văn bản đến", "Sở Thông tin và Truyền thông", columns, rows, ["Năm 2020"])


def test_cells_are_written_as_they_are_read_here():
    assert [written(c) for c in (1234, date(2020, 9, 2), NOW, None, "12/QĐ")] == [
        "1.234",
        "02/09/2020",
        "09/09/2020 09:00",
        "",
        "12/QĐ",
    ]


def test_a_spreadsheet_keeps_numbers_and_dates_and_never_reads_a_formula():
    rows = [Row([7, date(2020, 9, 2), "=HYPERLINK(1)\x07"]), Row([8, NOW, None])]
    sheet = load_workbook(BytesIO(write_sheet(table(rows)))).active
    body = [[c.value for c in row] for row in sheet.iter_rows(min_row=6)]
    assert body[0] == [7, datetime(2020, 9, 2), "=HYPERLINK(1)"]
    assert body[1][:2] == [8, datetime(2020, 9, 9, 9, 0)]
    assert sheet.cell(6, 3).data_type == "s"


def test_a_long_print_out_repeats_its_head_on_every_page():
    rows = [Row([n, date(2020, 9, 2), "Báo cáo tình hình thực hiện 12/QĐ-UBND"]) for n in range(1, 120)]
    pdf = printing.render_table(table(rows), now=NOW)
    text = printing.pdf_text(pdf)
    assert printing.page_count(pdf) > 2
    assert text.count("Số đến") == printing.page_count(pdf)
    assert "In từ hệ thống lúc 09:00, 09/09/2020" in text


def test_an_empty_print_out_says_so():
    assert "Không có mục nào" in printing.pdf_text(printing.render_table(table([]), now=NOW))
