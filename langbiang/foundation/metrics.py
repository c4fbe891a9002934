"""
Figures for Prometheus: each app declares what it can tell, and is asked when somebody reads.

What is told is read from the database at that moment, so it is the same whichever process answers, and nothing has to
be kept or added up between them. A figure over a table that grows is told of the last hour, never of all time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

MEDIA_TYPE = CONTENT_TYPE_LATEST

Labels = tuple[str, ...]
Sample = tuple[Labels, float]
Read = Callable[[], Iterable[Sample]]


@dataclass(frozen=True)
class Gauge:
    """A figure: `words` say what it counts and in which unit; `read` gives a value for each set of `labels`."""

    name: str
    words: str
    labels: Labels
    read: Read


_gauges: dict[str, Gauge] = {}


def gauge(name: str, words: str, *labels: str) -> Callable[[Read], Read]:
    """Declare a figure, told by the function below; its name is without `langbiang_`, which all have in front."""

    def declare(read: Read) -> Read:
        full = f"langbiang_{name}"
        if full in _gauges:
            raise ValueError(f"Two figures are called {full}.")
        _gauges[full] = Gauge(full, words, labels, read)
        return read

    return declare


def list_gauges() -> list[Gauge]:
    return [_gauges[name] for name in sorted(_gauges)]


def exposition() -> bytes:
    """Read every figure now and write them in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Gauges())
    return generate_latest(registry)


class _Gauges(Collector):
    def collect(self) -> Iterator[Metric]:
        for each in list_gauges():
            family = GaugeMetricFamily(each.name, each.words, labels=each.labels)
            for labels, value in each.read():
                family.add_metric(labels, value)
            yield family
