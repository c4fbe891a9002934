"""
Signed heads of the journal and the file that keeps them: one JSON object a line, first the public key.

The file is the signer's own, append-only; copies of it, held where nobody who can write the database can
reach, are what proves that nothing was cut or rewritten.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from . import canonical

TAG = "lb.checkpoint.1"
_TAIL = 4096  # more than the longest line


@dataclass(frozen=True)
class SignedHead:
    """Up to `position` of `epoch` the journal was `chain`."""

    province: str
    epoch: int
    position: int
    chain: str
    at: str
    key_id: str
    signature: str = ""

    def text(self) -> bytes:
        """Give the bytes that are signed."""
        return canonical.encode([TAG, self.province, self.epoch, self.position, self.chain, self.at, self.key_id])

    def stamped(self) -> bytes:
        """Give the bytes that a time stamp is put on: what was signed, with its signature."""
        return self.text() + bytes.fromhex(self.signature)

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(bytes.fromhex(self.signature), self.text())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class PublicKey:
    """The key that signed the heads below it."""

    key_id: str
    public_key: str

    def load(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))


def default_path() -> Path:
    """Say where the signer keeps its copy."""
    return Path(getattr(settings, "CHECKPOINTS_FILE", settings.DATA_DIR / "checkpoints" / "heads.jsonl"))


def read_copy(path: Path) -> Iterator[SignedHead | PublicKey]:
    """Read a file of checkpoints line by line; ValueError names a line that is neither head nor key."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield _parse(line)
            except (ValueError, TypeError) as error:
                raise ValueError(f"Dòng {number} của tệp điểm kiểm không đọc được.") from error


class OwnCopy:
    """The signer's file: it grows at its end and nowhere else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._drop_torn_line()

    def last(self) -> SignedHead | None:
        """Give the last head signed."""
        with self.path.open("rb") as file:
            file.seek(max(0, self.path.stat().st_size - _TAIL))
            lines = file.read().decode(errors="replace").splitlines()
        last = _parse(lines[-1]) if lines else None
        return self.newest_upto(None) if isinstance(last, PublicKey) else last

    def newest_upto(self, position: int | None) -> SignedHead | None:
        """Give the newest head at or before a position, read from the beginning: rarely needed."""
        found = None
        for line in read_copy(self.path):
            if isinstance(line, SignedHead) and (position is None or line.position <= position):
                found = line
        return found

    def knows(self, key: PublicKey) -> bool:
        return any(line == key for line in read_copy(self.path))

    def append(self, line: SignedHead | PublicKey) -> None:
        """Write a line through to the disk, before anybody is told of it."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _drop_torn_line(self) -> None:
        """A line that a crash cut short was never told to anybody."""
        with self.path.open("r+b") as file:
            size = self.path.stat().st_size
            file.seek(max(0, size - _TAIL))
            torn = file.read().rpartition(b"\n")[2]
            file.truncate(size - len(torn))


def _parse(line: str) -> SignedHead | PublicKey:
    fields = json.loads(line)
    return PublicKey(**fields) if "public_key" in fields else SignedHead(**fields)
