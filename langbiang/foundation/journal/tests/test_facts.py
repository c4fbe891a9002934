"""Verbs, their payloads and the versions these have had."""

import dataclasses
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from langbiang.foundation.journal import checks, hearing
from langbiang.foundation.journal.facts import UnknownFact, declared_facts, details_of, fact, lift, read
from langbiang.foundation.journal.models import Act
from langbiang.foundation.journal.tests.sample.acts import PaperDescribed, PaperWritten

SAMPLES = json.loads((Path(__file__).parent / "act_samples.json").read_text())
HERE = ("journal.", "sample.")


def payload(**fields):
    return dataclasses.make_dataclass("Payload", fields.items(), frozen=True)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: f"{one['verb']}-{one['version']}")
def test_every_version_ever_shipped_can_be_read(sample):
    declared = declared_facts()[sample["verb"]]
    assert isinstance(read(Act(**sample)), declared.payload)


def test_every_version_has_a_sample():
    shipped = {
        (verb, version)
        for verb, declared in declared_facts().items()
        if verb.startswith(HERE)
        for version in range(1, declared.version + 1)
    }
    assert shipped == {(one["verb"], one["version"]) for one in SAMPLES}


def test_old_versions_are_lifted():
    act = Act(verb="sample.paper.written", version=1, details={"name": "Giấy mời"})
    assert read(act) == PaperWritten(title="Giấy mời", pages=1, tags=())


def test_what_is_written_is_read_again():
    told = PaperDescribed(
        date(2020, 9, 9), datetime(2020, 9, 9, tzinfo=UTC), uuid7(), "hoả tốc", {"a": [1, None]}, True
    )
    details = json.loads(json.dumps(details_of(told)))
    assert details["other"] == str(told.other)
    again = read(Act(verb="sample.paper.described", version=1, details=details))
    assert again == told
    assert isinstance(again.other, UUID)


def test_a_verb_is_declared_once():
    with pytest.raises(ValueError, match="twice"):
        fact("sample.paper.moved")(payload(note=str))


def test_a_version_is_lifted_once():
    with pytest.raises(ValueError, match="twice"):
        lift("sample.paper.written", 1)(dict)


@pytest.mark.parametrize("verb", ["signed", "Sample.paper.signed", "sample.paper", "sample.paper.signed.again"])
def test_a_verb_is_app_noun_past(verb):
    with pytest.raises(ValueError, match=r"app\.noun\.past"):
        fact(verb)(payload(note=str))


@pytest.mark.parametrize("hint", [float, Decimal, bytes, list[float], dict[str, Decimal], float | None])
def test_a_field_that_cannot_be_kept_is_refused_when_declared(hint):
    with pytest.raises(TypeError, match="cannot stand"):
        fact("sample.paper.weighed")(payload(weight=hint))
    assert "sample.paper.weighed" not in declared_facts()


def test_a_payload_is_declared():
    with pytest.raises(UnknownFact):
        details_of(payload(note=str)("a"))
    with pytest.raises(TypeError, match="not a dataclass"):
        fact("sample.paper.lost")(str)


@pytest.mark.parametrize(("verb", "version"), [("sample.paper.burnt", 1), ("sample.paper.moved", 2)])
def test_an_unknown_verb_or_version_is_not_guessed(verb, version):
    with pytest.raises(UnknownFact):
        read(Act(verb=verb, version=version, details={}))


def test_erased_details_cannot_be_read():
    with pytest.raises(LookupError, match="erased"):
        read(Act(verb="sample.paper.moved", version=1, details=None))


def test_a_consumer_of_a_verb_that_nobody_declares_is_found(monkeypatch):
    deaf = hearing.Consumer("sample.deaf", ("sample.paper.burnt",), hearing.RELAY, print)
    monkeypatch.setitem(hearing._consumers, "sample.deaf", deaf)
    assert [error.id for error in checks.check_journal(None)] == ["journal.E001"]


def test_an_unclear_subject_is_found(monkeypatch):
    from langbiang.foundation.journal.tests.sample.models import Paper

    monkeypatch.setattr(Paper, "SUBJECT_KIND", "journal")
    monkeypatch.setattr(Paper, "OFFICIAL_FIELDS", ("colour",))
    assert {error.id for error in checks.check_journal(None)} == {"journal.E002", "journal.E003"}


def test_a_consumer_and_a_timer_are_declared_once():
    with pytest.raises(ValueError, match="twice"):
        hearing.consumer("sample.relay", verbs=[], kind=hearing.RELAY)(print)
    from langbiang.foundation.journal.tests.sample.handlers import tick

    with pytest.raises(ValueError, match="twice"):
        hearing.timer(every=1)(tick)
