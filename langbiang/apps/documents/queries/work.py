"""What waits for a seat, until when, and how much is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from django.db.models import Count, Prefetch, Q, QuerySet

from langbiang.apps.deadlines.interface import next_day, next_morning, within_day
from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents.models import Handling, IncomingDocument, Opinion, OutgoingDocument, UnitCopy

from .handling import handlings_to_do
from .incoming import given_to
from .inside import copies_to_do
from .outgoing import made_before
from .rights import kept_by, read_whole, whole_of

BOARD = 200  # rows of each kind on a work board
Incoming, Outgoing = IncomingDocument.State, OutgoingDocument.State
Work: TypeAlias = OutgoingDocument | IncomingDocument | Handling | UnitCopy  # what stands on a work board


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
    # What is open was not sent yet, so no unit has a copy of it.
    seen = Q(made_before(seat, read_whole(seat, day)), state__in=OutgoingDocument.OPEN)
    return _by_state(OutgoingDocument.objects.filter(seen), OutgoingDocument.OPEN)


def _by_state(
    documents: QuerySet[OutgoingDocument] | QuerySet[IncomingDocument], states: Iterable[str]
) -> dict[str, int]:
    rows = documents.order_by().values("state").annotate(n=Count("pk"))
    return dict.fromkeys(map(str, states), 0) | {row["state"]: row["n"] for row in rows}


def list_work(seat: Seat, day: date) -> list[Work]:
    """List what waits for this seat: to accept, to present, to instruct, to work on; to sign, to issue, to correct."""
    kept = kept_by(seat, day)
    incoming = IncomingDocument.objects.filter(_incoming_work(seat, kept))
    asked = Prefetch("opinions", Opinion.objects.filter(unit=seat.unit_id, given_at=None), to_attr="asked")
    # Without the facts of a document's page: a line of the board needs none, and their joins cost more than it.
    outgoing = OutgoingDocument.objects.filter(_outgoing_work(seat, kept)).prefetch_related(asked)
    given = handlings_to_do(seat).select_related("document__agency").order_by("arrived_at", "pk")
    copies = copies_to_do(seat).select_related("document").order_by("sent_at", "pk")
    return [
        *incoming.order_by("arrived_at", "pk")[:BOARD],
        *given[:BOARD],
        *copies[:BOARD],
        *outgoing.order_by("-moved_at", "-pk")[:BOARD],
    ]


def _incoming_work(seat: Seat, kept: list[int]) -> Q:
    work = Q(agency__in=kept, state__in=[Incoming.ARRIVED, Incoming.ACCEPTED])
    return work | Q(presented_to=seat, state=Incoming.PRESENTED) if seat.has(Role.LEADER) else work


def _outgoing_work(seat: Seat, kept: list[int]) -> Q:
    """
    Say what waits: to sign and to correct one's own; for the head of a unit to approve and to give an opinion; for who
    keeps the records to check the form, to issue and to send.
    """
    work = Q(signer=seat, state=Outgoing.PRESENTED) | Q(drafter=seat, state=Outgoing.DRAFT)
    work |= Q(agency__in=kept, state__in=[Outgoing.FORM, Outgoing.SIGNED, Outgoing.ISSUED])
    if not seat.has(Role.UNIT_HEAD):
        return work
    asked = Opinion.objects.filter(unit=seat.unit_id, given_at=None).values("document")
    work |= Q(pk__in=asked, state__in=[Outgoing.DRAFT, Outgoing.CONTENT])
    return work | Q(unit=seat.unit_id, state=Outgoing.CONTENT)


def opinion_asked(document: Work) -> Opinion | None:
    """Give what the seat of a work board is asked to say of one of its rows; None when it waits for another step."""
    return next(iter(getattr(document, "asked", [])), None)


@dataclass(frozen=True)
class Open:
    """How much is open: what waits for the seat, and what is unfinished in its two lists."""

    work: int
    incoming: int
    outgoing: int


def count_open(seat: Seat, day: date) -> Open:
    """Count for the navigation, which stands on every page."""
    kept = kept_by(seat, day)
    whole = whole_of(seat, kept)
    incoming, outgoing = _incoming_work(seat, kept), _outgoing_work(seat, kept)
    documents = (IncomingDocument.objects.filter(incoming), OutgoingDocument.objects.filter(outgoing))
    given, copies = (rows.order_by().values("pk") for rows in (handlings_to_do(seat), copies_to_do(seat)))
    return Open(
        work=sum(rows.count() for rows in documents) + given.union(copies, all=True).count(),
        incoming=_open_incoming(seat, whole).count(),
        outgoing=OutgoingDocument.objects.filter(made_before(seat, whole), state__in=OutgoingDocument.OPEN).count(),
    )


@dataclass(frozen=True)
class Limit:
    """Until when a step is to be done, by which rule, and how it was counted."""

    ground: str
    due_at: datetime
    reasons: tuple[str, ...] = ()


def limits_of(document: OutgoingDocument) -> list[Limit]:
    """
    Name both limits for issuing and sending what is signed.

    Decree 30/2020, Article 18.1: the day of signing, at the latest the next working day. Decision 28/2018, Article 6:
    the day of signing, at the latest the morning of the next working day. Urgent ones at once, by both.
    """
    signed = document.signed_at
    if signed is None or document.state not in (Outgoing.SIGNED, Outgoing.ISSUED):
        return []
    if document.urgency:
        return [Limit("Văn bản khẩn: gửi ngay sau khi ký (NĐ 30/2020, Điều 18; QĐ 28/2018, Điều 6)", signed)]
    morning, evening = next_morning(signed, agency=document.agency_id), next_day(signed, agency=document.agency_id)
    return [
        Limit("Quyết định 28/2018, Điều 6: chậm nhất sáng ngày làm việc tiếp theo", morning.at, morning.reasons),
        Limit("Nghị định 30/2020, Điều 18: chậm nhất ngày làm việc tiếp theo", evening.at, evening.reasons),
    ]


def due_of(document: Work) -> datetime | None:
    """
    Say until when a step is to be done: the deadline a leader gave, or the day that Decree 30/2020 gives it.

    An arrived document is to be registered and presented the same day (Articles 22 and 23), what is signed to be
    issued and sent by the earlier of its two limits; days are counted by the calendar of `deadlines`.
    """
    if isinstance(document, Handling):
        return document.due
    if isinstance(document, UnitCopy):
        return document.due_at
    if isinstance(document, IncomingDocument):
        if document.state in (Incoming.ARRIVED, Incoming.ACCEPTED):
            return within_day(document.moved_at, agency=document.agency_id).at
        return document.due_at
    return min((limit.due_at for limit in limits_of(document)), default=None)
