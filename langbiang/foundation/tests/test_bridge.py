"""From ASGI to WSGI: bytes of headers as they came, bodies in pieces, answers whole or streamed."""

import asyncio

import pytest

from langbiang.foundation.bridge import Bridge, environ_of

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "//a/đ",
    "query_string": "q=đ".encode(),
    "http_version": "1.1",
    "headers": [
        (b"content-length", b"6"),
        (b"x-words", "Tệp hỏng".encode()),
        (b"x-twice", b"1"),
        (b"x-twice", b"2"),
        (b"x_twice", b"3"),
    ],
}


def asked(application, *pieces, scope=SCOPE):
    """Ask the application once, with a body in these pieces; give what was sent."""
    waiting, sent = list(pieces), []

    async def receive():
        piece = waiting.pop(0) if waiting else None
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    asyncio.run(Bridge(application, threads=1)(scope, receive, send))
    return sent


def test_a_header_is_its_bytes_and_a_repeated_one_is_joined():
    environ = environ_of(SCOPE, None)
    assert environ["HTTP_X_WORDS"].encode("latin-1").decode() == "Tệp hỏng"
    assert environ["HTTP_X_TWICE"] == "1,2"
    assert environ["CONTENT_LENGTH"] == "6"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "//a/đ"
    assert environ["QUERY_STRING"].encode("latin-1").decode() == "q=đ"


def test_a_body_is_read_as_it_comes_and_a_small_answer_goes_whole():
    def application(environ, start):
        body = environ["wsgi.input"].read(6)
        start("201 Created", [("X-A", "b")])
        return [body, b"!"]

    head, content = asked(application, b"ab", b"", b"cdef")
    assert (head["status"], head["headers"]) == (201, [(b"x-a", b"b")])
    assert content == {"type": "http.response.body", "body": b"abcdef!", "more_body": False}


def test_a_body_that_breaks_off_ends_early():
    def application(environ, start):
        start("200 OK", [])
        return [environ["wsgi.input"].read(6)]

    def broken(environ, start):
        return application(environ, start)

    assert asked(broken, b"ab")[1]["body"] == b"ab"


def test_a_large_answer_is_streamed_and_closed():
    closed = []

    class Pieces:
        def __iter__(self):
            return iter([b"x" * 40_000] * 4)

        def close(self):
            closed.append(True)

    def application(environ, start):
        start("200 OK", [])
        return Pieces()

    _, *content = asked(application)
    assert b"".join(message["body"] for message in content) == b"x" * 160_000
    assert [message["more_body"] for message in content] == [True, True, True, False]
    assert closed == [True]


def test_a_fault_is_the_servers_to_answer():
    def application(environ, start):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        asked(application)


LIVED = ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.mark.parametrize(("kind", "told"), [("lifespan", LIVED), ("websocket", ["websocket.close"])])
def test_what_is_no_request(kind, told):
    assert [message["type"] for message in asked(None, scope={"type": kind})] == told
