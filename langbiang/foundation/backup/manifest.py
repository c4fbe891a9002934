"""What a set says of itself: every part with its SHA-256, and where the journal stood."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1
DATABASE, KEYS, FILES, CHECKPOINTS, CLOCK = "database", "keys", "files", "heads.jsonl", "demo_first_start"


@dataclass(frozen=True)
class Head:
    """Where the journal stood."""

    epoch: int
    position: int
    chain: str


@dataclass(frozen=True)
class Manifest:
    """
    `parts` are paths within the set; `keys` names and fingerprints of keys, never the keys themselves.

    `migrations` are those that the database had; sets made before they were listed name none.
    """

    made_at: str
    vendor: str
    head: Head
    keys: dict[str, str]
    parts: dict[str, str] = field(default_factory=dict)
    migrations: list[str] = field(default_factory=list)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a set; OSError, ValueError or TypeError when it is none."""
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return cls(**{**said, "head": Head(**said["head"])})

    def damaged(self, folder: Path, parts: Iterable[str]) -> list[str]:
        """Name the parts, of these, that are missing or not what they were."""
        return [part for part in parts if not _holds(folder / part, self.parts[part])]


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _holds(path: Path, digest: str) -> bool:
    return path.is_file() and digest_of(path) == digest
