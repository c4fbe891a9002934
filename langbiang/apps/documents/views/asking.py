"""What the pages of documents ask alike: one document for this seat, or a 404; one list, page by page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
from langbiang.foundation import clock

Row = TypeVar("Row", OutgoingDocument, IncomingDocument)
PAGE = 25


def outgoing_or_404(seat: Seat, uid: UUID) -> OutgoingDocument:
    """Give an outgoing document that this seat may see; another's is as if it were not there."""
    try:
        return queries.get_outgoing(seat, uid, clock.today())
    except OutgoingDocument.DoesNotExist as missing:
        raise Http404("Không có văn bản này, hoặc vị trí đang dùng không được xem.") from missing


def incoming_or_404(seat: Seat, uid: UUID) -> IncomingDocument:
    """Give an incoming document that this seat may see; another's is as if it were not there."""
    try:
        return queries.get_incoming(seat, uid, clock.today())
    except IncomingDocument.DoesNotExist as missing:
        raise Http404("Không có văn bản này, hoặc vị trí đang dùng không được xem.") from missing


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a list by keyset: `older` is the address part that gives the rows after the last one here."""

    rows: list[Row]
    older: str


def page_after(documents: QuerySet[Row], column: str, after: str) -> Page[Row]:
    """Give 25 rows after a row named by its moment and id, newest first; an unreadable mark begins at the top."""
    mark = _read_mark(after)
    if mark is not None:
        moment, pk = mark
        documents = documents.filter(Q(**{f"{column}__lt": moment}) | Q(**{column: moment, "pk__lt": pk}))
    rows = list(documents[: PAGE + 1])
    older = ""
    if len(rows) > PAGE:
        last: Any = rows[PAGE - 1]
        older = f"{getattr(last, column).isoformat()}_{last.pk}"
    return Page(rows[:PAGE], older)


def _read_mark(after: str) -> tuple[datetime, int] | None:
    moment, _, pk = after.replace(" ", "+").rpartition("_")
    try:
        at, last = datetime.fromisoformat(moment), int(pk[:18])
        return (at.astimezone(UTC), last) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
