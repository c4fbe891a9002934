"""What waits for a seat, until when, and how much is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents.models import Handling, IncomingDocument, OutgoingDocument
from langbiang.foundation import clock

from .handling import handlings_to_do
from .incoming import given_to
from .outgoing import outgoing_seen, with_facts
from .rights import kept_by, read_whole

OFFICE_ENDS = time(17)
BOARD = 200  # rows of each kind on a work board
Incoming, Outgoing = IncomingDocument.State, OutgoingDocument.State


def count_open_incoming(seat: Seat, day: date) -> dict[str, int]:
    """Count the unfinished incoming documents a seat may see, by step; steps without one are 0."""
    return _by_state(_open_incoming(seat, read_whole(seat, day)), IncomingDocument.OPEN)


def _open_incoming(seat: Seat, whole: list[int]) -> QuerySet[IncomingDocument]:
    """Give the unfinished documents a seat may see; each half of the union follows an index of what is open."""
    unfinished = IncomingDocument.objects.filter(agency__in=whole, state__in=IncomingDocument.OPEN).values("pk")
    given = Handling.objects.filter(given_to(seat), live=True).order_by().values("document")
    return IncomingDocument.objects.filter(pk__in=unfinished.union(given))


def count_open_outgoing(seat: Seat, day: date) -> dict[str, int]:
    """Count the unfinished outgoing documents a seat may see, by step; steps without one are 0."""
    seen = Q(outgoing_seen(seat, read_whole(seat, day)), state__in=OutgoingDocument.OPEN)
    return _by_state(OutgoingDocument.objects.filter(seen), OutgoingDocument.OPEN)


def _by_state(
    documents: QuerySet[OutgoingDocument] | QuerySet[IncomingDocument], states: Iterable[str]
) -> dict[str, int]:
    rows = documents.order_by().values("state").annotate(n=Count("pk"))
    return dict.fromkeys(map(str, states), 0) | {row["state"]: row["n"] for row in rows}


def list_work(seat: Seat, day: date) -> list[OutgoingDocument | IncomingDocument | Handling]:
    """List what waits for this seat: to accept, to present, to instruct, to work on; to sign, to issue, to correct."""
    kept = kept_by(seat, day)
    incoming = IncomingDocument.objects.filter(_incoming_work(seat, kept)).select_related("agency")
    outgoing = with_facts(OutgoingDocument.objects.filter(_outgoing_work(seat, kept)))
    given = handlings_to_do(seat).select_related("document__agency").order_by("arrived_at", "pk")
    return [*incoming.order_by("arrived_at", "pk")[:BOARD], *given[:BOARD], *outgoing[:BOARD]]


def _incoming_work(seat: Seat, kept: list[int]) -> Q:
    work = Q(agency__in=kept, state__in=[Incoming.ARRIVED, Incoming.ACCEPTED])
    return work | Q(presented_to=seat, state=Incoming.PRESENTED) if seat.has(Role.LEADER) else work


def _outgoing_work(seat: Seat, kept: list[int]) -> Q:
    work = Q(signer=seat, state=Outgoing.PRESENTED) | Q(drafter=seat, state=Outgoing.DRAFT)
    return work | Q(agency__in=kept, state__in=[Outgoing.SIGNED, Outgoing.ISSUED])


@dataclass(frozen=True)
class Open:
    """How much is open: what waits for the seat, and what is unfinished in its two lists."""

    work: int
    incoming: int
    outgoing: int


def count_open(seat: Seat, day: date) -> Open:
    """Count for the navigation, which stands on every page."""
    kept, whole = kept_by(seat, day), read_whole(seat, day)
    incoming, outgoing = _incoming_work(seat, kept), _outgoing_work(seat, kept)
    work = (IncomingDocument.objects.filter(incoming), handlings_to_do(seat), OutgoingDocument.objects.filter(outgoing))
    return Open(
        work=sum(rows.count() for rows in work),
        incoming=_open_incoming(seat, whole).count(),
        outgoing=OutgoingDocument.objects.filter(outgoing_seen(seat, whole), state__in=OutgoingDocument.OPEN).count(),
    )


def due_of(document: OutgoingDocument | IncomingDocument | Handling) -> datetime | None:
    """
    Say until when a step is to be done: the deadline a leader gave, or the day that Decree 30/2020 gives it.

    An arrived document is to be registered and presented the same day (Articles 22 and 23), a signed one to be
    issued the same day, at the latest on the next working day (Article 18.1). Public holidays are not known here
    yet: only weekends are.
    """
    if isinstance(document, Handling):
        return document.due
    if isinstance(document, IncomingDocument):
        if document.state in (Incoming.ARRIVED, Incoming.ACCEPTED):
            return end_of_office(document.moved_at)
        return document.due_at
    return end_of_office(document.moved_at) if document.state in (Outgoing.SIGNED, Outgoing.ISSUED) else None


def end_of_office(moment: datetime) -> datetime:
    """Give 17:00 of the day, or of the next weekday when that is past."""
    local = clock.local(moment)
    day = local.date() if local.time() < OFFICE_ENDS else local.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, OFFICE_ENDS, tzinfo=clock.VIETNAM)
