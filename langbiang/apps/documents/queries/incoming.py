"""Asks about incoming documents: who may see, assign and work on them."""

from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import Role, Seat, list_seats_in
from langbiang.apps.documents.models import FileVerdict, IncomingDocument
from langbiang.apps.exchange.interface import Packet
from langbiang.foundation.files.interface import File

from .rights import keeps_records_of, read_whole

State = IncomingDocument.State


def list_incoming(seat: Seat, day: date) -> QuerySet[IncomingDocument]:
    """List the incoming documents a seat may see, newest arrival first."""
    return _with_facts(IncomingDocument.objects.filter(incoming_seen(seat, read_whole(seat, day))))


def parts_of_incoming(seat: Seat, day: date) -> list[QuerySet[IncomingDocument]]:
    """Give what a seat may see as parts that each follow one index, for lists; a document may stand in several."""
    parts = [Q(agency=agency) for agency in read_whole(seat, day)]
    parts += _given_to(seat)
    return [_with_facts(IncomingDocument.objects.filter(part)) for part in parts]


def get_incoming(seat: Seat, uid: UUID | str, day: date) -> IncomingDocument:
    return list_incoming(seat, day).select_related("delivery__packet", "assigned_to__person").get(uid=uid)


def incoming_seen(seat: Seat, whole: list[int]) -> Q:
    """Say what a seat may see: all of the agencies it reads whole, and what is given to it or the unit it heads."""
    return reduce(or_, _given_to(seat), Q(agency__in=whole))


def _given_to(seat: Seat) -> list[Q]:
    return [Q(assigned_to=seat), *([Q(assigned_unit=seat.unit_id)] if seat.has(Role.UNIT_HEAD) else [])]


def _with_facts(documents: QuerySet[IncomingDocument]) -> QuerySet[IncomingDocument]:
    return documents.select_related("agency").order_by("-arrived_at", "-pk")


def may_assign(seat: Seat, document: IncomingDocument, day: date) -> bool:
    """Leaders assign; so does the clerk for them, and a unit head what came to the unit, within it."""
    if _assigns_anywhere(seat, document, day):
        return True
    return seat.has(Role.UNIT_HEAD) and document.assigned_unit_id == seat.unit_id


def _assigns_anywhere(seat: Seat, document: IncomingDocument, day: date) -> bool:
    leads = seat.has(Role.LEADER) and seat.agency_id == document.agency_id
    return leads or keeps_records_of(seat, document.agency_id, day)


def list_assignees(seat: Seat, document: IncomingDocument, day: date) -> list[Seat]:
    """List to whom a seat may assign a document: anybody of the agency, for a unit head those of the unit."""
    people = list_seats_in(document.agency_id, day)
    return people if _assigns_anywhere(seat, document, day) else [p for p in people if p.unit_id == seat.unit_id]


def find_verdict(digest: str) -> FileVerdict | None:
    return FileVerdict.objects.filter(digest=digest).first()


def paper_of(packet: Packet) -> File | None:
    """Give the paper of a packet: its first PDF."""
    enclosed = packet.files.filter(file__media_type="application/pdf").select_related("file").first()
    return enclosed.file if enclosed else None
