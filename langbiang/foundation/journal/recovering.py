"""What a person does after a consumer got stuck: try parked acts again, let a halted consumer go on."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .actors import Actor
from .acts import ConsumerResumed, ParkedRetried
from .consuming import describe
from .hearing import Consumer, declared_consumers
from .models import Cursor, JournalHead, Parked
from .writing import write


class CannotUnpark(Refused):
    """A parked act cannot be tried again."""


class CannotResume(Refused):
    """A consumer cannot be let go on."""


def unpark(parked: Parked, *, by: Actor, now: datetime, reason: str) -> int:
    """
    Try again what a reaction parked of this subject, in order, up to the first that fails again; say how
    many went.

    The consumer stands still meanwhile, so that no later act of the subject overtakes.
    """
    if not reason.strip():
        raise CannotUnpark("Hãy ghi lý do xử lý lại.", field="reason")
    consumer = declared_consumers().get(parked.consumer)
    if consumer is None:
        raise CannotUnpark(f"Phiên bản này không còn phần {parked.consumer}. Chạy phiên bản có phần đó rồi làm lại.")
    with transaction.atomic():
        Cursor.objects.select_for_update().get(name=parked.consumer)
        waiting = list(_waiting_with(parked))
        if not waiting:
            raise CannotUnpark("Việc này đã được xử lý lại rồi.")
        done = _retry_in_order(consumer, waiting, by)
        told = ParkedRetried(
            consumer=parked.consumer,
            subject_kind=parked.subject_kind,
            subject_id=parked.subject_id,
            done=done,
            left=len(waiting) - done,
            reason=reason,
        )
        write(JournalHead.objects.select_for_update().get(), told, by=by, now=now, fields=[])
    return done


def resume(consumer: str, *, by: Actor, now: datetime, reason: str) -> None:
    """Let a halted consumer try again, from the act where it halted."""
    if not reason.strip():
        raise CannotResume("Hãy ghi lý do chạy lại.", field="reason")
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().filter(name=consumer).first()
        if cursor is None:
            raise CannotResume(f"Không có phần {consumer}. Xem các tên: langbiang journal status")
        if cursor.state != Cursor.State.HALTED:
            raise CannotResume("Tiến trình này đang chạy, không cần chạy lại.")
        cursor.state, cursor.tries = Cursor.State.RUNNING, 0
        cursor.save(update_fields=["state", "tries"])
        told = ConsumerResumed(consumer=consumer, position=cursor.position, reason=reason)
        write(JournalHead.objects.select_for_update().get(), told, by=by, now=now, fields=[])


def list_parked() -> QuerySet[Parked]:
    """List what waits to be tried again, oldest first."""
    return Parked.objects.filter(resolved_at=None).select_related("act")


def find_parked(number: int) -> Parked:
    """Find a parked act by its number, done with or not."""
    parked = Parked.objects.select_related("act").filter(pk=number).first()
    if parked is None:
        raise CannotUnpark(f"Không có việc số {number}. Xem các việc bị gác lại: langbiang journal status")
    return parked


def _waiting_with(parked: Parked) -> QuerySet[Parked]:
    return list_parked().filter(
        consumer=parked.consumer, subject_kind=parked.subject_kind, subject_id=parked.subject_id
    )


def _retry_in_order(consumer: Consumer, waiting: list[Parked], by: Actor) -> int:
    for done, parked in enumerate(waiting):
        if not _retry(consumer, parked, by):
            return done
    return len(waiting)


def _retry(consumer: Consumer, parked: Parked, by: Actor) -> bool:
    """Handle one parked act; a failure leaves no trace but one more try."""
    try:
        with transaction.atomic():
            consumer.handle(parked.act)
    except Exception as error:
        parked.tries += 1
        parked.reason = describe(error)
        parked.save(update_fields=["tries", "reason"])
        return False
    parked.resolved_at, parked.resolved_by = clock.now(), by.person or by.id
    parked.save(update_fields=["resolved_at", "resolved_by"])
    return True
