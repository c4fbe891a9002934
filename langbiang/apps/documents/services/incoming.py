"""The life of an incoming document; each step tells the sender its status (Decision 28/2018, Articles 6 and 9)."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat, name_of
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import (
    IncomingAccepted,
    IncomingArrived,
    IncomingAssigned,
    IncomingCompleted,
    IncomingRefused,
    IncomingStarted,
)
from langbiang.apps.documents.indexing import index_incoming
from langbiang.apps.documents.models import Book, IncomingDocument, Urgency
from langbiang.apps.exchange.interface import Delivery, report_status
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor, write

from .moving import check_move, check_said, lock, move
from .numbering import next_number
from .verdict import judge_packet
from .versions import keep_text

State = IncomingDocument.State
Status = Delivery.Status
SYSTEM = Actor(kind="timer", id="documents", person="Hệ thống", post="", agency_id=None, agency="")


class CannotAccept(Refused):
    """It is damaged, handled already, or this seat does not keep the agency's records."""


class CannotRefuse(Refused):
    """No reason was given, or it is handled already."""


class CannotAssign(Refused):
    """The person is of another agency, the deadline is past, or it is not accepted yet."""


class CannotStart(Refused):
    """It is not assigned to this seat."""


class CannotComplete(Refused):
    """It is not this seat's, or says nothing of the result."""


@transaction.atomic
def enter_arrival(delivery: Delivery, *, now: datetime) -> IncomingDocument:
    """Enter what the exchange brought into the receiving agency's tray, its signatures checked; report 01."""
    found = IncomingDocument.objects.filter(delivery=delivery).first()
    if found is not None:
        return found
    packet, agency = delivery.packet, delivery.receiver
    assert agency is not None
    verdict = judge_packet(packet, now=now)
    document = IncomingDocument(
        agency=agency,
        agency_name=name_of(agency, clock.local(now).date()).name,
        delivery=delivery,
        sender_name=packet.sender_name,
        sender_code=packet.sender_code,
        code=packet.code,
        type_name=packet.type_name,
        subject=packet.subject,
        dated=packet.promulgated_on,
        urgency=packet.priority if packet.priority in Urgency.values else Urgency.EXPRESS,
        integrity=packet.integrity,
        verdict=verdict,
        state=State.ARRIVED,
        arrived_at=now,
        moved_at=now,
    )
    told = IncomingArrived(packet.sender_name, packet.code, packet.integrity, verdict)
    write(document, told, by=SYSTEM, now=now, parties=[agency.pk])
    if (paper := queries.paper_of(packet)) is not None:
        keep_text(paper)
    index_incoming(document)
    report_status(delivery, Status.ARRIVED, by=SYSTEM, now=now)
    return document


@transaction.atomic
def accept_incoming(document: IncomingDocument, *, seat: Seat, now: datetime) -> IncomingDocument:
    """
    Accept a document: it gets the next arrival number of the year (Decree 30/2020, Article 22); report 03.

    Completeness and integrity are checked before (Decision 28/2018, Article 9): a damaged one can only be refused.
    """
    document = lock(document)
    check_move(document, State.ACCEPTED, CannotAccept)
    _check_keeper(seat, document, CannotAccept, now)
    if document.integrity != "ok":
        raise CannotAccept("Tệp của văn bản bị hỏng, không tiếp nhận được. Từ chối và ghi lý do để nơi gửi gửi lại.")
    document.arrival_year = clock.local(now).year
    document.arrival_number = next_number(document.agency_id, Book.INCOMING, document.arrival_year)
    told = IncomingAccepted(document.arrival_number)
    move(document, State.ACCEPTED, told, seat=seat, now=now, fields=["arrival_number", "arrival_year"])
    note = f"Số đến {document.arrival_number}"
    report_status(document.delivery, Status.ACCEPTED, description=note, by=actor_of(seat), now=now)
    return document


@transaction.atomic
def refuse_incoming(document: IncomingDocument, *, reason: str, seat: Seat, now: datetime) -> IncomingDocument:
    """Refuse a document, answering why (Decision 28/2018, Article 5); report 02."""
    document = lock(document)
    check_move(document, State.REFUSED, CannotRefuse)
    _check_keeper(seat, document, CannotRefuse, now)
    missing = "Nhập lý do từ chối để nơi gửi biết."
    document.refused_for = check_said(reason, limit=500, refusal=CannotRefuse, missing=missing, field="reason")
    move(
        document,
        State.REFUSED,
        IncomingRefused(document.refused_for),
        seat=seat,
        now=now,
        fields=["refused_for"],
    )
    report_status(document.delivery, Status.REFUSED, description=document.refused_for, by=actor_of(seat), now=now)
    return document


@transaction.atomic
def assign_incoming(
    document: IncomingDocument,
    *,
    to: Seat,
    instruction: str,
    due_at: datetime | None,
    seat: Seat,
    now: datetime,
) -> IncomingDocument:
    """Assign a document to a person of the agency, with an instruction and perhaps a deadline; report 04."""
    document = lock(document)
    check_move(document, State.ASSIGNED, CannotAssign)
    day = clock.local(now).date()
    if not queries.may_assign(seat, document, day):
        raise CannotAssign("Vị trí đang dùng không phân công văn bản này.")
    if to.agency_id != document.agency_id:
        raise CannotAssign("Chỉ phân công được người của cơ quan mình.", field="to")
    if not to.holds_on(day):
        raise CannotAssign("Người được chọn đã thôi giữ chức vụ này. Chọn người khác.", field="to")
    if to not in queries.list_assignees(seat, document, day):
        raise CannotAssign("Trưởng đơn vị chỉ phân công người của đơn vị mình. Chọn người khác.", field="to")
    if len(instruction) > 1000:
        raise CannotAssign("Ý kiến chỉ đạo dài quá 1.000 ký tự. Viết gọn lại.", field="instruction")
    if due_at is not None and due_at <= now:
        raise CannotAssign("Hạn xử lý phải sau thời điểm này. Chọn ngày khác.", field="due")
    document.assigned_to, document.assigned_unit = to, to.unit
    document.assigned_name = f"{to.person.full_name}, {to.title}"
    document.instruction, document.due_at = instruction, due_at
    document.instructed_by = f"{seat.person.full_name}, {seat.title}"
    told = IncomingAssigned(document.assigned_name, instruction, due_at.isoformat() if due_at else "")
    changed = ["assigned_to", "assigned_unit", "assigned_name", "instruction", "instructed_by", "due_at"]
    move(document, State.ASSIGNED, told, seat=seat, now=now, fields=changed)
    report_status(document.delivery, Status.ASSIGNED, description=to.unit_name, by=actor_of(seat), now=now)
    return document


@transaction.atomic
def start_incoming(document: IncomingDocument, *, seat: Seat, now: datetime) -> IncomingDocument:
    """Begin the work; report 05."""
    document = lock(document)
    check_move(document, State.WORKING, CannotStart)
    if document.assigned_to_id != seat.pk:
        raise CannotStart("Văn bản này không giao cho vị trí bạn đang dùng.")
    move(document, State.WORKING, IncomingStarted(), seat=seat, now=now)
    report_status(document.delivery, Status.WORKING, by=actor_of(seat), now=now)
    return document


@transaction.atomic
def complete_incoming(document: IncomingDocument, *, result: str, seat: Seat, now: datetime) -> IncomingDocument:
    """Finish the work, saying what came of it; report 06."""
    document = lock(document)
    check_move(document, State.DONE, CannotComplete)
    if document.assigned_to_id != seat.pk:
        raise CannotComplete("Văn bản này không giao cho vị trí bạn đang dùng.")
    missing = "Ghi kết quả xử lý, ví dụ: đã có văn bản trả lời số 12/STTTT-CNTT."
    document.result = check_said(result, limit=1000, refusal=CannotComplete, missing=missing, field="result")
    move(document, State.DONE, IncomingCompleted(document.result), seat=seat, now=now, fields=["result"])
    report_status(document.delivery, Status.DONE, description=document.result, by=actor_of(seat), now=now)
    return document


def _check_keeper(seat: Seat, document: IncomingDocument, refusal: type[Refused], now: datetime) -> None:
    if not queries.keeps_records_of(seat, document.agency_id, clock.local(now).date()):
        raise refusal("Chỉ văn thư giữ sổ của cơ quan nhận mới làm được việc này.")
