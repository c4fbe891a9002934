"""The canonical form: what two databases and both forms of a Vietnamese letter must agree on."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from langbiang.foundation import clock
from langbiang.foundation.journal import canonical
from langbiang.foundation.journal.interface import Act, Actor, write
from langbiang.foundation.journal.tests.sample.acts import PaperDescribed
from langbiang.foundation.journal.tests.sample.models import Paper

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
INTEGER = st.integers(-(2**63), 2**63 - 1)


def unique_after_nfc(items):
    return len({unicodedata.normalize("NFC", key) for key in items}) == len(items)


VALUE = st.recursive(
    st.none() | st.booleans() | INTEGER | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4).filter(unique_after_nfc),
    max_leaves=12,
)


@given(VALUE)
def test_plain_is_its_own_canonical_form(value):
    assert canonical.plain(canonical.plain(value)) == canonical.plain(value)
    assert canonical.encode(canonical.plain(value)) == canonical.encode(value)


@given(TEXT)
def test_both_forms_of_a_letter_are_one(value):
    composed, decomposed = (unicodedata.normalize(form, value) for form in ("NFC", "NFD"))
    assert canonical.encode([composed]) == canonical.encode([decomposed])


@given(st.dictionaries(TEXT, INTEGER).filter(unique_after_nfc))
def test_order_of_keys_does_not_matter(value):
    assert canonical.encode(value) == canonical.encode(dict(reversed(value.items())))


@pytest.mark.parametrize(
    "value",
    [1.0, -0.0, 1e22, float("nan"), "a\0b", "\ud800", {"a": ["\udfff"]}, 2**63, {1: "a"}, {"a"}, object()],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(canonical.NotCanonical):
        canonical.plain(value)


def test_two_keys_that_read_the_same_are_refused():
    with pytest.raises(canonical.NotCanonical):
        canonical.plain({"é": 1, "e\u0301": 2})


def test_a_time_without_zone_is_refused():
    with pytest.raises(canonical.NotCanonical):
        canonical.plain(datetime(2020, 9, 9))


def test_a_moment_is_one_in_every_zone():
    hanoi = datetime(2020, 9, 9, 8, 0, tzinfo=timezone(timedelta(hours=7)))
    assert canonical.moment(hanoi) == canonical.moment(hanoi.astimezone(UTC)) == "2020-09-09T01:00:00.000000+00:00"


class RoundTrip(TestCase):
    """Hypothesis rolls each example back."""

    @settings(max_examples=60, deadline=None)
    @given(st.dictionaries(TEXT, VALUE, max_size=4).filter(unique_after_nfc), TEXT)
    def test_digests_hold_after_the_database(self, more, person):
        by = Actor(kind="citizen", id="1", person=person)
        with transaction.atomic():
            act = write(Paper(title="a"), PaperDescribed(more=more), by=by, now=clock.now(), parties=[5, 4])
        found = Act.objects.get(pk=act.pk)
        parties = list(found.parties.values_list("agency_id", flat=True))
        assert canonical.act_digest(found, parties) == bytes(found.digest), connection.vendor
        assert canonical.details_digest(found.details, bytes(found.salt)) == bytes(found.details_digest)
