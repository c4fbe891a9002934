"""The facts that a hand-over journals; what each thing went through stands in the acts of that thing."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("handover.job.ordered", version=1)
@dataclass(frozen=True)
class Ordered:
    leaving: str
    total: int
    receivers: list[str]
    leaves_on: str
    reason: str


@fact("handover.job.advanced", version=1)
@dataclass(frozen=True)
class Advanced:
    """A chunk was done; the next one follows from this act."""

    done: int
    left: int


@fact("handover.job.finished", version=1)
@dataclass(frozen=True)
class Finished:
    moved: int
    refused: int


@fact("handover.job.undo_ordered", version=1)
@dataclass(frozen=True)
class UndoOrdered:
    reason: str


@fact("handover.job.undone", version=1)
@dataclass(frozen=True)
class Undone:
    returned: int
    kept: int
