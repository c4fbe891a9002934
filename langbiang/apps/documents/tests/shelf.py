"""A year's registers for tests: numbers given without the labour of signing, a clerk's page, a year that is over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.test import Client
from uuid_utils.compat import uuid7

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.models import Book, Handling, IncomingDocument, OutgoingDocument
from langbiang.apps.documents.queries import Cut, Span, Volume, list_lines, number_of
from langbiang.apps.documents.services.numbering import next_number
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.clock import VIETNAM

from . import factories

NEXT_YEAR = datetime(2021, 1, 5, 9, 0, tzinfo=VIETNAM)
State = OutgoingDocument.State


def at(seat: Seat) -> Client:
    client = Client()
    client.force_login(open_demo_account(seat.person))
    session = client.session
    session["seat"] = str(seat.uid)
    session.save()
    return client


def outgoing_book(seat_of_agency: Seat, year: int = 2020, series: str = "") -> Volume:
    return Volume(seat_of_agency.agency, Book.OUTGOING, year, series)


def numbers(volume: Volume, span: Span | None = None) -> list[int]:
    """Read a volume's numbers as its pages do, 25 at a time from the newest."""
    found, cut = [], Cut(size=25)
    while lines := list_lines(volume, span or Span(), cut):
        found += [number_of(line) for line in lines]
        cut = Cut(after=found[-1], size=25)
    return found


@transaction.atomic
def numbered(like: OutgoingDocument, state: str = State.SENT, **changes) -> OutgoingDocument:
    """Copy a document with the next number of its series, in a state that has one."""
    made = OutgoingDocument.objects.get(pk=like.pk)
    made.pk, made.uid, made._state.adding = None, uuid7(), True
    made.year, made.issued_on, made.state = 2020, factories.DAY, state
    made.number = next_number(made.agency_id, Book.OUTGOING, made.year, made.series)
    made.code = f"{made.number:02}/{made.notation}"
    made.ended_for = "" if state in (State.ISSUED, State.SENT) else "Sai người ký"
    for name, value in changes.items():
        setattr(made, name, value)
    made.save_base(raw=True)
    return made


@transaction.atomic
def arrived(like: IncomingDocument, **changes) -> IncomingDocument:
    """Copy an incoming document, a minute later and with the next arrival number."""
    made = IncomingDocument.objects.get(pk=like.pk)
    delivery, packet = made.delivery, made.delivery.packet
    packet.pk, packet.uid, packet.document_id, packet._state.adding = None, uuid7(), str(uuid7()), True
    packet.source_uid = packet.uid
    packet.save_base(raw=True)
    delivery.packet = packet
    delivery.pk, delivery.uid, delivery._state.adding = None, uuid7(), True
    delivery.save_base(raw=True)
    made.pk, made.uid, made._state.adding, made.delivery = None, uuid7(), True, delivery
    if made.arrival_number:
        made.arrival_number = next_number(made.agency_id, Book.INCOMING, made.arrival_year)
    made.arrived_at += timedelta(minutes=made.arrival_number or 1)
    for name, value in changes.items():
        setattr(made, name, value)
    made.save_base(raw=True)
    for part in Handling.objects.filter(document=like):
        part.pk, part.uid, part._state.adding, part.document = None, uuid7(), True, made
        part.save_base(raw=True)
    return made


def touch(model, pk: int, **changes) -> None:
    """Change a row behind the services' back, as somebody at the database would."""
    assert model.objects.filter(pk=pk).update(**changes, version=F("version")) == 1
