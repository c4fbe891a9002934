"""Installations of their own for tests of whole processes: a folder, a database, the real commands."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def installed(folder: Path, kind: str | None = None) -> Iterator[Installation]:
    """Make an installation on the database under test (or on `kind`), and take the database away afterwards."""
    kind = kind or os.environ.get("LANGBIANG_TEST_DB", "sqlite")
    if kind == "sqlite":
        yield Installation(folder, f"sqlite:///{folder}/langbiang.sqlite3")
        return
    name = f"langbiang_{uuid4().hex[:12]}"
    with psycopg.connect(postgresql.cluster(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield Installation(folder, postgresql.cluster().rsplit("/", 1)[0] + f"/{name}")
    finally:
        with psycopg.connect(postgresql.cluster(), autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
