"""
The registry of holders: whoever keeps work in the name of a seat or an agency says how it is handed over.

Leaving a post and reorganising an agency both run through it. A model with a key to a seat or an agency and no
holder fails a test (`tests/architecture`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .models import Agency, Seat

Owner = Seat | Agency


class Holder(Protocol):
    """
    One kind of work that is held in the name of a seat or an agency.

    `models` names the models it answers for ("documents.IncomingDocument"). `transfer` hands one thing over and
    gives back a record from which `undo` can take it back; `undo` refuses, by name, what was issued since.
    """

    kind: str
    models: tuple[str, ...]

    def count(self, owner: Owner) -> int: ...

    def list(self, owner: Owner) -> Iterable["Held"]: ...

    def transfer(self, held: "Held", *, to: Owner, now: datetime) -> "Transfer": ...

    def undo(self, transfer: "Transfer", *, now: datetime) -> None: ...


@dataclass(frozen=True)
class Held:
    """One thing that is held: enough to name it to a person and to find it again."""

    uid: str
    name: str


@dataclass(frozen=True)
class Transfer:
    """What was handed over, from whom to whom (uids), at which version."""

    kind: str
    uid: str
    came_from: str
    went_to: str
    version: int


_holders: dict[str, Holder] = {}


def register_holder(holder: Holder) -> None:
    """Enter a holder, at start-up, once for each kind."""
    if holder.kind in _holders:
        raise ValueError(f"A holder for {holder.kind} is registered already")
    _holders[holder.kind] = holder


def list_holders() -> list[Holder]:
    return list(_holders.values())
