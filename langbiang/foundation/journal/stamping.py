"""
Time stamps (RFC 3161) on signed heads: an authority outside says when the journal stood at one.

The worker asks for them, not the signer, which calls nobody: a service that is down holds no signature up.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import QuerySet

from langbiang.foundation import signing

from .models import Checkpoint, CheckpointStamp
from .proving import signed_head

BATCH = 100  # heads in one turn


def list_unstamped() -> QuerySet[Checkpoint]:
    """List the heads signed after the last that has a stamp, the oldest first."""
    last = CheckpointStamp.objects.order_by("-checkpoint_id").first()
    heads = Checkpoint.objects.order_by("pk")
    return heads.filter(pk__gt=last.checkpoint_id) if last else heads


def unstamped_since() -> datetime | None:
    """Say since when a head waits for its stamp; None when none does, or no service is set."""
    waiting = list_unstamped().first() if settings.TSA else None
    return waiting.at if waiting else None


def find_last_stamp() -> bytes | None:
    """Give the newest stamp (DER)."""
    last = CheckpointStamp.objects.order_by("-checkpoint_id").first()
    return bytes(last.token) if last else None


def stamp_heads(*, now: datetime) -> int:
    """
    Have the heads stamped that wait, the oldest first; say how many were.

    The very first stamp goes to the newest head: the chain makes it cover all before, and a service that is set late
    is not asked for years of them. A stamp that would not count here is not kept.

    :raises signing.NoStamp: at the first that the service does not stamp; what was stamped before it stays so.
    """
    if not settings.TSA:
        return 0
    waiting = list_unstamped()
    if not CheckpointStamp.objects.exists():
        waiting = waiting.reverse()[:1]
    heads = list(waiting[:BATCH])
    with signing.stamping() as stamp:
        for head in heads:
            token = stamp(sha256(signed_head(head).stamped()).digest())
            for fault in find_faults(head, token, signing.trusted_roots()):
                raise signing.NoStamp(fault)
            row = CheckpointStamp(checkpoint=head, token=token, kept_at=now)
            CheckpointStamp.objects.bulk_create([row], ignore_conflicts=True)  # another worker may have been first
    return len(heads)


def find_faults(head: Checkpoint, token: bytes, trust: list[bytes]) -> Iterator[str]:
    """Say what is wrong with a stamp: it cannot be read, is not for this head, or of a service not trusted here."""
    where = f"Dấu thời gian của đầu chuỗi ở vị trí {head.position} (kỷ nguyên {head.epoch})"
    try:
        found = signing.judge_stamp(token, signed_head(head).stamped(), trust=trust)
    except signing.NoSeal:
        yield f"{where} không đọc được."
        return
    if not found.intact:
        yield f"{where} không khớp với đầu chuỗi ấy, hoặc đã bị sửa."
    elif not found.trusted:
        yield f"{where} không do dịch vụ được tin cậy cấp: không có chứng thư gốc của dịch vụ trong keys/roots."
