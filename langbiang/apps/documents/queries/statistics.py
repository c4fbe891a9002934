"""Asks about a period: how much came and went, what was on time, by unit and by person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from django.db.models import Count, F, Q, QuerySet, TextChoices

from langbiang.apps.directory.interface import Agency, Seat, list_units
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument

from .registers import midnight

State = IncomingDocument.State
Owner: TypeAlias = tuple[int | None, int | None]  # the unit and the seat that have the work


class Measure(TextChoices):
    """
    What is counted.

    Of what arrived in the period each document is on time, in time, late or without a deadline, never two of them.
    """

    ARRIVED = "den", "Văn bản đến"
    ON_TIME = "dung-han", "Xong đúng hạn"
    IN_TIME = "con-han", "Đang làm, còn hạn"
    LATE = "qua-han", "Quá hạn"
    UNDATED = "khong-han", "Không đặt hạn"
    OPEN = "chua-xong", "Chưa xong"
    ISSUED = "di", "Văn bản đi"


INCOMING = (Measure.ARRIVED, Measure.ON_TIME, Measure.IN_TIME, Measure.LATE, Measure.UNDATED, Measure.OPEN)
NOBODY = "khong"  # in an address: the documents that no unit, or no person, has
PARTS = (Measure.ON_TIME, Measure.IN_TIME, Measure.LATE, Measure.UNDATED)


@dataclass(frozen=True)
class Scope:
    """Whose documents, of which days: an agency's, or those of one of its units; `now` decides what is late."""

    agency: Agency
    first: date
    last: date
    now: datetime
    unit: int | None = None

    def incoming(self) -> QuerySet[IncomingDocument]:
        """Give what arrived in the period; what was refused, or its sender took back, is no work of the agency."""
        until = midnight(self.last + timedelta(days=1))
        rows = IncomingDocument.objects.filter(
            agency=self.agency, arrived_at__gte=midnight(self.first), arrived_at__lt=until
        ).exclude(state__in=[State.REFUSED, State.RECALLED])
        return rows if self.unit is None else rows.filter(assigned_unit=self.unit)

    def outgoing(self) -> QuerySet[OutgoingDocument]:
        """Give what was issued in the period; a number that was cancelled is no document."""
        rows = OutgoingDocument.objects.filter(agency=self.agency, issued_on__range=(self.first, self.last))
        rows = rows.exclude(state=OutgoingDocument.State.VOIDED)
        return rows if self.unit is None else rows.filter(unit=self.unit)

    def condition(self, measure: Measure) -> Q:
        """Say which of the incoming documents a measure counts."""
        done, open_ones = Q(state=State.DONE), Q(state__in=IncomingDocument.OPEN)
        return {
            Measure.ARRIVED: Q(),
            Measure.ON_TIME: done & Q(moved_at__lte=F("due_at")),
            Measure.IN_TIME: open_ones & Q(due_at__gte=self.now),
            Measure.LATE: (done & Q(moved_at__gt=F("due_at"))) | (open_ones & Q(due_at__lt=self.now)),
            Measure.UNDATED: Q(due_at__isnull=True),
            Measure.OPEN: open_ones,
        }[measure]


@dataclass
class Figures:
    """The figures of one unit or person, by measure."""

    name: str
    unit: int | None
    seat: Seat | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Measure.values, 0))

    def add(self, counts: dict[str, int]) -> None:
        for measure, number in counts.items():
            self.counts[measure] += number


@dataclass
class UnitFigures(Figures):
    people: list[Figures] = field(default_factory=list)


def figures_of(scope: Scope) -> list[UnitFigures]:
    """Count a period by unit and person: two sums over an index, and the names."""
    counted = _counted(scope)
    seats = _seats({seat for _, seat in counted if seat})
    names = _unit_names(scope, seats.values())
    units: dict[int | None, UnitFigures] = {}
    for (unit, seat), counts in counted.items():
        name = names.get(unit, "Đơn vị không còn hoạt động") if unit else "Chưa phân công"
        group = units.setdefault(unit, UnitFigures(name, unit))
        group.add(counts)
        if unit:
            holder = seats.get(seat) if seat else None
            person = f"{holder.person.full_name}, {holder.title}" if holder else "Chưa giao người"
            group.people.append(Figures(person, unit, holder, {**dict.fromkeys(Measure.values, 0), **counts}))
    for group in units.values():
        group.people.sort(key=lambda figures: figures.name)
    return sorted(units.values(), key=lambda group: (group.unit is None, group.name))


def total_of(units: Iterable[UnitFigures]) -> Figures:
    """Add the units up."""
    total = Figures("Cộng", None)
    for group in units:
        total.add(group.counts)
    return total


def documents_behind(
    scope: Scope, measure: Measure, *, unit: str = "", person: str = ""
) -> QuerySet[IncomingDocument] | QuerySet[OutgoingDocument]:
    """List the documents that a figure counts; `unit` and `person` are "" for all and "khong" for none."""
    if measure == Measure.ISSUED:
        return _owned(scope.outgoing(), ("unit", "drafter"), unit, person).select_related("type", "drafter__person")
    rows = scope.incoming().filter(scope.condition(measure))
    return _owned(rows, ("assigned_unit", "assigned_to"), unit, person)


def _owned(rows: QuerySet[Any], columns: tuple[str, str], unit: str, person: str) -> QuerySet[Any]:
    of_unit, of_person = columns
    if unit:
        rows = rows.filter(**({f"{of_unit}__isnull": True} if unit == NOBODY else {of_unit: unit}))
    if person:
        rows = rows.filter(**({f"{of_person}__isnull": True} if person == NOBODY else {f"{of_person}__uid": person}))
    return rows


def _counted(scope: Scope) -> dict[Owner, dict[str, int]]:
    counted: dict[Owner, dict[str, int]] = {}
    asked = {measure.name: Count("pk", filter=scope.condition(measure)) for measure in INCOMING}
    came = scope.incoming().order_by().values_list("assigned_unit", "assigned_to")
    for unit, seat, *numbers in came.annotate(**asked):
        counted[unit, seat] = dict(zip((measure.value for measure in INCOMING), numbers, strict=True))
    went = scope.outgoing().order_by().values_list("unit", "drafter")
    for unit, seat, number in went.annotate(n=Count("pk")):
        counted.setdefault((unit, seat), {})[Measure.ISSUED.value] = number
    return counted


def _seats(found: set[int]) -> dict[int, Seat]:
    return {seat.pk: seat for seat in Seat.objects.filter(pk__in=found).select_related("person")}


def _unit_names(scope: Scope, seats: Iterable[Seat]) -> dict[int, str]:
    """Name units as they are called at the end of the period; one of another agency as its people's seats do."""
    names = {seat.unit_id: seat.unit_name for seat in seats}
    return names | {version.unit_id: version.name for version in list_units(scope.agency, scope.last)}
