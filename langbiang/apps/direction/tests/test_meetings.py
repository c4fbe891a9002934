"""Meetings: calling, answering, moving, concluding, calling off; who sees what; and the rooms."""

from datetime import timedelta

import pytest

from langbiang.apps.direction import queries
from langbiang.apps.direction.models import Meeting, MeetingInvitation, Task
from langbiang.apps.direction.services import meetings
from langbiang.apps.direction.services.tasks import CannotGive, Source
from langbiang.apps.documents.tests.factories import DAY
from langbiang.foundation.errors import Refused, Stale

from . import factories
from .factories import NOW, when

pytestmark = pytest.mark.django_db
Answer = MeetingInvitation.Answer
BEGUN = NOW + timedelta(days=1, hours=1)


@pytest.fixture
def unit(head):
    return [v for v in queries.meetings.list_invitable_units(head, DAY) if v.unit_id == head.unit_id]


@pytest.fixture
def meeting(clerk, leader, huy, unit):
    """Called by the clerk, chaired by the leader; Huy and the unit of the specialists are invited."""
    return factories.meeting(clerk, leader, people=[huy], units=unit, papers=[factories.upload()])


def seen(seat):
    return list(queries.meetings.list_meetings(seat))


def test_invited_people_and_units_see_a_meeting_others_do_not(meeting, clerk, leader, huy, worker, boss, stranger):
    for seat in (clerk, leader, huy, worker):
        assert seen(seat) == [meeting]
    for seat in (boss, stranger):
        assert seen(seat) == []


def test_who_may_not_call_is_refused(worker, leader, huy):
    with pytest.raises(meetings.CannotCall):
        factories.meeting(worker, leader, people=[huy])


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"people": []}, "people"),
        ({"when": when(10, 10)}, "ends"),
        ({"when": when(10, 8)}, "ends"),
        ({"when": when(day=-1)}, "day"),
        ({"when": when(place=" ")}, "place"),
    ],
)
def test_a_call_that_lacks_something_is_refused(clerk, leader, huy, said, field):
    before = factories.everything()
    with pytest.raises(meetings.CannotCall) as caught:
        factories.meeting(clerk, leader, **{"people": [huy], **said})
    assert caught.value.field == field
    assert factories.everything() == before


def test_strangers_neither_chair_nor_are_invited(clerk, leader, stranger, worker):
    for said, field in (({"people": [stranger]}, "people"), ({"chair": worker, "people": [leader]}, "chair")):
        with pytest.raises(meetings.CannotCall) as caught:
            factories.meeting(clerk, **{"chair": leader, **said})
        assert caught.value.field == field


def test_a_room_is_given_once_at_a_time(clerk, leader, huy):
    room = factories.room(clerk)
    call = {"people": [huy]}
    factories.meeting(clerk, leader, when=when(8, 10, room=room), **call)
    for begins, ends in ((8, 10), (9, 11), (7, 9), (7, 11)):
        with pytest.raises(meetings.CannotCall, match="từ 08:00 đến 10:00") as caught:
            factories.meeting(clerk, leader, when=when(begins, ends, room=room), **call)
        assert caught.value.field == "room"
    assert factories.meeting(clerk, leader, when=when(10, 11, room=room), **call).place == room.name
    assert factories.meeting(clerk, leader, when=when(8, 10, room=factories.room(clerk, "Phòng họp 2")), **call)


def test_a_cancelled_meeting_gives_its_room_back(clerk, leader, huy):
    room = factories.room(clerk)
    first = factories.meeting(clerk, leader, when=when(8, 10, room=room), people=[huy])
    meetings.cancel_meeting(first, reason="Hoãn", seat=clerk, now=NOW)
    assert factories.meeting(clerk, leader, when=when(8, 10, room=room), people=[huy]).room_id == room.pk


def test_moving_a_meeting_keeps_to_its_own_hours_and_asks_again(meeting, clerk, leader, huy):
    room = factories.room(clerk)
    meetings.answer_invitation(meeting, answer=Answer.COMING, seat=huy, now=NOW)
    meeting.refresh_from_db()
    moved = meetings.reschedule_meeting(meeting, when(8, 10, room=room), seat=leader, now=NOW)
    moved = meetings.reschedule_meeting(moved, when(9, 11, room=room), seat=clerk, now=NOW)
    assert set(moved.invitations.values_list("answer", flat=True)) == {Answer.WAITING}
    other = factories.meeting(clerk, leader, when=when(8, 9, room=room), people=[huy])
    with pytest.raises(meetings.CannotCall, match="đã có cuộc họp"):
        meetings.reschedule_meeting(other, when(8, 10, room=room), seat=clerk, now=NOW)


def test_invited_people_answer_and_heads_answer_for_their_unit(meeting, huy, head, worker, mate):
    meetings.answer_invitation(meeting, answer=Answer.ABSENT, words="Đi công tác", seat=huy, now=NOW)
    meeting.refresh_from_db()
    meetings.answer_invitation(meeting, answer=Answer.SENDS, substitute=mate, seat=head, now=NOW)
    told = {i.name: (i.answer, i.words, i.substitute) for i in meeting.invitations.all()}
    assert list(told.values()) == [(Answer.ABSENT, "Đi công tác", None), (Answer.SENDS, "", mate)]
    meeting.refresh_from_db()
    with pytest.raises(meetings.CannotAnswer, match="không có giấy mời"):
        meetings.answer_invitation(meeting, answer=Answer.COMING, seat=worker, now=NOW)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"answer": "absent"}, "words"), ({"answer": "sends"}, "substitute"), ({"answer": "waiting"}, "answer")],
)
def test_an_answer_that_lacks_something_is_refused(meeting, huy, said, field):
    with pytest.raises(meetings.CannotAnswer) as caught:
        meetings.answer_invitation(meeting, seat=huy, now=NOW, **said)
    assert caught.value.field == field


def test_who_is_sent_is_of_the_agency_and_not_invited(meeting, huy, stranger):
    for nobody in (stranger, huy):
        with pytest.raises(meetings.CannotAnswer):
            meetings.answer_invitation(meeting, answer=Answer.SENDS, substitute=nobody, seat=huy, now=NOW)


def test_who_answers_after_another_is_not_stale_but_after_a_move_is(meeting, clerk, huy, head):
    meetings.answer_invitation(meeting, answer=Answer.COMING, seat=huy, now=NOW)
    meetings.answer_invitation(meeting, answer=Answer.COMING, seat=head, now=NOW)  # read before the first answered
    meetings.reschedule_meeting(meeting, when(13, 14), seat=clerk, now=NOW)
    with pytest.raises(Stale):
        meetings.answer_invitation(meeting, answer=Answer.COMING, seat=huy, now=NOW)


def test_who_is_sent_sees_the_meeting(meeting, huy, boss):
    meetings.answer_invitation(meeting, answer=Answer.SENDS, substitute=boss, seat=huy, now=NOW)
    assert seen(boss) == [meeting]


def test_nobody_answers_once_it_has_begun(meeting, huy):
    with pytest.raises(meetings.CannotAnswer, match="đã bắt đầu"):
        meetings.answer_invitation(meeting, answer=Answer.COMING, seat=huy, now=BEGUN)


def test_a_meeting_is_concluded_once_it_has_begun_by_who_directs_it(meeting, clerk, leader, huy):
    with pytest.raises(meetings.CannotDirect, match="chưa bắt đầu"):
        meetings.conclude_meeting(meeting, conclusion="Thống nhất", seat=leader, now=NOW)
    with pytest.raises(meetings.CannotDirect, match="người chủ trì"):
        meetings.conclude_meeting(meeting, conclusion="Thống nhất", seat=huy, now=BEGUN)
    with pytest.raises(meetings.CannotDirect):
        meetings.conclude_meeting(meeting, conclusion=" ", seat=leader, now=BEGUN)
    done = meetings.conclude_meeting(meeting, conclusion="Thống nhất", seat=leader, now=BEGUN)
    assert done.state == Meeting.State.CONCLUDED


@pytest.mark.parametrize("ended", ["concluded", "cancelled"])
def test_a_meeting_that_is_over_is_not_changed(meeting, clerk, ended):
    directed = {"seat": clerk, "now": BEGUN}
    if ended == "concluded":
        meeting = meetings.conclude_meeting(meeting, conclusion="Thống nhất", **directed)
    else:
        meeting = meetings.cancel_meeting(meeting, reason="Hoãn", **directed)
    before = factories.everything()
    for act in (
        lambda: meetings.conclude_meeting(meeting, conclusion="Khác", **directed),
        lambda: meetings.cancel_meeting(meeting, reason="Thôi", **directed),
        lambda: meetings.reschedule_meeting(meeting, when(day=3), **directed),
        lambda: meetings.add_papers(meeting, [factories.upload()], **directed),
    ):
        with pytest.raises(Refused):
            act()
    assert factories.everything() == before


def test_a_conclusion_gives_birth_to_tasks(meeting, leader, worker):
    with pytest.raises(CannotGive, match="đã có kết luận"):
        factories.give(leader, worker, source=Source(meeting=meeting))
    concluded = meetings.conclude_meeting(meeting, conclusion="Giao Phòng CNTT", seat=leader, now=BEGUN)
    task = factories.give(leader, worker, source=Source(meeting=concluded))
    assert (task.origin, task.meeting_id) == (Task.Origin.MEETING, meeting.pk)


def test_a_leader_who_was_not_there_gives_no_task_from_it(meeting, leader, boss, worker):
    concluded = meetings.conclude_meeting(meeting, conclusion="Giao Phòng CNTT", seat=leader, now=BEGUN)
    with pytest.raises(CannotGive):
        factories.give(boss, worker, source=Source(meeting=concluded))


def test_rooms_are_kept_by_the_clerk_alone(clerk, leader):
    room = factories.room(clerk)
    for act in (lambda: factories.room(leader, "Khác"), lambda: meetings.close_room(room, seat=leader, now=NOW)):
        with pytest.raises(meetings.CannotKeepRoom):
            act()
    with pytest.raises(meetings.CannotKeepRoom, match="Đã có phòng"):
        factories.room(clerk)


def test_a_room_with_meetings_to_come_is_not_closed(clerk, leader, huy):
    room = factories.room(clerk)
    meeting = factories.meeting(clerk, leader, when=when(room=room), people=[huy])
    with pytest.raises(meetings.CannotKeepRoom, match="1 cuộc họp"):
        meetings.close_room(room, seat=clerk, now=NOW)
    meetings.cancel_meeting(meeting, reason="Hoãn", seat=clerk, now=NOW)
    assert meetings.close_room(room, seat=clerk, now=NOW).state == "closed"
    with pytest.raises(meetings.CannotCall, match="không còn dùng"):
        factories.meeting(clerk, leader, when=when(room=room), people=[huy])
