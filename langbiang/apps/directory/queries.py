"""Asks the directory; never writes. `day` is an official date: what held on it is what is answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from langbiang.foundation.search.folding import fold

from .models import (
    AdministrativeUnit,
    Agency,
    AgencyIdentifier,
    AgencyVersion,
    Lineage,
    Person,
    RecordsKeeping,
    Role,
    Seat,
    Unit,
    UnitVersion,
)

NO_IDENTIFIER = "chưa có mã định danh"


def get_agency(slug: str) -> Agency:
    return Agency.objects.get(slug=slug)


def name_of(agency: Agency, day: date) -> AgencyVersion:
    """Say what an agency was called on a day."""
    return AgencyVersion.objects.as_of(day).get(agency=agency)


def list_agencies(day: date, *, words: str = "") -> QuerySet[AgencyVersion]:
    """List the agencies in force on a day, in their order; `words` finds by name without tones."""
    found = AgencyVersion.objects.as_of(day).select_related("agency")
    for word in fold(words[:200]).split()[:12]:
        found = found.filter(folded__contains=word)
    return found


def list_below(agency: Agency, day: date) -> QuerySet[AgencyVersion]:
    return AgencyVersion.objects.as_of(day).filter(parent=agency).select_related("agency")


def identifier_of(agency: Agency, day: date) -> str:
    """Give the code by which other systems know an agency: of Decision 20 if it has one, else of Circular 10."""
    code = AgencyIdentifier.objects.as_of(day).filter(agency=agency).order_by("scheme").first()
    return code.code if code else ""


def identifiers_of(agencies: Iterable[Agency | int], day: date) -> dict[int, str]:
    """Give the codes of many agencies at once, keyed by the agency's id; those without are absent."""
    codes = AgencyIdentifier.objects.as_of(day).filter(agency__in=list(agencies)).order_by("-scheme")
    return {row.agency_id: row.code for row in codes}


@dataclass(frozen=True)
class Coded:
    """An agency as other systems list it: by the code of Decision 20 if it has one, with that of Circular 10 beside."""

    agency_id: int
    name: str
    code: str
    old_code: str
    parent_code: str


def list_coded(day: date) -> list[Coded]:
    """List the agencies in force on a day that have an identifier code, by code."""
    codes: dict[int, dict[str, str]] = {}
    for row in AgencyIdentifier.objects.as_of(day):
        codes.setdefault(row.agency_id, {})[row.scheme] = row.code
    new, old = AgencyIdentifier.Scheme.DECISION_20, AgencyIdentifier.Scheme.CIRCULAR_10

    def main(agency: int | None) -> str:
        held = codes.get(agency or 0, {})
        return held.get(new) or held.get(old, "")

    found = [
        Coded(row.agency_id, row.name, main(row.agency_id), codes[row.agency_id].get(old, ""), main(row.parent_id))
        for row in list_agencies(day)
        if row.agency_id in codes
    ]
    return sorted(found, key=lambda each: each.code)


def list_identifiers(agency: Agency) -> QuerySet[AgencyIdentifier]:
    return AgencyIdentifier.objects.filter(agency=agency).order_by("scheme", "valid_from")


def find_by_identifier(code: str, day: date) -> Agency | None:
    """Find the agency that a code named on a day, whatever its scheme."""
    row = AgencyIdentifier.objects.as_of(day).filter(code=code.strip()).select_related("agency").first()
    return row.agency if row else None


def find_by_identifiers(codes: Iterable[str], day: date) -> dict[str, Agency]:
    found = AgencyIdentifier.objects.as_of(day).filter(code__in=[code.strip() for code in codes])
    return {row.code: row.agency for row in found.select_related("agency")}


def count_by_level(day: date) -> dict[str, int]:
    counted = AgencyVersion.objects.as_of(day).values("level").annotate(n=Count("pk")).order_by()
    return {row["level"]: row["n"] for row in counted}


def list_territory(day: date, *, parent_code: str) -> QuerySet[AdministrativeUnit]:
    return AdministrativeUnit.objects.as_of(day).filter(parent_code=parent_code)


def find_territory(code: str, day: date, *, level: str = "") -> AdministrativeUnit | None:
    found = AdministrativeUnit.objects.as_of(day).filter(code=code)
    return (found.filter(level=level) if level else found).first()


def count_territory(day: date, level: str) -> int:
    return AdministrativeUnit.objects.as_of(day).filter(level=level).count()


def list_lineage(code: str) -> QuerySet[Lineage]:
    """List what became of a unit and what it was made of, in order of time."""
    return Lineage.objects.filter(Q(old_code=code) | Q(new_code=code))


def get_seat(uid: UUID | str, day: date) -> Seat:
    """Get a seat in force on the day; raises Seat.DoesNotExist for another day."""
    return Seat.objects.as_of(day).select_related("person", "agency", "unit").get(uid=uid)


def find_seat(uid: UUID | str) -> Seat | None:
    return Seat.objects.select_related("person", "agency", "unit").filter(uid=uid).first()


def list_seats_of(person: Person | int, day: date) -> QuerySet[Seat]:
    return (
        Seat.objects.as_of(day).filter(person=person).select_related("person", "agency", "unit").order_by("rank", "pk")
    )


def list_seats_in(agency: Agency | int, day: date, *, role: Role | None = None) -> list[Seat]:
    """List who sits in an agency on a day, in order of units and posts; with a role, only those who hold it."""
    seats = Seat.objects.as_of(day).filter(agency=agency).select_related("person", "unit", "agency")
    return [seat for seat in seats.order_by("rank", "pk") if role is None or seat.has(role)]


def list_people(day: date, *, words: str = "", agency: Agency | None = None) -> QuerySet[Seat]:
    """List who sits where on a day, by name; `words` finds by name without tones."""
    found = Seat.objects.as_of(day).select_related("person", "agency")
    for word in fold(words[:200]).split()[:12]:
        found = found.filter(person__folded__contains=word)
    return (found.filter(agency=agency) if agency else found).order_by("person__folded", "pk")


def count_people(day: date) -> int:
    """Count the people who sit somewhere on a day; who holds two seats counts once."""
    return Seat.objects.as_of(day).values("person").distinct().count()


def people_after(people: QuerySet[Seat], mark: str) -> QuerySet[Seat]:
    """Keep the people after one named by folded name and id; an unreadable mark begins at the top."""
    name, _, pk = mark.rpartition("_")
    if not name or not pk.isascii() or not pk.isdecimal() or len(pk) > 18:
        return people
    return people.filter(Q(person__folded__gt=name) | Q(person__folded=name, pk__gt=int(pk)))


def list_units(agency: Agency, day: date) -> QuerySet[UnitVersion]:
    return UnitVersion.objects.as_of(day).filter(unit__agency=agency).select_related("unit")


def get_person(uid: UUID | str) -> Person:
    return Person.objects.get(uid=uid)


def list_seats_named(names: Sequence[str], day: date) -> list[Seat]:
    """List the seats of the demo people of these names, in the order of the names."""
    seats = Seat.objects.as_of(day).filter(person__demo=True, person__full_name__in=names)
    return sorted(seats.select_related("person"), key=lambda seat: (names.index(seat.person.full_name), seat.rank))


def list_kept_agencies(unit: Unit | int, day: date) -> QuerySet[Agency]:
    """List the agencies whose records a unit keeps on a day."""
    kept = RecordsKeeping.objects.as_of(day).filter(unit=unit).values("agency")
    return Agency.objects.filter(pk__in=kept)


def list_kept_in(agency: Agency | int, day: date) -> QuerySet[Agency]:
    """List the agencies whose records any unit of an agency keeps on a day: those for which it drafts."""
    kept = RecordsKeeping.objects.as_of(day).filter(unit__agency=agency).values("agency")
    return Agency.objects.filter(pk__in=kept)


def keeper_of(agency: Agency, day: date) -> Unit | None:
    row = RecordsKeeping.objects.as_of(day).filter(agency=agency).select_related("unit").first()
    return row.unit if row else None
