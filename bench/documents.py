"""
A province-year of documents, and how fast its pages stay: at 12,000, 120,000 and 1,200,000 documents on PostgreSQL,
at 12,000 on SQLite.

board, register, page       the work board, the list of incoming documents and one of them, by commune clerks,
                            department specialists and clerks of the provincial office together
search_…                    the search page with its count, by each of them; 24 questions in turn
growth.…                    the largest size against the smallest
generated_rows_per_second   rows of all tables, those of search among them, with every index made, at the largest size

Each figure is the 95th percentile of the server's time, through the whole of Django, warmed. LANGBIANG_BENCH_SIZES
names other sizes; LANGBIANG_BENCH_DIR keeps cluster and files there, so that the next run only measures.
"""

import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests import postgresql
from tests.installations import Installation

REPEATS = 1
SIZES = [int(size) for size in os.environ.get("LANGBIANG_BENCH_SIZES", "12000,120000,1200000").split(",")]
# As a small server of a province would be set; the rest as it comes.
OPTIONS = "-c shared_buffers=1GB -c max_wal_size=8GB -c work_mem=32MB -c checkpoint_timeout=30min"
PAGES = ("board", "register", "page")


def measure() -> dict[str, float]:
    figures: dict[str, float] = {}
    with ExitStack() as stack:
        kept = os.environ.get("LANGBIANG_BENCH_DIR")
        folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="langbiang-bench-")))
        if postgresql.available():
            server = postgresql.cluster(folder / "postgresql" if kept else None, OPTIONS)
            for size in SIZES:
                figures |= _measure_one("postgresql", size, folder, _database(server, f"langbiang_{size}"))
        place = folder / f"sqlite-{SIZES[0]}"
        figures |= _measure_one("sqlite", SIZES[0], folder, f"sqlite:///{place}/langbiang.sqlite3")
    return figures | _growth(figures)


def _measure_one(kind: str, size: int, folder: Path, database: str) -> dict[str, float]:
    place = folder / f"{kind}-{size}"
    place.mkdir(parents=True, exist_ok=True)
    (place / "demo_first_start").unlink(missing_ok=True)  # official time begins at the end of the year again
    installation = Installation(place, database)
    installation.environment |= {
        "LANGBIANG_CLOCK_START": "2020-12-29T17:30:00+07:00",
        "LANGBIANG_HTTPS": "0",
        **({"LANGBIANG_BENCH_REQUESTS": told} if (told := os.environ.get("LANGBIANG_BENCH_REQUESTS")) else {}),
    }
    lines = installation.start("bench.pages", str(size), stdout=-1, stderr=sys.stderr).communicate()[0].splitlines()
    found = json.loads(lines[-1])
    made = {name: found.pop(name) for name in ("rows", "generated_rows_per_second") if name in found}
    figures = {f"{kind}.{size}.{name}": figure for name, figure in found.items()}
    if made and kind == "postgresql" and size == SIZES[-1]:
        figures["generated_rows_per_second"] = made["generated_rows_per_second"]
    return figures


def _database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    return server.rsplit("/", 1)[0] + f"/{name}"


def _growth(figures: dict[str, float]) -> dict[str, float]:
    few, many = (f"postgresql.{size}" for size in (SIZES[0], SIZES[-1]))
    if few == many or f"{few}.board_p95_ms" not in figures:
        return {}
    return {f"growth.{page}": figures[f"{many}.{page}_p95_ms"] / figures[f"{few}.{page}_p95_ms"] for page in PAGES}
