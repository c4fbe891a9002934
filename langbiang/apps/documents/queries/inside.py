"""Asks about units of the own agency as receivers: who can be one, who reads the copy, whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import (
    Agency,
    Role,
    Seat,
    Unit,
    UnitVersion,
    list_agencies,
    list_seats_in,
    list_units,
)
from langbiang.apps.documents.models import OutgoingDocument, UnitCopy
from langbiang.apps.exchange.interface import Outside

HEADS = (Role.UNIT_HEAD, Role.LEADER)
SENT = (OutgoingDocument.State.SENT, OutgoingDocument.State.RECALLED, OutgoingDocument.State.REPLACED)


def units_to_send(agency: Agency, day: date) -> QuerySet[UnitVersion]:
    """List the units that can receive a document of their agency: those in which somebody heads."""
    headed = {seat.unit_id for seat in list_seats_in(agency, day) if seat.has(*HEADS)}
    return list_units(agency, day).filter(unit__in=headed)


@dataclass(frozen=True)
class Receivers:
    """To whom a document is addressed: other agencies, units of its own, and agencies beyond the directory."""

    agencies: list[Agency]
    units: list[Unit]
    outside: list[Outside]


def receivers_of(document: OutgoingDocument) -> Receivers:
    rows = list(document.recipients.select_related("agency", "unit"))
    return Receivers(
        [row.agency for row in rows if row.agency is not None and row.unit is None],
        [row.unit for row in rows if row.unit is not None],
        [Outside(row.outside_code, row.outside_name) for row in rows if row.outside_code],
    )


def told_receivers(document: OutgoingDocument, day: date, *, named: int = 3) -> str:
    """Tell the receivers in a line: the first ones by name, how many more."""
    to = receivers_of(document)
    agencies = list_agencies(day).filter(agency__in=to.agencies[:named]).values_list("name", flat=True)
    units = names_of_units([unit.pk for unit in to.units[:named]], day)
    names = [*agencies, *units, *(each.name for each in to.outside[:named])][:named]
    more = len(to.agencies) + len(to.units) + len(to.outside) - len(names)
    return "; ".join([*names, *([f"và {more} nơi khác"] if more else [])])


def names_of_units(units: Sequence[int], day: date) -> list[str]:
    """Name units as they are called on a day."""
    return list(UnitVersion.objects.as_of(day).filter(unit__in=units).values_list("name", flat=True)) if units else []


def copies_of(document: OutgoingDocument) -> list[UnitCopy]:
    """List the copies of the units; none of what was never sent."""
    return list(document.unit_copies.all()) if document.state in SENT else []


def copied_to(seat: Seat) -> Q:
    """Say which copies a seat reads: those of its unit, and what was given to it."""
    return Q(unit=seat.unit_id) | Q(seat=seat)


def copies_to_do(seat: Seat) -> QuerySet[UnitCopy]:
    """List the copies that wait for a seat: what it was given, and for who heads the unit what nobody has yet."""
    mine = Q(seat=seat)
    if seat.has(*HEADS):
        mine |= Q(unit=seat.unit_id, seat=None)
    return UnitCopy.objects.filter(mine, state=UnitCopy.State.OPEN)


def find_copy_to_do(seat: Seat, document: OutgoingDocument) -> UnitCopy | None:
    return copies_to_do(seat).filter(document=document).order_by("-seat").first()


def find_copy_to_give(seat: Seat, document: OutgoingDocument) -> UnitCopy | None:
    """Find the unfinished copy that who heads the unit may give to a person of it, or to another one."""
    if not seat.has(*HEADS):
        return None
    return document.unit_copies.filter(unit=seat.unit_id, state=UnitCopy.State.OPEN).first()
