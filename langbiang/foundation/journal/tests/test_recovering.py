"""An operator at the console sees what is stuck and lets it go on."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from langbiang.foundation.journal import hearing
from langbiang.foundation.journal.interface import Act, drain, list_parked
from langbiang.foundation.journal.models import Cursor
from langbiang.foundation.journal.tests.sample.models import Effect, Paper

pytestmark = pytest.mark.django_db


def journal(*words):
    out = StringIO()
    call_command("journal", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def break_down(write_paper, fault):
    """Write an act that a consumer cannot take; gives it."""

    def break_down(consumer):
        write_paper()
        bad = write_paper(paper=Paper.objects.get())

        def stumble(who, act):
            if who == consumer and act.uid == bad.uid:
                raise RuntimeError("hỏng")

        fault(stumble)
        drain()
        return bad

    return break_down


def test_status_lists_what_is_parked_and_how_to_let_it_go(break_down):
    bad, parked = break_down("react"), list_parked().get()
    said = journal("status")
    assert "1 việc đã gác lại" in said
    line = next(line for line in said.splitlines() if line.startswith(f"  {parked.pk}. sample.react"))
    assert bad.verb in line
    assert parked.subject_id in line
    assert "hỏng" in line
    assert "journal retry" in said


def test_retry_tells_whether_it_went(break_down, fault):
    bad = break_down("react")
    parked = list_parked().get()
    with pytest.raises(CommandError, match="chưa xong"):
        journal("retry", str(parked.pk), "--reason", "thử lại")
    fault(lambda consumer, act: None)
    assert "1 việc" in journal("retry", str(parked.pk), "--reason", "đã sửa")
    assert Effect.objects.filter(consumer="react", act=bad.uid).count() == 1
    told = Act.objects.filter(verb="journal.parked.retried").latest("id")
    assert told.details["reason"] == "đã sửa"
    with pytest.raises(CommandError, match="rồi"):
        journal("retry", str(parked.pk), "--reason", "lần nữa")


def test_resume_lets_a_halted_consumer_go_on(break_down, fault):
    bad = break_down("relay")
    assert "journal resume sample.relay" in journal("status")
    fault(lambda consumer, act: None)
    journal("resume", "sample.relay", "--reason", "đã sửa")
    assert Cursor.objects.get(name="sample.relay").is_running
    drain()
    assert Effect.objects.filter(consumer="relay", act=bad.uid).count() == 1


@pytest.mark.parametrize("words", [("retry", "999"), ("resume", "nobody"), ("resume", "sample.relay")])
def test_what_is_not_stuck_is_refused(words, write_paper):
    write_paper()
    drain()
    with pytest.raises(CommandError):
        journal(*words, "--reason", "x")


def test_a_consumer_that_is_no_longer_here_is_refused(break_down, monkeypatch):
    break_down("react")
    parked = list_parked().get()
    monkeypatch.delitem(hearing._consumers, "sample.react")
    with pytest.raises(CommandError, match=r"sample\.react"):
        journal("retry", str(parked.pk), "--reason", "x")
    assert list_parked().exists()
