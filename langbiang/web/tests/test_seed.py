"""Seeding again costs nothing, and never mixes a demo into an installation at work."""

import pytest
from django.core.management import CommandError, call_command

from langbiang.apps.directory.interface import Person, Role, Seat
from langbiang.apps.workfiles.interface import list_plans
from langbiang.foundation import clock, signing
from langbiang.web import seeding


@pytest.fixture
def keys(province, settings, tmp_path, monkeypatch):
    """A folder for keys, and keys that are quickly made; gives the folder where they are."""
    settings.KEYS_DIR = tmp_path / "keys"
    monkeypatch.setattr(seeding, "issue_certificate", lambda *args, **said: said["common_name"].encode())
    return signing.signing_folder


def test_keys_are_made_once_and_what_is_missing_is_made_again(keys, django_assert_max_num_queries):
    seeding.make_demo_keys()
    made = {path.name: path.stat().st_mtime_ns for path in keys().iterdir()}
    leaders = {s.person.uid for s in Seat.objects.as_of(clock.today()) if s.has(Role.LEADER)}
    assert {f"person-{uid}.p12" for uid in leaders} <= made.keys()
    with django_assert_max_num_queries(3):
        seeding.make_demo_keys()
    assert {path.name: path.stat().st_mtime_ns for path in keys().iterdir()} == made
    lost = keys() / f"person-{leaders.pop()}.p12"
    lost.unlink()
    seeding.make_demo_keys()
    assert lost.exists()


@pytest.fixture
def steps(monkeypatch, settings, tmp_path):
    """Let the demo's seeding do nothing but tell that it began."""
    settings.DATA_DIR = tmp_path
    began = []
    monkeypatch.setattr("langbiang.web.management.commands.seed._demo_steps", lambda: [lambda: began.append(True)])
    clock._demo_began.cache_clear()
    yield began
    clock._demo_began.cache_clear()


def test_a_demo_is_not_mixed_into_an_installation_at_work(province, steps, tmp_path):
    with pytest.raises(CommandError, match="không phải bản trình diễn"):
        call_command("seed", "--demo")
    assert not steps
    assert not (tmp_path / "demo_first_start").exists()


def test_a_new_demo_is_marked_before_anything_is_loaded(province, steps, tmp_path, monkeypatch):
    monkeypatch.setattr(Person.objects, "exists", lambda: False)
    call_command("seed", "--demo")
    assert (tmp_path / "demo_first_start").exists()
    monkeypatch.undo()
    assert steps == [True]


def test_a_demo_is_seeded_again(province, steps, tmp_path):
    (tmp_path / "demo_first_start").write_text("2026-01-01T00:00:00+00:00")
    call_command("seed", "--demo")
    assert steps == [True]


def test_the_demos_filing_plan_is_approved_and_made_once(province, django_assert_max_num_queries):
    seeding.seed_filing_plan()
    clerk = seeding.seat_named("stttt", "Bùi Thị Kim Chi")
    assert [plan.state for plan in list_plans(clerk, clock.today())] == ["approved"]
    with django_assert_max_num_queries(12):
        seeding.seed_filing_plan()
    assert list_plans(clerk, clock.today()).count() == 1
