"""Pages by keyset: nothing twice, nothing left out, both ways; an odd mark begins at the top."""

from datetime import UTC, datetime, timedelta

import pytest

from langbiang.foundation.keyset import page_after, read_mark, write_mark
from langbiang.foundation.looking.interface import Look

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 9, 9, 1, tzinfo=UTC)


@pytest.fixture
def looks():
    moments = [NOW + timedelta(minutes=minutes) for minutes in (0, 0, 0, 5, 5, 9, 2)]
    told = {"what": "page", "subject_kind": "x", "actor_kind": "seat", "last_at": NOW}
    return Look.objects.bulk_create(
        Look(begins=NOW, first_at=at, actor_id=str(number), **told) for number, at in enumerate(moments)
    )


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
@pytest.mark.parametrize("oldest_first", [False, True])
def test_pages_follow_each_other_without_gap_or_double(looks, size, oldest_first):
    mark, seen = "", []
    while True:
        rows, mark = page_after(Look.objects.all(), "first_at", mark, size=size, oldest_first=oldest_first)
        assert len(rows) <= size
        seen += rows
        if not mark:
            break
    expected = sorted(looks, key=lambda look: (look.first_at, look.pk), reverse=not oldest_first)
    assert seen == expected


@pytest.mark.parametrize(
    "mark", ["x", "2020-09-09_5", "2020-09-09T08:00:00_5", "2020-09-09T08:00:00+07:00_x", "_", "\0"]
)
def test_an_unreadable_mark_begins_at_the_top(looks, mark):
    assert page_after(Look.objects.all(), "first_at", mark, size=7) == page_after(
        Look.objects.all(), "first_at", "", size=7
    )


def test_a_mark_survives_an_address():
    mark = write_mark(NOW, 7)
    assert read_mark(mark.replace("+", " ")) == (NOW, 7)
