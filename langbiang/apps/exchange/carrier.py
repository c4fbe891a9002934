"""
The carrier: a process that calls the systems we call, each from a thread of its own; start as many as you like.

One thread more reads their lists of agencies at the set hour; of several carriers, one reads each list.
"""

import logging
import threading
import time

from django.db import Error, connections

from langbiang.foundation import clock
from langbiang.foundation.readonly import find_readonly

from .models import System
from .protocols.own_client import OwnClient
from .services import (
    fetch_receipts,
    fetch_waiting,
    gives_list,
    hand_over,
    queue_due,
    run_sync,
    take_sync,
    transport_for,
)
from .transport import Transport

logger = logging.getLogger(__name__)

LOOK = 1.0  # seconds between looks at what waits here
ASK = 5.0  # seconds between questions what waits there
LIST = 10.0  # seconds between looks at which systems there are
_PAUSE = 5.0  # seconds after a fault


class Carrier:
    """One process's calls; a system that answers slowly keeps no other one waiting."""

    def __init__(self) -> None:
        self._lines: dict[int, threading.Thread] = {}

    def run(self, stop: threading.Event) -> None:
        """Call until told to stop; the call at hand is finished first."""
        reading = threading.Thread(target=_keep_reading_lists, args=(stop,), name="carrier-lists")
        reading.start()
        try:
            while not stop.is_set():
                self._list(stop)
                stop.wait(LIST)
        finally:
            stop.set()
            for line in (*self._lines.values(), reading):
                line.join()
            connections.close_all()

    def _list(self, stop: threading.Event) -> None:
        try:
            called = list(System.objects.filter(way=System.Way.CALLED, state=System.State.ACTIVE))
        except Error:
            logger.exception("The database failed, looking for systems again")
            connections.close_all()
            return
        for system in called:
            if system.pk not in self._lines or not self._lines[system.pk].is_alive():
                line = threading.Thread(target=_keep_calling, args=(system.pk, stop), name=f"carrier-{system.code}")
                self._lines[system.pk] = line
                line.start()


def _goes_on(stop: threading.Event) -> bool:
    """Wait while nothing may be written; say whether to go on."""
    while find_readonly() is not None and not stop.wait(_PAUSE):
        pass
    return not stop.is_set()


def _keep_reading_lists(stop: threading.Event) -> None:
    """Read the lists of agencies that are due or asked for, one after the other; a fault ends that one alone."""
    try:
        while _goes_on(stop):
            try:
                for system in System.objects.filter(way=System.Way.CALLED, state=System.State.ACTIVE):
                    if not stop.is_set() and gives_list(system):
                        read_list(system)
            except Exception:  # the run comes back by its lease
                logger.exception("The carrier failed at a list of agencies")
                connections.close_all()
            stop.wait(LIST)
    finally:
        connections.close_all()


def read_list(system: System) -> None:
    """Read the list of a system when it is due or asked for, and nobody else is at it."""
    queue_due(system, now=clock.now())
    run = take_sync(system, now=clock.now())
    if run is not None:
        run_sync(run, transport_for(system), clock=clock.now)


def _keep_calling(pk: int, stop: threading.Event) -> None:
    """Hand over and fetch, turn by turn, until the system is suspended; a fault ends the connection, not the thread."""
    transport: Transport | None = None
    known, asked = ("", ""), 0.0
    try:
        while _goes_on(stop):
            try:
                system = System.objects.get(pk=pk)
                if system.state != System.State.ACTIVE:
                    return
                if transport is None or known != (system.address, system.sealed_secret):
                    transport, known = transport_for(system), (system.address, system.sealed_secret)
                worked = hand_over(system, transport, clock=clock.now)
                if time.monotonic() - asked >= ASK:
                    worked += fetch_waiting(system, transport, clock=clock.now)
                    if isinstance(transport, OwnClient):
                        worked += fetch_receipts(system, transport, clock=clock.now)
                    asked = time.monotonic()
                if not worked:
                    stop.wait(LOOK)
            except Exception:  # whatever it was, the next turn may go well; what was taken up comes back by its lease
                logger.exception("The carrier failed at system %s", pk)
                connections.close_all()
                transport = None
                stop.wait(_PAUSE)
    finally:
        connections.close_all()
