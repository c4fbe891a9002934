"""
Making a set.

The database comes first, as of one moment; the list of files is read from that copy. Bytes are in the store before
the row that names them is committed, and never change: all that the copy names are there, whatever happens meanwhile.
"""

import errno
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from langbiang.foundation.backup import databases
from langbiang.foundation.backup.manifest import (
    CHECKPOINTS,
    CLOCK,
    DATABASE,
    FILES,
    KEYS,
    MANIFEST,
    Head,
    Manifest,
    digest_of,
)
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import open_bytes
from langbiang.foundation.journal.checkpoints import default_path

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NAME = re.compile(r"\d{8}T\d{6}")  # of a set that was named by its moment
Progress = Callable[[Iterable[str], str], Iterable[str]]


class CannotBackUp(Refused):
    """The folder is taken, the disk is full, or the store lacks a file that the database names."""


def back_up(folder: Path, *, now: datetime, with_keys: bool = False, progress: Progress) -> Manifest:
    """
    Make a set in a new folder, which appears under its name only when it is whole.

    :raises CannotBackUp: with the sentence for the operator.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CannotBackUp(f"Thư mục {folder} đã có dữ liệu. Chọn một thư mục mới.")
    making = folder.with_name(f"{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    try:
        manifest = _fill(making, now, with_keys=with_keys, progress=progress)
        if folder.exists():
            folder.rmdir()
        making.rename(folder)
    except (OSError, sqlite3.OperationalError) as fault:
        raise CannotBackUp(_unwritten(folder, fault)) from fault
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return manifest


def _unwritten(folder: Path, fault: OSError | sqlite3.OperationalError) -> str:
    """Say why a set could not be written, and what to do; what was written of it is gone."""
    full = fault.errno in _FULL if isinstance(fault, OSError) else "full" in str(fault) or "I/O" in str(fault)
    if full:
        return f"Hết chỗ trên đĩa chứa {folder.parent}. Dọn hoặc mở rộng đĩa, rồi sao lưu lại; bản dở đã được xóa."
    return f"Không ghi được vào {folder}: {fault}. Xem quyền của thư mục và đĩa, rồi sao lưu lại."


def folder_for(now: datetime, within: Path) -> Path:
    """Name the set of a moment, in UTC, so that names stand in the order of time."""
    return within / f"{now.astimezone(UTC):%Y%m%dT%H%M%S}"


def list_sets(within: Path) -> list[Path]:
    """List the whole sets that were named by their moment, the oldest first."""
    return sorted(each for each in within.glob("*") if _NAME.fullmatch(each.name) and (each / MANIFEST).is_file())


def forget_oldest(within: Path, *, keep: int) -> list[Path]:
    """Remove the oldest sets beyond so many; those named by people stay."""
    gone = list_sets(within)[:-keep]
    for each in gone:
        shutil.rmtree(each)
    return gone


def _fill(folder: Path, now: datetime, *, with_keys: bool, progress: Progress) -> Manifest:
    with databases.copied(folder / DATABASE) as ask:
        digests = [digest for (digest,) in ask("SELECT DISTINCT digest FROM files_file ORDER BY digest")]
        applied = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
        ((epoch, position, chain),) = ask("SELECT epoch, position, chain FROM journal_head")
    for digest in progress(digests, "Sao lưu tệp"):
        _copy_bytes(digest, folder)
    _copy_if_there(default_path(), folder / CHECKPOINTS)
    _copy_if_there(settings.DATA_DIR / CLOCK, folder / CLOCK)
    if with_keys:
        shutil.copytree(settings.KEYS_DIR, folder / KEYS)
    manifest = Manifest(
        made_at=now.isoformat(),
        vendor=connection.vendor,
        head=Head(epoch, position, bytes(chain).hex()),
        keys=fingerprints(),
        parts=_digests(folder),
        migrations=[f"{app}.{name}" for app, name in applied],
    )
    manifest.write(folder)
    return manifest


def fingerprints() -> dict[str, str]:
    """List the keys of this installation: name and SHA-256 of each."""
    return _digests(Path(settings.KEYS_DIR))


def _digests(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): digest_of(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def _copy_bytes(digest: str, folder: Path) -> None:
    place = folder / FILES / digest[:2] / digest
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open_bytes(digest) as kept, place.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
    except FileNotFoundError as missing:
        raise CannotBackUp(f"Kho tệp thiếu tệp {digest} mà dữ liệu có nhắc đến. Khôi phục tệp này trước.") from missing
    if digest_of(place) != digest:
        raise CannotBackUp(f"Tệp {digest} trong kho đã bị hỏng. Khôi phục tệp này trước.")


def _copy_if_there(path: Path, to: Path) -> None:
    if path.exists():
        shutil.copyfile(path, to)
