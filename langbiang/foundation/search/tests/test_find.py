from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbiang.foundation.search.interface import Listing, find, fold, forget, index

pytestmark = pytest.mark.django_db
AT = datetime(2020, 9, 9, 1, tzinfo=UTC)


def listing(title: str, *, audience=("a1",), body: str = "", kind: str = "van-ban") -> Listing:
    return Listing(kind, uuid4(), title, title, AT, audience, body)


@pytest.mark.parametrize(
    "words",
    [
        "quyết định đất đai",
        "quyet dinh dat dai",
        "QUYẾT ĐỊNH",
        "quyê\u0301t đi\u0323nh",
        "12/QĐ-UBND",
        "12 qd ubnd",
        "đất đ",
    ],
)
def test_find_without_tones_part_tones_and_composed_letters(words):
    index([listing("Quyết định 12/QĐ-UBND về đất đai"), listing("Kế hoạch năm 2021")])
    assert [e.shown for e in find(words, audience=["a1"]).entries] == ["Quyết định 12/QĐ-UBND về đất đai"]


@pytest.mark.parametrize(
    ("kept", "asked"),
    [("Hoà bình", "hòa"), ("Hòa bình", "hoà"), ("Kỹ thuật", "kĩ thuật"), ("Thuỷ lợi", "thủy")],
)
def test_find_old_and_new_tone_placement_and_i_y(kept, asked):
    index([listing(kept)])
    assert find(asked, audience=["a1"]).count == 1


def test_find_shows_and_counts_only_what_the_audience_may_see():
    index([listing("Báo cáo mật của phòng", audience=["u5"]), listing("Báo cáo chung", audience=["a1", "a2"])])
    assert find("bao cao", audience=["a2"]).count == 1
    assert find("bao cao", audience=["u5", "a2"]).count == 2
    assert find("bao cao", audience=["a3"]).count == 0
    assert find("bao cao", audience=[]).count == 0


def test_a_word_of_the_audience_is_not_found_by_asking_for_it():
    index([listing("Báo cáo", audience=["a1"])])
    assert find("zza1", audience=["a1"]).count == 0


def test_title_comes_before_body():
    index([listing("Kế hoạch", body="cấp nước sạch"), listing("Cấp nước sạch nông thôn")])
    assert next(e.shown for e in find("cap nuoc", audience=["a1"]).entries) == "Cấp nước sạch nông thôn"


def test_index_again_replaces_and_forget_removes():
    first = listing("Tờ trình cũ")
    index([first])
    index([Listing("van-ban", first.subject_uid, "Tờ trình mới", "Tờ trình mới", AT, ["a1"])])
    assert find("cu", audience=["a1"]).count == 0
    assert find("to trinh moi", audience=["a1"]).count == 1
    forget("van-ban", first.subject_uid)
    assert find("to trinh", audience=["a1"]).count == 0


@given(st.text(max_size=60))
def test_fold_is_stable_and_never_breaks_the_query(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert find(text, audience=["a1"]).count == 0


@pytest.mark.parametrize(
    "words", ['"', "' OR 1=1 --", "a:b", "AND", "NEAR(", "*", "{title}", "-x", "\\", "a & | !b <-> c"]
)
def test_find_takes_any_words_as_words(words):
    assert find(words, audience=["a1"]).count == 0
