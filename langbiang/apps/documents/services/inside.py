"""A sent document at the units of the own agency: seen, or given to a person of the unit."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat, Unit, list_units
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import UnitCopyGiven, UnitCopySeen
from langbiang.apps.documents.indexing import index_outgoing
from langbiang.apps.documents.models import OutgoingDocument, UnitCopy
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import lock, write


class CannotGive(Refused):
    """The copy is not this seat's to give, the person is of another unit, or the deadline is past."""


class CannotSee(Refused):
    """The copy does not wait for this seat."""


def copy_to_units(document: OutgoingDocument, units: Iterable[Unit], *, now: datetime) -> None:
    """Give units of the agency their copies, within the transaction that sends the document; the caller indexes."""
    names = dict(list_units(document.agency, clock.local(now).date()).values_list("unit_id", "name"))
    UnitCopy.objects.bulk_create(
        UnitCopy(document=document, unit=unit, unit_name=names.get(unit.pk, unit.key), sent_at=now) for unit in units
    )


def drop_copies(document: OutgoingDocument) -> None:
    """Take what is recalled or replaced off the boards; who had a copy still reads that it ended."""
    document.unit_copies.filter(state=UnitCopy.State.OPEN).update(state=UnitCopy.State.DROPPED)


@transaction.atomic
def see_copy(document: OutgoingDocument, *, seat: Seat, now: datetime) -> OutgoingDocument:
    """Say that the unit's copy was seen: by who heads the unit, or by the person it was given to."""
    document = lock(document)
    copy = queries.find_copy_to_do(seat, document)
    if copy is None:
        raise CannotSee("Văn bản không gửi đến vị trí bạn đang dùng, hoặc đã ghi nhận xem rồi.")
    copy.state, copy.done_at, copy.done_by = UnitCopy.State.DONE, now, f"{seat.person.full_name}, {seat.title}"
    copy.save(update_fields=["state", "done_at", "done_by"])
    return _told(document, UnitCopySeen(copy.unit_name), seat, now)


@transaction.atomic
def give_copy(
    document: OutgoingDocument, *, to: Seat, note: str = "", due_at: datetime | None = None, seat: Seat, now: datetime
) -> OutgoingDocument:
    """Give the unit's copy to a person of the unit, with words and a deadline."""
    document = lock(document)
    copy = queries.find_copy_to_give(seat, document)
    if copy is None:
        raise CannotGive("Văn bản không gửi đến đơn vị do vị trí này phụ trách, hoặc đã xong.")
    if to.unit_id != copy.unit_id or not to.holds_on(clock.local(now).date()):
        raise CannotGive("Chọn một người đương chức của đơn vị mình.", field="to")
    if len(note) > 1000:
        raise CannotGive("Ý kiến dài quá 1.000 ký tự. Viết gọn lại.", field="note")
    if due_at is not None and due_at <= now:
        raise CannotGive("Hạn xử lý phải sau thời điểm này. Chọn ngày khác.", field="due")
    copy.seat, copy.seat_name = to, f"{to.person.full_name}, {to.title}"
    copy.head_note, copy.due_at = note, due_at
    copy.save(update_fields=["seat", "seat_name", "head_note", "due_at"])
    told = UnitCopyGiven(copy.seat_name, note, due_at.isoformat() if due_at else "")
    return _told(document, told, seat, now)


def _told(document: OutgoingDocument, told: object, seat: Seat, now: datetime) -> OutgoingDocument:
    """Write what a unit did; the document keeps its step and its place in lists."""
    write(document, told, by=actor_of(seat), now=now, moved_from=document.state, parties=[document.agency_id])
    index_outgoing(document)
    return document
