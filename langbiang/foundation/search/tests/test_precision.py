"""The test set: what people type, and which document they mean. Add to it before the search is changed."""

import csv
from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from langbiang.foundation.search.interface import Listing, find, index

DATA = Path(__file__).parent / "data"
pytestmark = pytest.mark.django_db
LEAST_A_KIND, LEAST_QUERIES, LEAST_DOCUMENTS = 15, 200, 300


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def uid(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


def listing(row: dict[str, str]) -> Listing:
    day = date.fromisoformat(row["day"])
    return Listing(
        kind=row["kind"],
        subject_uid=uid(row["id"]),
        title=f"{row['code']} {row['subject']}",
        shown=row["subject"],
        at=datetime.combine(day, time(3), UTC),
        audience=["a1"],
        body=f"{row['type']}. {row['signer']}. {row['handler']}",
        text=row["text"],
        numbers=[row["code"], *([f"đến {row['arrival']}"] if row["arrival"] else [])],
        days=[day],
    )


def test_the_set_is_large_and_of_every_kind():
    kinds = Counter(row["kind"] for row in rows("queries"))
    assert kinds.total() >= LEAST_QUERIES
    assert min(kinds.values()) >= LEAST_A_KIND, kinds
    assert len(rows("documents")) >= LEAST_DOCUMENTS


def test_the_first_hit_is_the_one_meant():
    documents, queries = rows("documents"), rows("queries")
    index(listing(row) for row in documents)
    names = {uid(row["id"]): f"{row['id']} {row['code']} {row['subject']}" for row in documents}
    missed = []
    for row in queries:
        hits = find(row["query"], audience=["a1"]).entries
        if not hits or hits[0].subject_uid != uid(row["first"]):
            got = names[hits[0].subject_uid] if hits else "nothing"
            missed.append(f"{row['kind']}: {row['query']!r} gave {got}, not {names[uid(row['first'])]}")
    precision = 1 - len(missed) / len(queries)
    assert not missed, f"precision at 1 is {precision:.1%}\n" + "\n".join(missed)
