"""
Whether this installation only shows: while it is upgraded, restored or moved, nothing may be written.

It stands in a file of the data folder, which every process looks at before each request and each turn: a row would
go with the database that is being replaced. Who switches it is journalled (`foundation.journal`).
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from langbiang.foundation.errors import Refused

RETRY = 300  # seconds after which a program may ask again
_NAME = "readonly.json"


@dataclass(frozen=True)
class ReadOnly:
    """Why nothing may be written, in words for everybody, and since when (ISO 8601)."""

    reason: str
    since: str


class NotWritable(Refused):
    """Nothing may be written for now."""


def find_readonly() -> ReadOnly | None:
    """Give what stands in the file; None when there is none, and work goes on."""
    try:
        return ReadOnly(**json.loads(_path().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def check_writable() -> None:
    """:raises NotWritable: with the reason, for a program that may call again later."""
    found = find_readonly()
    if found is not None:
        raise NotWritable(f"Hệ thống tạm thời chỉ cho xem: {found.reason} Gọi lại sau.")


def put_readonly(told: ReadOnly) -> None:
    """Let every process see it at its next look."""
    _path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = _path().with_name(f"{_NAME}.{os.getpid()}")
    coming.write_text(json.dumps(asdict(told), ensure_ascii=False), encoding="utf-8")
    coming.replace(_path())


def remove_readonly() -> None:
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.DATA_DIR) / _NAME
