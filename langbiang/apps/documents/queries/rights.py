"""Whose records a seat keeps and reads: what the rules about single documents stand on."""

from datetime import date

from langbiang.apps.directory.interface import Agency, Role, Seat, list_kept_agencies


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
