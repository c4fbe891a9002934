"""Requests that wait for the person: held in memory alone, for ten minutes, asked about by who made them."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from langbiang_agent.checking import Request
from langbiang_agent.tokens import Held

State = Literal["waiting", "signed", "refused"]
TIME_TO_SIGN = 600.0  # seconds
MOST = 4  # requests at once: each holds a document


class TooMany(Exception):
    """Enough requests wait already."""


@dataclass
class Waiting:
    """One request; `secret` stands in the address of its page, and nobody but that page's reader has it."""

    request: Request
    held: Held
    origin: str
    expires: float
    uid: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    state: State = "waiting"
    signature: bytes = b""
    reason: str = ""


class Room:
    """All requests of this process. What is done is kept without its document until its time is over."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._all: dict[str, Waiting] = {}

    def enter(self, request: Request, held: Held, origin: str) -> Waiting:
        """:raises TooMany: when MOST wait already."""
        with self._changed:
            self._end_old()
            if sum(each.state == "waiting" for each in self._all.values()) >= MOST:
                raise TooMany
            made = Waiting(request, held, origin, self._clock() + TIME_TO_SIGN)
            self._all[made.uid] = made
            return made

    def find(self, uid: str) -> Waiting | None:
        with self._changed:
            self._end_old()
            return self._all.get(uid)

    def wait(self, waiting: Waiting, seconds: float) -> None:
        """Wait until it is decided, at most some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: waiting.state != "waiting", seconds)

    def decide(self, waiting: Waiting, state: State, *, signature: bytes = b"", reason: str = "") -> None:
        """Say how a request ended; the first word counts."""
        with self._changed:
            if waiting.state == "waiting":
                waiting.signature, waiting.reason = signature, reason
                self._end(waiting, state)

    def _end(self, waiting: Waiting, state: State) -> None:
        waiting.state, waiting.request = state, replace(waiting.request, document=b"")
        self._changed.notify_all()

    def _end_old(self) -> None:
        now = self._clock()
        for uid, each in list(self._all.items()):
            if now > each.expires and each.state == "waiting":
                each.reason, each.expires = "expired", now + TIME_TO_SIGN
                self._end(each, "refused")
            elif now > each.expires:
                del self._all[uid]
