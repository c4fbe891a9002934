"""Time stamps (RFC 3161) on seals: asked for after the fact, so that a service that is down holds nothing up."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from langbiang.apps.exchange.models import Seal
from langbiang.apps.exchange.protocols.line import Line
from langbiang.apps.exchange.transport import Rubbish, Unreached
from langbiang.foundation import signing

MOST = 64 * 1024  # bytes of a reply
BATCH = 200  # seals in one turn
HEADERS = {"Content-Type": "application/timestamp-query"}


class NoStamp(Exception):
    """The time-stamping service does not answer, or answers what is no time stamp; asked again at the next turn."""


def stamp_waiting(*, now: datetime) -> int:
    """
    Have the seals stamped that have no time stamp yet, the oldest first; say how many were.

    :raises NoStamp: at the first that the service does not stamp; what was stamped before it stays so.
    """
    if not settings.TSA:
        return 0
    line, path = Line(settings.TSA), "" if urlsplit(settings.TSA).path.strip("/") else "/"
    waiting = list(Seal.objects.filter(stamp=None).order_by("pk")[:BATCH])
    try:
        for seal in waiting:
            stamp = _stamp(line, path, bytes(seal.cms))
            Seal.objects.filter(pk=seal.pk, stamp=None).update(stamp=stamp, stamped_at=now)
    finally:
        line.close()
    return len(waiting)


def _stamp(line: Line, path: str, seal: bytes) -> bytes:
    request = signing.stamp_request(seal)
    try:
        answer = line.call("POST", path, headers=HEADERS, body=request, limit=MOST)
        return signing.stamp_of(answer.body, request)
    except (Unreached, Rubbish, signing.CannotStamp) as failure:
        raise NoStamp(str(failure)) from failure
