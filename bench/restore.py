"""
How long a province's holdings take to be backed up, restored into an empty installation, and verified there.

set_mb      of the backup: database, files, manifest
seed_s      making the holdings: not a figure of the product
backup_s    `langbiang backup`
restore_s   `langbiang restore` into an empty installation: every part's digest checked, files and database put back,
            a new epoch begun, the whole journal verified
verify_s    `langbiang journal verify` once more, alone

Each document has a file of its own, of two kilobytes; real ones are some hundred times larger, and their bytes take the
time that the disk takes. LANGBIANG_BENCH_DOCUMENTS names another number of documents, LANGBIANG_BENCH_DATABASES other
databases than both. Counts of what was restored are compared with what was there: the bench fails where they, or the
journal, do not agree.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.installations import Installation, installed

REPEATS = 1
DOCUMENTS = os.environ.get("LANGBIANG_BENCH_DOCUMENTS", "100000")
DATABASES = os.environ.get("LANGBIANG_BENCH_DATABASES", "sqlite,postgresql").split(",")


def measure() -> dict[str, float]:
    figures: dict[str, float] = {}
    for kind in DATABASES:
        with (
            tempfile.TemporaryDirectory(prefix="langbiang-bench-") as folder,
            installed(Path(folder) / "here", kind) as here,
            installed(Path(folder) / "there", kind, begun="empty") as there,
        ):
            found = _measure_one(here, there, Path(folder) / "set")
        figures |= {f"{kind}.{name}": figure for name, figure in found.items()}
    return figures


def _measure_one(here: Installation, there: Installation, kept: Path) -> dict[str, float]:
    seed_s, _ = _timed(here, "make", DOCUMENTS, module="bench.holdings")
    held = _count(here)
    backup_s, _ = _timed(here, "backup", str(kept))
    restore_s, told = _timed(there, "restore", str(kept))
    assert "Nhật ký nhất quán" in told, told
    verify_s, told = _timed(there, "journal", "verify")
    assert "Nhật ký nhất quán" in told, told
    # The restore itself is one act more.
    assert _count(there) == {**held, "acts": held["acts"] + 1}, (held, _count(there))
    set_mb = sum(path.stat().st_size for path in kept.rglob("*") if path.is_file()) / 1024**2
    times = {"seed_s": seed_s, "backup_s": backup_s, "restore_s": restore_s, "verify_s": verify_s}
    return {name: held[name] for name in ("documents", "acts", "files")} | {"set_mb": set_mb} | times


def _count(place: Installation) -> dict[str, int]:
    _, told = _timed(place, "count", module="bench.holdings")
    counts: dict[str, int] = json.loads(told.splitlines()[-1])
    return counts


def _timed(place: Installation, *words: str, module: str = "langbiang") -> tuple[float, str]:
    """Run a command to its end, however long; give its seconds and what it said."""
    begun = time.monotonic()
    process = place.start(module, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate()
    assert process.returncode == 0, f"{words}: {process.returncode}\n{out[-3000:]}\n{err[-3000:]}"
    print(f"{words[0]}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return time.monotonic() - begun, out
