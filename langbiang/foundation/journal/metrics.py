"""What the journal tells Prometheus: how far it is sealed, and how far each consumer is behind."""

from collections.abc import Iterator

from langbiang.foundation import clock
from langbiang.foundation.metrics import Sample, gauge, once

from . import standing
from .stamping import unstamped_since

NEVER = float("nan")
read_standing = once(standing.read_standing)


@gauge("journal_position", "Position of the last sealed act; it only grows.")
def position() -> Iterator[Sample]:
    yield (), read_standing().position


@gauge("journal_pending", "Acts that wait for their seal.")
def pending() -> Iterator[Sample]:
    yield (), read_standing().pending


@gauge("journal_consumer_behind", "Positions a consumer is behind the head.", "consumer")
def behind() -> Iterator[Sample]:
    return (((each.name,), each.behind) for each in _consumers())


@gauge("journal_consumer_halted", "1 where a consumer has halted at an act, else 0.", "consumer")
def halted() -> Iterator[Sample]:
    return (((each.name,), each.halted) for each in _consumers())


@gauge("journal_consumer_parked", "Acts that a consumer could not take, and those that wait behind them.", "consumer")
def parked() -> Iterator[Sample]:
    return (((each.name,), each.parked) for each in _consumers())


@gauge("journal_worker_silent_seconds", "Seconds since any worker showed itself; NaN where none ever did.")
def worker_silent() -> Iterator[Sample]:
    beat = read_standing().last_beat
    yield (), (clock.now() - beat).total_seconds() if beat else NEVER


@gauge("journal_unsigned_seconds", "Seconds that the oldest unsigned act has waited for the signer; 0 when none does.")
def unsigned() -> Iterator[Sample]:
    since = standing.unsigned_since()
    yield (), (clock.now() - since).total_seconds() if since else 0


@gauge(
    "journal_unstamped_seconds",
    "Seconds that the oldest head waits for its time stamp; 0 when none does or none is set.",
)
def unstamped() -> Iterator[Sample]:
    since = unstamped_since()
    yield (), (clock.now() - since).total_seconds() if since else 0


def _consumers() -> list[standing.ConsumerStanding]:
    return read_standing().consumers
