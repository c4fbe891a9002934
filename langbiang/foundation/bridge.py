"""
From ASGI to a WSGI application, for the one thing that only granian's ASGI does: headers as the bytes that came.

granian's WSGI gives an empty text for a header value beyond ASCII, and the signed headers of the document axis hold
Vietnamese. A thread of a fixed pool answers each request, so that database connections live as long as the thread;
bodies stream both ways. A request costs one hop to the pool and back (the kept library for this hops at every step,
and cannot read a body from granian at all).
"""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_WHOLE = 64 * 1024  # bytes of an answer that goes in one piece
_PLAIN = {"content-length": "CONTENT_LENGTH", "content-type": "CONTENT_TYPE"}


class Bridge:
    """An ASGI application that lets threads of one pool answer with a WSGI application."""

    def __init__(self, application: Wsgi, *, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        request = _Request(scope, receive, send, loop)
        rest = await loop.run_in_executor(self._pool, request.answer, self._application)
        if rest is not None:
            await send(request.head)
            await send({"type": "http.response.body", "body": rest, "more_body": False})


async def _live(receive: Receive, send: Send) -> None:
    for step in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{step}.complete"})


class _Request:
    """One request and its answer, seen from the thread that is at work on it."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, loop: asyncio.AbstractEventLoop) -> None:
        self._scope, self._receive, self._send, self._loop = scope, receive, send, loop
        self.head: dict[str, Any] = {}

    def answer(self, application: Wsgi) -> bytes | None:
        """Answer; give what remains to be sent in one piece, None when all was sent."""
        pieces = application(environ_of(self._scope, io.BufferedReader(_Body(self))), self._start)
        try:
            return self._send_pieces(iter(pieces))
        finally:
            getattr(pieces, "close", lambda: None)()

    def receive(self) -> dict[str, Any]:
        return self._wait(self._receive())

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        raw = [(name.encode("latin-1").lower(), value.encode("latin-1")) for name, value in headers]
        self.head = {"type": "http.response.start", "status": int(status[:3]), "headers": raw}
        return lambda piece: None  # the old way of writing, which Django does not use

    def _send_pieces(self, pieces: Iterator[bytes]) -> bytes | None:
        held = b""
        for piece in pieces:
            held += piece
            if len(held) > _WHOLE:
                break
        else:
            return held
        self._wait(self._send(self.head))
        self._wait(self._send({"type": "http.response.body", "body": held, "more_body": True}))
        for piece in pieces:
            self._wait(self._send({"type": "http.response.body", "body": piece, "more_body": True}))
        self._wait(self._send({"type": "http.response.body", "body": b"", "more_body": False}))
        return None

    def _wait(self, step: Awaitable[T]) -> T:
        async def taken() -> T:
            return await step

        return asyncio.run_coroutine_threadsafe(taken(), self._loop).result()


class _Body(io.RawIOBase):
    """The request's body as it comes; ends early when the other side hangs up."""

    def __init__(self, request: _Request) -> None:
        self._request, self._held, self._more = request, b"", True

    def readable(self) -> bool:
        return True

    def readinto(self, space: Any) -> int:
        while not self._held and self._more:
            message = self._request.receive()
            self._held = message.get("body", b"")
            self._more = bool(message.get("more_body", False))
        taken = self._held[: len(space)]
        self._held = self._held[len(taken) :]
        space[: len(taken)] = taken
        return len(taken)


def environ_of(scope: Scope, body: io.BufferedReader) -> dict[str, Any]:
    """Describe a request as WSGI does (PEP 3333): every byte one Latin-1 letter, repeated headers joined."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1")
        if "_" in name:  # it would pass for the same name with a dash
            continue
        key = _PLAIN.get(name) or "HTTP_" + name.upper().replace("-", "_")
        said = value.decode("latin-1")
        environ[key] = f"{environ[key]},{said}" if key in environ else said
    return environ
