"""
The file store: a folder of bytes named by their SHA-256.

Bytes are written beside their place, synced, then moved into it: a file that can be named is whole and on disk.
Bytes no `File` row names are swept a day after they came (`sweep`), so that a rolled-back upload leaves nothing
and an upload still in its transaction is not swept away.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings

KEEP_UNNAMED = timedelta(days=1)


@dataclass(frozen=True)
class Stored:
    """Bytes in the store: SHA-256 in hexadecimal, size in bytes."""

    digest: str
    size: int


class Writer:
    """Takes bytes in pieces; `keep` puts them into the store, `discard` forgets them."""

    def __init__(self) -> None:
        self._folder = Path(settings.FILES_DIR) / "coming"
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder)
        self._path = Path(name)
        self._file: IO[bytes] = os.fdopen(handle, "wb")
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._hash.update(piece)
        self.size += len(piece)

    def keep(self) -> Stored:
        """Sync the bytes to disk and name them by their digest; the same bytes are kept once."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        stored = Stored(self._hash.hexdigest(), self.size)
        place = _place(stored.digest)
        _make_folder(place.parent)
        if place.exists():
            self._path.unlink()
            os.utime(place)  # young again: the sweeper must not take it from under the new owner
        else:
            self._path.replace(place)
        _sync_folder(place.parent)
        return stored

    def discard(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)


def open_bytes(digest: str) -> BinaryIO:
    """Open kept bytes for reading; raises FileNotFoundError when the store does not have them."""
    return _place(digest).open("rb")


def has_bytes(digest: str) -> bool:
    return _place(digest).exists()


def keep_bytes(content: bytes) -> Stored:
    writer = Writer()
    writer.write(content)
    return writer.keep()


def list_digests() -> Iterator[tuple[str, float]]:
    """Go through the store: digest and the machine's time of last keeping, in seconds."""
    for folder in sorted(Path(settings.FILES_DIR).glob("??")):
        for path in folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                yield path.name, path.stat().st_mtime


def remove_bytes(digest: str, *, kept_before: float) -> bool:
    """Remove bytes unless they were kept again since that time (in seconds); say whether they went."""
    place = _place(digest)
    try:
        if place.stat().st_mtime >= kept_before:
            return False
        place.unlink()
    except FileNotFoundError:
        return False
    return True


def remove_unfinished(*, begun_before: float) -> None:
    """Remove what was being written and never came to its end."""
    for path in (Path(settings.FILES_DIR) / "coming").glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < begun_before:
                path.unlink()


def _place(digest: str) -> Path:
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise FileNotFoundError(digest)
    return Path(settings.FILES_DIR) / digest[:2] / digest


def _make_folder(folder: Path) -> None:
    """Make a folder of the store; its own name must be on disk before a file within it is promised."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
