"""The leaders' week: proposed, approved, published, cancelled; who sees which step."""

from datetime import date, timedelta

import pytest

from langbiang.apps.direction import queries
from langbiang.apps.direction.models import CalendarEntry
from langbiang.apps.direction.services import calendar
from langbiang.apps.documents.tests.factories import DAY
from langbiang.foundation.errors import Refused

from . import factories
from .factories import NOW

pytestmark = pytest.mark.django_db
State = CalendarEntry.State
MONDAY = queries.calendar.monday_of(DAY)
CHANGES = {
    "approve": ({State.PROPOSED}, State.APPROVED),
    "decline": ({State.PROPOSED, State.APPROVED}, State.DECLINED),
    "cancel": ({State.PUBLISHED}, State.CANCELLED),
    "publish": ({State.APPROVED}, State.PUBLISHED),
}


@pytest.fixture
def made(head, leader):
    """Make an entry in a state, proposed by the head."""

    def make(state=State.PROPOSED):
        entry = factories.entry(head, leader)
        if state == State.DECLINED:
            return calendar.decline_entry(entry, reason="Trùng giờ", seat=leader, now=NOW)
        if state == State.PROPOSED:
            return entry
        entry = calendar.approve_entry(entry, seat=leader, now=NOW)
        if state != State.APPROVED:
            calendar.publish_week(entry.agency_id, MONDAY, seat=leader, now=NOW)
            entry.refresh_from_db()
        return calendar.cancel_entry(entry, reason="Hoãn", seat=leader, now=NOW) if state == State.CANCELLED else entry

    return make


def act(service, entry, seat):
    on_it = {"seat": seat, "now": NOW}
    return {
        "approve": lambda: calendar.approve_entry(entry, **on_it),
        "decline": lambda: calendar.decline_entry(entry, reason="Trùng", **on_it),
        "cancel": lambda: calendar.cancel_entry(entry, reason="Hoãn", **on_it),
        "publish": lambda: calendar.publish_week(entry.agency_id, MONDAY, **on_it),
    }[service]()


PAIRS = [(service, state) for service in CHANGES for state in State]


@pytest.mark.parametrize(("service", "state"), [p for p in PAIRS if p[1] in CHANGES[p[0]][0]])
def test_service_moves_the_entry(service, state, made, leader):
    entry = made(state)
    act(service, entry, leader)
    entry.refresh_from_db()
    assert entry.state == CHANGES[service][1]


@pytest.mark.parametrize(("service", "state"), [p for p in PAIRS if p[1] not in CHANGES[p[0]][0]])
def test_service_in_another_state_is_refused_and_changes_nothing(service, state, made, leader):
    entry = made(state)
    before = factories.everything()
    with pytest.raises(Refused):
        act(service, entry, leader)
    assert factories.everything() == before


def test_moves_are_what_services_do():
    done = {(state, after) for states, after in CHANGES.values() for state in states}
    assert done == {(state, after) for state, afters in CalendarEntry.MOVES.items() for after in afters}


def test_leaders_approve_clerks_publish_others_neither(made, clerk, head, worker, stranger):
    entry = made()
    for seat in (clerk, head, worker, stranger):
        with pytest.raises(calendar.CannotDecide):
            act("approve", entry, seat)
    approved = made(State.APPROVED)
    for seat in (head, worker, stranger):
        with pytest.raises(calendar.CannotPublish):
            act("publish", approved, seat)
    assert act("publish", approved, clerk) == 1


def test_the_proposer_takes_a_line_back(made, head, worker):
    entry = made()
    with pytest.raises(calendar.CannotDecide):
        act("decline", entry, worker)
    assert act("decline", entry, head).state == State.DECLINED


def test_who_sees_which_step(made, head, clerk, leader, worker, stranger):
    week = {state: made(state) for state in (State.CANCELLED, State.PUBLISHED, State.PROPOSED, State.APPROVED)}
    everything, published = set(week.values()), {week[State.PUBLISHED], week[State.CANCELLED]}
    for seat, expected in ((head, everything), (clerk, everything), (leader, everything), (worker, published)):
        assert set(queries.calendar.list_week(seat, leader.agency_id, MONDAY, DAY)) == expected
    assert queries.calendar.list_week(stranger, leader.agency_id, MONDAY, DAY) == []
    assert set(queries.calendar.list_published(leader.agency_id, MONDAY)) == published


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"place": ""}, "place"),
        ({"ends": 8}, "ends"),
        ({"starts_at": NOW - timedelta(hours=1)}, "day"),
        ({"ends_at": NOW + timedelta(days=3)}, "ends"),
    ],
)
def test_an_entry_that_lacks_something_is_refused(head, leader, said, field):
    with pytest.raises(calendar.CannotPropose) as caught:
        factories.entry(head, leader, **said)
    assert caught.value.field == field


def test_leaders_of_the_agency_attend(head, leader, stranger, worker):
    for nobody in ([], [stranger], [worker]):
        with pytest.raises(calendar.CannotPropose) as caught:
            factories.entry(head, *nobody)
        assert caught.value.field == "leaders"


def test_specialists_propose_nothing(worker, leader):
    with pytest.raises(calendar.CannotPropose):
        factories.entry(worker, leader)


def test_who_keeps_the_records_keeps_the_week_too(province):
    nhung = province.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung")
    viet = province.seat_named("ubnd-tinh", "Đinh Quốc Việt")
    entry = factories.entry(nhung, viet, agency=viet.agency)
    calendar.approve_entry(entry, seat=viet, now=NOW)
    assert calendar.publish_week(viet.agency_id, MONDAY, seat=nhung, now=NOW) == 1


def test_a_leader_at_two_places_is_marked(head, leader, boss):
    one = factories.entry(head, leader, begins=8, ends=10)
    two = factories.entry(head, leader, boss, begins=9, ends=11)
    free = factories.entry(head, boss, begins=11, ends=12)
    week = queries.calendar.list_week(head, head.agency_id, MONDAY, DAY)
    assert queries.calendar.double_booked(week) == {one.pk, two.pk}
    assert free in week


def test_days_have_mornings_and_afternoons_and_free_weekends_are_left_out(head, leader):
    morning, afternoon = factories.entry(head, leader), factories.entry(head, leader, begins=13, ends=14)
    days = queries.calendar.days_of([morning, afternoon], MONDAY)
    assert len(days) == 5
    thursday = days[3]
    assert [half.entries for half in thursday.halves] == [[morning], [afternoon]]


def test_the_week_names_a_day_off(province):
    days = queries.calendar.days_of([], date(2020, 8, 31))
    assert [(day.date.day, day.off) for day in days if day.off] == [(2, "Quốc khánh")]
