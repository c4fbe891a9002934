"""Read-only mode as an official act: who stopped all writing, why, and who let it go on."""

from datetime import datetime

from django.db import transaction

from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.readonly import ReadOnly, find_readonly, put_readonly, remove_readonly

from .actors import Actor
from .acts import WritingResumed, WritingStopped
from .models import JournalHead
from .writing import write


class CannotSwitch(Refused):
    """Writing is already stopped, or already goes on."""


def stop_writing(reason: str, *, by: Actor, now: datetime) -> ReadOnly:
    """
    Journal it, then let nothing more be written.

    :raises CannotSwitch: without a reason, or when it is stopped already.
    """
    said = check_said(reason, limit=300, refusal=CannotSwitch, missing="Hãy ghi lý do cho mọi người.", field="reason")
    if (found := find_readonly()) is not None:
        raise CannotSwitch(f"Đang ở chế độ chỉ xem từ {found.since}: {found.reason}")
    told = ReadOnly(f"{said.rstrip('.')}.", now.isoformat(timespec="seconds"))
    with transaction.atomic():
        write(_head(), WritingStopped(reason=said), by=by, now=now, fields=[])
    put_readonly(told)
    return told


def resume_writing(*, by: Actor, now: datetime) -> None:
    """
    Journal it and let work go on.

    :raises CannotSwitch: when nothing is stopped.
    """
    found = find_readonly()
    if found is None:
        raise CannotSwitch("Hệ thống không ở chế độ chỉ xem.")
    with transaction.atomic():
        write(_head(), WritingResumed(since=found.since), by=by, now=now, fields=[])
    remove_readonly()


def _head() -> JournalHead:
    return JournalHead.objects.select_for_update().get()
