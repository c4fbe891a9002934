from datetime import datetime, timedelta

import pytest

from langbiang.apps.directory.services import close_dated
from langbiang.apps.documents import queries, services
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.journal.interface import read, timeline

from .factories import DAY, LATER, NOW, Incoming, assign, everything

DUE = datetime(2020, 9, 14, 17, tzinfo=VIETNAM)


def status_of(document):
    document.delivery.refresh_from_db()
    return document.delivery.status, document.delivery.status_note


def test_assign_incoming_names_person_instruction_and_deadline(incoming, worker, stttt_leader):
    document = incoming(Incoming.ACCEPTED)
    document = assign(document, to=worker, seat=stttt_leader, due_at=DUE)
    assert document.assigned_name == "Nguyễn Thị Thu Hà, Chuyên viên"
    assert document.instructed_by == "Hồ Văn Thành, Phó Giám đốc"
    assert (document.assigned_unit, queries.due_of(document)) == (worker.unit, DUE)
    assert read(timeline("documents.incoming", document.uid).last()).due_at == DUE.isoformat()
    assert status_of(document) == ("04", "Phòng Công nghệ thông tin")


@pytest.mark.parametrize("who", ["stttt_leader", "stttt_clerk", "worker_as_clerk"])
def test_leaders_and_their_clerks_assign(who, request, incoming, worker):
    document = assign(incoming(Incoming.ACCEPTED), to=worker, seat=request.getfixturevalue(who))
    assert document.state == Incoming.ASSIGNED


@pytest.mark.parametrize("who", ["worker", "stttt_head", "leader", "clerk", "other_leader"])
def test_others_do_not_assign(who, request, incoming, worker):
    document, seat = incoming(Incoming.ACCEPTED), request.getfixturevalue(who)
    before = everything()
    with pytest.raises(services.CannotAssign, match="không phân công"):
        assign(document, to=worker, seat=seat)
    assert everything() == before


def test_a_unit_head_assigns_further_within_what_came_to_the_unit(incoming, worker, stttt_head, stttt_leader):
    document = assign(incoming(Incoming.ACCEPTED), to=stttt_head, seat=stttt_leader)
    document = assign(document, to=worker, seat=stttt_head, now=LATER)
    assert document.assigned_to == worker


def test_a_unit_head_does_not_assign_beyond_the_unit(incoming, stttt_head, stttt_clerk):
    document = incoming(Incoming.ASSIGNED)
    offered = queries.list_assignees(stttt_head, document, DAY)
    assert {seat.unit_id for seat in offered} == {stttt_head.unit_id}
    with pytest.raises(services.CannotAssign, match="đơn vị mình"):
        assign(document, to=stttt_clerk, seat=stttt_head)


def test_assign_incoming_to_a_person_of_another_agency_is_refused(incoming, stttt_leader, inspector):
    with pytest.raises(services.CannotAssign, match="cơ quan mình") as refused:
        assign(incoming(Incoming.ACCEPTED), to=inspector, seat=stttt_leader)
    assert refused.value.field == "to"


def test_assign_incoming_to_who_has_left_is_refused(incoming, stttt_leader, worker):
    document = incoming(Incoming.ACCEPTED)
    close_dated(worker, day=DAY)
    with pytest.raises(services.CannotAssign, match="đã thôi giữ"):
        assign(document, to=worker, seat=stttt_leader)


@pytest.mark.parametrize("due", [NOW, NOW - timedelta(days=1)])
def test_assign_incoming_with_a_deadline_that_is_past_is_refused(due, incoming, stttt_leader, worker):
    with pytest.raises(services.CannotAssign, match="phải sau") as refused:
        assign(incoming(Incoming.ACCEPTED), to=worker, seat=stttt_leader, due_at=due)
    assert refused.value.field == "due"


def test_assign_incoming_with_too_long_an_instruction_is_refused(incoming, stttt_leader, worker):
    with pytest.raises(services.CannotAssign, match=r"1\.000"):
        assign(incoming(Incoming.ACCEPTED), to=worker, seat=stttt_leader, instruction="a" * 1001)


def test_reassigning_takes_the_work_from_the_first_and_the_status_never_goes_back(
    incoming, worker, stttt_head, stttt_leader
):
    document = incoming(Incoming.WORKING)
    assert status_of(document)[0] == "05"
    assign(document, to=stttt_head, seat=stttt_leader, now=LATER)
    assert status_of(document)[0] == "05"
    with pytest.raises(services.CannotStart, match="không giao"):
        services.start_incoming(document, seat=worker, now=LATER)
    assert services.start_incoming(document, seat=stttt_head, now=LATER).state == Incoming.WORKING


@pytest.mark.parametrize("who", ["stttt_leader", "stttt_clerk", "stttt_head", "worker_as_clerk", "inspector"])
def test_only_the_seat_it_is_assigned_to_works_on_it(who, request, incoming):
    assigned, working = incoming(Incoming.ASSIGNED), incoming(Incoming.WORKING)
    seat, before = request.getfixturevalue(who), everything()
    with pytest.raises(services.CannotStart):
        services.start_incoming(assigned, seat=seat, now=NOW)
    with pytest.raises(services.CannotComplete):
        services.complete_incoming(working, result="Xong", seat=seat, now=NOW)
    assert everything() == before


@pytest.mark.parametrize(
    ("result", "sentence"), [("", "Ghi kết quả"), (" ", "Ghi kết quả"), ("a" * 1001, "tối đa 1000")]
)
def test_complete_incoming_says_what_came_of_it(result, sentence, incoming, worker):
    with pytest.raises(services.CannotComplete, match=sentence) as refused:
        services.complete_incoming(incoming(Incoming.WORKING), result=result, seat=worker, now=NOW)
    assert refused.value.field == "result"


def test_complete_incoming_reports_06_with_the_result(incoming):
    assert status_of(incoming(Incoming.DONE)) == ("06", "Đã trả lời")


# -- until when


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2020-09-09T09:00", "2020-09-09T17:00"),
        ("2020-09-09T16:59", "2020-09-09T17:00"),
        ("2020-09-09T17:00", "2020-09-10T17:00"),
        ("2020-09-11T18:00", "2020-09-14T17:00"),  # Friday evening: Monday
        ("2020-09-12T09:00", "2020-09-14T17:00"),  # Saturday
        ("2020-09-13T23:59", "2020-09-14T17:00"),
    ],
)
def test_decree30_art18_signed_is_due_the_same_day_else_next_working_day(moment, due):
    at = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
    assert queries.end_of_office(at) == datetime.fromisoformat(due).replace(tzinfo=VIETNAM)


def test_decree30_art22_what_arrived_is_due_the_same_day(incoming):
    today = datetime(2020, 9, 9, 17, tzinfo=VIETNAM)
    assert queries.due_of(incoming(Incoming.ARRIVED)) == queries.due_of(incoming(Incoming.ACCEPTED)) == today
    assert queries.due_of(incoming(Incoming.DONE)) is None
