"""Pages of long lists by keyset: each begins after a row named by a column and its id, never by counting rows."""

from datetime import UTC, datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


def page_after(
    rows: QuerySet[Row], column: str, mark: str, *, size: int, oldest_first: bool = False
) -> tuple[list[Row], str]:
    """
    Give a page of rows by a column of moments, newest first unless said, and the mark for the page after it, if any.

    The mark names the last row of the page before; an unreadable one begins at the top.
    """
    sign, beyond = ("", "gt") if oldest_first else ("-", "lt")
    after = read_mark(mark)
    if after is not None:
        moment, pk = after
        further = Q(**{f"{column}__{beyond}": moment}) | Q(**{column: moment, f"pk__{beyond}": pk})
        rows = rows.filter(further, **{f"{column}__{beyond}e": moment})  # the last is what the index is entered with
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return found[:size], write_mark(getattr(last, column), last.pk) if last else ""


def write_mark(moment: datetime, pk: int) -> str:
    return f"{moment.isoformat()}_{pk}"


def read_mark(mark: str) -> tuple[datetime, int] | None:
    """Read a mark as it stands in an address, where a plus may have become a space; None when it is none."""
    moment, _, pk = mark.replace(" ", "+").rpartition("_")
    try:
        at, last = datetime.fromisoformat(moment), int(pk[:18])
        return (at.astimezone(UTC), last) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
