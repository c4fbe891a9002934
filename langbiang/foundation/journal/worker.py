"""The worker: seals, lets consumers and timers run, shows that it is alive. Start as many as you like."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import Error, close_old_connections, connections
from uuid_utils.compat import uuid7

from langbiang.foundation import clock
from langbiang.foundation.readonly import find_readonly

from . import wakeup
from .consuming import run_consumers
from .models import Heartbeat
from .sealing import seal_pending
from .timing import run_timers

logger = logging.getLogger(__name__)

LOOK = 1.0  # seconds between looks when nobody wakes it
GATHER = 0.02  # seconds between turns under load: acts sealed together cost a fraction of those sealed one by one
_BEAT = 2.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_FORGET = timedelta(days=1)


class Worker:
    """One process's work; timers have a thread of their own, so that a slow one never keeps acts waiting."""

    def __init__(self) -> None:
        self._id = uuid7()
        self._last_beat = 0.0

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; the batch at hand is finished first."""
        timers = threading.Thread(target=_keep, args=(stop, _timer_turn, stop.wait), name="journal-timers")
        with wakeup.Listener() as listener:
            timers.start()
            try:
                _keep(stop, self._turn, listener.wait, self._leave)
            finally:
                stop.set()
                timers.join()

    def _turn(self) -> bool:
        self._beat()
        if find_readonly() is not None:
            return False
        sealed = seal_pending()
        return bool(run_consumers() + sealed)

    def _beat(self) -> None:
        if time.monotonic() - self._last_beat < _BEAT:
            return
        now = clock.now()
        Heartbeat.objects.update_or_create(worker=self._id, defaults={"at": now})
        Heartbeat.objects.filter(at__lt=now - _FORGET).delete()
        self._last_beat = time.monotonic()

    def _leave(self) -> None:
        Heartbeat.objects.filter(worker=self._id).delete()


def worker_alive(within: float = 10.0) -> bool:
    """Say whether some worker has shown itself within so many seconds; not one of before the clock was set back."""
    now, span = clock.now(), timedelta(seconds=within)
    return Heartbeat.objects.filter(at__range=(now - span, now + span)).exists()


def _timer_turn() -> bool:
    return find_readonly() is None and bool(run_timers(clock.now()))


def _keep(
    stop: threading.Event,
    turn: Callable[[], bool],
    rest: Callable[[float], bool],
    leave: Callable[[], None] = lambda: None,
) -> None:
    """
    Repeat turns until told to stop, resting after an idle one.

    When the database is away, reconnect ever more slowly.
    """
    pause = _FIRST_PAUSE
    try:
        while not stop.is_set():
            try:
                if turn():
                    stop.wait(GATHER)
                elif not rest(LOOK):
                    close_old_connections()
                pause = _FIRST_PAUSE
            except Error:
                logger.exception("The database failed, trying again in %s s", pause)
                connections.close_all()
                stop.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        leave()
    finally:
        connections.close_all()
