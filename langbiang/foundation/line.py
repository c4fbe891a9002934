"""HTTP to one address outside: every call ends within its time, and ends well or with a `CallFailed`."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any, BinaryIO
from urllib.parse import urlsplit

CONNECT = 10.0  # seconds to reach the other side
WHOLE = 60.0  # seconds of a call without a packet; one byte a second does not stretch it
A_MEGABYTE = 2.0  # seconds more for each megabyte of a packet
MOST = 64 * 1024 * 1024  # bytes of an answer that is no packet
PIECE = 64 * 1024
GONE = (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError)  # how a line looks that was closed while idle
BUSY = {408, 425, 429}  # with all of 500 and above: says nothing of the thing that was sent


class CallFailed(Exception):
    """A call came to nothing; the text says why, in Vietnamese."""


class Unreached(CallFailed):
    """Nobody answered in time, or only noise of the network: worth trying again."""


class Rubbish(CallFailed):
    """The other side answered what its protocol does not allow: never taken for a success, nor for an empty list."""


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status and, unless it was written away, the body."""

    status: int
    body: bytes = b""

    def json(self) -> Any:
        """:raises Rubbish: when it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Rubbish(f"Trả lời (HTTP {self.status}) không phải JSON.") from error

    def object(self) -> dict[str, Any]:
        """:raises Rubbish: when it is no JSON object."""
        found = self.json()
        if not isinstance(found, dict):
            raise Rubbish(f"Trả lời (HTTP {self.status}) không phải một đối tượng JSON.")
        return found


class Line:
    """
    A connection to one address, opened when needed and kept for the next call; not for several threads.

    Every call made over it may be repeated, so a connection that the other side closed while it was idle is
    opened again without asking anybody.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._path = parts.path.rstrip("/")
        self._host, self._port = parts.hostname or "", parts.port
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._open: http.client.HTTPConnection | None = None

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | BinaryIO = b"",
        size: int | None = None,
        out: IO[bytes] | None = None,
        limit: int = MOST,
    ) -> Answer:
        """
        Call and give the answer; with `out` the body of an HTTP 200 is written there.

        :raises Unreached: when nobody answers in time, or the other side has a fault or too much to do; Rubbish: when
            the answer is longer than `limit` bytes.
        """
        length = len(body) if isinstance(body, bytes) else size or 0
        told = {**(headers or {}), "Content-Length": str(length)}
        seconds = longest_call(length + (limit if out else 0))
        again = self._open is not None
        while True:
            try:
                with self._within(seconds) as connection:
                    connection.request(method, self._path + path, body=body, headers=told)
                    answer = _read(connection.getresponse(), out, limit)
                break
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if not (again and isinstance(error, GONE)):
                    raise Unreached(_words(error)) from error
                again = False
                if not isinstance(body, bytes):
                    body.seek(0)
            except BaseException:
                self.close()
                raise
        if answer.status >= 500 or answer.status in BUSY:
            raise Unreached(f"Bên kia tạm không phục vụ được (HTTP {answer.status}).")
        return answer

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connect(self) -> http.client.HTTPConnection:
        connection = (
            http.client.HTTPSConnection(self._host, self._port, timeout=CONNECT, context=self._tls)
            if self._tls
            else http.client.HTTPConnection(self._host, self._port, timeout=CONNECT)
        )
        connection.connect()
        connection.sock.settimeout(WHOLE)
        return connection

    @contextmanager
    def _within(self, seconds: float) -> Iterator[http.client.HTTPConnection]:
        """
        Give the open connection, and cut it when the time is over: a peer may send for ever, byte by byte.

        :raises TimeoutError: when it was cut, whatever the cut looked like from within.
        """
        if self._open is None:
            self._open = self._connect()
        over = threading.Event()
        # The socket itself: of an answer that ends with its connection, http.client lets go before it is read.
        timer = threading.Timer(seconds, _cut, [self._open.sock, over])
        timer.daemon = True
        timer.start()
        try:
            yield self._open
        except (OSError, ValueError, http.client.HTTPException) as error:
            if over.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
        if over.is_set():
            raise TimeoutError


def longest_call(size: int) -> float:
    """Give the seconds after which a call with so many bytes of packet is cut."""
    return WHOLE + A_MEGABYTE * size / 1024**2


def text_of(item: dict[str, Any], name: str) -> str:
    """
    Give what an answer must say.

    :raises Rubbish: when it does not.
    """
    found = item.get(name)
    if not isinstance(found, str | int) or not str(found):
        raise Rubbish(f"Trả lời thiếu {name}.")
    return str(found)


def items_of(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """
    Give the list that an answer must hold.

    :raises Rubbish: when it does not; an empty success would be a silent loss.
    """
    found = answer.get(name)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Rubbish(f"Danh sách trả lời thiếu {name}.")
    return found


def _cut(line: socket.socket, over: threading.Event) -> None:
    """Wake whoever reads from or writes to the line; closing it would not."""
    over.set()
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # the plain one: TLS is still at work in the other thread


def _read(response: http.client.HTTPResponse, out: IO[bytes] | None, limit: int) -> Answer:
    """Read an answer whole, so that the connection serves the next call."""
    kept, total = bytearray(), 0
    into = out.write if out is not None and response.status == 200 else kept.extend
    while piece := response.read(PIECE):
        total += len(piece)
        if total > limit:
            raise Rubbish(f"Trả lời dài hơn {limit // 1024**2} MB.")
        into(piece)
    if response.length:
        raise http.client.IncompleteRead(bytes(kept), response.length)
    return Answer(response.status, bytes(kept))


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "Quá thời gian chờ trả lời."
    if isinstance(error, ConnectionRefusedError):
        return "Máy chủ bên kia không nhận kết nối."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Chứng thư TLS của bên kia không tin được: {error.verify_message}."
    return f"Mất liên lạc: {type(error).__name__}."
