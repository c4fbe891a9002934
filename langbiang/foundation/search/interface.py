"""
Finding without tones, and never more than a seat may see.

Audience tokens stand inside the index: rank, count and suggestion are all asked with them. Ranking looks at the
newest 2,000 matches; counting stops at 1,000 and then says "1.000+".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from .folding import fold
from .models import Entry

__all__ = ["Hits", "Listing", "find", "fold", "forget", "index"]

RANKED = 2000
COUNTED = 1000


@dataclass(frozen=True)
class Listing:
    """What the index holds of one thing. `shown` and `note` are for the person, the rest is folded for finding."""

    kind: str
    subject_uid: UUID
    title: str
    shown: str
    at: datetime
    audience: Sequence[str]
    body: str = ""
    note: str = ""


@dataclass(frozen=True)
class Hits:
    """The best matches, and how many there are; `more` when counting stopped at 1,000."""

    entries: list[Entry]
    count: int
    more: bool


@transaction.atomic
def index(listings: Iterable[Listing]) -> None:
    """Enter things into the index, or replace what it holds of them, with the services that change them."""
    for listing in listings:
        entry, _ = Entry.objects.update_or_create(
            kind=listing.kind,
            subject_uid=listing.subject_uid,
            defaults={
                "title": fold(listing.title),
                "body": fold(listing.body),
                "audience": " ".join(_token(a) for a in listing.audience),
                "shown": listing.shown[:500],
                "note": listing.note[:300],
                "at": listing.at,
            },
        )
        _write_words(entry)


@transaction.atomic
def forget(kind: str, subject_uid: UUID) -> None:
    for entry in Entry.objects.filter(kind=kind, subject_uid=subject_uid):
        _remove_words(entry)
        entry.delete()


def find(words: str, *, audience: Iterable[str], kinds: Sequence[str] = (), limit: int = 20) -> Hits:
    """Find what an audience may see, best first; the last word may be the beginning of one."""
    wanted, tokens = fold(words).split()[:12], [_token(a) for a in audience]
    if not wanted or not tokens:
        return Hits([], 0, more=False)
    postgresql = connection.vendor == "postgresql"
    query = _tsquery(wanted, tokens) if postgresql else _fts_query(wanted, tokens)
    pks, count = (_ask_postgresql if postgresql else _ask_sqlite)(query, kinds, limit)
    entries = Entry.objects.in_bulk(pks)
    return Hits([entries[pk] for pk in pks if pk in entries], min(count, COUNTED), more=count > COUNTED)


def _token(audience: str) -> str:
    return f"zz{audience}"


def _fts_query(words: list[str], tokens: list[str]) -> str:
    *whole, last = (f'"{word}"' for word in words)
    wanted = " AND ".join([*whole, f"{last} *"])
    allowed = " OR ".join(f'"{token}"' for token in tokens)
    return f"{{title body}} : ({wanted}) AND audience : ({allowed})"


def _tsquery(words: list[str], tokens: list[str]) -> str:
    *whole, last = words
    wanted = " & ".join([*(f"{word}:AD" for word in whole), f"{last}:*AD"])
    return f"({wanted}) & ({' | '.join(f'{token}:B' for token in tokens)})"


def _ask_sqlite(query: str, kinds: Sequence[str], limit: int) -> tuple[list[int], int]:
    wanted, of_kinds = _kinds_sql(kinds)
    sql = (
        "SELECT w.rowid, bm25(search_words, 10.0, 1.0, 0.0) AS rank FROM search_words w "  # noqa: S608 - no value in it
        "JOIN search_entry e ON e.id = w.rowid "
        f"WHERE search_words MATCH %s {wanted} ORDER BY w.rowid DESC LIMIT {RANKED}"
    )
    return _ranked(sql, [query, *of_kinds], limit)


def _ask_postgresql(query: str, kinds: Sequence[str], limit: int) -> tuple[list[int], int]:
    wanted, of_kinds = _kinds_sql(kinds)
    sql = (
        "SELECT n.id, -ts_rank_cd('{0.05, 0.1, 0.0, 1.0}', n.words, to_tsquery('simple', %s), 1) AS rank FROM ("  # noqa: S608
        "SELECT w.id, w.words FROM search_words w JOIN search_entry e ON e.id = w.id "
        f"WHERE w.words @@ to_tsquery('simple', %s) {wanted} ORDER BY w.id DESC LIMIT {RANKED}) n"
    )
    return _ranked(sql, [query, query, *of_kinds], limit)


def _kinds_sql(kinds: Sequence[str]) -> tuple[str, list[str]]:
    return (f"AND e.kind IN ({', '.join(['%s'] * len(kinds))})", list(kinds)) if kinds else ("", [])


def _ranked(sql: str, values: list[str], limit: int) -> tuple[list[int], int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[1], -row[0]))
    return [row[0] for row in rows[:limit]], len(rows)


def _write_words(entry: Entry) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO search_words (id, words) VALUES (%s, setweight(to_tsvector('simple', %s), 'A') || "
                "setweight(to_tsvector('simple', %s), 'D') || setweight(to_tsvector('simple', %s), 'B')) "
                "ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words",
                [entry.pk, entry.title, entry.body, entry.audience],
            )
        else:
            cursor.execute("DELETE FROM search_words WHERE rowid = %s", [entry.pk])
            cursor.execute(
                "INSERT INTO search_words (rowid, title, body, audience) VALUES (%s, %s, %s, %s)",
                [entry.pk, entry.title, entry.body, entry.audience],
            )


def _remove_words(entry: Entry) -> None:
    row = "id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM search_words WHERE {row} = %s", [entry.pk])  # noqa: S608 - one of two words
