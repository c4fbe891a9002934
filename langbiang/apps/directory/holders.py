"""
The registry of holders: whoever keeps work in the name of a seat says how it is handed over.

Leaving a post runs through it. Every column that points at a seat or an agency is either answered for by a holder
or declared as never moving, with the reason; `tests/architecture/test_holders.py` finds the forgotten one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .models import Seat


@dataclass(frozen=True)
class Held:
    """One thing that is held: enough to name it to a person and to find it again."""

    uid: str
    name: str


@dataclass(frozen=True)
class Transfer:
    """What was handed over, from whom to whom (uids of seats), and the version it has since."""

    kind: str
    uid: str
    came_from: str
    went_to: str
    version: int
    subject: str = ""  # uid of what was journalled; one document may go over in several parts


class Holder(Protocol):
    """
    One kind of open work that is held in the name of a seat.

    `name` is what people call it. `keys` names the columns it answers for ("documents.IncomingDocument.assigned_to").
    `transfer` hands one thing over and gives back a record from which `undo` can take it back, by one act more;
    `undo` refuses, by name, what has moved on.
    `seat` is who hands over; whether that seat may is asked by the job that runs the holders.

    Only seats for now. What an agency holds (its registers, its numbers) does not go over row by row; the
    reorganisation of an agency will bring the protocol for it and turn today's frozen agency keys into holders.
    """

    kind: str
    name: str
    keys: tuple[str, ...]

    def count(self, owner: Seat) -> int: ...

    def list(self, owner: Seat) -> Iterable[Held]: ...

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer: ...

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None: ...


_holders: dict[str, Holder] = {}
_frozen: dict[str, str] = {}


def register_holder(holder: Holder) -> None:
    """Enter a holder, at start-up, once for each kind."""
    if holder.kind in _holders:
        raise ValueError(f"A holder for {holder.kind} is registered already")
    _holders[holder.kind] = holder


def list_holders() -> list[Holder]:
    return list(_holders.values())


def declare_frozen(*keys: str, reason: str) -> None:
    """Declare, at start-up, columns that never move to another seat or agency, and why."""
    _frozen.update(dict.fromkeys(keys, reason))


def frozen_keys() -> dict[str, str]:
    """Give the columns that never move, each with its reason."""
    return dict(_frozen)
