"""
Asking clamd whether bytes hold a virus: INSTREAM of its protocol, over a Unix socket or TCP.

An own client of a few lines: the kept libraries are LGPL or idle for years, and one command is all that is needed.
"""

import logging
import socket
from collections.abc import Iterable

from django.conf import settings

from langbiang.foundation.errors import Refused

logger = logging.getLogger(__name__)

_WAIT = 60.0  # seconds for one answer: a large archive takes its time
_PIECE = 256 * 1024


class Infected(Refused):
    """The bytes hold a virus by the name that clamd gives."""


class NotScanned(Refused):
    """clamd is not there, and the setting says that nothing is taken in unseen."""


def check_clean(pieces: Iterable[bytes], name: str, *, field: str = "") -> None:
    """
    Ask about bytes, where a clamd is set.

    :raises Infected: when it finds something.
    :raises NotScanned: when it does not answer, unless LANGBIANG_CLAMD_DOWN is `accept`: then it is logged alone.
    """
    if not settings.CLAMD:
        return
    try:
        found = _ask(pieces)
    except OSError as fault:
        if settings.CLAMD_DOWN == "refuse":
            logger.error("clamd does not answer, a file was refused: %s", fault)
            words = "Chưa quét được vi-rút nên chưa nhận tệp. Thử lại sau ít phút; nếu vẫn vậy, báo quản trị."
            raise NotScanned(words, field=field) from fault
        logger.error("clamd does not answer, a file was taken in unseen: %s", fault)
        return
    if found:
        logger.error("clamd found %s, the file was refused", found)
        raise Infected(
            f"Tệp “{name}” có vi-rút ({found}) nên không nhận. Quét máy đang dùng rồi báo quản trị.", field=field
        )


def answers() -> bool:
    """Say whether clamd is there and well."""
    try:
        return not _ask([b"clean"])
    except OSError:
        return False


def _ask(pieces: Iterable[bytes]) -> str:
    """Give the name of what clamd found; empty for clean. OSError when it does not answer as it should."""
    with _connected() as line:
        line.sendall(b"zINSTREAM\0")
        for piece in pieces:
            for begin in range(0, len(piece), _PIECE):
                part = piece[begin : begin + _PIECE]
                line.sendall(len(part).to_bytes(4, "big") + part)
        line.sendall(bytes(4))
        answer = b""
        while more := line.recv(4096):
            answer += more
    said = answer.rstrip(b"\0").decode(errors="replace")
    if said == "stream: OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise ConnectionError(f"clamd said “{said[:100]}”")


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_WAIT)
        line.connect(settings.CLAMD)
        return line
    host, _, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_WAIT)
