"""HTTP to one connected system: every call ends within its time, and ends well or with a `TransferFailed`."""

import http.client
import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO
from urllib.parse import urlsplit

from langbiang.apps.exchange.transport import Rubbish, Unreached

CONNECT = 10.0  # seconds to reach the other side
WHOLE = 60.0  # seconds of a call without a packet; one byte a second does not stretch it
A_MEGABYTE = 2.0  # seconds more for each megabyte of a packet
MOST = 64 * 1024 * 1024  # bytes of an answer that is no packet
PIECE = 64 * 1024


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


class Line:
    """
    A connection to one address, opened when needed and kept for the next call; not for several threads.

    Every call of the three protocols may be repeated, so a connection that the other side closed while it was idle is
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

        :raises Unreached: when nobody answers in time; Rubbish: when the answer is longer than `limit` bytes.
        """
        length = len(body) if isinstance(body, bytes) else size or 0
        told = {**(headers or {}), "Content-Length": str(length)}
        again = self._open is not None
        while True:
            try:
                with self._within(WHOLE + A_MEGABYTE * (length + (limit if out else 0)) / 1024**2) as connection:
                    connection.request(method, self._path + path, body=body, headers=told)
                    return _read(connection.getresponse(), out, limit)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if not (again and isinstance(error, ConnectionError | http.client.RemoteDisconnected)):
                    raise Unreached(_words(error)) from error
                again = False
                if not isinstance(body, bytes):
                    body.seek(0)
            except BaseException:
                self.close()
                raise

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
        """Give the open connection, and cut it when the time is over: a peer may send for ever, byte by byte."""
        if self._open is None:
            self._open = self._connect()
        connection = self._open
        cut = threading.Timer(seconds, _cut, [connection])
        cut.daemon = True
        cut.start()
        try:
            yield connection
        finally:
            cut.cancel()


def text_of(item: dict[str, Any], name: str) -> str:
    """
    Give what an answer must say.

    :raises Rubbish: when it does not.
    """
    found = item.get(name)
    if not isinstance(found, str | int) or not str(found):
        raise Rubbish(f"Trả lời thiếu {name}.")
    return str(found)


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        connection.sock.close()


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
