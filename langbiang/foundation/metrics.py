"""
Figures for Prometheus: each app declares what it can tell, and is asked when somebody reads.

What is told is read from the database at that moment, so it is the same whichever process answers, and nothing has to
be kept or added up between them. A figure over a table that grows is told of the last hour, never of all time.
"""

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

MEDIA_TYPE = CONTENT_TYPE_LATEST

Labels = tuple[str, ...]
Sample = tuple[Labels, float]
Read = Callable[[], Iterable[Sample]]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Gauge:
    """A figure: `words` say what it counts and in which unit; `read` gives a value for each set of `labels`."""

    name: str
    words: str
    labels: Labels
    read: Read


_gauges: dict[str, Gauge] = {}
_asked: ContextVar[dict[Callable[[], Any], Any]] = ContextVar("asked")  # what this reading has asked already


def gauge(name: str, words: str, *labels: str) -> Callable[[Read], Read]:
    """Declare a figure, told by the function below; its name is without `langbiang_`, which all have in front."""

    def declare(read: Read) -> Read:
        full = f"langbiang_{name}"
        if full in _gauges:
            raise ValueError(f"Two figures are called {full}.")
        _gauges[full] = Gauge(full, words, labels, read)
        return read

    return declare


def once(ask: Callable[[], Answer]) -> Callable[[], Answer]:
    """Ask once for all the figures of one reading that are told from the same answer."""

    @wraps(ask)
    def asked() -> Answer:
        kept = _asked.get(None)
        if kept is None:
            return ask()
        if ask not in kept:
            kept[ask] = ask()
        answer: Answer = kept[ask]
        return answer

    return asked


def list_gauges() -> list[Gauge]:
    return [_gauges[name] for name in sorted(_gauges)]


def exposition() -> bytes:
    """Read every figure now and write them in the text format of Prometheus."""
    told = CollectorRegistry(auto_describe=False)
    told.register(_Gauges())
    reading = _asked.set({})
    try:
        return generate_latest(told)
    finally:
        _asked.reset(reading)


class _Gauges(Collector):
    def collect(self) -> Iterator[Metric]:
        for each in list_gauges():
            family = GaugeMetricFamily(each.name, each.words, labels=each.labels)
            for labels, value in each.read():
                family.add_metric(labels, value)
            yield family
