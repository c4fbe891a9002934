"""What the pages of documents ask alike: one document for this seat, or a 404; one list, page by page."""

from collections.abc import Iterable, Sequence
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


def page_after(parts: Sequence[QuerySet[Row]], column: str, after: str) -> Page[Row]:
    """
    Give 25 rows after a row named by its moment and id, newest first; an unreadable mark begins at the top.

    Each part follows its own index; 26 rows of each are enough to merge a page from. Where a part names a row twice,
    the page ends where the first part that has more was left off.
    """
    mark, beyond = _read_mark(after), Q()
    if mark is not None:
        moment, pk = mark
        # The first half is what the index is entered with.
        beyond = Q(**{f"{column}__lte": moment}) & (Q(**{f"{column}__lt": moment}) | Q(pk__lt=pk))
    read = [list(part.filter(beyond)[: PAGE + 1]) for part in parts]

    def key(row: Any) -> tuple[datetime, int]:
        return getattr(row, column), row.pk

    left_off = max((key(rows[-1]) for rows in read if len(rows) > PAGE), default=None)
    found: dict[int, Any] = {row.pk: row for rows in read for row in rows if left_off is None or key(row) >= left_off}
    shown = sorted(found.values(), key=key, reverse=True)
    more = len(shown) > PAGE or left_off is not None
    shown = shown[:PAGE]
    older = f"{key(shown[-1])[0].isoformat()}_{shown[-1].pk}" if more else ""
    return Page(shown, older)


@dataclass(frozen=True)
class Tab:
    """A step of a list; only what is open is counted, for that stays small when the register grows."""

    value: str
    name: str
    count: int | None


def tabs_of(steps: Iterable[tuple[str, str]], counts: dict[str, int]) -> list[Tab]:
    return [Tab(value, name, counts.get(value)) for value, name in steps]


def _read_mark(after: str) -> tuple[datetime, int] | None:
    moment, _, pk = after.replace(" ", "+").rpartition("_")
    try:
        at, last = datetime.fromisoformat(moment), int(pk[:18])
        return (at.astimezone(UTC), last) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
