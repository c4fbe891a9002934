"""A table of official figures or entries: one shape for the page, the print-out and the spreadsheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from . import clock

Cell = str | int | date | datetime | None
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Column:
    """A column; `share` is its width against the others."""

    name: str
    share: int = 1
    align: Align = "left"


@dataclass(frozen=True)
class Row:
    """A line; on a page its first cell leads to `address`. `strong` marks a sum or a heading within the table."""

    cells: Sequence[Cell]
    address: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """`notes` stand under the title: the period, the ground in law, what was left out. `rows` are read once."""

    title: str
    agency: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    notes: Sequence[str] = field(default=())


def written(cell: Cell) -> str:
    """Write a cell as a person reads it: dd/mm/yyyy, the hour of Vietnam, 1.234."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{clock.local(cell):%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell
