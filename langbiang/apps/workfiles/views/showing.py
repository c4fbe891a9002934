"""One list, page by page; one table, as page, paper or sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from langbiang.apps.workfiles.models import WorkFile
from langbiang.foundation import clock, printing, sheets
from langbiang.foundation.tables import Table, written

PAGE = 25


def in_form(request: HttpRequest, table: Table, name: str) -> HttpResponse | None:
    """Give a table as PDF or spreadsheet when `?dang=` asks for it; None for the page."""
    asked = request.GET.get("dang", "")
    if asked == "pdf":
        content, kind = printing.render_table(table, now=clock.now()), "application/pdf"
    elif asked == "xlsx":
        content, kind = sheets.write_sheet(table), sheets.MEDIA_TYPE
    else:
        return None
    disposition = "inline" if asked == "pdf" else "attachment"
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(f'{name}.{asked}')}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def table_page(request: HttpRequest, table: Table, *, back: str, words: str) -> HttpResponse:
    """Show a table as a page, with the ways to its paper and its sheet, and back."""
    names = [column.name for column in table.columns]
    rows = [list(zip(names, map(written, row.cells), strict=True)) for row in table.rows]
    context = {"table": table, "rows": rows, "back": back, "words": words}
    return render(request, "workfiles/table.html", context)


@dataclass(frozen=True)
class Page:
    """A page of a list by keyset: `more` is the address part that gives the rows after the last one here."""

    rows: list[WorkFile]
    more: str


def newest_first(files: QuerySet[WorkFile], after: str) -> Page:
    """Give 25 files after the one named by its last move and id; an unreadable mark begins at the top."""
    key, pk = _read_mark(after, lambda words: datetime.fromisoformat(words).astimezone(UTC))
    if key is not None:
        files = files.filter(Q(moved_at__lt=key) | Q(moved_at=key, pk__lt=pk))
    return _page(files, lambda last: last.moved_at.isoformat())


def due_first(files: QuerySet[WorkFile], after: str) -> Page:
    """Give 25 files after the one named by its last day and id, the most pressing first."""
    key, pk = _read_mark(after, date.fromisoformat)
    if key is not None:
        files = files.filter(Q(due_on__gt=key) | Q(due_on=key, pk__gt=pk))
    return _page(files, lambda last: f"{last.due_on}")


def _page(files: QuerySet[WorkFile], key_of: Callable[[WorkFile], str]) -> Page:
    rows = list(files[: PAGE + 1])
    more = f"{key_of(rows[PAGE - 1])}_{rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    return Page(rows[:PAGE], more)


def _read_mark(after: str, read: Callable[[str], Any]) -> tuple[Any, int]:
    words, _, pk = after.replace(" ", "+").rpartition("_")
    try:
        return read(words), int(pk[:18])
    except (ValueError, OverflowError):
        return None, 0
