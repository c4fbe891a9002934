"""An act and what it tells stand or fall together."""

import tempfile
import threading
from pathlib import Path

import pytest
from django.db import IntegrityError, close_old_connections, transaction
from uuid_utils.compat import uuid7

from langbiang.foundation.journal import wakeup
from langbiang.foundation.journal.interface import Act, Actor, ActParty, Entry, timeline, write, write_many
from langbiang.foundation.journal.models import ActPending
from langbiang.foundation.journal.tests.sample.acts import PaperMoved, PaperWritten
from langbiang.foundation.journal.tests.sample.models import Paper

pytestmark = pytest.mark.django_db


def test_an_act_keeps_what_was(write_paper, by, now):
    cause = uuid7()
    act = write_paper("Công văn", parties=[9, 8, 9], cause=cause)
    act.refresh_from_db()
    paper = Paper.objects.get()
    assert (act.person, act.post, act.agency_id, act.agency) == (by.person, by.post, 3, "Sở Nội vụ")
    assert (act.subject_kind, act.subject_id, act.subject_version) == ("sample.paper", str(paper.uid), 1)
    assert (act.verb, act.version, act.old_state, act.new_state) == ("sample.paper.written", 3, "", "draft")
    assert (act.at, act.recorded_at, act.cause) == (now, now, cause)
    assert bytes(act.official_digest) == paper.official_digest()
    assert list(ActParty.objects.values_list("agency_id", flat=True)) == [8, 9]
    assert ActPending.objects.get().act == act


def test_only_named_fields_are_saved(by, now, write_paper):
    write_paper()
    paper = Paper.objects.get()
    paper.note, paper.state = "chưa lưu", "signed"
    act = write(paper, PaperMoved(), by=by, now=now, fields=["state"], moved_from="draft")
    paper.refresh_from_db()
    assert (paper.note, paper.state, paper.version) == ("", "signed", 2)
    assert (act.old_state, act.new_state) == ("draft", "signed")
    assert list(timeline("sample.paper", paper.uid)) == list(Act.objects.order_by("id"))


def test_two_writers_that_did_not_lock_meet_at_the_version(by, now, write_paper):
    write_paper()
    first, second = Paper.objects.get(), Paper.objects.get()
    write(first, PaperMoved(), by=by, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(second, PaperMoved(), by=by, now=now)


def test_official_fields_are_as_they_will_be_read_back(by, now):
    act = write(Paper(title="Tờ trình", number="12", signed_on="2020-09-09"), PaperWritten("Tờ trình"), by=by, now=now)
    assert bytes(act.official_digest) == Paper.objects.get().official_digest()


def test_many_are_written_in_their_order(by, now, django_assert_max_num_queries):
    old = Paper.objects.create(title="cũ")
    entries = [Entry(Paper(title=f"số {n}"), PaperWritten(f"số {n}"), parties=[n]) for n in range(1, 31)]
    entries += [Entry(old, PaperMoved("lần một"), moved_from="draft"), Entry(old, PaperMoved("lần hai"))]
    with django_assert_max_num_queries(6):
        acts = write_many(entries, by=by, now=now)
    assert [act.pk for act in acts] == sorted(act.pk for act in acts)
    assert [act.subject_id for act in acts] == [str(entry.subject.uid) for entry in entries]
    assert [act.subject_version for act in acts[-2:]] == [1, 2]
    assert Paper.objects.get(title="cũ").version == 2
    assert Paper.objects.count() == 31
    assert ActPending.objects.count() == 32


def test_history_brought_in_later_keeps_its_time(by, now):
    from datetime import timedelta

    act = write(Paper(title="cũ"), PaperWritten("cũ"), by=by, now=now, at=now - timedelta(days=900))
    assert act.recorded_at - act.at == timedelta(days=900)


def test_an_actor_is_of_a_known_kind():
    with pytest.raises(ValueError, match="ghost"):
        Actor(kind="ghost", id="1")


@pytest.mark.django_db(transaction=True)
def test_writing_outside_a_transaction_is_refused(by, now):
    with pytest.raises(transaction.TransactionManagementError):
        write(Paper(title="a"), PaperWritten("a"), by=by, now=now)
    assert not Paper.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_nothing(write_paper):
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        write_paper()
        raise RuntimeError
    assert not Paper.objects.exists()
    assert not Act.objects.exists()
    assert not ActPending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_whoever_listens_and_a_rollback_nobody(write_paper):
    with wakeup.Listener() as one, wakeup.Listener() as two:
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
            write_paper()
            raise RuntimeError
        assert not one.wait(0)
        write_paper()
        assert one.wait(1)
        assert two.wait(1)


def test_the_socket_of_a_dead_worker_is_swept(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    dead = wakeup.Listener()
    dead._socket.close()
    with wakeup.Listener() as alive:
        wakeup.send()
        assert alive.wait(1)
    assert list((tmp_path / "wake").iterdir()) == []


def test_a_long_path_of_sockets_is_replaced_by_a_short_one(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path / ("x" * 120)
    with tempfile.TemporaryDirectory() as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        with wakeup.Listener() as listener:
            wakeup.send()
            assert listener.wait(1)
            assert len(list(Path(short).glob("langbiang-*/*.sock"))) == 1


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_lose_nothing(by, now):
    def work():
        for number in range(10):
            with transaction.atomic():
                write(Paper(title=str(number)), PaperWritten(str(number)), by=by, now=now)
        transaction.get_connection().close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    close_old_connections()
    assert Act.objects.count() == ActPending.objects.count() == 30
