"""Who hears which acts: consumers and timers, declared in the `handlers` module of each app."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Act

    Handler = Callable[[Act], None]
TimedFunction = Callable[[datetime], None]


class Kind(StrEnum):
    """
    What a consumer does, and so what happens when it fails.

    A projection fills tables of its own and can be rebuilt; a relay passes acts on in order: both halt on a
    fault, for a wrong order is worse than a late one. A reaction calls services of its app: it parks the
    act with those of the same subject behind it, and goes on.
    """

    PROJECTION = "projection"
    REACTION = "reaction"
    RELAY = "relay"


PROJECTION, REACTION, RELAY = Kind.PROJECTION, Kind.REACTION, Kind.RELAY


@dataclass(frozen=True)
class Consumer:
    name: str
    verbs: tuple[str, ...]
    kind: Kind
    handle: "Handler"


@dataclass(frozen=True)
class Timed:
    name: str
    every: float
    run: TimedFunction


_consumers: dict[str, Consumer] = {}
_timers: dict[str, Timed] = {}


def consumer(name: str, *, verbs: Sequence[str], kind: Kind) -> Callable[["Handler"], "Handler"]:
    """
    Declare who hears these verbs: a function of one act, whose effects stand in our database alone.

    What goes outside (mail, a message) is written to an outbox of the app, keyed by consumer and act; a
    timer sends.
    """

    def declare(handle: "Handler") -> "Handler":
        if name in _consumers:
            raise ValueError(f"Consumer {name} is declared twice")
        _consumers[name] = Consumer(name, tuple(verbs), kind, handle)
        return handle

    return declare


def timer(*, every: float) -> Callable[[TimedFunction], TimedFunction]:
    """
    Declare a function of `now` that one worker runs every so many seconds.

    It runs outside any transaction. One that needs longer than `worker.LEASE` does its work in pieces.
    """

    def declare(function: TimedFunction) -> TimedFunction:
        name = f"{function.__module__}.{function.__qualname__}"
        if name in _timers:
            raise ValueError(f"Timer {name} is declared twice")
        _timers[name] = Timed(name, every, function)
        return function

    return declare


def declared_consumers() -> dict[str, Consumer]:
    return dict(_consumers)


def declared_timers() -> dict[str, Timed]:
    return dict(_timers)
