"""A file store for tests: a folder, with a count of what is open."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from langbiang.apps.exchange.edxml import Limits, Packet, read_packet
from langbiang.apps.exchange.edxml.limits import DEFAULT_LIMITS
from langbiang.foundation.signing import opens_strictly

PACKETS = Path(__file__).parent / "packets"


@dataclass(frozen=True)
class Kept:
    digest: str
    size: int


class FolderStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.begun = 0
        self.kept: list[Kept] = []
        self.discarded = 0

    def new(self) -> "FolderSink":
        self.begun += 1
        return FolderSink(self, self.folder / f"part-{self.begun}")

    def open(self, digest: str) -> BinaryIO:
        return (self.folder / digest).open("rb")

    def bytes_of(self, digest: str) -> bytes:
        return (self.folder / digest).read_bytes()

    @property
    def half_kept(self) -> int:
        return self.begun - len(self.kept) - self.discarded


class FolderSink:
    def __init__(self, store: FolderStore, path: Path) -> None:
        self._store = store
        self._path = path
        self._file = path.open("wb")
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._hash.update(piece)
        self._size += len(piece)

    def keep(self) -> Kept:
        self._file.close()
        kept = Kept(self._hash.hexdigest(), self._size)
        self._path.rename(self._store.folder / kept.digest)
        self._store.kept.append(kept)
        return kept

    def discard(self) -> None:
        self._file.close()
        self._path.unlink()
        self._store.discarded += 1


def read(packet: bytes | BinaryIO, store: FolderStore, limits: Limits = DEFAULT_LIMITS) -> Packet:
    stream = io.BytesIO(packet) if isinstance(packet, bytes) else packet
    return read_packet(stream, store=store.new, open_stored=store.open, pdf_opens=opens_strictly, limits=limits)
