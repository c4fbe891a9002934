"""Open work that goes to another seat because a post was left, and back again when that was an error."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents.acts import IncomingHandedOver, OutgoingHandedOver
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .moving import lock, move

OPEN_WORK = (IncomingDocument.State.ASSIGNED, IncomingDocument.State.WORKING)
OPEN_DRAFTS = OutgoingDocument.UNSIGNED


class CannotHandOver(Refused):
    """It is no longer open, has moved on since, or the other seat cannot take it."""


@transaction.atomic
def hand_over_incoming(
    document: IncomingDocument, *, to: Seat, seat: Seat, now: datetime, undone: int | None = None
) -> IncomingDocument:
    """
    Give assigned work to another seat of the agency; the step it is at stays.

    `undone` is the version after the handing over that is taken back.
    """
    document = lock(document)
    _check(document, document.state in OPEN_WORK, to, now, undone)
    document.assigned_to, document.assigned_unit = to, to.unit
    document.assigned_name = f"{to.person.full_name}, {to.title}"
    told = IncomingHandedOver(document.assigned_name, undone is not None)
    changed = ["assigned_to", "assigned_unit", "assigned_name"]
    move(document, document.state, told, seat=seat, now=now, fields=changed)
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
