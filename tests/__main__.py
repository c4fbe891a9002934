"""
`make test`: everything that this machine can run, on both databases; the last lines name what it could not.

As root with apt-get it brings PostgreSQL, Chromium, LibreOffice, SoftHSM2. With LANGBIANG_CI=1 nothing may be left out.
"""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

from tests import postgresql

LONG = bool(os.environ.get("LANGBIANG_LONG"))
BOTH_CORES = ["-n", "2", "--dist", "worksteal"]


@dataclass(frozen=True)
class Part:
    """Something of the machine that some tests need."""

    name: str
    package: str
    binary: str

    def is_here(self) -> bool:
        return postgresql.available() if self.binary == "postgres" else shutil.which(self.binary) is not None


POSTGRESQL = Part("PostgreSQL", "postgresql", "postgres")
CHROMIUM = Part("Chromium", "chromium", "chromium")
LIBREOFFICE = Part("LibreOffice", "libreoffice-writer-nogui", "soffice")
SOFTHSM = Part("SoftHSM2", "softhsm2", "softhsm2-util")
PARTS = (POSTGRESQL, CHROMIUM, LIBREOFFICE, SOFTHSM)


@dataclass(frozen=True)
class Suite:
    name: str
    database: str
    words: list[str]
    only: str = ""  # what of it, where another suite tests the rest: LANGBIANG_TEST_ONLY of conftest.py


def main(paths: list[str]) -> int:
    for part in PARTS:
        if not part.is_here():
            install(part)
    left_out = [part.name for part in PARTS if not part.is_here()]
    results = [result for beside in suites() for result in run(beside, paths)]
    print()
    for name, code, seconds in results:
        print(f"{name}: {'passed' if code == 0 else 'FAILED'} in {seconds:.0f} s")
    for name in left_out:
        print(f"LEFT OUT: {name} is not installed, its tests did not run.")
    forbidden = bool(left_out) and os.environ.get("LANGBIANG_CI") == "1"
    return 1 if forbidden or any(code for _, code, _ in results) else 0


def install(part: Part) -> None:
    """Bring a part where that is allowed; a failure is told at the end, as a part left out."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print(f"Installing {part.name}…", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-qy", "--no-install-recommends", part.package]):
        subprocess.run(["apt-get", *words], env=quiet, check=False, stdout=subprocess.DEVNULL)


def suites() -> list[list[Suite]]:
    """
    Give what is to be run, one list after the other; those in one list side by side.

    Browsers have processes of their own, for playwright leaves a running event loop behind. What kills at random comes
    last, apart from the others; each of the two uses about one core. What needs no database runs once. Apps are tested
    on PostgreSQL, as provinces run them; on SQLite the foundation, every address, the browser's journeys and whole
    processes (the long run: everything on both).
    """
    both = [("SQLite", "sqlite"), *([("PostgreSQL", "postgresql")] if POSTGRESQL.is_here() else [])]
    only = {"sqlite": "foundation", "postgresql": "database"} if len(both) > 1 and not LONG else {}
    words = [*BOTH_CORES, *_only("not crash", "not browser")]
    plain = [[Suite(name, kind, words, only.get(kind, ""))] for name, kind in both]
    browser = [[Suite("Browser", "sqlite", [*BOTH_CORES, *_only("browser")])]] if CHROMIUM.is_here() else []
    killed = [Suite(f"{name}, killed at random", kind, _only("crash")) for name, kind in both]
    return [*plain, *browser, killed]


def _only(*marks: str) -> list[str]:
    return ["-m", " and ".join(marks)]


def run(beside: list[Suite], paths: list[str]) -> list[tuple[str, int, float]]:
    """Run suites side by side; give name, exit code and seconds of each. That paths select nothing is no failure."""
    begun = time.monotonic()
    started = [(suite, _start(suite, paths, alone=len(beside) == 1)) for suite in beside]
    results = []
    for suite, process in started:
        told, _ = process.communicate()
        print(f"\n== {suite.name}\n{told or ''}", end="", flush=True)
        nothing = 5
        code = 0 if process.returncode == nothing and paths else process.returncode
        results.append((suite.name, code, time.monotonic() - begun))
    return results


def _start(suite: Suite, paths: list[str], *, alone: bool) -> "subprocess.Popen[str]":
    """Start a suite; alone it writes as it goes, beside others it is told at its end."""
    only = "" if paths else suite.only
    environment = {**os.environ, "LANGBIANG_TEST_DB": suite.database, "LANGBIANG_TEST_ONLY": only}
    words = [sys.executable, "-m", "pytest", "-q", *suite.words, *paths]
    return subprocess.Popen(words, env=environment, text=True, stdout=None if alone else subprocess.PIPE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
