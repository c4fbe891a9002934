"""The database as one file, on SQLite by its online backup, on PostgreSQL by pg_dump and pg_restore."""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection, transaction

from langbiang.foundation.errors import Refused

_UNREADABLE = "Không đọc được phần cơ sở dữ liệu của bản sao lưu. Dùng một bản sao lưu khác. Chưa thay đổi gì."
Ask = Callable[[str], list[tuple[Any, ...]]]


class NoTool(Refused):
    """A program of PostgreSQL is not installed, or failed."""


class Unreadable(Refused):
    """The copy of the database is no copy."""


@contextmanager
def copied(path: Path) -> Iterator[Ask]:
    """Copy the database to a file; what is asked inside is answered from the very moment of the copy."""
    with _copied_sqlite(path) if connection.vendor == "sqlite" else _copied_postgresql(path) as ask:
        yield ask


def is_empty() -> bool:
    return not connection.introspection.table_names()


def is_in_use() -> bool:
    """Say whether anybody else is connected; only PostgreSQL can tell."""
    if connection.vendor == "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        ((others,),) = cursor.fetchall()
    return bool(others)


def check(path: Path) -> None:
    """
    See that the copy can be read here, and the program that reads it is installed, before anything is dropped.

    :raises Unreadable: when the copy is no copy.
    :raises NoTool: when the program is missing.
    """
    if connection.vendor == "sqlite":
        _check_sqlite(path)
    else:
        _check_postgresql(path)


def put_back(path: Path) -> None:
    """Replace the whole database by the copy, which `check` has found good."""
    if connection.vendor == "sqlite":
        _put_back_sqlite(path)
    else:
        _put_back_postgresql(path)


@contextmanager
def _copied_sqlite(path: Path) -> Iterator[Ask]:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        yield lambda question: copy.execute(question).fetchall()


def _check_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as copy:
            ((found,),) = copy.execute("PRAGMA quick_check(1)").fetchall()
            tables = copy.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise Unreadable(_UNREADABLE) from error
    if found != "ok" or not tables:
        raise Unreadable(_UNREADABLE)


def _put_back_sqlite(path: Path) -> None:
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    place.parent.mkdir(parents=True, exist_ok=True)
    coming = place.with_name(f"{place.name}.coming")
    shutil.copyfile(path, coming)
    for beside in ("-wal", "-shm"):  # of the database that goes: they must not be read into the one that comes
        place.with_name(place.name + beside).unlink(missing_ok=True)
    coming.replace(place)


@contextmanager
def _copied_postgresql(path: Path) -> Iterator[Ask]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")

        def ask(question: str) -> list[tuple[Any, ...]]:
            cursor.execute(question)
            return list(cursor.fetchall())

        yield ask


def _check_postgresql(path: Path) -> None:
    _find("pg_restore")
    try:
        _run("pg_restore", "--list", str(path))
    except NoTool as error:
        raise Unreadable(f"{_UNREADABLE} {error}") from error


def _put_back_postgresql(path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={connection.settings_dict['NAME']}", str(path))


def _run(name: str, *arguments: str) -> None:
    program = _find(name)
    done = subprocess.run(  # noqa: S603 - found above, arguments are ours
        [program, *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode == -signal.SIGXFSZ or "No space left" in done.stderr:
        raise OSError(errno.ENOSPC, name)
    if done.returncode:
        raise NoTool(f"{name} không chạy được: {done.stderr.strip()[-500:]}")


def _find(name: str) -> str:
    """Find the newest where Debian keeps them, for it must not be older than the server."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(places[-1]) if places else shutil.which(name)
    if found is None:
        raise NoTool(f"Không có chương trình {name}. Cài gói postgresql-client rồi chạy lại.")
    return found


def _environment() -> dict[str, str]:
    """Tell the database's address by the environment: a password on the command line is seen by all."""
    said = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {**os.environ, **{ours: str(said[theirs]) for ours, theirs in names.items() if said.get(theirs)}}
