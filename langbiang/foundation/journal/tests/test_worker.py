"""The worker: wakes, survives, keeps time, stops."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connections

from langbiang.foundation import clock
from langbiang.foundation.journal import worker as worker_module
from langbiang.foundation.journal.interface import Worker, declared_timers, run_timers, wait, worker_alive
from langbiang.foundation.journal.models import Heartbeat, Timer
from langbiang.foundation.journal.tests.sample import handlers
from langbiang.foundation.journal.timing import LEASE

pytestmark = pytest.mark.django_db(transaction=True)
TICK = "langbiang.foundation.journal.tests.sample.handlers.tick"


@pytest.fixture
def ticks(monkeypatch, transactional_db):
    ticks = []
    monkeypatch.setattr(handlers, "ticks", ticks)
    others = set(declared_timers()) - {TICK}
    Timer.objects.bulk_create(Timer(name=name, due_at=clock.now() + timedelta(days=1)) for name in others)
    return ticks


@pytest.fixture
def running(ticks):
    stop = threading.Event()
    threads = [threading.Thread(target=Worker().run, args=(stop,)) for _ in range(2)]
    [thread.start() for thread in threads]
    yield stop
    stop.set()
    [thread.join(60) for thread in threads]
    assert not any(thread.is_alive() for thread in threads)


def until(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


@pytest.fixture
def looks_seldom(monkeypatch):
    monkeypatch.setattr(worker_module, "LOOK", 60.0)


def test_workers_wake_and_show_that_they_live(looks_seldom, running, write_paper, ticks):
    assert until(worker_alive)
    act = write_paper()
    assert wait(act, "sample.react", timeout_ms=50_000), "nobody woke before the next look"
    assert until(lambda: len(ticks) == 1)
    running.set()
    write_paper()  # wakes those who rest


def test_a_worker_that_stops_leaves_no_heartbeat(ticks):
    stop = threading.Event()
    thread = threading.Thread(target=Worker().run, args=(stop,))
    thread.start()
    assert until(worker_alive)
    stop.set()
    thread.join(60)
    assert not Heartbeat.objects.exists()
    assert not worker_alive()


def test_a_worker_outlives_the_loss_of_its_database(monkeypatch, write_paper, ticks):
    seal, failures = worker_module.seal_pending, []

    def fail_twice():
        if len(failures) < 2:
            failures.append(1)
            raise OperationalError("server closed the connection unexpectedly")
        return seal()

    monkeypatch.setattr(worker_module, "seal_pending", fail_twice)
    act = write_paper()
    stop = threading.Event()
    thread = threading.Thread(target=Worker().run, args=(stop,))
    thread.start()
    assert wait(act, "sample.react", timeout_ms=60_000)
    stop.set()
    thread.join(60)
    assert len(failures) == 2


def test_a_timer_runs_when_due(ticks):
    now = clock.now()
    assert [run_timers(now + timedelta(seconds=after)) for after in (0, 1, 59, 60, 61)] == [1, 0, 0, 1, 0]
    assert len(ticks) == 2


def test_a_timer_that_fails_runs_again_next_time(ticks, monkeypatch):
    monkeypatch.setattr(handlers, "ticks", None)
    now = clock.now()
    assert run_timers(now) == 1
    assert Timer.objects.get(name=TICK).busy_until is None
    monkeypatch.setattr(handlers, "ticks", ticks)
    assert run_timers(now + timedelta(seconds=60)) == 1
    assert len(ticks) == 1


def test_a_timer_at_work_elsewhere_is_left_alone_until_its_lease_ends(ticks):
    now = clock.now()
    Timer.objects.create(name=TICK, due_at=now, busy_until=now + LEASE)
    assert run_timers(now) == 0
    assert run_timers(now + LEASE) == 1


def test_timers_at_once_run_once(ticks):
    now = clock.now()
    run_timers(now)
    ran = []

    def work():
        ran.append(run_timers(now + timedelta(seconds=90)))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sum(ran) == 1
    assert len(ticks) == 2
