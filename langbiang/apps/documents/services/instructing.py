"""From the clerk's desk to the leader's and on to the units (Decree 30/2020, Article 23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from langbiang.apps.directory.interface import Role, Seat, Unit
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import IncomingInstructed, IncomingPresented, IncomingSentBack
from langbiang.apps.documents.models import Handling, IncomingDocument
from langbiang.apps.exchange.interface import Delivery
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import lock

from .incoming import check_keeper, report
from .moving import check_move, move

State, Lead = IncomingDocument.State, Handling.Role.LEAD
COPIES = ("assigned_to", "assigned_unit", "assigned_name", "due_at")


class CannotPresentIncoming(Refused):
    """The person is no leader of the agency, or the document is not accepted yet."""


class CannotSendBack(Refused):
    """It does not lie with this leader, or no reason was given."""


class CannotInstruct(Refused):
    """Nobody leads, a deadline is past, or the instruction is not this seat's to give."""


@dataclass(frozen=True)
class Part:
    """One line of an instruction: a unit, or a person in it, with a role and perhaps a deadline."""

    role: str
    unit: Unit
    unit_name: str
    seat: Seat | None = None
    due_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.seat.person.full_name}, {self.seat.title}" if self.seat else self.unit_name


@transaction.atomic
def present_incoming(
    document: IncomingDocument, *, to: Seat, note: str = "", seat: Seat, now: datetime
) -> IncomingDocument:
    """Put an accepted document before a leader; the leader it lies with, or the clerk, may pass it on to another."""
    document = lock(document)
    check_move(document, State.PRESENTED, CannotPresentIncoming)
    if document.presented_to_id != seat.pk or document.state != State.PRESENTED:
        check_keeper(seat, document, CannotPresentIncoming, now)
    _check_leader(to, document, CannotPresentIncoming, now, field="to")
    if document.state == State.PRESENTED and document.presented_to_id == to.pk:
        raise CannotPresentIncoming("Văn bản đang ở chỗ lãnh đạo này. Chọn lãnh đạo khác.", field="to")
    document.presented_to = to
    told = IncomingPresented(f"{to.person.full_name}, {to.title}", note[:500])
    move(document, State.PRESENTED, told, seat=seat, now=now, fields=["presented_to"])
    return document


@transaction.atomic
def send_back_incoming(document: IncomingDocument, *, reason: str, seat: Seat, now: datetime) -> IncomingDocument:
    """Give a document that was presented back to the records clerk."""
    document = lock(document)
    check_move(document, State.ACCEPTED, CannotSendBack, before=State.PRESENTED)
    if document.presented_to_id != seat.pk:
        raise CannotSendBack("Văn bản không trình đến vị trí bạn đang dùng.")
    missing = "Nhập lý do để văn thư biết phải làm gì."
    document.sent_back_for = check_said(reason, limit=500, refusal=CannotSendBack, missing=missing, field="reason")
    document.presented_to = None
    told = IncomingSentBack(document.sent_back_for)
    move(document, State.ACCEPTED, told, seat=seat, now=now, fields=["presented_to", "sent_back_for"])
    return document


@transaction.atomic
def instruct_incoming(
    document: IncomingDocument,
    parts: Sequence[Part],
    *,
    words: str,
    leader: Seat | None = None,
    seat: Seat,
    now: datetime,
) -> IncomingDocument:
    """
    Say who leads, who takes part, who is to know, and until when (bút phê); report 04.

    A records clerk enters it for a `leader`, and both names are journalled. Given again, it replaces the lines that
    are not finished.
    """
    document = lock(document)
    check_move(document, State.ASSIGNED, CannotInstruct)
    giver = _giver(document, leader, seat, now)
    words = check_said(words, limit=1000, refusal=CannotInstruct, missing="Ghi lời bút phê.", field="words")
    lead = _check_parts(parts, document, now)
    _replace_handlings(document, parts)
    copy_lead(document, document.handlings.get(role=Lead))
    document.instruction, document.instructed_at = words, now
    document.instructed_by = f"{giver.person.full_name}, {giver.title}"
    told = IncomingInstructed(
        leader=document.instructed_by,
        words=words,
        lead=lead.name,
        coordinate=[part.name for part in parts if part.role == Handling.Role.COORDINATE],
        inform=[part.name for part in parts if part.role == Handling.Role.INFORM],
        due_at=lead.due_at.isoformat() if lead.due_at else "",
    )
    changed = ["instruction", "instructed_by", "instructed_at", *COPIES]
    behalf = "" if giver.pk == seat.pk else document.instructed_by
    move(document, State.ASSIGNED, told, seat=seat, now=now, fields=changed, on_behalf_of=behalf)
    report(document, Delivery.Status.ASSIGNED, lead.unit_name, seat=seat, now=now)
    return document


def copy_lead(document: IncomingDocument, lead: Handling) -> None:
    """Copy who leads and until when to the document, by which lists sort and filter; the caller saves `COPIES`."""
    document.assigned_to, document.assigned_unit = lead.seat, lead.unit
    document.assigned_name, document.due_at = lead.name, lead.due


def _giver(document: IncomingDocument, leader: Seat | None, seat: Seat, now: datetime) -> Seat:
    """Say whose instruction it is."""
    if not queries.may_instruct(seat, document, clock.local(now).date()):
        raise CannotInstruct("Vị trí đang dùng không bút phê được văn bản này.")
    if seat.has(Role.LEADER) and seat.agency_id == document.agency_id:
        return seat
    if leader is None and document.state == State.PRESENTED:
        leader = document.presented_to
    if leader is None:
        raise CannotInstruct("Chọn lãnh đạo đã cho ý kiến.", field="leader")
    if document.state == State.PRESENTED and leader.pk != document.presented_to_id:
        raise CannotInstruct("Văn bản đang trình lãnh đạo khác. Chọn đúng người đã cho ý kiến.", field="leader")
    _check_leader(leader, document, CannotInstruct, now, field="leader")
    return leader


def _check_leader(to: Seat, document: IncomingDocument, refusal: type[Refused], now: datetime, *, field: str) -> None:
    day = clock.local(now).date()
    if to.agency_id != document.agency_id or not to.has(Role.LEADER) or not to.holds_on(day):
        raise refusal("Chọn một lãnh đạo đương chức của cơ quan nhận.", field=field)


def _check_parts(parts: Sequence[Part], document: IncomingDocument, now: datetime) -> Part:
    """Check every line, and give the one that leads."""
    leads = [part for part in parts if part.role == Lead]
    if len(leads) != 1:
        raise CannotInstruct("Chọn đúng một nơi chủ trì.", field="lead")
    named = [("seat", part.seat.pk) if part.seat else ("unit", part.unit.pk) for part in parts]
    if len(set(named)) < len(named):
        raise CannotInstruct("Có nơi được giao hai phần việc. Mỗi nơi chỉ giữ một phần.", field="lead")
    for part in parts:
        _check_part(part, document, clock.local(now).date(), now)
    return leads[0]


def _check_part(part: Part, document: IncomingDocument, day: date, now: datetime) -> None:
    field = "lead" if part.role == Lead else ""
    if part.unit.agency_id != document.agency_id:
        raise CannotInstruct("Chỉ giao được đơn vị, người của cơ quan mình.", field=field)
    if part.seat is not None and (part.seat.unit_id != part.unit.pk or not part.seat.holds_on(day)):
        raise CannotInstruct("Người được chọn đã thôi giữ chức vụ này. Chọn người khác.", field=field)
    if part.due_at is not None and part.due_at <= now:
        raise CannotInstruct("Hạn xử lý phải sau thời điểm này. Chọn ngày khác.", field="due" if field else "")


def _replace_handlings(document: IncomingDocument, parts: Sequence[Part]) -> None:
    """Put the new lines in place of the old; a finished part stays where nobody was named for it anew."""
    for old in document.handlings.all():
        again = any((part.unit.pk, part.seat and part.seat.pk) == (old.unit_id, old.seat_id) for part in parts)
        if old.is_open or again:
            old.delete()
    Handling.objects.bulk_create(
        Handling(
            document=document,
            role=part.role,
            unit=part.unit,
            unit_name=part.unit_name,
            seat=part.seat,
            seat_name=part.name if part.seat else "",
            due_at=part.due_at,
            arrived_at=document.arrived_at,
        )
        for part in parts
    )
