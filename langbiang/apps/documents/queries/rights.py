"""Whose records a seat keeps and reads: what the rules about single documents stand on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import Agency, Role, Seat, list_kept_agencies, list_kept_in, list_seats_in
from langbiang.apps.documents.models import SigningAuthority


def kept_by(seat: Seat, day: date) -> list[int]:
    """Give the ids of the agencies whose records this seat keeps; none for who is no clerk."""
    if not seat.has(Role.CLERK):
        return []
    if seat.keeps is not None:
        return seat.keeps
    return list(list_kept_agencies(seat.unit_id, day).values_list("pk", flat=True))


def keeps_records_of(seat: Seat, agency_id: int, day: date) -> bool:
    return agency_id in kept_by(seat, day)


def read_whole(seat: Seat, day: date) -> list[int]:
    """Give the ids of the agencies of which this seat may see every document."""
    return whole_of(seat, kept_by(seat, day))


def whole_of(seat: Seat, kept: Iterable[int]) -> list[int]:
    """Give the same to who has asked already whose records the seat keeps."""
    own = [seat.agency_id] if seat.has(Role.LEADER) else []
    return sorted({*own, *kept})


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
    """Give the agencies for which this seat may draft: its own, and those whose records its agency keeps."""
    if not seat.has(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD):
        return []
    kept = list_kept_in(seat.agency_id, day).values_list("pk", flat=True)
    return sorted({seat.agency_id, *kept})


# -- signing


@dataclass(frozen=True)
class RightToSign:
    """By what right a seat signs for an agency: the letters before the post (Article 13), and for whom."""

    competence: str
    principal: str
    ground: str


def right_to_sign(seat: Seat, agency: Agency, day: date) -> RightToSign | None:
    """
    Say by what right a seat may sign for an agency on a day; None when it may not (Decree 30/2020, Article 13).

    The head signs as that, or TM. for a collective body; deputies KT. and an acting head Q. by their post; others
    only TL. or TUQ. under a paper that holds on the day.
    """
    if not seat.holds_on(day):
        return None
    if seat.agency_id == agency.pk and seat.has(Role.LEADER):
        principal = _head_title(seat, day) if seat.competence in ("KT.", "TL.", "TUQ.") else ""
        return RightToSign(seat.competence, principal, "")
    paper = authorities_for(agency, day).filter(seat=seat).first()
    return RightToSign(paper.competence, paper.on_behalf_of, paper.ground) if paper else None


def heads_agency(seat: Seat, agency: Agency, day: date) -> bool:
    """Say whether the seat is the agency's head: who signs in nobody else's place."""
    right = right_to_sign(seat, agency, day)
    return seat.agency_id == agency.pk and seat.has(Role.LEADER) and right is not None and not right.principal


def authorities_for(agency: Agency | int, day: date) -> QuerySet[SigningAuthority]:
    """List the papers under which others sign TL. or TUQ. for an agency on a day."""
    granted = SigningAuthority.objects.filter(agency=agency, state=SigningAuthority.State.GRANTED, begins__lte=day)
    return granted.filter(Q(ends=None) | Q(ends__gte=day)).select_related("seat__person", "seat__agency")


def list_signers(agency_ids: Iterable[int], day: date) -> list[Seat]:
    """List who may sign for the agencies: their leaders, then those with a paper, in order."""
    found: list[Seat] = []
    for agency in agency_ids:
        found += list_seats_in(agency, day, role=Role.LEADER)
        found += [paper.seat for paper in authorities_for(agency, day) if paper.seat.holds_on(day)]
    return list({seat.pk: seat for seat in found}.values())


def _head_title(seat: Seat, day: date) -> str:
    """Say the post of the agency's head, for whom a deputy signs: the first of its leaders who is no deputy."""
    leaders = list_seats_in(seat.agency_id, day, role=Role.LEADER)
    return next((leader.title for leader in leaders if leader.competence in ("", "TM.", "Q.")), "")
