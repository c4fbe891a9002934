"""Asks about the parts of the work on an incoming document: who may instruct, to whom, and whose turn it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from langbiang.apps.deadlines.interface import add_working_days
from langbiang.apps.directory.interface import Role, Seat, Unit, list_seats_in
from langbiang.apps.documents.models import Handling, IncomingDocument, OutgoingDocument
from langbiang.foundation import clock

from .outgoing import list_outgoing
from .rights import keeps_records_of

State = IncomingDocument.State
LOOKED_AT = 200  # of an agency's newest instructions, to propose who leads
REPLIES = 50


@dataclass(frozen=True)
class Target:
    """Whom an instruction can name: a unit, whose head divides the work, or a person."""

    key: str
    name: str
    note: str
    unit: Unit
    unit_name: str
    seat: Seat | None
    waiting: int = 0


def list_targets(document: IncomingDocument, day: date) -> list[Target]:
    """List whom an instruction can name: the units that have a head, then people, those without such a head first."""
    people = list_seats_in(document.agency_id, day)
    heads = {seat.unit_id: seat for seat in reversed(people) if seat.has(Role.UNIT_HEAD)}
    waiting = _count_waiting({seat.unit_id for seat in people})
    units = [
        Target(f"u{h.unit.uid}", h.unit_name, h.person.full_name, h.unit, h.unit_name, None, waiting["unit", h.unit_id])
        for h in reversed(heads.values())
    ]
    apart = sorted(people, key=lambda s: (s.has(Role.LEADER), s.unit_id in heads, s.roles == [Role.CLERK]))
    named = [
        Target(f"s{s.uid}", s.person.full_name, s.title, s.unit, s.unit_name, s, waiting["seat", s.pk]) for s in apart
    ]
    return [*units, *named]


def _count_waiting(units: set[int]) -> Counter[tuple[str, int]]:
    """Count the open parts of units and of people, with one query."""
    to_do = Handling.objects.filter(unit__in=units, state__in=Handling.TO_DO).exclude(role=Handling.Role.INFORM)
    counts = Counter[tuple[str, int]]()
    for row in to_do.order_by().values("unit", "seat").annotate(n=Count("pk")):
        counts["unit", row["unit"]] += row["n"]
        counts["seat", row["seat"] or 0] += row["n"]
    return counts


def propose_lead(document: IncomingDocument, targets: Sequence[Target]) -> Target | None:
    """Propose who led the last document of the same sender and type, else the first."""
    led = IncomingDocument.objects.filter(agency=document.agency_id, assigned_unit__isnull=False)
    rows = led.order_by("-arrived_at", "-pk").values_list("sender_name", "type_name", "assigned_unit")[:LOOKED_AT]
    unit = next((unit for sender, kind, unit in rows if (sender, kind) == _kind_of(document)), None)
    likely = (target for target in targets if target.unit.pk == unit)
    return next(likely, targets[0] if targets else None)


def _kind_of(document: IncomingDocument) -> tuple[str, str]:
    return document.sender_name, document.type_name


def proposed_days(now: datetime) -> list[date]:
    """Propose two deadlines: the second and the third working day from now."""
    today = clock.local(now).date()
    return [add_working_days(today, count) for count in (2, 3)]


def list_leaders(document: IncomingDocument, day: date) -> list[Seat]:
    """List to whom a document can be presented: the leaders of its agency."""
    return list_seats_in(document.agency_id, day, role=Role.LEADER)


def may_instruct(seat: Seat, document: IncomingDocument, day: date) -> bool:
    """Tell whether a seat may give the instruction: the leader it lies with, else any; the clerk enters it for them."""
    if keeps_records_of(seat, document.agency_id, day):
        return True
    if document.state == State.PRESENTED:
        return document.presented_to_id == seat.pk
    return seat.has(Role.LEADER) and seat.agency_id == document.agency_id


def list_handlings(document: IncomingDocument) -> list[Handling]:
    """List the parts of the work: who leads, then who takes part, then who is to know."""
    order = [Handling.Role.LEAD, Handling.Role.COORDINATE, Handling.Role.INFORM]
    rows = document.handlings.select_related("seat__person", "unit")
    return sorted(rows, key=lambda one: (order.index(Handling.Role(one.role)), one.pk))


def own_handling(handlings: Sequence[Handling], seat: Seat) -> Handling | None:
    """Give the part that a seat has, or as head of its unit has to see to, when it is only to know."""
    own = next((one for one in handlings if one.seat_id == seat.pk), None)
    return own or next((one for one in units_handlings(handlings, seat) if one.role == Handling.Role.INFORM), None)


def units_handlings(handlings: Sequence[Handling], seat: Seat) -> list[Handling]:
    """Give the parts that lie with the unit a seat heads, and with nobody in it yet."""
    if not seat.has(Role.UNIT_HEAD):
        return []
    return [one for one in handlings if one.unit_id == seat.unit_id and one.seat_id is None]


def divided_by(handlings: Sequence[Handling], seat: Seat) -> list[Handling]:
    """Give the unfinished parts that a unit head may give to a person of the unit, or to another one."""
    if not seat.has(Role.UNIT_HEAD):
        return []
    mine = [one for one in handlings if one.unit_id == seat.unit_id and one.is_open]
    return [one for one in mine if one.role != Handling.Role.INFORM]


def list_colleagues(seat: Seat, day: date) -> list[Seat]:
    """List to whom a unit head gives work: the people of the unit."""
    return [one for one in list_seats_in(seat.agency_id, day) if one.unit_id == seat.unit_id]


def has_head(handling: Handling, agency_id: int, day: date) -> bool:
    heads = list_seats_in(agency_id, day, role=Role.UNIT_HEAD)
    return any(one.unit_id == handling.unit_id and one.pk != handling.seat_id for one in heads)


def still_waiting(handlings: Sequence[Handling]) -> list[Handling]:
    """Give those who take part and have not given their part."""
    return [one for one in handlings if one.role == Handling.Role.COORDINATE and one.is_open]


def list_replies(seat: Seat, agency_id: int, day: date) -> list[OutgoingDocument]:
    """List the agency's documents on their way out that a seat may name as the reply, newest first."""
    mine = list_outgoing(seat, day).filter(agency=agency_id).exclude(state=OutgoingDocument.State.CANCELLED)
    return list(mine[:REPLIES])


def list_answered(document: OutgoingDocument, seen: Q) -> list[IncomingDocument]:
    """List the incoming documents that a document on its way out replies to, of those that may be seen."""
    return list(document.answered.filter(seen).order_by("arrived_at", "pk"))


def handlings_to_do(seat: Seat) -> QuerySet[Handling]:
    """List the parts that wait for a seat: its own, and what lies with its unit and nobody in it yet."""
    mine = Q(seat=seat)
    if seat.has(Role.UNIT_HEAD):
        mine |= Q(unit=seat.unit_id, seat=None)
    return Handling.objects.filter(mine, state__in=Handling.TO_DO)
