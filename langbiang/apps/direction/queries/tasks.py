"""
Tasks: who may see, give, pass on and follow them.

Seen by the assigner, the lead, the co-ordinators, the heads of the lead unit and of the co-ordinating units, the
leaders of the agency, and the clerk who keeps its records and so follows up what is due (Decree 30/2020, Article 24).
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import F, Q, QuerySet

from langbiang.apps.direction.models import Task, TaskCoordinator
from langbiang.apps.directory.interface import Role, Seat, UnitVersion, list_seats_in, list_units
from langbiang.apps.documents.interface import (
    IncomingDocument,
    OutgoingDocument,
    get_incoming,
    get_outgoing,
    list_outgoing,
    read_whole,
)
from langbiang.foundation import clock

State = Task.State
TABS = ("lead", "assigner", "coordinator", "late", "closed", "all")


# -- who may


def seen_by(seat: Seat, day: date) -> Q:
    """Say which tasks a seat may see; the one rule of lists, pages, files, reports and search."""
    mine = Q(lead=seat) | Q(assigner=seat) | Q(agency__in=read_whole(seat, day))
    beside = Q(seat=seat)
    if seat.has(Role.UNIT_HEAD):
        mine |= Q(lead_unit=seat.unit_id)
        beside |= Q(unit=seat.unit_id)
    return mine | Q(pk__in=TaskCoordinator.objects.filter(beside).values("task"))


def may_give(seat: Seat) -> bool:
    return seat.has(Role.LEADER, Role.UNIT_HEAD)


def list_leads(seat: Seat, day: date) -> list[Seat]:
    """List to whom a seat may give a task: for a leader anybody else of the agency, for a head those of the unit."""
    people = [p for p in list_seats_in(seat.agency_id, day) if p.pk != seat.pk]
    return people if seat.has(Role.LEADER) else [p for p in people if p.unit_id == seat.unit_id]


def list_coordinators(seat: Seat, day: date) -> list[Seat]:
    return [p for p in list_seats_in(seat.agency_id, day) if p.pk != seat.pk]


def list_coordinating_units(seat: Seat, day: date) -> QuerySet[UnitVersion]:
    return list_units(seat.agency, day)


def may_pass(seat: Seat, task: Task) -> bool:
    """The head of the lead unit passes a task on within it, until the work is said to be done."""
    return seat.has(Role.UNIT_HEAD) and seat.unit_id == task.lead_unit_id and task.state in Task.OWED


def list_successors(task: Task, day: date) -> list[Seat]:
    """List to whom the head may pass a task: those of the lead unit, without who has it and who gave it."""
    people = list_seats_in(task.agency_id, day)
    return [p for p in people if p.unit_id == task.lead_unit_id and p.pk not in (task.lead_id, task.assigner_id)]


def coordinates(seat: Seat, task: Task) -> bool:
    """Say whether a seat works beside the lead: named, or head of a unit that is."""
    beside = Q(seat=seat)
    if seat.has(Role.UNIT_HEAD):
        beside |= Q(unit=seat.unit_id, seat__isnull=True)
    return task.coordinators.filter(beside).exists()


def may_divide(seat: Seat, task: Task) -> bool:
    """Say whether a seat may give parts of a task to others: who gives tasks and is not a stranger to this one."""
    return may_give(seat) and task.is_open and task.agency_id == seat.agency_id


# -- lists


def list_tasks(seat: Seat, day: date) -> QuerySet[Task]:
    """List the tasks a seat may see; the caller sets the order."""
    return Task.objects.filter(seen_by(seat, day))


def get_task(seat: Seat, uid: UUID | str, day: date) -> Task:
    found = list_tasks(seat, day).select_related("agency", "lead__person", "assigner__person", "incoming", "outgoing")
    return found.select_related("meeting", "parent", "reply", "lead_unit").get(uid=uid)


def find_task(seat: Seat, uid: UUID | str, day: date) -> Task | None:
    return list_tasks(seat, day).filter(uid=uid).first()


def in_tab(tasks: QuerySet[Task], tab: str, seat: Seat, now: datetime) -> QuerySet[Task]:
    """Keep what belongs under a tab of the list."""
    beside = TaskCoordinator.objects.filter(Q(seat=seat) | Q(unit=seat.unit_id, seat__isnull=True)).values("task")
    is_open = Q(state__in=Task.OPEN)
    kept = {
        "lead": is_open & Q(lead=seat),
        "assigner": is_open & Q(assigner=seat),
        "coordinator": is_open & Q(pk__in=beside),
        "late": overdue(now),
        "closed": ~is_open,
        "all": Q(),
    }
    return tasks.filter(kept[tab])


def overdue(now: datetime) -> Q:
    """Say which open tasks are past their deadline while the person still owes them."""
    return Q(state__in=Task.OWED, due_at__lt=now)


@dataclass(frozen=True)
class Wanted:
    """What a figure of the report counts, so that it can be opened: of whom, of which period, with what outcome."""

    agency: int | None = None
    lead: str = ""
    unit: str = ""
    begin: date | None = None
    end: date | None = None
    outcome: str = ""  # open, late, asked; in a period: due, ontime, missed

    def __bool__(self) -> bool:
        return any((self.agency, self.lead, self.unit, self.begin, self.end, self.outcome))


def kept_for(wanted: Wanted, now: datetime) -> Q:
    kept = outcome(wanted.outcome, now)
    if wanted.agency:
        kept &= Q(agency=wanted.agency)
    if wanted.lead:
        kept &= Q(lead__uid=wanted.lead)
    if wanted.unit:
        kept &= Q(lead_unit__uid=wanted.unit)
    if wanted.begin and wanted.end:
        kept &= due_between(wanted.begin, wanted.end)
    return kept


def due_between(begin: date, end: date) -> Q:
    """Say which tasks, cancelled ones aside, were due from the first day to the last, both counted."""
    first = datetime.combine(begin, time(0), tzinfo=clock.VIETNAM)
    last = datetime.combine(end, time(23, 59, 59, 999999), tzinfo=clock.VIETNAM)
    return Q(due_at__gte=first, due_at__lte=last) & ~Q(state=State.CANCELLED)


def outcome(name: str, now: datetime) -> Q:
    """Say which tasks are open, late now, waiting for a longer deadline; or met or missed the deadline they had."""
    finished = Q(finished_at__isnull=False)
    return {
        "open": Q(state__in=Task.OPEN),
        "late": overdue(now),
        "asked": Q(state__in=Task.OPEN, extension_open=True),
        "ontime": finished & Q(finished_at__lte=F("due_at")),
        "missed": (finished & Q(finished_at__gt=F("due_at"))) | Q(finished_at__isnull=True, due_at__lt=now),
    }.get(name, Q())


# -- what a task names


def find_reply(seat: Seat, code: str, day: date) -> OutgoingDocument | None:
    """Find an issued outgoing document of the seat's agency by its number and notation, the newest; as far as seen."""
    number, _, notation = code.strip().partition("/")
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        return None
    found = list_outgoing(seat, day).filter(agency=seat.agency_id, number=int(number), notation=notation.strip())
    return found.order_by("-year").first()


def find_incoming(seat: Seat, uid: str, day: date) -> IncomingDocument | None:
    """Find a document the seat may see."""
    try:
        return get_incoming(seat, uid, day)
    except IncomingDocument.DoesNotExist:
        return None


def find_outgoing(seat: Seat, uid: str, day: date) -> OutgoingDocument | None:
    try:
        return get_outgoing(seat, uid, day)
    except OutgoingDocument.DoesNotExist:
        return None


def of_document(document: IncomingDocument | OutgoingDocument, seat: Seat, day: date) -> QuerySet[Task]:
    """List the tasks that were given from a document, as far as the seat may see them."""
    column = "incoming" if isinstance(document, IncomingDocument) else "outgoing"
    return list_tasks(seat, day).filter(**{column: document}).order_by("pk")


def children_of(task: Task, seat: Seat, day: date) -> QuerySet[Task]:
    return list_tasks(seat, day).filter(parent=task).order_by("due_at", "pk")
