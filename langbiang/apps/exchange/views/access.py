"""What every protocol asks before it serves a system, and how bytes go out."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from langbiang.apps.exchange import queries
from langbiang.apps.exchange.limits import within_limit
from langbiang.apps.exchange.models import System
from langbiang.apps.exchange.services import note_seen
from langbiang.foundation import vault
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, open_file
from langbiang.foundation.readonly import check_writable

PIECE = 192 * 1024  # whole groups of three bytes, so that pieces of base64 join
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Suspended(Refused):
    """The system may not call for now."""


class TooMany(Refused):
    """The system has called more often than it may in this minute."""


def caller(code: str, protocol: str) -> System | None:
    """Find the system of that id that calls us in this protocol."""
    system = queries.find_system(code)
    if system is None or system.protocol != protocol or system.way != System.Way.CALLS:
        return None
    return system


def secret_of(system: System) -> str:
    return vault.unseal(system.sealed_secret)


def admit(system: System, now: datetime) -> None:
    """
    Let a system that said rightly who it is call now: every call is noted, also one that only asks.

    :raises NotWritable, Suspended, TooMany: when it may not.
    """
    check_writable()
    if system.state != System.State.ACTIVE:
        raise Suspended(f"Kết nối của hệ thống {system.code} đang tạm dừng. Liên hệ quản trị trục.")
    if not within_limit(system, now):
        raise TooMany(f"Quá {system.calls_a_minute} lần gọi trong một phút. Gọi lại sau.")
    note_seen(system, now=now)


def pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Give the next `size` bytes piece by piece, and close the stream."""
    with stream:
        while size > 0 and (piece := stream.read(min(size, PIECE))):
            size -= len(piece)
            yield piece


def joined(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Give small parts as few large ones."""
    held: list[bytes] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def whole(file: File) -> Iterator[bytes]:
    return pieces(open_file(file), file.size)


def serve(request: HttpRequest, file: File) -> HttpResponseBase:
    """Answer with a file's bytes, or with the one range of them that is asked for (RFC 9110)."""
    begin, end, status = 0, file.size, 200
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked and any(asked.groups()):
        (begin, end), status = _range(asked[1], asked[2], file.size), 206
        if begin >= end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    stream = open_file(file)
    stream.seek(begin)
    response = StreamingHttpResponse(pieces(stream, end - begin), status=status)
    if status == 206:
        response.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{file.size}"
    for name, value in {
        "Content-Type": file.media_type,
        "Content-Length": str(end - begin),
        "Accept-Ranges": "bytes",
        "ETag": f'"{file.digest}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }.items():
        response.headers[name] = value
    return response


def _range(first: str, last: str, size: int) -> tuple[int, int]:
    """Turn a range as it is asked into begin and end; nothing lies between where it cannot be served."""
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1 if last else size)
