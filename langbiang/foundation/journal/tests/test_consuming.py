"""Each effect once, none skipped, whatever fails."""

import threading
from collections import Counter

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, OperationalError, connections, transaction

from langbiang.foundation.journal import consuming, hearing
from langbiang.foundation.journal.interface import (
    Act,
    CannotResume,
    CannotUnpark,
    Entry,
    drain,
    list_parked,
    resume,
    run_consumers,
    seal_pending,
    unpark,
    wait,
    write_many,
)
from langbiang.foundation.journal.models import Cursor, JournalHead, Parked
from langbiang.foundation.journal.tests.sample.acts import PaperWritten
from langbiang.foundation.journal.tests.sample.models import Effect, Paper

pytestmark = pytest.mark.django_db


def effects(consumer):
    return list(Effect.objects.filter(consumer=consumer).order_by("id").values_list("act", flat=True))


def fail_on(act, *consumers):
    def fault(consumer, heard):
        if consumer in consumers and heard.uid == act.uid:
            raise RuntimeError("hỏng")

    return fault


def test_each_hears_its_verbs_in_order(write_paper):
    written = [write_paper(str(number)) for number in range(4)]
    paper = Paper.objects.first()
    moved = write_paper(paper=paper)
    drain()
    assert effects("project") == effects("react") == [act.uid for act in [*written, moved]]
    assert effects("relay") == [moved.uid]
    assert set(Cursor.objects.filter(name__startswith="sample.").values_list("position", flat=True)) == {5}


def test_a_batch_that_fails_is_taken_up_act_by_act(write_paper, fault):
    acts = [write_paper(str(number)) for number in range(6)]
    calls = Counter()

    def stumble(consumer, act):
        calls[act.uid] += 1
        if consumer == "project" and act.uid == acts[3].uid and calls[act.uid] < 4:
            raise OperationalError("deadlock detected")

    fault(stumble)
    drain()
    assert effects("project") == [act.uid for act in acts]
    assert Cursor.objects.get(name="sample.project").tries == 0


@pytest.mark.parametrize("consumer", ["project", "relay"])
def test_a_projection_or_relay_halts(write_paper, fault, consumer, by, now):
    write_paper()
    paper = Paper.objects.get()
    bad, later = write_paper(paper=paper), write_paper(paper=paper)
    fault(fail_on(bad, consumer))
    drain()
    cursor = Cursor.objects.get(name=f"sample.{consumer}")
    assert cursor.state == "halted"
    assert cursor.position < 2  # where the bad act is sealed
    assert "hỏng" in cursor.last_error
    assert later.uid not in effects(consumer)
    assert later.uid in effects("react")

    fault(fail_on(bad))
    with pytest.raises(CannotResume):
        resume(cursor.name, by=by, now=now, reason=" ")
    resume(cursor.name, by=by, now=now, reason="đã sửa")
    drain()
    assert effects(consumer)[-2:] == [bad.uid, later.uid]
    assert Act.objects.filter(verb="journal.consumer.resumed").count() == 1
    with pytest.raises(CannotResume):
        resume(cursor.name, by=by, now=now, reason="lần nữa")


def test_a_reaction_parks_an_act_and_those_of_its_subject_behind(write_paper, fault, by, now):
    write_paper("một")
    write_paper("hai")
    one, two = Paper.objects.order_by("id")
    bad, behind, other = write_paper(paper=one), write_paper(paper=one), write_paper(paper=two)
    fault(fail_on(bad, "react"))
    drain()
    after = write_paper(paper=one)
    drain()
    assert [parked.act for parked in list_parked()] == [bad, behind, after]
    assert [parked.tries for parked in list_parked()] == [3, 0, 0]
    assert effects("react")[-1] == other.uid
    assert Cursor.objects.get(name="sample.react").state == "running"

    first = list_parked()[0]
    assert unpark(first, by=by, now=now, reason="thử lại") == 0
    assert [parked.tries for parked in list_parked()] == [4, 0, 0]
    fault(fail_on(bad))
    assert unpark(first, by=by, now=now, reason="đã sửa") == 3
    assert effects("react")[-3:] == [bad.uid, behind.uid, after.uid]
    assert not list_parked().exists()
    assert Parked.objects.first().resolved_by == by.person
    retried = Act.objects.filter(verb="journal.parked.retried").order_by("id")
    assert [act.details["done"] for act in retried] == [0, 3]
    drain()
    assert len(effects("react")) == len(set(effects("react"))) == 6
    with pytest.raises(CannotUnpark):
        unpark(first, by=by, now=now, reason="lần nữa")
    with pytest.raises(CannotUnpark):
        unpark(first, by=by, now=now, reason="")


@pytest.mark.parametrize("change", [{"version": 9}, {"version": 0}])
def test_an_unknown_version_halts_even_a_reaction(write_paper, change):
    act = write_paper()
    Act.objects.filter(pk=act.pk).update(**change)
    drain()
    assert set(Cursor.objects.filter(state="halted").values_list("name", flat=True)) == {
        "sample.project",
        "sample.react",
    }
    assert not Effect.objects.exists()


def test_a_handler_that_broke_the_transaction_leaves_nothing(write_paper, fault):
    write_paper()
    bad = write_paper(paper=Paper.objects.get())

    def twice(consumer, act):
        if consumer == "react" and act.uid == bad.uid:
            Paper.objects.create(uid=Paper.objects.get().uid, title="trùng")

    fault(twice)
    drain()
    assert bad.uid not in effects("react")
    assert IntegrityError.__name__ in list_parked()[0].reason


def test_a_new_projection_begins_at_the_start_and_a_new_reaction_now(write_paper, monkeypatch):
    write_paper()
    drain()
    heard = []
    for name, kind in (("sample.late_project", hearing.PROJECTION), ("sample.late_react", hearing.REACTION)):
        late = hearing.Consumer(name, ("sample.paper.written",), kind, lambda act, name=name: heard.append(name))
        monkeypatch.setitem(hearing._consumers, name, late)
    drain()
    assert heard == ["sample.late_project"]


def test_more_than_a_batch(by, now, monkeypatch):
    monkeypatch.setattr(consuming, "BATCH", 20)
    acts = write_many([Entry(Paper(title="a"), PaperWritten("a")) for _ in range(50)], by=by, now=now)
    assert seal_pending() == 50
    run_consumers()
    assert effects("project") == [act.uid for act in acts[:20]]
    drain()
    assert effects("project") == [act.uid for act in acts]


@pytest.mark.django_db(transaction=True)
def test_wait_tells_whether_a_consumer_has_passed(write_paper):
    act = write_paper()
    assert not wait(act, "sample.project", timeout_ms=20)
    drain()
    assert wait(act, "sample.project", timeout_ms=20)
    assert not wait(act, "nobody", timeout_ms=5)


@pytest.mark.django_db(transaction=True)
def test_consumers_at_once_do_each_thing_once(by, now, monkeypatch):
    monkeypatch.setattr(consuming, "BATCH", 9)
    with transaction.atomic():
        write_many([Entry(Paper(title="a"), PaperWritten("a")) for _ in range(200)], by=by, now=now)
    seal_pending()

    def behind():
        return Cursor.objects.filter(
            name__startswith="sample.", position__lt=JournalHead.objects.get().position
        ).exists()

    def work():
        while behind():
            run_consumers()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    uids = set(Act.objects.values_list("uid", flat=True))
    for consumer in ("project", "react"):
        assert len(effects(consumer)) == 200
        assert set(effects(consumer)) == uids


@pytest.mark.django_db(transaction=True)
def test_a_foreign_key_that_fails_at_the_commit_is_a_failure_of_its_act(write_paper, fault):
    good, bad, later = write_paper("một"), write_paper("hai"), write_paper("ba")

    def point_nowhere(consumer, act):
        if consumer == "react" and act.uid == bad.uid:
            Permission.objects.create(content_type_id=10**6, codename="x", name="x")

    fault(point_nowhere)
    drain()
    assert effects("react") == [good.uid, later.uid]
    assert [parked.act for parked in list_parked()] == [bad]
