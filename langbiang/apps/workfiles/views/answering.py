"""One act, one answer; one list, page by page; one table, as page, paper or sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from langbiang.apps.identity.interface import SeatForm
from langbiang.apps.workfiles.models import WorkFile
from langbiang.foundation import clock, printing, sheets
from langbiang.foundation.errors import Refused
from langbiang.foundation.tables import Table, written

PAGE = 25


def act_on(page: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let an act be done by POST only; who comes to its address to look is led to the page of the thing."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def acted(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.method in ("GET", "HEAD"):
                return redirect(page, kwargs["uid"])
            return require_POST(view)(request, **kwargs)

        return acted

    return decorate


def answer(
    request: HttpRequest,
    form: SeatForm,
    *,
    version: int | None,
    do: Callable[[], Any],
    done: str,
    back: str | Callable[[Any], str],
    refused: Callable[[SeatForm], HttpResponse],
) -> HttpResponse:
    """
    Do what a form asks and go back to the page with a sentence; a refusal is a 422 with its reason in the form.

    `version` is that of the thing now; a form that showed an older one is refused. `back` may depend on what was made.
    """
    if form.is_valid():
        try:
            if version is not None:
                form.check_version(version)
            made = do()
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back(made) if callable(back) else back)
    return refused(form)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, form: SeatForm | None = None) -> HttpResponse:
    """Show a page; with a form that has errors it is a 422."""
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, template, context, status=status)


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
