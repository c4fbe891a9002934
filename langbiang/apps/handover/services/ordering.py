"""A leader orders that open work goes over, or comes back; the worker does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat, list_holders, set_end_of_seat
from langbiang.apps.handover import queries
from langbiang.apps.handover.acts import Ordered, UndoOrdered
from langbiang.apps.handover.models import HandOver, HandOverLine
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import write

State = HandOver.State
LIMIT = 300


class CannotOrder(Refused):
    """This seat may not, a receiver cannot take it, there is nothing to do, or a job of this seat is at work."""


@dataclass(frozen=True)
class Order:
    """Whose work goes to whom, kind by kind (a kind that is not named stays), why, and when the post is left."""

    leaving: Seat
    receivers: Mapping[str, Seat]
    reason: str
    leaves_on: date | None = None


@transaction.atomic
def order_hand_over(order: Order, *, seat: Seat, now: datetime) -> HandOver:
    """
    Write down all that the seat holds now and let the worker hand it over; with a day, the seat ends on it.

    :raises CannotOrder: with the field of what does not do.
    """
    # The seat is the lock: two orders for one seat take turns, and the second is refused.
    leaving = Seat.objects.select_for_update(of=("self",)).select_related("person").get(pk=order.leaving.pk)
    day = clock.local(now).date()
    _check_may(seat, leaving)
    if HandOver.objects.filter(leaving=leaving, state__in=HandOver.AT_WORK).exists():
        raise CannotOrder("Việc của người này đang được bàn giao. Chờ xong rồi đặt tiếp.")
    _check_receivers(order, leaving, day)
    job = HandOver(
        agency_id=leaving.agency_id,
        leaving=leaving,
        leaving_name=_named(leaving),
        ordered_by=seat,
        ordered_by_name=_named(seat),
        ordered_at=now,
        reason=_said(order.reason, "Ghi lý do bàn giao, ví dụ: chuyển công tác, nghỉ hưu."),
        leaves_on=order.leaves_on,
        held_until=leaving.valid_to,
    )
    lines = [
        HandOverLine(
            job=job, kind=holder.kind, held_uid=held.uid, name=held.name[:600], to=order.receivers[holder.kind]
        )
        for holder in list_holders()
        if holder.kind in order.receivers
        for held in holder.list(leaving)
    ]
    if not lines and order.leaves_on is None:
        raise CannotOrder("Không có việc nào đang mở để bàn giao.")
    if order.leaves_on is not None:
        _end_seat(leaving, order.leaves_on, day)
    job.total = len(lines)
    told = Ordered(
        leaving=str(leaving),
        total=job.total,
        receivers=sorted({str(line.to) for line in lines}),
        leaves_on=order.leaves_on.isoformat() if order.leaves_on else "",
        reason=job.reason,
    )
    write(job, told, by=actor_of(seat), now=now, parties=[job.agency_id])
    HandOverLine.objects.bulk_create(lines, batch_size=500)
    return job


@transaction.atomic
def undo_hand_over(job: HandOver, *, reason: str, seat: Seat, now: datetime) -> HandOver:
    """Let the worker take back what has not moved on since; each is a compensating record, the first ones stay."""
    Seat.objects.select_for_update(of=("self",)).get(pk=job.leaving_id)
    job = HandOver.objects.select_for_update(of=("self",)).select_related("leaving").get(pk=job.pk)
    _check_may(seat, job.leaving)
    if job.state != State.DONE:
        raise CannotOrder(f"Lần bàn giao này “{job.get_state_display().lower()}”, không lấy lại được lúc này.")
    if HandOver.objects.filter(leaving=job.leaving, state__in=HandOver.AT_WORK).exists():
        raise CannotOrder("Việc của người này đang được bàn giao lần khác. Chờ xong rồi lấy lại.")
    job.undone_for = _said(reason, "Ghi lý do lấy lại.")
    before, job.state, job.undone_by = job.state, State.UNDOING, seat
    if job.leaves_on is not None and job.leaving.valid_to == job.leaves_on:
        set_end_of_seat(job.leaving, job.held_until)
    fields = ["state", "undone_by", "undone_for"]
    told, parties = UndoOrdered(job.undone_for), [job.agency_id]
    write(job, told, by=actor_of(seat), now=now, fields=fields, moved_from=before, parties=parties)
    return job


def _check_may(seat: Seat, leaving: Seat) -> None:
    if seat.acted_by:
        raise CannotOrder("Xử lý thay không gồm bàn giao công việc của người khác. Lãnh đạo tự đặt việc này.")
    if not queries.may_hand_over(seat, leaving):
        raise CannotOrder("Chỉ lãnh đạo hoặc quản trị của cơ quan mới bàn giao công việc của người trong cơ quan.")


def _check_receivers(order: Order, leaving: Seat, day: date) -> None:
    for to in order.receivers.values():
        if to.pk == leaving.pk:
            raise CannotOrder("Người nhận phải khác người bàn giao.", field="to")
        if to.agency_id != leaving.agency_id or not to.holds_on(day):
            raise CannotOrder("Người nhận bàn giao phải là người đương chức của cùng cơ quan.", field="to")


def _end_seat(leaving: Seat, leaves_on: date, day: date) -> None:
    if leaves_on < day:
        raise CannotOrder("Ngày thôi giữ chức vụ không ở quá khứ.", field="leaves_on")
    if leaving.valid_to is not None and leaving.valid_to <= leaves_on:
        raise CannotOrder(f"Người này đã thôi giữ chức vụ từ ngày {leaving.valid_to:%d/%m/%Y}.", field="leaves_on")
    set_end_of_seat(leaving, leaves_on)


def _named(seat: Seat) -> str:
    return f"{seat.person.full_name}, {seat.title}"


def _said(text: str, missing: str) -> str:
    said = text.strip()
    if not said:
        raise CannotOrder(missing, field="reason")
    if len(said) > LIMIT:
        raise CannotOrder(f"Nội dung dài {len(said)} ký tự, tối đa {LIMIT}. Viết gọn lại.", field="reason")
    return said
