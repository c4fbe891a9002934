"""Child processes under one terminal: started together, started again when one falls, stopped together."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

GRACE = 10.0  # seconds between the first SIGTERM and SIGKILL
FALLS = 5  # in a row, before all is given up
_STEADY = 60.0  # a process that has run so long has not fallen in a row
_LONGEST_PAUSE = 30.0
_PR_SET_PDEATHSIG = 1


class GaveUp(Exception):
    """A process falls again and again; `str()` is its name."""


@dataclass
class Child:
    """One process; a group of its own, so that Ctrl-C reaches the parent alone."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    quiet: bool = False  # says nothing on standard output; faults are logged to standard error
    falls: int = 0
    start_at: float = 0.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        self.start_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self.command,
            env=dict(self.environment),
            stdout=subprocess.DEVNULL if self.quiet else None,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def look(self) -> None:
        """Start it when its time has come; note a fall and set the time of the next start."""
        if self.process is None:
            if time.monotonic() >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.falls = 1 if time.monotonic() - self.start_at > _STEADY else self.falls + 1
        if self.falls > FALLS:
            raise GaveUp(self.name)
        pause = min(2.0 ** (self.falls - 1), _LONGEST_PAUSE)
        logger.warning("%s ended with %s, starting again in %s s", self.name, code, pause)
        self.process, self.start_at = None, time.monotonic() + pause

    def signal(self, number: int) -> None:
        if self.is_running():
            assert self.process is not None
            os.killpg(self.process.pid, number) if number == signal.SIGKILL else self.process.send_signal(number)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Crew:
    """Processes that live and end together."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children

    def look(self) -> None:
        """
        Look after each of them once.

        :raises GaveUp: when one falls again and again.
        """
        for child in self.children:
            child.look()

    def stop(self, grace: float = GRACE) -> None:
        """Ask all to end, again every second (a server that is still loading does not hear), then end them."""
        end = time.monotonic() + grace
        while time.monotonic() < end and self._running():
            for child in self._running():
                child.signal(signal.SIGTERM)
            self._wait(min(1.0, max(0.0, end - time.monotonic())))
        for child in self._running():
            logger.warning("%s did not end, killed", child.name)
            child.signal(signal.SIGKILL)

    def _running(self) -> list[Child]:
        return [child for child in self.children if child.is_running()]

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self._running() and time.monotonic() < end:
            time.sleep(0.05)


def _end_with_parent() -> None:
    """Let the kernel end a child whose parent was killed: nothing keeps the port, or works on, unseen."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
