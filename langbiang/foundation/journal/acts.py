"""What the journal writes about itself."""

from dataclasses import dataclass

from .facts import fact


@fact("journal.details.erased")
@dataclass(frozen=True)
class DetailsErased:
    """The details of these acts were erased on this legal ground."""

    acts: tuple[str, ...]
    ground: str


@fact("journal.epoch.begun")
@dataclass(frozen=True)
class EpochBegun:
    """
    After a restore or a lossy failover the journal goes on from `position`.

    What stood behind it is lost or uncertain: `missing` says what. `checkpoint` is the last one known to
    the database.
    """

    epoch: int
    position: int
    chain: str
    checkpoint: int | None
    reason: str
    missing: str


@fact("journal.consumer.resumed")
@dataclass(frozen=True)
class ConsumerResumed:
    consumer: str
    position: int
    reason: str


@fact("journal.parked.retried")
@dataclass(frozen=True)
class ParkedRetried:
    """Acts of one subject that a reaction had parked were tried again, in order."""

    consumer: str
    subject_kind: str
    subject_id: str
    done: int
    left: int
    reason: str


@fact("journal.writing.stopped")
@dataclass(frozen=True)
class WritingStopped:
    """From here on this installation only showed, for the reason that everybody read."""

    reason: str


@fact("journal.writing.resumed")
@dataclass(frozen=True)
class WritingResumed:
    """Work went on after it had been stopped since that time (ISO 8601)."""

    since: str


@fact("journal.acts.exported")
@dataclass(frozen=True)
class ActsExported:
    """So many acts were given away as a file with this SHA-256: which were asked for, `details` whether they went."""

    asked: str
    count: int
    details: bool
    digest: str
