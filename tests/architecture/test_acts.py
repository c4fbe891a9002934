"""Acts are promises to the future: every verb that is heard is declared, every payload ever shipped can be read."""

import json
from pathlib import Path

import pytest

from langbiang.foundation.journal.facts import details_of
from langbiang.foundation.journal.interface import Act, declared_consumers, declared_facts, read

SAMPLES = [
    sample
    for path in sorted((Path(__file__).parent / "samples").glob("*.json"))
    for sample in json.loads(path.read_text(encoding="utf-8"))
]
OURS = {verb: fact for verb, fact in declared_facts().items() if not verb.startswith("sample.")}


def test_every_verb_that_is_heard_is_declared():
    heard = {verb for consumer in declared_consumers().values() for verb in consumer.verbs}
    assert heard <= set(declared_facts())


def test_every_verb_stands_in_the_acts_of_its_app():
    for verb, fact in OURS.items():
        app = verb.split(".")[0]
        assert fact.payload.__module__ in (f"langbiang.apps.{app}.acts", f"langbiang.foundation.{app}.acts")


def test_every_version_of_every_act_has_a_sample():
    wanted = {(verb, version) for verb, fact in OURS.items() for version in range(1, fact.version + 1)}
    assert {(sample["verb"], sample["version"]) for sample in SAMPLES} == wanted


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"{s['verb']}-{s['version']}")
def test_a_stored_act_is_read_as_it_was_told(sample):
    act = Act(verb=sample["verb"], version=sample["version"], details=sample["details"])
    payload = read(act)
    assert isinstance(payload, OURS[sample["verb"]].payload)
    if sample["version"] == OURS[sample["verb"]].version:
        assert details_of(payload) == sample["details"]
