"""
Asks about documents; never writes. Who may see what is said here once, for lists, counts, pages and files alike.

A clerk sees what belongs to the agencies whose records the clerk's unit keeps; a leader what belongs to the own
agency; a unit head what is assigned to the unit; anybody what was drafted, presented or assigned to the seat.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from langbiang.apps.directory.interface import Agency, Role, Seat, list_kept_agencies, list_seats_in
from langbiang.apps.exchange.interface import Delivery, find_packet_of
from langbiang.foundation import clock, printing, signing
from langbiang.foundation.journal.interface import Act, timeline

from .models import DocumentType, FileVerdict, IncomingDocument, NumberSeries, OutgoingDocument

PLACED = frozenset({"number", "date", "person", "agency"})
OFFICE_ENDS = time(17)
Incoming, Outgoing = IncomingDocument.State, OutgoingDocument.State


# -- who may


def kept_by(seat: Seat, day: date) -> list[int]:
    """Give the ids of the agencies whose records this seat keeps; none for who is no clerk."""
    if not seat.has(Role.CLERK):
        return []
    return list(list_kept_agencies(seat.unit_id, day).values_list("pk", flat=True))


def keeps_records_of(seat: Seat, agency_id: int, day: date) -> bool:
    return agency_id in kept_by(seat, day)


def read_whole(seat: Seat, day: date) -> list[int]:
    """Give the ids of the agencies of which this seat may see every document."""
    own = [seat.agency_id] if seat.has(Role.LEADER) else []
    return sorted({*own, *kept_by(seat, day)})


def audience_of(seat: Seat, day: date) -> list[str]:
    """Give the tokens under which search may show something to this seat."""
    units = [f"u{seat.unit_id}"] if seat.has(Role.UNIT_HEAD) else []
    return [f"s{seat.pk}", *units, *(f"a{agency}" for agency in read_whole(seat, day))]


def may_draft_for(seat: Seat, agency: Agency, day: date) -> bool:
    return agency.pk in drafting_agencies(seat, day)


def drafting_agencies(seat: Seat, day: date) -> list[int]:
    """Give the agencies for which this seat may register a document: those whose records it keeps, and its own."""
    drafts = seat.has(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)
    return sorted({*kept_by(seat, day), *([seat.agency_id] if drafts else [])})


def may_edit(seat: Seat, document: OutgoingDocument, day: date) -> bool:
    return document.drafter_id == seat.pk or keeps_records_of(seat, document.agency_id, day)


def may_assign(seat: Seat, document: IncomingDocument, day: date) -> bool:
    """Leaders assign; so does the clerk for them, and a unit head within what came to the unit."""
    if seat.has(Role.LEADER) and seat.agency_id == document.agency_id:
        return True
    if keeps_records_of(seat, document.agency_id, day):
        return True
    return seat.has(Role.UNIT_HEAD) and document.assigned_unit_id == seat.unit_id


# -- lists


def list_outgoing(seat: Seat, day: date) -> QuerySet[OutgoingDocument]:
    """List the outgoing documents a seat may see, newest move first."""
    mine = Q(drafter=seat) | (Q(signer=seat) & ~Q(state__in=[Outgoing.DRAFT, Outgoing.CANCELLED]))
    return _with_facts(OutgoingDocument.objects.filter(mine | Q(agency__in=read_whole(seat, day))))


def list_incoming(seat: Seat, day: date) -> QuerySet[IncomingDocument]:
    """List the incoming documents a seat may see, newest arrival first."""
    mine = Q(assigned_to=seat)
    if seat.has(Role.UNIT_HEAD):
        mine |= Q(assigned_unit=seat.unit_id)
    seen = IncomingDocument.objects.filter(mine | Q(agency__in=read_whole(seat, day)))
    return seen.select_related("agency").order_by("-arrived_at", "-pk")


def get_outgoing(seat: Seat, uid: UUID | str, day: date) -> OutgoingDocument:
    return list_outgoing(seat, day).get(uid=uid)


def get_incoming(seat: Seat, uid: UUID | str, day: date) -> IncomingDocument:
    return list_incoming(seat, day).select_related("delivery__packet", "assigned_to__person").get(uid=uid)


def _with_facts(documents: QuerySet[OutgoingDocument]) -> QuerySet[OutgoingDocument]:
    return documents.select_related("type", "agency", "file", "original", "signer__person", "drafter__person").order_by(
        "-moved_at", "-pk"
    )


def count_states(documents: QuerySet[OutgoingDocument] | QuerySet[IncomingDocument]) -> dict[str, int]:
    rows = documents.order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def list_types() -> QuerySet[DocumentType]:
    return DocumentType.objects.all()


def get_type(code: str) -> DocumentType:
    return DocumentType.objects.get(code=code)


def list_signers(agency_ids: Iterable[int], day: date) -> list[Seat]:
    """List the leaders who may sign for the agencies, in order."""
    return [seat for agency in agency_ids for seat in list_seats_in(agency, day, role=Role.LEADER)]


def list_assignees(document: IncomingDocument, day: date) -> list[Seat]:
    return list_seats_in(document.agency_id, day)


# -- one outgoing document


def places_of(document: OutgoingDocument) -> signing.Places:
    """Give the places set on a document; all four must be set."""
    return signing.Places(**{field: printing.Place(**document.places[field]) for field in PLACED})


def missing_before_presenting(document: OutgoingDocument) -> list[str]:
    missing = [] if document.places.keys() >= PLACED else ["vị trí số, ngày, chữ ký và dấu trên trang"]
    return missing if document.recipients.exists() else [*missing, "nơi nhận"]


def usual_places(document: OutgoingDocument) -> dict[str, dict[str, float]]:
    """Give the places of the agency's last document with as many pages, for a first proposal; {} when there is none."""
    last = (
        OutgoingDocument.objects.filter(agency=document.agency_id, pages=document.pages)
        .exclude(pk=document.pk)
        .exclude(places={})
        .order_by("-moved_at")
        .first()
    )
    return last.places if last else {}


def find_verdict(digest: str) -> FileVerdict | None:
    return FileVerdict.objects.filter(digest=digest).first()


# -- what happened, across agencies

SENDERS_PUBLIC = ("documents.outgoing.signed", "documents.outgoing.issued", "documents.outgoing.sent")


def history_of_outgoing(document: OutgoingDocument) -> list[Act]:
    """Tell an outgoing document's acts, in order; what receivers did stands in its deliveries."""
    return list(timeline("documents.outgoing", document.uid))


def history_of_incoming(document: IncomingDocument) -> list[Act]:
    """Tell what the sender made public of the document, that it arrived, and all that happened here."""
    source = document.delivery.packet.source_uid
    sent = [a for a in timeline("documents.outgoing", source) if a.verb in SENDERS_PUBLIC] if source else []
    return [*sent, *timeline("documents.incoming", document.uid)]


def deliveries_of(document: OutgoingDocument) -> list[Delivery]:
    packet = find_packet_of(document.uid)
    return list(packet.deliveries.select_related("receiver").order_by("pk")) if packet else []


# -- the work board


def list_work(seat: Seat, day: date) -> list[OutgoingDocument | IncomingDocument]:
    """List what waits for this seat: to accept, to assign, to work on; to sign, to issue, to send, to correct."""
    kept = kept_by(seat, day)
    incoming = Q(assigned_to=seat, state__in=[Incoming.ASSIGNED, Incoming.WORKING])
    incoming |= Q(agency__in=kept, state=Incoming.ARRIVED)
    if seat.has(Role.LEADER):
        incoming |= Q(agency=seat.agency_id, state=Incoming.ACCEPTED)
    outgoing = Q(signer=seat, state=Outgoing.PRESENTED) | Q(drafter=seat, state=Outgoing.DRAFT)
    outgoing |= Q(agency__in=kept, state__in=[Outgoing.SIGNED, Outgoing.ISSUED])
    return [
        *IncomingDocument.objects.filter(incoming).select_related("agency").order_by("arrived_at", "pk")[:200],
        *_with_facts(OutgoingDocument.objects.filter(outgoing))[:200],
    ]


def count_work(seat: Seat, day: date) -> int:
    return len(list_work(seat, day))


def due_of(document: OutgoingDocument | IncomingDocument) -> datetime | None:
    """
    Say until when a step is to be done: the deadline a leader gave, or the day that Decree 30/2020 gives it.

    An arrived document is to be registered the same day (Article 22), a signed one to be issued the same day, at
    the latest on the next working day (Article 18.1). Public holidays are not known here yet: only weekends are.
    """
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


def last_numbers(agency_ids: Iterable[int], year: int) -> QuerySet[NumberSeries]:
    return NumberSeries.objects.filter(agency__in=list(agency_ids), year=year)
