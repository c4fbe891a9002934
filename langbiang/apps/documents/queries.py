"""
Asks about documents; never writes. Who may see what is said here once, for lists, counts, pages and files alike.

A clerk sees what belongs to the agencies whose records the clerk's unit keeps; a leader what belongs to the own
agency; a unit head what is assigned to the unit; anybody what was drafted, presented or assigned to the seat.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from langbiang.apps.directory.interface import (
    Agency,
    Role,
    Seat,
    find_territory,
    list_kept_agencies,
    list_seats_in,
    name_of,
)
from langbiang.apps.exchange.interface import Delivery, find_packet_of, list_reports
from langbiang.foundation import clock, printing, signing
from langbiang.foundation.journal.interface import Act, timeline

from .models import DocumentType, FileVerdict, IncomingDocument, OutgoingDocument

PLACED = frozenset({"number", "date", "person", "agency"})
OFFICE_ENDS = time(17)
PROVINCE = "Lâm Đồng"
BOARD = 200  # rows of each kind on a work board
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
    """
    Give the tokens under which search may show something to this seat.

    `s` the seat, `m` a member of the unit, `u` the head of the unit, `a` who sees all of the agency.
    """
    units = [f"u{seat.unit_id}"] if seat.has(Role.UNIT_HEAD) else []
    return [f"s{seat.pk}", f"m{seat.unit_id}", *units, *(f"a{agency}" for agency in read_whole(seat, day))]


def may_draft_for(seat: Seat, agency: Agency, day: date) -> bool:
    return agency.pk in drafting_agencies(seat, day)


def drafting_agencies(seat: Seat, day: date) -> list[int]:
    """Give the agencies for which this seat may register a document: those whose records it keeps, and its own."""
    drafts = seat.has(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)
    return sorted({*kept_by(seat, day), *([seat.agency_id] if drafts else [])})


def may_edit(seat: Seat, document: OutgoingDocument, day: date) -> bool:
    return document.drafter_id == seat.pk or keeps_records_of(seat, document.agency_id, day)


def may_assign(seat: Seat, document: IncomingDocument, day: date) -> bool:
    """Leaders assign; so does the clerk for them, and a unit head what came to the unit, within it."""
    if _assigns_anywhere(seat, document, day):
        return True
    return seat.has(Role.UNIT_HEAD) and document.assigned_unit_id == seat.unit_id


def _assigns_anywhere(seat: Seat, document: IncomingDocument, day: date) -> bool:
    leads = seat.has(Role.LEADER) and seat.agency_id == document.agency_id
    return leads or keeps_records_of(seat, document.agency_id, day)


# -- lists


def list_outgoing(seat: Seat, day: date) -> QuerySet[OutgoingDocument]:
    """List the outgoing documents a seat may see, newest move first."""
    return _with_facts(OutgoingDocument.objects.filter(_outgoing_seen(seat, read_whole(seat, day))))


def list_incoming(seat: Seat, day: date) -> QuerySet[IncomingDocument]:
    """List the incoming documents a seat may see, newest arrival first."""
    seen = IncomingDocument.objects.filter(_incoming_seen(seat, read_whole(seat, day)))
    return seen.select_related("agency").order_by("-arrived_at", "-pk")


def _outgoing_seen(seat: Seat, whole: list[int]) -> Q:
    mine = Q(drafter=seat) | (Q(signer=seat) & ~Q(state__in=[Outgoing.DRAFT, Outgoing.CANCELLED]))
    return mine | Q(agency__in=whole)


def _incoming_seen(seat: Seat, whole: list[int]) -> Q:
    mine = Q(assigned_to=seat) | Q(agency__in=whole)
    return mine | Q(assigned_unit=seat.unit_id) if seat.has(Role.UNIT_HEAD) else mine


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


def get_type(code: str) -> DocumentType:
    return DocumentType.objects.get(code=code)


def list_signers(agency_ids: Iterable[int], day: date) -> list[Seat]:
    """List the leaders who may sign for the agencies, in order."""
    return [seat for agency in agency_ids for seat in list_seats_in(agency, day, role=Role.LEADER)]


def list_assignees(seat: Seat, document: IncomingDocument, day: date) -> list[Seat]:
    """List to whom a seat may assign a document: anybody of the agency, for a unit head those of the unit."""
    people = list_seats_in(document.agency_id, day)
    return people if _assigns_anywhere(seat, document, day) else [p for p in people if p.unit_id == seat.unit_id]


def place_of(agency: Agency, day: date) -> str:
    """Say the place an agency's documents are dated from: its territory without the kind, else the province."""
    code = name_of(agency, day).territory_code
    territory = find_territory(code, day) if code else None
    if territory is None:
        return PROVINCE
    bare = territory.name[len(territory.kind) :].strip()
    return territory.name if bare.isdecimal() else bare  # Phường 7 stays whole


# -- one outgoing document


def places_of(document: OutgoingDocument) -> signing.Places:
    """Give the places set on a document; all four must be set."""
    return signing.Places(**placed(document))


def placed(document: OutgoingDocument) -> dict[str, printing.Place]:
    """Give the places set so far, by field."""
    return {field: printing.Place(**told) for field, told in document.places.items()}


def missing_before_presenting(document: OutgoingDocument) -> list[str]:
    missing = [] if document.places.keys() >= PLACED else ["vị trí số, ngày, chữ ký và dấu trên trang"]
    return missing if document.recipients.exists() else [*missing, "nơi nhận"]


def usual_places(document: OutgoingDocument) -> dict[str, printing.Place]:
    """Give the places of the agency's last document with as many pages, for a first proposal; {} when there is none."""
    last = (
        OutgoingDocument.objects.filter(agency=document.agency_id, pages=document.pages)
        .exclude(pk=document.pk)
        .exclude(places={})
        .order_by("-moved_at")
        .first()
    )
    return placed(last) if last else {}


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
    """List a sent document's deliveries: refusals first, since they ask for an answer."""
    packet = find_packet_of(document.uid)
    deliveries = list(packet.deliveries.select_related("receiver").order_by("pk")) if packet else []
    return sorted(deliveries, key=lambda delivery: delivery.status != Delivery.Status.REFUSED)


@dataclass(frozen=True)
class Step:
    """One line of a document's history, in the words of the people who read it."""

    words: str
    note: str
    icon: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Chapter:
    """What happened at one agency, in order."""

    agency: str
    steps: list[Step]


WORDS: dict[str, tuple[str, str, str]] = {
    # verb: (what is said, icon, the payload's field that is told beside it)
    "documents.outgoing.registered": ("Đăng ký dự thảo", "doc", ""),
    "documents.outgoing.changed": ("Sửa dự thảo", "doc", "what"),
    "documents.outgoing.presented": ("Trình ký", "send", "signer"),
    "documents.outgoing.returned": ("Trả lại", "refuse", "reason"),
    "documents.outgoing.signed": ("Ký số", "sign", "competence"),
    "documents.outgoing.issued": ("Cấp số, đóng dấu số", "shield", "code"),
    "documents.outgoing.sent": ("Gửi", "send", "receivers"),
    "documents.outgoing.cancelled": ("Hủy dự thảo", "cross", "reason"),
    "documents.outgoing.handed_over": ("Bàn giao", "swap", "to"),
    "documents.incoming.arrived": ("Đã đến", "inbox", ""),
    "documents.incoming.accepted": ("Tiếp nhận", "check", "arrival_number"),
    "documents.incoming.refused": ("Từ chối tiếp nhận", "refuse", "reason"),
    "documents.incoming.assigned": ("Phân công", "user", "to"),
    "documents.incoming.started": ("Bắt đầu xử lý", "task", ""),
    "documents.incoming.completed": ("Hoàn thành", "check", "result"),
    "documents.incoming.handed_over": ("Bàn giao", "swap", "to"),
}
SAID = {"receivers": "{} nơi nhận", "arrival_number": "số đến {}", "what": "{}"}


def group_by_agency(acts: Iterable[Act], *, receiver: str = "") -> list[Chapter]:
    """
    Tell acts as chapters, one for each run of acts at one agency; acts of the system stand under `receiver`.

    What one person did several times running (placing four fields) is told once, with its last time.
    """
    chapters: list[Chapter] = []
    for act in acts:
        agency = act.agency or receiver
        if not chapters or chapters[-1].agency != agency:
            chapters.append(Chapter(agency, []))
        steps, step = chapters[-1].steps, _step(act)
        if steps and replace(steps[-1], at=step.at) == step:
            steps.pop()
        steps.append(step)
    return chapters


def _step(act: Act) -> Step:
    words, drawn, field = WORDS[act.verb]
    told = (act.details or {}).get(field, "")
    note = SAID.get(field, "{}").format(told) if told else ""
    who = ", ".join(part for part in (act.person, act.post) if part)
    return Step(words, note, drawn, who, act.at)


STATUS_ICONS = {"02": "refuse", "03": "check", "04": "user", "05": "task", "06": "check"}


def chapters_of_receivers(document: OutgoingDocument) -> list[Chapter]:
    """Tell what each receiver reported beyond that it arrived, who and when, one chapter a receiver."""
    packet = find_packet_of(document.uid)
    chapters: dict[int, Chapter] = {}
    for report in list_reports(packet) if packet else ():
        if report.delivery is None or report.code not in STATUS_ICONS:
            continue
        chapter = chapters.setdefault(report.delivery.pk, Chapter(report.delivery.receiver_name, []))
        who = ", ".join(part for part in (report.staff, report.department) if part)
        words = str(Delivery.Status(report.code).label)
        chapter.steps.append(Step(words, report.description, STATUS_ICONS[report.code], who, report.at))
    return list(chapters.values())


@dataclass(frozen=True)
class Tally:
    """How far a document has come with its receivers."""

    all: int
    arrived: int
    refused: int
    accepted: int
    done: int


def tally(deliveries: Iterable[Delivery]) -> Tally:
    statuses = [delivery.status for delivery in deliveries]
    status = Delivery.Status
    return Tally(
        all=len(statuses),
        arrived=sum(1 for s in statuses if s),
        refused=statuses.count(status.REFUSED),
        accepted=sum(1 for s in statuses if s >= status.ACCEPTED),
        done=statuses.count(status.DONE),
    )


# -- the work board


def list_work(seat: Seat, day: date) -> list[OutgoingDocument | IncomingDocument]:
    """List what waits for this seat: to accept, to assign, to work on; to sign, to issue, to send, to correct."""
    kept = kept_by(seat, day)
    incoming = IncomingDocument.objects.filter(_incoming_work(seat, kept)).select_related("agency")
    outgoing = _with_facts(OutgoingDocument.objects.filter(_outgoing_work(seat, kept)))
    return [*incoming.order_by("arrived_at", "pk")[:BOARD], *outgoing[:BOARD]]


def _incoming_work(seat: Seat, kept: list[int]) -> Q:
    work = Q(assigned_to=seat, state__in=[Incoming.ASSIGNED, Incoming.WORKING])
    work |= Q(agency__in=kept, state=Incoming.ARRIVED)
    return work | Q(agency=seat.agency_id, state=Incoming.ACCEPTED) if seat.has(Role.LEADER) else work


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
    return Open(
        work=IncomingDocument.objects.filter(incoming).count() + OutgoingDocument.objects.filter(outgoing).count(),
        incoming=IncomingDocument.objects.filter(_incoming_seen(seat, whole), state__in=IncomingDocument.OPEN).count(),
        outgoing=OutgoingDocument.objects.filter(_outgoing_seen(seat, whole), state__in=OutgoingDocument.OPEN).count(),
    )


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
