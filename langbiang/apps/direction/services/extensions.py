"""More time: asked for by who does the work, answered by who gave it."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.direction.acts import ExtensionAsked, ExtensionGranted, ExtensionRefused
from langbiang.apps.direction.models import ExtensionRequest, Task
from langbiang.apps.directory.interface import Seat
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import lock

from .moving import check_length, move, named
from .tasks import check_within_parent

Asked = ExtensionRequest.State


class CannotExtend(Refused):
    """It is not this seat's, one is open already, or the new deadline is not later."""


class CannotAnswer(Refused):
    """Nothing is asked, or the seat did not give the task."""


@transaction.atomic
def ask_extension(task: Task, *, due_at: datetime, reason: str, seat: Seat, now: datetime) -> ExtensionRequest:
    """Ask for a later deadline; one request at a time."""
    task = lock(task)
    if task.state not in Task.OWED:
        raise CannotExtend(f"Nhiệm vụ đang ở bước “{task.get_state_display()}”, không xin gia hạn được.")
    if task.lead_id != seat.pk:
        raise CannotExtend("Nhiệm vụ này không giao cho vị trí bạn đang dùng.")
    if task.extension_open:
        raise CannotExtend("Đã có một đề nghị gia hạn chờ trả lời. Chờ người giao trả lời rồi mới xin tiếp.")
    if due_at <= task.due_at or due_at <= now:
        raise CannotExtend("Hạn mới phải sau hạn đang có và sau thời điểm này. Chọn ngày khác.", field="due")
    check_within_parent(task.parent, due_at, CannotExtend)
    missing = "Ghi lý do xin gia hạn."
    said = check_said(reason, limit=500, refusal=CannotExtend, missing=missing, field="reason")
    request = ExtensionRequest.objects.create(
        task=task, asked_by=named(seat), asked_at=now, due_before=task.due_at, due_wanted=due_at, reason=said
    )
    task.extension_open = True
    told = ExtensionAsked(due_at.isoformat(), said)
    move(task, task.state, told, seat=seat, now=now, fields=["extension_open"])
    return request


@transaction.atomic
def grant_extension(task: Task, *, words: str, seat: Seat, now: datetime) -> Task:
    """Move the deadline to what was asked for; the old one stays in the request and in the history."""
    task = lock(task)
    asked = _open_request(task, seat)
    if asked.due_wanted <= now:
        raise CannotAnswer("Hạn xin đã qua, không đồng ý được nữa. Từ chối và để người thực hiện xin hạn khác.")
    check_within_parent(task.parent, asked.due_wanted, CannotAnswer)
    _answer(asked, Asked.GRANTED, words, seat, now)
    before, task.due_at, task.extension_open = task.due_at, asked.due_wanted, False
    told = ExtensionGranted(clock.local(before).isoformat(), clock.local(task.due_at).isoformat(), asked.answer)
    move(task, task.state, told, seat=seat, now=now, fields=["due_at", "extension_open"])
    return task


@transaction.atomic
def refuse_extension(task: Task, *, words: str, seat: Seat, now: datetime) -> Task:
    """Leave the deadline as it is, saying why."""
    task = lock(task)
    asked = _open_request(task, seat)
    missing = "Ghi lý do không đồng ý để người thực hiện biết."
    check_said(words, limit=500, refusal=CannotAnswer, missing=missing, field="words")
    _answer(asked, Asked.REFUSED, words, seat, now)
    task.extension_open = False
    move(task, task.state, ExtensionRefused(asked.answer), seat=seat, now=now, fields=["extension_open"])
    return task


def _open_request(task: Task, seat: Seat) -> ExtensionRequest:
    asked = task.extensions.filter(state=Asked.ASKED).first()
    if asked is None:
        raise CannotAnswer("Không có đề nghị gia hạn nào đang chờ trả lời. Tải lại trang để xem.")
    if task.assigner_id != seat.pk:
        raise CannotAnswer("Chỉ người giao nhiệm vụ trả lời đề nghị gia hạn.")
    return asked


def _answer(asked: ExtensionRequest, state: str, words: str, seat: Seat, now: datetime) -> None:
    asked.answer = check_length(words, limit=500, refusal=CannotAnswer, field="words")
    asked.state, asked.answered_by, asked.answered_at = state, named(seat), now
    asked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
