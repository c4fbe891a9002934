"""The time-stamping service that is set (RFC 3161): the one client of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings

from langbiang.foundation.line import CallFailed, Line
from langbiang.foundation.signing.seals import CannotStamp, stamp_of, stamp_request

MOST = 64 * 1024  # bytes of a reply
HEADERS = {"Content-Type": "application/timestamp-query"}


class NoStamp(Exception):
    """The time-stamping service does not answer, or answers what is no time stamp; asked again at the next turn."""


@contextmanager
def stamping() -> Iterator[Callable[[bytes], bytes]]:
    """
    Open a line to the service; gives a function that has a SHA-256 stamped and gives the stamp (DER).

    :raises NoStamp: from that function, when the service does not stamp.
    """
    line, path = Line(settings.TSA), "" if urlsplit(settings.TSA).path.strip("/") else "/"

    def stamp(digest: bytes) -> bytes:
        request = stamp_request(digest)
        try:
            answer = line.call("POST", path, headers=HEADERS, body=request, limit=MOST)
            return stamp_of(answer.body, request)
        except (CallFailed, CannotStamp) as failure:
            raise NoStamp(str(failure)) from failure

    try:
        yield stamp
    finally:
        line.close()
