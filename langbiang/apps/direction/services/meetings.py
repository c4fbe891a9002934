"""Calling a meeting, answering an invitation, concluding; and the rooms."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from langbiang.apps.direction.acts import (
    MeetingAnswered,
    MeetingCalled,
    MeetingCancelled,
    MeetingConcluded,
    MeetingPapersAdded,
    MeetingRescheduled,
    RoomClosed,
    RoomOpened,
)
from langbiang.apps.direction.indexing import index_meeting
from langbiang.apps.direction.models import Meeting, MeetingInvitation, MeetingPaper, Room
from langbiang.apps.direction.queries import meetings
from langbiang.apps.directory.interface import Seat, UnitVersion
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, Stale, check_said
from langbiang.foundation.journal.interface import write

from .moving import Uploads, check_length, check_move, keep_all, move, named

State, Answer = Meeting.State, MeetingInvitation.Answer
LONGEST = timedelta(days=5)


class CannotCall(Refused):
    """The times, the room, the chair or the guests do not do."""


class CannotAnswer(Refused):
    """The seat is not invited, the meeting is over, or the answer lacks what it needs."""


class CannotDirect(Refused):
    """The seat neither organises nor chairs the meeting, or it is over."""


class CannotKeepRoom(Refused):
    """The seat does not keep the agency's rooms, or the name is taken."""


@dataclass(frozen=True)
class When:
    """Times and place: a room of the agency, or a place in words."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None = None
    place: str = ""


@dataclass(frozen=True)
class Call:
    """What a meeting is about, who chairs it, who is invited."""

    title: str
    agenda: str
    chair: Seat
    when: When
    people: Sequence[Seat] = ()
    units: Sequence[UnitVersion] = ()
    papers: Uploads = field(default_factory=tuple)


@transaction.atomic
def call_meeting(call: Call, *, seat: Seat, now: datetime) -> Meeting:
    """Call a meeting and invite; the room is held from this moment."""
    day = clock.local(now).date()
    if not meetings.may_call(seat):
        raise CannotCall("Chỉ lãnh đạo, trưởng đơn vị và văn thư mời họp.")
    _check_guests(call, seat, day)
    missing = "Nhập tên cuộc họp."
    meeting = Meeting(
        agency=seat.agency,
        title=check_said(call.title, limit=300, refusal=CannotCall, missing=missing, field="title"),
        agenda=check_length(call.agenda, limit=5000, refusal=CannotCall, field="agenda"),
        organiser=seat,
        organiser_name=named(seat),
        chair=call.chair,
        chair_name=named(call.chair),
        state=State.CALLED,
        moved_at=now,
    )
    _hold(meeting, call.when, now)
    invited = [*call.people, *call.units]
    told = MeetingCalled(meeting.title, call.when.starts_at.isoformat(), meeting.place, len(invited))
    write(meeting, told, by=actor_of(seat), now=now, parties=[meeting.agency_id])
    _invite(meeting, call)
    _keep_papers(meeting, call.papers, now)
    index_meeting(meeting)
    return meeting


@transaction.atomic
def reschedule_meeting(meeting: Meeting, when: When, *, seat: Seat, now: datetime) -> Meeting:
    """Give a meeting other times or another room; whoever had answered is asked again."""
    meeting = _directed(meeting, seat)
    before = clock.local(meeting.starts_at).isoformat()
    _hold(meeting, when, now)
    meeting.call += 1
    meeting.invitations.update(
        answer=Answer.WAITING, words="", substitute=None, substitute_name="", answered_by="", answered_at=None
    )
    told = MeetingRescheduled(before, clock.local(meeting.starts_at).isoformat(), meeting.place)
    move(meeting, State.CALLED, told, seat=seat, now=now, fields=["starts_at", "ends_at", "room", "place", "call"])
    return meeting


@transaction.atomic
def add_papers(meeting: Meeting, uploads: Uploads, *, seat: Seat, now: datetime) -> Meeting:
    meeting = _directed(meeting, seat)
    if not uploads:
        raise CannotDirect("Chọn ít nhất một tệp.", field="papers")
    _keep_papers(meeting, uploads, now)
    move(meeting, meeting.state, MeetingPapersAdded(len(uploads)), seat=seat, now=now)
    return meeting


@transaction.atomic
def answer_invitation(
    meeting: Meeting, *, answer: str, words: str = "", substitute: Seat | None = None, seat: Seat, now: datetime
) -> MeetingInvitation:
    """Say coming, not coming and why, or whom one sends instead; may be changed until the meeting begins."""
    meeting = _lock(meeting)
    if meeting.state != State.CALLED or meeting.starts_at <= now:
        raise CannotAnswer("Cuộc họp đã bắt đầu, đã xong hoặc đã hủy, không trả lời được nữa.")
    day = clock.local(now).date()
    invitation = meetings.invitation_for(seat, meeting, day)
    if invitation is None:
        raise CannotAnswer("Vị trí đang dùng không có giấy mời để trả lời.")
    if answer not in (Answer.COMING, Answer.ABSENT, Answer.SENDS):
        raise CannotAnswer("Chọn dự họp, vắng mặt hoặc cử người dự thay.", field="answer")
    said = check_length(words, limit=500, refusal=CannotAnswer, field="words")
    if answer == Answer.ABSENT and not said:
        raise CannotAnswer("Ghi lý do vắng mặt.", field="words")
    sent = _substitute(invitation, answer, substitute, seat, day)
    invitation.answer, invitation.words, invitation.substitute = answer, said, sent
    invitation.substitute_name = named(sent) if sent else ""
    invitation.answered_by, invitation.answered_at = named(seat), now
    changed = ["answer", "words", "substitute", "substitute_name", "answered_by", "answered_at"]
    invitation.save(update_fields=changed)
    told = MeetingAnswered(invitation.name, answer, invitation.substitute_name or said)
    move(meeting, meeting.state, told, seat=seat, now=now)
    return invitation


@transaction.atomic
def conclude_meeting(meeting: Meeting, *, conclusion: str, seat: Seat, now: datetime) -> Meeting:
    """Write down what was concluded, once the meeting has begun; tasks may come of it."""
    meeting = _directed(meeting, seat)
    check_move(meeting, State.CONCLUDED, CannotDirect)
    if meeting.starts_at > now:
        raise CannotDirect("Cuộc họp chưa bắt đầu, chưa ghi kết luận được.", field="conclusion")
    missing = "Ghi kết luận của cuộc họp."
    meeting.conclusion = check_said(conclusion, limit=10_000, refusal=CannotDirect, missing=missing, field="conclusion")
    move(meeting, State.CONCLUDED, MeetingConcluded(meeting.conclusion), seat=seat, now=now, fields=["conclusion"])
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, seat: Seat, now: datetime) -> Meeting:
    """Call a meeting off; its room is free again."""
    meeting = _directed(meeting, seat)
    check_move(meeting, State.CANCELLED, CannotDirect)
    missing = "Ghi lý do hủy để người được mời biết."
    meeting.cancelled_for = check_said(reason, limit=500, refusal=CannotDirect, missing=missing, field="reason")
    told = MeetingCancelled(meeting.cancelled_for)
    move(meeting, State.CANCELLED, told, seat=seat, now=now, fields=["cancelled_for"])
    return meeting


@transaction.atomic
def open_room(*, name: str, capacity: int, seat: Seat, now: datetime) -> Room:
    """Enter a room of the seat's agency."""
    _check_keeper(seat, now)
    missing = "Nhập tên phòng."
    name = check_said(name, limit=100, refusal=CannotKeepRoom, missing=missing, field="name")
    if meetings.list_rooms(seat.agency_id).filter(name=name).exists():
        raise CannotKeepRoom(f"Đã có phòng “{name}”. Chọn tên khác.", field="name")
    if not 1 <= capacity <= 5000:
        raise CannotKeepRoom("Số chỗ từ 1 đến 5.000.", field="capacity")
    room = Room(agency=seat.agency, name=name, capacity=capacity, state=Room.State.OPEN)
    write(room, RoomOpened(name), by=actor_of(seat), now=now, parties=[room.agency_id])
    return room


@transaction.atomic
def close_room(room: Room, *, seat: Seat, now: datetime) -> Room:
    """Take a room out of use; meetings that hold it later must move first."""
    _check_keeper(seat, now)
    room = Room.objects.select_for_update().get(pk=room.pk)
    if room.agency_id != seat.agency_id or room.state != Room.State.OPEN:
        raise CannotKeepRoom("Phòng này không còn dùng, hoặc thuộc cơ quan khác.")
    waiting = room.meetings.filter(state=State.CALLED, ends_at__gt=now).count()
    if waiting:
        raise CannotKeepRoom(f"Còn {waiting} cuộc họp sắp tới ở phòng này. Đổi phòng các cuộc họp đó trước.")
    room.state = Room.State.CLOSED
    write(room, RoomClosed(), by=actor_of(seat), now=now, fields=["state"], moved_from="open", parties=[room.agency_id])
    return room


# -- checks


def _lock(meeting: Meeting) -> Meeting:
    """
    Lock a meeting's row and give it as it is now.

    :raises Stale: when its times or place changed since the caller read it; what others answered does not matter.
    """
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if locked.call != meeting.call:
        raise Stale("Giờ hoặc địa điểm đã đổi sau khi bạn mở trang. Xem lại bên dưới rồi quyết định lần nữa.")
    return locked


def _directed(meeting: Meeting, seat: Seat) -> Meeting:
    """Lock a meeting that is still to be held, for who organises or chairs it."""
    meeting = _lock(meeting)
    if not meetings.directs(seat, meeting):
        raise CannotDirect("Chỉ người mời họp và người chủ trì làm được việc này.")
    if meeting.state != State.CALLED:
        raise CannotDirect(f"Cuộc họp đang ở bước “{meeting.get_state_display()}”, không thay đổi được nữa.")
    return meeting


def _check_guests(call: Call, seat: Seat, day: date) -> None:
    people = {person.pk for person in meetings.list_people(seat, day)}
    if call.chair not in meetings.list_chairs(seat, day):
        raise CannotCall("Người chủ trì phải là lãnh đạo hoặc trưởng đơn vị đương chức.", field="chair")
    if not {person.pk for person in call.people} <= people:
        raise CannotCall("Có người được mời không còn công tác ở cơ quan. Chọn lại.", field="people")
    units = {version.unit_id for version in meetings.list_invitable_units(seat, day)}
    if not {version.unit_id for version in call.units} <= units:
        raise CannotCall("Có đơn vị được mời không thuộc cơ quan. Chọn lại.", field="units")
    if not call.people and not call.units:
        raise CannotCall("Mời ít nhất một người hoặc một đơn vị.", field="people")


def _hold(meeting: Meeting, when: When, now: datetime) -> None:
    """
    Set times and place. The room's row is locked first: who comes second, even at the same moment, sees the first.

    A meeting without a room says in words where it is.
    """
    if when.starts_at <= now:
        raise CannotCall("Giờ họp phải sau thời điểm này.", field="day")
    if not when.starts_at < when.ends_at <= when.starts_at + LONGEST:
        raise CannotCall("Giờ kết thúc phải sau giờ bắt đầu.", field="ends")
    if when.room is None:
        missing = "Chọn phòng họp, hoặc ghi địa điểm."
        place = check_said(when.place, limit=200, refusal=CannotCall, missing=missing, field="place")
    else:
        room = Room.objects.select_for_update().get(pk=when.room.pk)
        _check_room(room, meeting, when)
        place = room.name
    meeting.starts_at, meeting.ends_at = when.starts_at, when.ends_at
    meeting.room, meeting.place = when.room, place


def _check_room(room: Room, meeting: Meeting, when: When) -> None:
    if room.agency_id != meeting.agency_id or room.state != Room.State.OPEN:
        raise CannotCall("Phòng này không còn dùng. Chọn phòng khác.", field="room")
    other = meetings.clashing(room, when.starts_at, when.ends_at).exclude(pk=meeting.pk).first()
    if other is not None:
        begins, ends = clock.local(other.starts_at), clock.local(other.ends_at)
        raise CannotCall(
            f"{room.name} đã có cuộc họp khác từ {begins:%H:%M} đến {ends:%H:%M} ngày {begins:%d/%m/%Y}. "
            "Chọn giờ hoặc phòng khác.",
            field="room",
        )


def _substitute(
    invitation: MeetingInvitation, answer: str, substitute: Seat | None, seat: Seat, day: date
) -> Seat | None:
    if answer != Answer.SENDS:
        return None
    if substitute is None or substitute not in meetings.list_substitutes(invitation, seat, day):
        raise CannotAnswer("Chọn người dự thay trong cơ quan, chưa được mời riêng.", field="substitute")
    return substitute


def _check_keeper(seat: Seat, now: datetime) -> None:
    if not meetings.may_keep_rooms(seat, clock.local(now).date()):
        raise CannotKeepRoom("Chỉ văn thư của cơ quan quản lý danh sách phòng họp.")


# -- rows


def _invite(meeting: Meeting, call: Call) -> None:
    people = {person.pk: person for person in call.people}.values()
    rows = [MeetingInvitation(meeting=meeting, seat=person, name=named(person)) for person in people]
    rows += [MeetingInvitation(meeting=meeting, unit=version.unit, name=version.name) for version in call.units]
    MeetingInvitation.objects.bulk_create(rows)


def _keep_papers(meeting: Meeting, uploads: Uploads, now: datetime) -> None:
    files = keep_all(uploads, refusal=CannotCall, now=now, field="papers")
    last = meeting.papers.aggregate(last=Max("number"))["last"] or 0
    MeetingPaper.objects.bulk_create(
        MeetingPaper(meeting=meeting, number=number, file=file) for number, file in enumerate(files, last + 1)
    )
