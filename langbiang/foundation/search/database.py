"""The index in the two databases: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL; one bag of lexemes."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import connection

from .ranking import Found

Way = Sequence[Sequence[str]]  # all of: one of
Ways = Sequence[Way]  # any of them
COLUMNS = "e.id, e.title, e.title_toned, e.body, e.body_toned, e.numbers, e.at"


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def written(lexemes: Iterable[str]) -> str:
    """Write a bag of lexemes as the database takes it; they are letters, digits and our signs, no quotes."""
    return "'" + "' '".join(lexemes) + "'" if is_postgresql() else " ".join(lexemes)


def write_words(pk: int, lexemes: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute("UPDATE search_entry SET words = %s::tsvector WHERE id = %s", [written(lexemes), pk])
        else:
            cursor.execute("DELETE FROM search_words WHERE rowid = %s", [pk])
            cursor.execute("INSERT INTO search_words (rowid, words) VALUES (%s, %s)", [pk, written(lexemes)])


def remove_words(pk: int) -> None:
    """Take a row's words away; on PostgreSQL they stand in the row itself."""
    if not is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE rowid = %s", [pk])


def back_to(today: date, months: int) -> list[str]:
    """
    Name the audience tokens of so many months back, this one and the next among them; of years beyond eleven months,
    of all time beyond a year.

    PostgreSQL cannot read its index from the newest row on; without this a common word would read every match of an
    agency. FTS5 can, so SQLite needs no parts.
    """
    if months > 24 or not is_postgresql():
        return [""]
    if months > 11:
        return [f".{today.year}", f".{today.year - 1}"]
    first = today.replace(day=1)
    named = [first + timedelta(days=32), first]
    while len(named) <= months:
        named.append((named[-1] - timedelta(days=1)).replace(day=1))
    return [f".{month:%Y%m}" for month in named]


def select(
    ways: Ways,
    audience: Sequence[str],
    kinds: Sequence[str],
    limit: int,
    *,
    begins: str = "",
    exact: Way = (),
) -> dict[int, Found]:
    """
    Give the newest rows that hold all wanted lexemes of one of the ways and one token of the audience.

    PostgreSQL says of each whether it is exact as well, which costs less than asking again; FTS5 cannot.
    """
    query = _all([_any([_all([*map(_one_of, way), *_beginning(begins)]) for way in ways]), _one_of(audience)])
    of_kinds = f"AND e.kind IN ({', '.join(['%s'] * len(kinds))})" if kinds else ""
    if is_postgresql():
        # "+ 0": in order of the key the table would be read row by row instead of the index of words.
        source = f"search_entry e WHERE e.words @@ %s::tsquery {of_kinds} ORDER BY e.id + 0 DESC LIMIT {limit:d}"
    else:
        source = (
            "search_words JOIN search_entry e ON e.id = search_words.rowid "
            f"WHERE search_words MATCH %s {of_kinds} ORDER BY search_words.rowid DESC LIMIT {limit:d}"
        )
    statement, values = f"SELECT {COLUMNS} FROM {source}", [query, *kinds]  # noqa: S608  all names are ours
    if is_postgresql() and exact:
        # Outside, of the rows that are given alone: each costs reading all its words.
        of_these = f"(SELECT e.* FROM {source}) e ORDER BY e.id DESC"  # noqa: S608
        statement = f"SELECT {COLUMNS}, e.words @@ %s::tsquery FROM {of_these}"  # noqa: S608
        values = [_all([*map(_one_of, exact)]), *values]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0]: Found(*row) for row in cursor.fetchall()}


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'" if is_postgresql() else f'"{lexeme}"'


def _all(parts: Sequence[str]) -> str:
    return "(" + (" & " if is_postgresql() else " AND ").join(parts) + ")"


def _any(parts: Sequence[str]) -> str:
    return "(" + (" | " if is_postgresql() else " OR ").join(parts) + ")"


def _one_of(lexemes: Sequence[str]) -> str:
    return _any([_quoted(lexeme) for lexeme in lexemes])


def _beginning(word: str) -> list[str]:
    return [f"{_quoted(word)}{':*' if is_postgresql() else ' *'}"] if word else []
