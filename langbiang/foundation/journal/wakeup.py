"""
A nudge to the workers of this machine: one byte by Unix datagram after a commit.

It may be lost, so workers look every second all the same. A worker on another machine is woken by that
alone until PostgreSQL's LISTEN is wired in, which needs a direct connection (no transaction pooler).
"""

import contextlib
import os
import select
import socket
import tempfile
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from django.conf import settings

_LONGEST = 107  # bytes of a Unix socket's path, less the closing NUL
_NAME = 12 + len("/.sock")


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "wake"
    if len(os.fsencode(folder)) + _NAME <= _LONGEST:
        return folder
    return Path(tempfile.gettempdir()) / f"langbiang-{sha256(os.fsencode(folder)).hexdigest()[:16]}"


def send() -> None:
    """Wake every worker; sweep the sockets of those that died."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for path in _folder().glob("*.sock"):
            try:
                sender.sendto(b"!", str(path))
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
            except OSError:
                continue  # its queue is full, so it will wake anyway; or it has just gone


class Listener:
    """The socket of one worker."""

    def __init__(self) -> None:
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / f"{uuid4().hex[:12]}.sock"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(str(self._path))

    def wait(self, seconds: float) -> bool:
        """Sleep until woken, at most so long; many nudges are one."""
        ready, _, _ = select.select([self._socket], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            while True:
                self._socket.recv(16)
        return bool(ready)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._path.unlink(missing_ok=True)
