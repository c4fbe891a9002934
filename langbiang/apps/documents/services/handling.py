"""The work on an incoming document, part by part (Decree 30/2020, Article 24)."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import (
    IncomingAssigned,
    IncomingCompleted,
    IncomingContributed,
    IncomingProposed,
    IncomingReturned,
    IncomingSeen,
    IncomingStarted,
)
from langbiang.apps.documents.models import Handling, IncomingDocument, OutgoingDocument
from langbiang.apps.exchange.interface import Delivery
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import lock

from .incoming import report
from .instructing import COPIES, copy_lead
from .moving import check_move, move

State, Part, Role_ = IncomingDocument.State, Handling.State, Handling.Role
AT_WORK = (State.ASSIGNED, State.WORKING)
NOT_YOURS = "Văn bản này không giao cho vị trí bạn đang dùng."


class CannotAssign(Refused):
    """The person is of another unit, the deadline is past or after the leader's, or it is finished."""


class CannotReturnPart(Refused):
    """It is not this seat's, nobody heads the unit, or no reason was given."""


class CannotStart(Refused):
    """It is not assigned to this seat."""


class CannotPropose(Refused):
    """It is not this seat's, or says nothing."""


class CannotComplete(Refused):
    """It is not this seat's, or says nothing of the result."""


@transaction.atomic
def assign_incoming(
    document: IncomingDocument,
    handling: Handling,
    *,
    to: Seat,
    note: str = "",
    due_at: datetime | None = None,
    seat: Seat,
    now: datetime,
) -> IncomingDocument:
    """Give a part of the unit to one of its people; the deadline is never after the leader's."""
    document = lock(document)
    handling = _locked(document, handling, seat, now)
    _check_colleague(to, handling, now)
    if len(note) > 1000:
        raise CannotAssign("Ý kiến dài quá 1.000 ký tự. Viết gọn lại.", field="note")
    _check_deadline(due_at, handling, now)
    handling.seat, handling.seat_name = to, f"{to.person.full_name}, {to.title}"
    handling.head_name = f"{seat.person.full_name}, {seat.title}"
    handling.head_note, handling.head_due_at, handling.head_at = note, due_at, now
    handling.state, handling.returned_for = Part.OPEN, ""
    handling.save()
    told = IncomingAssigned(handling.seat_name, note, due_at.isoformat() if due_at else "")
    _move_part(document, handling, told, seat=seat, now=now)
    return document


@transaction.atomic
def return_incoming(document: IncomingDocument, *, reason: str, seat: Seat, now: datetime) -> IncomingDocument:
    """Give an own part back to the unit head, who assigns it anew."""
    document = lock(document)
    handling = _own(document, seat, CannotReturnPart, Role_.LEAD, Role_.COORDINATE)
    missing = "Nhập lý do để trưởng đơn vị biết."
    reason = check_said(reason, limit=500, refusal=CannotReturnPart, missing=missing, field="reason")
    if not queries.has_head(handling, document.agency_id, clock.local(now).date()):
        raise CannotReturnPart("Đơn vị không có trưởng đơn vị để trả lại. Báo lãnh đạo bút phê lại.")
    if document.handlings.filter(unit=handling.unit_id, seat=None).exists():
        raise CannotReturnPart("Đơn vị còn một phần việc khác chưa phân công. Báo trưởng đơn vị phân công trước.")
    handling.seat, handling.seat_name, handling.state = None, "", Part.OPEN
    handling.head_due_at, handling.returned_for = None, reason
    handling.save()
    _move_part(document, handling, IncomingReturned(reason), seat=seat, now=now)
    return document


@transaction.atomic
def start_incoming(document: IncomingDocument, *, seat: Seat, now: datetime) -> IncomingDocument:
    """Begin the work, by who leads; report 05."""
    document = lock(document)
    check_move(document, State.WORKING, CannotStart)
    handling = _own(document, seat, CannotStart, Role_.LEAD)
    handling.state = Part.WORKING
    handling.save(update_fields=["state"])
    move(document, State.WORKING, IncomingStarted(), seat=seat, now=now)
    report(document, Delivery.Status.WORKING, seat=seat, now=now)
    return document


@transaction.atomic
def propose_incoming(document: IncomingDocument, *, proposal: str, seat: Seat, now: datetime) -> IncomingDocument:
    """Write down what the officer proposes, for the third part of the solving slip."""
    document = lock(document)
    handling = _own(document, seat, CannotPropose, Role_.LEAD, Role_.COORDINATE)
    missing = "Ghi ý kiến đề xuất."
    handling.proposal = check_said(proposal, limit=1000, refusal=CannotPropose, missing=missing, field="proposal")
    handling.proposed_at = now
    handling.save(update_fields=["proposal", "proposed_at"])
    move(document, document.state, IncomingProposed(handling.proposal), seat=seat, now=now)
    return document


@transaction.atomic
def contribute_incoming(document: IncomingDocument, *, result: str, seat: Seat, now: datetime) -> IncomingDocument:
    """Give the own part, by who takes part."""
    document = lock(document)
    handling = _own(document, seat, CannotComplete, Role_.COORDINATE)
    missing = "Ghi phần việc đã làm, ví dụ: đã gửi ý kiến cho đơn vị chủ trì."
    result = check_said(result, limit=1000, refusal=CannotComplete, missing=missing, field="result")
    _finish(handling, result, now)
    move(document, document.state, IncomingContributed(result), seat=seat, now=now)
    return document


@transaction.atomic
def see_incoming(document: IncomingDocument, *, seat: Seat, now: datetime) -> IncomingDocument:
    """Say that one has seen what one was to know; a unit head says it for the unit."""
    document = lock(document)
    handling = queries.own_handling(queries.list_handlings(document), seat)
    if handling is None or handling.role != Role_.INFORM or not handling.is_open:
        raise CannotComplete("Văn bản này không gửi để biết đến vị trí bạn đang dùng, hoặc bạn đã xem rồi.")
    _finish(handling, "", now)
    move(document, document.state, IncomingSeen(), seat=seat, now=now)
    return document


@transaction.atomic
def complete_incoming(
    document: IncomingDocument, *, result: str, reply: OutgoingDocument | None = None, seat: Seat, now: datetime
) -> IncomingDocument:
    """Finish the work, saying what came of it and perhaps which document replies; report 06."""
    document = lock(document)
    check_move(document, State.DONE, CannotComplete)
    lead = _own(document, seat, CannotComplete, Role_.LEAD)
    missing = "Ghi kết quả xử lý, ví dụ: đã có văn bản trả lời số 12/STTTT-CNTT."
    document.result = check_said(result, limit=1000, refusal=CannotComplete, missing=missing, field="result")
    if reply is not None and (reply.agency_id != document.agency_id or reply.state == OutgoingDocument.State.CANCELLED):
        raise CannotComplete("Chọn văn bản trả lời của cơ quan mình, chưa hủy.", field="reply")
    document.reply = reply
    waiting = queries.still_waiting(queries.list_handlings(document))
    for part in waiting:
        _finish(part, "", now)
    _finish(lead, document.result, now)
    document.handlings.update(live=False)
    told = IncomingCompleted(document.result, reply.code if reply else "", [part.name for part in waiting])
    move(document, State.DONE, told, seat=seat, now=now, fields=["result", "reply"])
    report(document, Delivery.Status.DONE, document.result, seat=seat, now=now)
    return document


def _finish(handling: Handling, result: str, now: datetime) -> None:
    handling.state, handling.result, handling.done_at = Part.DONE, result, now
    handling.save(update_fields=["state", "result", "done_at"])


def _own(document: IncomingDocument, seat: Seat, refusal: type[Refused], *roles: str) -> Handling:
    """Give the unfinished part that the seat has in one of the roles."""
    if document.state not in AT_WORK:
        step = document.get_state_display()
        raise refusal(f"Văn bản đang ở bước “{step}”, không làm được việc này nữa. Tải lại trang để xem.")
    found = document.handlings.select_related("seat", "unit").filter(seat=seat, role__in=roles).first()
    if found is None:
        raise refusal(NOT_YOURS)
    if not found.is_open:
        raise refusal("Bạn đã làm xong phần việc này.")
    return found


def _locked(document: IncomingDocument, handling: Handling, seat: Seat, now: datetime) -> Handling:
    """Give the part as it is now, when the seat heads the unit and the work goes on."""
    if document.state not in AT_WORK:
        step = document.get_state_display()
        raise CannotAssign(f"Văn bản đang ở bước “{step}”, không phân công được.")
    found = document.handlings.select_related("unit").filter(pk=handling.pk).first()
    if found is None or not seat.has(Role.UNIT_HEAD) or found.unit_id != seat.unit_id:
        raise CannotAssign("Vị trí đang dùng không phân công phần việc này.")
    if found.role == Role_.INFORM or not found.is_open:
        raise CannotAssign("Phần việc này đã xong hoặc chỉ gửi để biết.")
    return found


def _check_colleague(to: Seat, handling: Handling, now: datetime) -> None:
    if to.unit_id != handling.unit_id:
        raise CannotAssign("Trưởng đơn vị chỉ phân công người của đơn vị mình. Chọn người khác.", field="to")
    if not to.holds_on(clock.local(now).date()):
        raise CannotAssign("Người được chọn đã thôi giữ chức vụ này. Chọn người khác.", field="to")
    others = Handling.objects.filter(document=handling.document_id, seat=to).exclude(pk=handling.pk)
    if others.exists():
        raise CannotAssign("Người được chọn đã có phần việc khác ở văn bản này. Chọn người khác.", field="to")


def _check_deadline(due_at: datetime | None, handling: Handling, now: datetime) -> None:
    if due_at is None:
        return
    if due_at <= now:
        raise CannotAssign("Hạn xử lý phải sau thời điểm này. Chọn ngày khác.", field="due")
    if handling.due_at is not None and due_at > handling.due_at:
        latest = clock.local(handling.due_at)
        raise CannotAssign(f"Hạn không được sau hạn lãnh đạo đặt: {latest:%H:%M, %d/%m/%Y}.", field="due")


def _move_part(document: IncomingDocument, handling: Handling, told: object, *, seat: Seat, now: datetime) -> None:
    """Let the document follow its part: when the lead changes hands, it is only assigned again."""
    if handling.role != Role_.LEAD:
        move(document, document.state, told, seat=seat, now=now)
        return
    copy_lead(document, handling)
    move(document, State.ASSIGNED, told, seat=seat, now=now, fields=COPIES)
