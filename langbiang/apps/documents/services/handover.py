"""Open work that goes to another seat because a post was left, and back again when that was an error."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents.acts import IncomingHandedOver, OutgoingHandedOver
from langbiang.apps.documents.models import Handling, IncomingDocument, OutgoingDocument, UnitCopy
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import lock

from .instructing import COPIES, copy_lead
from .moving import move

OPEN_WORK = (IncomingDocument.State.ASSIGNED, IncomingDocument.State.WORKING)
OPEN_DRAFTS = OutgoingDocument.UNSIGNED


class CannotHandOver(Refused):
    """It is no longer open, has moved on since, or the other seat cannot take it."""


@transaction.atomic
def hand_over_incoming(
    handling: Handling, *, to: Seat, seat: Seat, now: datetime, undone: int | None = None
) -> IncomingDocument:
    """
    Give a part of the work to another seat of the agency; the step it is at stays.

    `undone` is the version of the document after the handing over that is taken back.
    """
    document = lock(IncomingDocument.objects.get(pk=handling.document_id))
    handling = document.handlings.select_related("unit").get(pk=handling.pk)
    _check(document, document.state in OPEN_WORK and handling.is_open, to, now, undone)
    if document.handlings.filter(seat=to).exclude(pk=handling.pk).exists():
        raise CannotHandOver(f"Người nhận đã có phần việc khác ở “{document.subject}”.", field="to")
    handling.seat, handling.seat_name = to, f"{to.person.full_name}, {to.title}"
    handling.unit, handling.unit_name = to.unit, to.unit_name
    handling.save(update_fields=["seat", "seat_name", "unit", "unit_name"])
    if handling.role == Handling.Role.LEAD:
        copy_lead(document, handling)
    told = IncomingHandedOver(handling.seat_name, undone is not None)
    move(document, document.state, told, seat=seat, now=now, fields=COPIES)
    return document


@transaction.atomic
def hand_over_copy(
    copy: UnitCopy, *, to: Seat, seat: Seat, now: datetime, undone: int | None = None
) -> OutgoingDocument:
    """Give a unit's copy that a person was to see to another person of the agency."""
    document = lock(OutgoingDocument.objects.get(pk=copy.document_id))
    copy = document.unit_copies.get(pk=copy.pk)
    _check(document, copy.state == UnitCopy.State.OPEN and copy.seat_id is not None, to, now, undone)
    copy.seat, copy.seat_name = to, f"{to.person.full_name}, {to.title}"
    copy.save(update_fields=["seat", "seat_name"])
    move(document, document.state, OutgoingHandedOver(copy.seat_name, undone is not None), seat=seat, now=now)
    return document


@transaction.atomic
def hand_over_presented(
    document: IncomingDocument, *, to: Seat, seat: Seat, now: datetime, undone: int | None = None
) -> IncomingDocument:
    """Put what waits for a leader's instruction before another leader of the agency."""
    document = lock(document)
    _check(document, document.state == IncomingDocument.State.PRESENTED, to, now, undone)
    if not to.has(Role.LEADER):
        raise CannotHandOver("Người bút phê phải là lãnh đạo của cơ quan nhận.", field="to")
    document.presented_to = to
    told = IncomingHandedOver(f"{to.person.full_name}, {to.title}", undone is not None)
    move(document, document.state, told, seat=seat, now=now, fields=["presented_to"])
    return document


@transaction.atomic
def hand_over_outgoing(
    document: OutgoingDocument, *, role: str, to: Seat, seat: Seat, now: datetime, undone: int | None = None
) -> OutgoingDocument:
    """Give an unsigned document to another drafter or signer (`role`: the column); the signer must be a leader."""
    document = lock(document)
    _check(document, document.state in OPEN_DRAFTS, to, now, undone)
    if role == "signer" and not to.has(Role.LEADER):
        raise CannotHandOver("Người ký phải là lãnh đạo của cơ quan ban hành.", field="to")
    setattr(document, role, to)
    changed = [role]
    if role == "drafter":  # the head of the new drafter's unit answers for the content now
        document.unit, changed = to.unit, [role, "unit"]
    told = OutgoingHandedOver(f"{to.person.full_name}, {to.title}", undone is not None)
    move(document, document.state, told, seat=seat, now=now, fields=changed)
    return document


def _check(
    document: IncomingDocument | OutgoingDocument, is_open: bool, to: Seat, now: datetime, undone: int | None
) -> None:
    if undone is not None:
        if document.version != undone:
            raise CannotHandOver(f"“{document.subject}” đã được xử lý tiếp sau khi bàn giao, không lấy lại được.")
        return  # back to whom it was taken from, whether or not that seat has ended meanwhile
    if not is_open:
        step = document.get_state_display()
        raise CannotHandOver(f"“{document.subject}” đang ở bước “{step}”, không còn gì để bàn giao.")
    if to.agency_id != document.agency_id or not to.holds_on(clock.local(now).date()):
        raise CannotHandOver("Người nhận bàn giao phải là người đương chức của cùng cơ quan.", field="to")
