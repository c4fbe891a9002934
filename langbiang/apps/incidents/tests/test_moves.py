"""Every move of an incident: allowed where it may be, refused elsewhere, told in the journal."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from langbiang.apps.directory.interface import list_holders
from langbiang.apps.documents.tests.factories import NOW
from langbiang.apps.incidents import services
from langbiang.apps.incidents.models import Incident
from langbiang.apps.incidents.queries import history_of, list_visible, list_work
from langbiang.apps.incidents.services import CannotKeep
from langbiang.foundation.errors import Stale
from langbiang.foundation.journal.interface import Act, verify

from .factories import report

pytestmark = pytest.mark.django_db
CLOSING = {"cause": "Hết chỗ đĩa.", "remedy": "Đã thêm đĩa, đặt cảnh báo."}
MOVES = {
    "assign": lambda i, s, to: services.assign_incident(i, to, seat=s, now=NOW),
    "note": lambda i, s, to: services.note_progress(i, "Đã khởi động lại", seat=s, now=NOW),
    "grade": lambda i, s, to: services.grade_incident(i, "critical", reason="Lộ dữ liệu", seat=s, now=NOW),
    "close": lambda i, s, to: services.close_incident(i, **CLOSING, seat=s, now=NOW),
    "reopen": lambda i, s, to: services.reopen_incident(i, reason="Lại xảy ra", seat=s, now=NOW),
}
AFTER = {
    ("assign", "opened"): "handling",
    ("note", "opened"): "opened",
    ("note", "handling"): "handling",
    ("grade", "opened"): "opened",
    ("grade", "handling"): "handling",
    ("close", "opened"): "closed",
    ("close", "handling"): "closed",
    ("reopen", "closed"): "handling",
}


def stood(state: str, incident: Incident, operator) -> Incident:
    if state != "opened":
        incident = services.assign_incident(incident, operator, seat=operator, now=NOW)
    if state == "closed":
        incident = services.close_incident(incident, **CLOSING, seat=operator, now=NOW)
    return incident


@pytest.mark.parametrize("state", ["opened", "handling", "closed"])
@pytest.mark.parametrize("move", sorted(MOVES))
def test_a_move_is_allowed_where_it_may_be_and_refused_elsewhere(incident, operator, move, state):
    incident = stood(state, incident, operator)
    acts = Act.objects.count()
    after = AFTER.get((move, state))
    if after is None:
        with pytest.raises(CannotKeep):
            MOVES[move](incident, operator, operator)
        assert (Incident.objects.get().state, Act.objects.count()) == (state, acts)
    else:
        MOVES[move](incident, operator, operator)
        act = Act.objects.order_by("pk").last()
        assert (Incident.objects.get().state, Act.objects.count()) == (after, acts + 1)
        assert (act.old_state, act.new_state) == (state, after)
    assert verify().findings == []


@pytest.mark.parametrize("move", sorted(MOVES))
def test_who_keeps_no_incidents_of_that_agency_moves_none(incident, operator, admin, inspector, move):
    incident = stood("closed" if move == "reopen" else "opened", incident, operator)
    for other in (admin, inspector):
        with pytest.raises(CannotKeep, match="Chỉ quản trị"):
            MOVES[move](incident, other, operator)


def test_who_reported_adds_what_they_know_and_nothing_else(incident, clerk, operator):
    services.note_progress(incident, "Máy khác cũng vậy", seat=clerk, now=NOW)
    incident.refresh_from_db()
    for move in ("assign", "grade", "close"):
        with pytest.raises(CannotKeep):
            MOVES[move](incident, clerk, operator)


def test_an_administrator_keeps_those_of_the_own_agency(admin):
    incident = report(admin)
    services.assign_incident(incident, admin, seat=admin, now=NOW)
    assert Incident.objects.get().handler == admin
    assert list(list_work(admin)) == [incident]


def test_only_who_keeps_incidents_is_given_one(incident, clerk, operator):
    with pytest.raises(CannotKeep, match="người quản trị") as refused:
        services.assign_incident(incident, clerk, seat=operator, now=NOW)
    assert refused.value.field == "to"


def test_reopening_leaves_it_with_who_handled_it_and_asks_for_the_cause_anew(incident, operator):
    incident = stood("closed", incident, operator)
    services.reopen_incident(incident, reason="Lại xảy ra", seat=operator, now=NOW)
    incident.refresh_from_db()
    assert (incident.handler, incident.closed_at, incident.cause) == (operator, None, CLOSING["cause"])
    closed = services.close_incident(incident, cause="Đĩa hỏng", remedy="Đã thay", seat=operator, now=NOW)
    assert closed.cause == "Đĩa hỏng"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"words": ""}, "words"),
        ({"words": "x" * 4001}, "words"),
        ({"noticed_at": NOW + timedelta(minutes=1)}, "day"),
        ({"noticed_at": NOW - timedelta(days=367)}, "day"),
    ],
)
def test_a_report_that_says_too_little_or_cannot_be_is_refused_beside_its_field(clerk, said, field):
    with pytest.raises(CannotKeep) as refused:
        report(clerk, **said)
    assert refused.value.field == field
    assert not Incident.objects.exists()


@pytest.mark.parametrize("missing", ["cause", "remedy"])
def test_nothing_is_closed_without_cause_and_remedy(incident, operator, missing):
    with pytest.raises(CannotKeep):
        services.close_incident(incident, **{**CLOSING, missing: " "}, seat=operator, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.update(state="closed", closed_at=NOW)


def test_an_old_page_changes_nothing(incident, operator):
    shown = Incident.objects.get()
    services.note_progress(incident, "Đang xem", seat=operator, now=NOW)
    with pytest.raises(Stale):
        services.close_incident(shown, **CLOSING, seat=operator, now=NOW)


def test_who_sees_which(incident, clerk, operator, admin, inspector):
    other = report(admin)
    assert set(list_visible(operator)) == set(list_visible(inspector)) == {incident, other}
    assert list(list_visible(clerk)) == [incident]
    assert list(list_visible(admin)) == [other]


def test_the_course_is_told_in_order(incident, operator):
    incident = stood("closed", incident, operator)
    told = [(step.words, step.note) for step in history_of(incident)]
    assert told == [
        ("Báo sự cố", "Không gửi được văn bản"),
        ("Giao xử lý", "Lâm Quang Huy, " + operator.title),
        ("Đóng", f"Nguyên nhân: {CLOSING['cause']} Khắc phục: {CLOSING['remedy']}"),
    ]


# -- leaving a post


def test_what_is_handled_is_handed_over_and_comes_back(incident, operator, clerk, admin):
    hand = next(h for h in list_holders() if h.kind == "incidents.incident-handler")
    assert hand.count(operator) == 0
    stood("handling", incident, operator)
    [held] = hand.list(operator)
    with pytest.raises(CannotKeep):
        hand.transfer(held, to=admin, seat=operator, now=NOW)
    moved = hand.transfer(held, to=clerk, seat=operator, now=NOW)
    assert (hand.count(operator), hand.count(clerk)) == (0, 1)
    services.note_progress(Incident.objects.get(), "Đã nhận", seat=clerk, now=NOW)
    with pytest.raises(CannotKeep, match="xử lý tiếp"):
        hand.undo(moved, seat=operator, now=NOW)


def test_a_handing_over_is_taken_back(incident, operator, clerk):
    hand = next(h for h in list_holders() if h.kind == "incidents.incident-handler")
    stood("handling", incident, operator)
    moved = hand.transfer(hand.list(operator)[0], to=clerk, seat=operator, now=NOW)
    hand.undo(moved, seat=operator, now=NOW)
    assert (hand.count(operator), hand.count(clerk)) == (1, 0)
    assert verify().findings == []
