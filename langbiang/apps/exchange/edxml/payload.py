"""
One attachment's content on its way from base64 text to the file store, piece by piece.

A ZIP is held in a temporary file until the packet has been read to its end: only then is it known whether it
is the sender's wrapping or the attachment itself. Everything else goes straight to the store. The system's
folder for temporary files (TMPDIR) must therefore be on a disk that holds the largest packet.
"""

import binascii
import tempfile
from collections.abc import Callable
from typing import Protocol

from langbiang.foundation.files.sniff import ZIP_STARTS

_WHITE_SPACE = b" \t\r\n"
_PIECE = 64 * 1024


class Source(Protocol):
    """Where a packet is read from: a file, an upload, anything that gives bytes in pieces."""

    def read(self, size: int, /) -> bytes: ...


class Stored(Protocol):
    """What the file store says of a kept file: SHA-256 in hex, and bytes."""

    @property
    def digest(self) -> str: ...

    @property
    def size(self) -> int: ...


class Sink(Protocol):
    """Where bytes go: the file store's writer."""

    def write(self, piece: bytes, /) -> object: ...

    def keep(self) -> Stored: ...

    def discard(self) -> object: ...


class Spool:
    """A ZIP that waits for its fate in a temporary file."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  it outlives this call; discard() or unwrapping closes it

    def write(self, piece: bytes) -> None:
        self.file.write(piece)

    def discard(self) -> None:
        self.file.close()


class Payload:
    """Decodes the text given to it; owns at any time at most one place where the bytes are."""

    def __init__(self, store: Callable[[], Sink]) -> None:
        self.target: Sink | Spool | None = None
        self.fault = ""
        self._store = store
        self._waiting = b""
        self._ended = False

    def feed(self, text: str) -> None:
        if self.fault:
            return
        try:
            self._waiting += text.encode("ascii").translate(None, _WHITE_SPACE)
        except UnicodeEncodeError:
            self.fail("Nội dung tệp không phải base64.")
            return
        if len(self._waiting) >= _PIECE:
            whole = len(self._waiting) // 4 * 4
            piece, self._waiting = self._waiting[:whole], self._waiting[whole:]
            self._decode(piece)

    def close(self) -> None:
        """The text is at its end."""
        if self.fault:
            return
        if self._waiting:
            self._decode(self._waiting)
        elif self.target is None:
            self.fail("Tệp đính kèm không có nội dung.")

    def fail(self, fault: str) -> None:
        """Remember why there is no content, and give up what was written."""
        self.fault = fault
        self.discard()

    def discard(self) -> None:
        if self.target is not None:
            self.target.discard()
        self.target = None

    def move_to_store(self) -> Sink:
        """Begin anew in the store; the caller has what was written before."""
        self.target = self._store()
        return self.target

    def _decode(self, piece: bytes) -> None:
        if self._ended:
            self.fail("Nội dung base64 còn chữ sau dấu kết thúc.")
            return
        try:
            content = binascii.a2b_base64(piece, strict_mode=True)
        except binascii.Error:
            self.fail("Nội dung base64 bị hỏng hoặc thiếu.")
            return
        self._ended = piece.endswith(b"=")
        if self.target is None:
            self.target = Spool() if content.startswith(ZIP_STARTS) else self._store()
        self.target.write(content)
