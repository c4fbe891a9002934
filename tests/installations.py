"""
Installations of their own for tests of whole processes: a folder, a database, the real commands.

How one begins is made once for each database and copied from then on, which takes a tenth of the time.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg

from tests import postgresql

ROOT = Path(__file__).resolve().parent.parent


class Installation:
    """One installation, reached only as an operator would: by commands with its environment."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LANGBIANG_")}
        self.environment = {
            **inherited,
            "LANGBIANG_DATA": str(folder),
            "LANGBIANG_DATABASE_URL": database,
            "LANGBIANG_DEMO": "1",
            "LANGBIANG_LOG_LEVEL": "CRITICAL",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, module: str, *words: str, **options: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", module, *words]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, text=True, **options)

    def run(self, *words: str, code: int = 0, module: str = "langbiang") -> str:
        """Run a command to its end; give what it wrote."""
        process = self.start(module, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=600)
        assert process.returncode == code, f"{words}: {process.returncode}\n{out[-3000:]}\n{err[-3000:]}"
        return out + err


# What is run on an empty database, by the name of how an installation begins.
BEGINNINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "empty": {},
    "migrated": {"langbiang": ("migrate", "--verbosity", "0")},
    "province": {"tests.province": ("prepare",)},
}


@contextmanager
def installed(folder: Path, kind: str | None = None, *, begun: str = "migrated") -> Iterator[Installation]:
    """Make an installation on the database under test (or on `kind`), and take the database away afterwards."""
    kind = kind or os.environ.get("LANGBIANG_TEST_DB", "sqlite")
    template = _template(kind, begun) if BEGINNINGS[begun] else None
    if template:
        shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    if kind == "sqlite":
        yield Installation(folder, f"sqlite:///{folder}/langbiang.sqlite3")
        return
    url = _create_database(template)
    try:
        yield Installation(folder, url)
    finally:
        _drop_database(url)


@cache
def _template(kind: str, begun: str) -> Installation:
    """Make it once for all processes of one run: they are told of the folder by the environment."""
    kept = _templates()
    folder, note = kept / f"{kind}-{begun}", kept / f"{kind}-{begun}.url"
    with (kept / f"{kind}-{begun}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            folder.mkdir()
            url = f"sqlite:///{folder}/langbiang.sqlite3" if kind == "sqlite" else _create_database()
            for module, words in BEGINNINGS[begun].items():
                Installation(folder, url).run(*words, module=module)
            note.write_text(url)
    return Installation(folder, note.read_text())


@cache
def _templates() -> Path:
    """Give the folder of those of the run that started this process, or one of its own where a bench is run."""
    told = os.environ.get("LANGBIANG_TEST_TEMPLATES")
    if told:
        return Path(told)
    folder = tempfile.mkdtemp(prefix="langbiang-templates-")
    atexit.register(shutil.rmtree, folder, True)
    return Path(folder)


def _create_database(template: Installation | None = None) -> str:
    name = f"langbiang_{uuid4().hex[:12]}"
    like = f" TEMPLATE {_name_of(template.environment['LANGBIANG_DATABASE_URL'])}" if template else ""
    with psycopg.connect(postgresql.cluster(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}{like}")
    return postgresql.cluster().rsplit("/", 1)[0] + f"/{name}"


def _drop_database(url: str) -> None:
    with psycopg.connect(postgresql.cluster(), autocommit=True) as server:
        server.execute(f"DROP DATABASE {_name_of(url)} WITH (FORCE)")


def _name_of(url: str) -> str:
    return url.rpartition("/")[2]
