"""Tables as spreadsheets (XLSX). Only this module imports openpyxl."""

from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from . import clock
from .tables import Cell, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_000  # letters that a cell takes, less a few
BOLD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_sheet(table: Table) -> bytes:
    """Write a table as a workbook of one sheet; numbers and dates stay such, text is never read as a formula."""
    book = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet = book.create_sheet("Bảng")
    shares = sum(column.share for column in table.columns)
    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(10, round(150 * column.share / shares))
    for words in (table.agency, table.title, *table.notes):
        sheet.append([_cell(sheet, words, bold=words == table.title)])
    sheet.append([])
    sheet.append([_cell(sheet, column.name, bold=True) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, value, bold=row.strong) for value in row.cells])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, datetime):
        value = clock.local(value).replace(tzinfo=None)  # a spreadsheet knows no zones
    cell = WriteOnlyCell(sheet, value=_printable(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # "=1+1" stays what was typed
    elif value is not None and not isinstance(value, int):
        cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
    cell.alignment = WRAPPED
    if bold:
        cell.font = BOLD
    return cell


def _printable(words: str) -> str:
    """Leave out the control characters that the format refuses."""
    return "".join(letter for letter in words if letter.isprintable() or letter == "\n")[:LONGEST]
