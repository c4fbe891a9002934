"""
The journal and the exchange under load, on both databases, with the processes that a real installation runs.

acts_sealed_per_second        processes move subjects of their own through a service (lock, save, act, commit) for some
                              seconds, while one worker seals and consumes; the acts of that time, divided by the time
                              until the last of them was consumed
commit_to_effect_p95_ms       one act at a time, ten a second: from its commit until a consumer's effect can be read
documents_per_second          packets of one receiver and one PDF (unsigned) sent by the exchange's service while one
                              worker delivers each, enters it as incoming and reports 01; divided by the time until
                              the last 01
"""

import subprocess
import tempfile
from pathlib import Path

from tests.installations import Installation, installed

# Which writers keep two cores busy without waiting on each other: on SQLite they take turns anyway.
WRITERS = {"sqlite": 2, "postgresql": 8}
SECONDS, PROBES, DOCUMENTS = 5, 40, 80


def measure() -> dict[str, float]:
    figures: dict[str, float] = {}
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="langbiang-bench-") as folder, installed(Path(folder), kind) as place:
            figures |= _measure_one(kind, place)
    return figures


def _measure_one(kind: str, place: Installation) -> dict[str, float]:
    place.environment |= {"LANGBIANG_EXTRA_APPS": "bench.load", "LANGBIANG_LOG_LEVEL": "ERROR"}
    place.run("prepare", module="bench.work")
    worker = place.start("langbiang", "worker", stdout=subprocess.DEVNULL)
    try:
        figures = {
            "acts_sealed_per_second": _run(place, "acts", WRITERS[kind], SECONDS),
            "commit_to_effect_p95_ms": _run(place, "latency", PROBES),
            "documents_per_second": _run(place, "documents", DOCUMENTS),
        }
        place.run("prove", module="bench.work")
    finally:
        worker.terminate()
        worker.wait()
    return {f"{kind}.{name}": value for name, value in figures.items()}


def _run(place: Installation, word: str, *sizes: int) -> float:
    return float(place.run(word, *map(str, sizes), module="bench.work").split()[-1])
