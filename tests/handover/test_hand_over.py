"""A hand-over as one job: everything goes over, nothing twice, and comes back but for what has moved on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from uuid_utils.compat import uuid7

from langbiang.apps.direction.services import tasks as task_services
from langbiang.apps.direction.tests import factories as direction
from langbiang.apps.directory.interface import find_seat, list_holders
from langbiang.apps.directory.services import close_dated
from langbiang.apps.documents import services as documents
from langbiang.apps.documents.tests import factories
from langbiang.apps.documents.tests.factories import DAY, NOW
from langbiang.apps.handover import queries
from langbiang.apps.handover.handlers import go_on
from langbiang.apps.handover.models import HandOver, HandOverLine
from langbiang.apps.handover.services import CHUNK, CannotOrder, Order, advance_hand_over, order_hand_over, running
from langbiang.apps.handover.services import undo_hand_over as undo
from langbiang.apps.identity.interface import Wanted, grant_deputation
from langbiang.apps.identity.queries import list_deputised
from langbiang.apps.identity.services import open_demo_account
from langbiang.apps.incidents import services as incidents
from langbiang.apps.incidents.tests.factories import report as report_incident
from langbiang.apps.workfiles.services.handover import hand_over_file
from langbiang.apps.workfiles.tests import factories as workfiles
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Act, drain, timeline
from langbiang.foundation.search.interface import find

LATER = NOW + timedelta(hours=1)


def held_by(seat):
    return {pile.kind: pile.count for pile in queries.list_piles(seat)}


def finished(job):
    drain()
    job.refresh_from_db()
    return job


def states(job):
    return sorted(job.lines.values_list("state", flat=True))


@pytest.fixture
def everything(leader, boss, worker, clerk, sender, province):
    """Give the leader one thing of every kind that any app hands over."""
    people = {"clerk": clerk, "leader": leader, "worker": worker, "sender": sender}
    factories.incoming("presented", number=1, **people)
    document = factories.incoming("presented", number=2, **people)
    factories.assign(document, to=leader, seat=leader)
    draft = factories.prepare(worker, boss, [sender.agency], notation="STTTT-VP")
    documents.hand_over_outgoing(draft, role="drafter", to=leader, seat=boss, now=NOW)
    factories.prepare(worker, leader, [sender.agency], notation="STTTT-CNTT")
    give_copy_of_what_was_sent(clerk, leader, [sender.agency], province)
    direction.give(boss, leader)
    direction.give(leader, worker)
    direction.give(boss, worker, people=[leader])
    direction.meeting(leader, leader, people=[worker])
    direction.meeting(boss, boss, people=[leader], when=direction.when(7, 8))
    direction.entry(leader, boss)
    direction.entry(boss, leader)
    hand_over_file(workfiles.opened(worker), to=leader, seat=boss, now=NOW)
    operator = province.seat_named("stttt", "Lâm Quang Huy")
    incident = incidents.assign_incident(report_incident(worker), operator, seat=operator, now=NOW)
    incidents.hand_over(incident, to=leader, seat=operator, now=NOW)
    return leader


def give_copy_of_what_was_sent(clerk, leader, receivers, province):
    """Send a document to the leader's unit, whose copy the leader keeps."""
    province.key_for(leader, leader.agency)
    sent = factories.outgoing("issued", clerk=clerk, signer=leader, receivers=receivers, notation="STTTT-VT")
    sent = documents.choose_receivers(sent, [], units=[leader.unit], seat=clerk, now=NOW)
    sent = documents.send_outgoing(sent, seat=clerk, now=NOW)
    documents.give_copy(sent, to=leader, seat=leader, now=NOW)


# -- all kinds, there and back


def test_every_kind_of_work_goes_over_and_comes_back(everything, leader, boss, order):
    before, theirs = held_by(leader), held_by(boss)
    assert set(before) == {holder.kind for holder in list_holders()}
    job = finished(order_hand_over(order(leader, boss), seat=boss, now=NOW))
    refused = {line.kind: line.sentence for line in job.lines.filter(state="refused")}
    assert refused == {}
    assert (job.state, states(job)) == ("done", ["moved"] * sum(before.values()))
    assert held_by(leader) == {}
    job = finished(undo(job, reason="Nhầm người", seat=boss, now=LATER))
    assert {line.name: line.sentence for line in job.lines.filter(state="kept")} == {}
    assert (job.state, states(job)) == ("undone", ["returned"] * sum(before.values()))
    assert held_by(leader) == before
    assert held_by(boss) == theirs


def test_what_goes_over_is_found_by_who_took_it_and_no_more_by_who_left(tasks, worker, mate, leader, order):
    tasks(1)
    assert find("nhiem vu so", audience=[f"s{worker.pk}"]).count == 1
    job = finished(order_hand_over(order(worker, mate), seat=leader, now=NOW))
    assert find("nhiem vu so", audience=[f"s{worker.pk}"]).count == 0
    assert find("nhiem vu so", audience=[f"s{mate.pk}"]).count == 1
    finished(undo(job, reason="Nhầm", seat=leader, now=LATER))
    assert find("nhiem vu so", audience=[f"s{worker.pk}"]).count == 1
    assert find("nhiem vu so", audience=[f"s{mate.pk}"]).count == 0


def test_each_kind_may_go_to_another_and_one_may_stay(everything, leader, boss, worker):
    receivers = {"direction.task-lead": worker, "documents.outgoing-drafter": boss}
    finished(order_hand_over(Order(leader, receivers, "Nghỉ hưu"), seat=boss, now=NOW))
    left = held_by(leader)
    assert not left.keys() & receivers.keys()
    assert left["workfiles.kept-files"] == 1
    assert held_by(worker)["direction.task-lead"] >= 1


def test_what_the_taker_may_not_hold_is_refused_by_name_and_the_rest_goes_on(everything, leader, boss, worker, order):
    job = finished(order_hand_over(order(leader, worker), seat=boss, now=NOW))
    refused = {line.kind: line.sentence for line in job.lines.filter(state="refused")}
    assert "phải là lãnh đạo" in refused["documents.outgoing-signer"]
    assert "phải là lãnh đạo" in refused["documents.incoming-presented"]
    assert queries.tally_of(job).moved == job.total - len(refused)
    assert sum(held_by(leader).values()) == len(refused)


# -- chunks


def test_it_goes_chunk_by_chunk_and_each_is_told(tasks, worker, mate, leader, order):
    tasks(CHUNK + 3)
    job = finished(order_hand_over(order(worker, mate), seat=leader, now=NOW))
    verbs = [(act.verb, act.details) for act in timeline("handover.job", job.uid)]
    assert [verb for verb, _ in verbs] == [f"handover.job.{step}" for step in ("ordered", "advanced", "finished")]
    assert verbs[1][1] == {"done": CHUNK, "left": 3}
    assert verbs[2][1] == {"moved": CHUNK + 3, "refused": 0}
    assert queries.history_of(job)[0].words == f"Đặt bàn giao {CHUNK + 3} việc"


def test_killed_within_a_chunk_nothing_is_lost_and_nothing_done_twice(tasks, worker, mate, leader, order, monkeypatch):
    made = tasks(CHUNK + 5)
    job = order_hand_over(order(worker, mate), seat=leader, now=NOW)
    drain_until_killed(monkeypatch, after=CHUNK + 2)
    job.refresh_from_db()
    assert (job.state, states(job).count("moved")) == ("running", CHUNK)  # the half chunk is taken back whole
    job = finished(job)
    assert (job.state, states(job)) == ("done", ["moved"] * (CHUNK + 5))
    for task in made:
        verbs = [act.verb for act in timeline("direction.task", task.uid)]
        assert verbs.count("direction.task.handed_over") == 1


class Killed(BaseException):
    """No handler catches it, as none catches SIGKILL: whatever is not committed is gone."""


def drain_until_killed(monkeypatch, *, after):
    transfer, done = running._transfer, []

    def dying(*said):
        if len(done) == after:
            raise Killed
        done.append(said)
        transfer(*said)

    with monkeypatch.context() as patched:
        patched.setattr(running, "_transfer", dying)
        with pytest.raises(Killed):
            drain()


def test_a_chunk_heard_once_more_after_the_end_does_nothing(tasks, worker, mate, leader, order):
    tasks(2)
    job = finished(order_hand_over(order(worker, mate), seat=leader, now=NOW))
    acts = Act.objects.count()
    advance_hand_over(job.uid, cause=uuid7(), now=LATER)
    assert Act.objects.count() == acts


def test_a_job_that_nobody_heard_of_is_taken_up_after_a_while(tasks, worker, mate, leader, order):
    tasks(CHUNK + 1)
    job = order_hand_over(order(worker, mate), seat=leader, now=NOW)
    go_on(NOW + timedelta(minutes=4))
    assert set(states(job)) == {"waiting"}
    go_on(NOW + timedelta(minutes=5))
    assert states(job).count("moved") == CHUNK
    go_on(NOW + timedelta(minutes=10))
    job.refresh_from_db()
    assert job.state == "done"
    acts = Act.objects.count()
    drain()  # the consumer hears of it late and finds nothing left to do
    assert Act.objects.count() == acts


# -- undo


def test_undo_refuses_by_name_what_has_moved_on_since(tasks, worker, mate, leader, order):
    first, second = tasks(2)
    job = finished(order_hand_over(order(worker, mate), seat=leader, now=NOW))
    first.refresh_from_db()
    task_services.start_task(first, seat=mate, now=LATER)
    job = finished(undo(job, reason="Nhầm", seat=leader, now=LATER))
    kept = job.lines.get(state="kept")
    assert kept.sentence == f"“{first.title}” đã được xử lý tiếp sau khi bàn giao, không lấy lại được."
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.lead, second.lead) == (mate, worker)
    assert states(job) == ["kept", "returned"]


def test_what_went_over_in_two_parts_with_a_strangers_act_between_is_kept(leader, boss, worker, order):
    meeting = direction.meeting(leader, leader, people=[worker])
    job = finished(order_hand_over(order(leader, boss), seat=boss, now=NOW))
    parts = list(job.lines.filter(subject=str(meeting.uid)).order_by("moved_version"))
    assert [part.moved_version for part in parts] == [parts[0].moved_version, parts[0].moved_version + 1]
    HandOverLine.objects.filter(pk=parts[0].pk).update(moved_version=parts[0].moved_version - 1)
    job = finished(undo(job, reason="Nhầm", seat=boss, now=LATER))
    assert sorted(job.lines.filter(subject=str(meeting.uid)).values_list("state", flat=True)) == ["kept", "returned"]


def test_the_undo_leaves_the_first_record_in_the_journal(tasks, worker, mate, leader, order):
    [task] = tasks(1)
    job = finished(order_hand_over(order(worker, mate), seat=leader, now=NOW))
    finished(undo(job, reason="Nhầm", seat=leader, now=LATER))
    told = [act.details for act in timeline("direction.task", task.uid) if act.verb == "direction.task.handed_over"]
    assert [details["undo"] for details in told] == [False, True]


def test_undo_twice_or_before_the_end_is_refused(tasks, worker, mate, leader, order):
    tasks(1)
    job = order_hand_over(order(worker, mate), seat=leader, now=NOW)
    with pytest.raises(CannotOrder, match="đang bàn giao"):
        undo(job, reason="Nhầm", seat=leader, now=NOW)
    job = finished(undo(finished(job), reason="Nhầm", seat=leader, now=LATER))
    with pytest.raises(CannotOrder, match="đã lấy lại"):
        undo(job, reason="Lần nữa", seat=leader, now=LATER)


# -- who may, and when


def test_a_second_start_is_refused_while_the_first_is_at_work(tasks, worker, mate, head, leader, order):
    tasks(1)
    first = order(worker, mate)
    job = order_hand_over(first, seat=leader, now=NOW)
    with pytest.raises(CannotOrder, match="đang được bàn giao"):
        order_hand_over(order(worker, head), seat=leader, now=NOW)
    names = ("agency", "leaving", "ordered_by", "ordered_at", "total")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(**{name: getattr(job, name) for name in names})


def test_only_leaders_and_administrators_of_the_agency_order_one(tasks, worker, mate, head, clerk, stranger, order):
    tasks(1)
    for seat in (worker, head, clerk, stranger):
        with pytest.raises(CannotOrder, match="Chỉ lãnh đạo hoặc quản trị"):
            order_hand_over(order(worker, mate), seat=seat, now=NOW)


def test_a_deputy_orders_none(tasks, worker, mate, head, leader, order):
    tasks(1)
    wanted = Wanted(leader, head, DAY, DAY + timedelta(days=3), "Nghỉ phép")
    grant_deputation(wanted, seat=leader, now=NOW)
    [(acting, _)] = list_deputised(open_demo_account(head.person), DAY)
    with pytest.raises(CannotOrder, match="Xử lý thay"):
        order_hand_over(order(worker, mate), seat=acting, now=NOW)
    job = finished(order_hand_over(order(worker, mate), seat=leader, now=NOW))
    with pytest.raises(CannotOrder, match="Xử lý thay"):
        undo(job, reason="Nhầm", seat=acting, now=NOW)


def test_a_stranger_the_leaver_and_who_left_take_nothing(tasks, worker, mate, leader, stranger, order):
    tasks(1)
    with pytest.raises(CannotOrder, match="cùng cơ quan"):
        order_hand_over(order(worker, stranger), seat=leader, now=NOW)
    with pytest.raises(CannotOrder, match="khác người bàn giao"):
        order_hand_over(order(worker, worker), seat=leader, now=NOW)
    close_dated(mate, day=DAY)
    with pytest.raises(CannotOrder, match="đương chức"):
        order_hand_over(order(worker, find_seat(mate.uid)), seat=leader, now=NOW)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_reason_is_asked_for(reason, tasks, worker, mate, leader, order):
    tasks(1)
    with pytest.raises(CannotOrder) as refused:
        order_hand_over(replace(order(worker, mate), reason=reason), seat=leader, now=NOW)
    assert refused.value.field == "reason"


def test_with_nothing_to_hand_over_none_is_ordered(worker, mate, leader, order):
    with pytest.raises(CannotOrder, match="Không có việc nào"):
        order_hand_over(order(worker, mate), seat=leader, now=NOW)


# -- leaving the post


def test_the_seat_ends_on_its_day_and_comes_back_with_the_undo(tasks, worker, mate, leader, order):
    tasks(1)
    last = date(2020, 10, 1)
    job = finished(order_hand_over(order(worker, mate, leaves_on=last), seat=leader, now=NOW))
    assert find_seat(worker.uid).valid_to == last
    finished(undo(job, reason="Nhầm", seat=leader, now=LATER))
    assert find_seat(worker.uid).valid_to is None


def test_somebody_without_open_work_leaves_as_well(worker, mate, leader, order):
    job = finished(order_hand_over(order(worker, mate, leaves_on=DAY), seat=leader, now=NOW))
    assert (job.state, job.total) == ("done", 0)
    assert not find_seat(worker.uid).holds_on(DAY)


def test_work_of_who_has_left_already_is_handed_over(tasks, worker, mate, leader, order):
    tasks(2)
    close_dated(worker, day=DAY)
    job = finished(order_hand_over(order(find_seat(worker.uid), mate), seat=leader, now=NOW))
    assert states(job) == ["moved", "moved"]


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), date(2019, 1, 1)])
def test_nobody_leaves_in_the_past(day, worker, mate, leader, order):
    with pytest.raises(Refused) as refused:
        order_hand_over(order(worker, mate, leaves_on=day), seat=leader, now=NOW)
    assert refused.value.field == "leaves_on"


def test_a_seat_that_ends_earlier_already_is_not_made_longer(worker, mate, leader, order):
    close_dated(worker, day=DAY + timedelta(days=1))
    with pytest.raises(CannotOrder, match="đã thôi giữ"):
        order_hand_over(order(worker, mate, leaves_on=DAY + timedelta(days=9)), seat=leader, now=NOW)


def test_work_that_was_finished_between_order_and_chunk_is_refused_by_name(incoming_work, worker, mate, leader, order):
    job = order_hand_over(order(worker, mate), seat=leader, now=NOW)
    documents.complete_incoming(incoming_work, result="Xong", seat=worker, now=NOW)
    job = finished(job)
    assert "Hoàn thành" in job.lines.get(kind="documents.incoming-work").sentence


@pytest.fixture
def incoming_work(worker, leader, clerk, sender):
    return factories.incoming("working", clerk=clerk, leader=leader, worker=worker, sender=sender)
