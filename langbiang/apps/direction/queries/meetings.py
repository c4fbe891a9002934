"""
Meetings: who calls them, who sees them, who answers.

Seen by the organiser, the chair, who is invited (a unit: everybody of it) and who is sent instead of somebody.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from langbiang.apps.direction.models import Meeting, MeetingInvitation, Room
from langbiang.apps.directory.interface import Role, Seat, UnitVersion, list_seats_in, list_units
from langbiang.apps.documents.interface import kept_by

State = Meeting.State


def seen_by(seat: Seat) -> Q:
    """Say which meetings a seat may see; the one rule of list, page, papers and search."""
    invited = MeetingInvitation.objects.filter(Q(seat=seat) | Q(unit=seat.unit_id) | Q(substitute=seat))
    return Q(organiser=seat) | Q(chair=seat) | Q(pk__in=invited.values("meeting"))


def may_call(seat: Seat) -> bool:
    return seat.has(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)


def directs(seat: Seat, meeting: Meeting) -> bool:
    """Who organises or chairs a meeting changes it, concludes it and reads the answers."""
    return seat.pk in (meeting.organiser_id, meeting.chair_id)


def circle_of(seat: Seat, day: date) -> list[int]:
    """Give the agencies from which a seat may invite: its own, and those whose records it keeps."""
    return [seat.agency_id, *(pk for pk in kept_by(seat, day) if pk != seat.agency_id)]


def list_people(seat: Seat, day: date) -> list[Seat]:
    return [person for agency in circle_of(seat, day) for person in list_seats_in(agency, day)]


def list_chairs(seat: Seat, day: date) -> list[Seat]:
    return [person for person in list_people(seat, day) if person.has(Role.LEADER, Role.UNIT_HEAD)]


def list_invitable_units(seat: Seat, day: date) -> QuerySet[UnitVersion]:
    return list_units(seat.agency, day)


def list_rooms(agency_id: int) -> QuerySet[Room]:
    return Room.objects.filter(agency=agency_id, state=Room.State.OPEN)


def may_keep_rooms(seat: Seat, day: date) -> bool:
    """The clerk who keeps an agency's records keeps its rooms too."""
    return seat.agency_id in kept_by(seat, day)


def clashing(room: Room, starts_at: datetime, ends_at: datetime) -> QuerySet[Meeting]:
    """List the meetings that hold the room at some of these times; one may begin when another ends."""
    return room.meetings.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(state=State.CANCELLED)


def list_meetings(seat: Seat) -> QuerySet[Meeting]:
    return Meeting.objects.filter(seen_by(seat))


def get_meeting(seat: Seat, uid: UUID | str) -> Meeting:
    found = list_meetings(seat).select_related("room", "chair__person", "organiser__person", "agency")
    return found.get(uid=uid)


def find_meeting(seat: Seat, uid: UUID | str) -> Meeting | None:
    return list_meetings(seat).filter(uid=uid).first()


def invitation_for(seat: Seat, meeting: Meeting, day: date) -> MeetingInvitation | None:
    """Give the invitation that this seat may answer: its own, else its unit's, which the head answers for."""
    own = meeting.invitations.filter(seat=seat).first()
    if own is not None:
        return own
    of_unit = meeting.invitations.filter(unit=seat.unit_id).first()
    return of_unit if of_unit is not None and answers_for_unit(seat, day) else None


def answers_for_unit(seat: Seat, day: date) -> bool:
    """A head answers for the unit; in a unit without one, whoever sits in it."""
    if seat.has(Role.UNIT_HEAD):
        return True
    return not any(s.unit_id == seat.unit_id and s.has(Role.UNIT_HEAD) for s in list_seats_in(seat.agency_id, day))


def list_substitutes(invitation: MeetingInvitation, seat: Seat, day: date) -> list[Seat]:
    """List whom one may send instead: anybody of the same agency who is not invited anyway."""
    invited = set(invitation.meeting.invitations.filter(seat__isnull=False).values_list("seat", flat=True))
    return [s for s in list_seats_in(seat.agency_id, day) if s.pk not in {seat.pk, *invited}]


def tally(invitations: Iterable[MeetingInvitation]) -> dict[str, int]:
    answers = [invitation.answer for invitation in invitations]
    return {answer: answers.count(answer) for answer in MeetingInvitation.Answer.values}
