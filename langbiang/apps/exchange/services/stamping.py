"""Time stamps (RFC 3161) on seals: asked for after the fact, so that a service that is down holds nothing up."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings

from langbiang.apps.exchange.models import Seal
from langbiang.foundation import signing

BATCH = 200  # seals in one turn


def stamp_waiting(*, now: datetime) -> int:
    """
    Have the seals stamped that have no time stamp yet, the oldest first; say how many were.

    :raises signing.NoStamp: at the first that the service does not stamp; what was stamped before it stays so.
    """
    if not settings.TSA:
        return 0
    waiting = list(Seal.objects.filter(stamp=None).order_by("pk")[:BATCH])
    with signing.stamping() as stamp:
        for seal in waiting:
            token = stamp(sha256(seal.cms).digest())
            Seal.objects.filter(pk=seal.pk, stamp=None).update(stamp=token, stamped_at=now)
    return len(waiting)
