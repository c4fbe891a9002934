"""The parts of the work: divided, returned, given, seen, finished (Decree 30/2020, Article 24)."""

from datetime import datetime, timedelta

import pytest

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import Handling
from langbiang.apps.documents.replies import answered_panel
from langbiang.apps.exchange.models import StatusReport
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.journal.interface import drain, read, timeline, verify
from langbiang.foundation.search.interface import find

from .factories import DAY, LATER, NOW, Incoming, Outgoing, assign, divide, enter, everything, part
from .factories import outgoing as make

DUE = datetime(2020, 9, 14, 17, tzinfo=VIETNAM)


@pytest.fixture
def unit_document(incoming, stttt_head, stttt_leader, stttt_clerk):
    """A document that the leader gave to the unit, with the clerk to take part and a deadline."""
    others = (part(stttt_clerk, "coordinate"),)
    return assign(incoming(Incoming.PRESENTED), to=stttt_head, unit=True, others=others, due_at=DUE, seat=stttt_leader)


@pytest.fixture
def colleague(worker, stttt_head):
    """Another person of the unit."""
    others = queries.list_colleagues(stttt_head, DAY)
    return next(s for s in others if s.pk not in (worker.pk, stttt_head.pk))


def test_a_unit_head_divides_with_an_earlier_deadline(unit_document, stttt_head, worker):
    document = divide(unit_document, to=worker, seat=stttt_head, note="Dự thảo trước", due_at=DUE - timedelta(days=3))
    assert (document.assigned_to, document.due_at) == (worker, DUE - timedelta(days=3))
    lead = document.handlings.get(role="lead")
    assert (lead.due_at, lead.due, lead.head_name) == (DUE, document.due_at, "Trần Đình Phúc, Trưởng phòng")
    assert read(timeline("documents.incoming", document.uid).last()).to == "Nguyễn Thị Thu Hà, Chuyên viên"


@pytest.mark.parametrize(("due", "sentence"), [(DUE + timedelta(minutes=1), "không được sau"), (NOW, "phải sau")])
def test_the_heads_deadline_is_never_after_the_leaders(due, sentence, unit_document, stttt_head, worker):
    before = everything()
    with pytest.raises(services.CannotAssign, match=sentence) as refused:
        divide(unit_document, to=worker, seat=stttt_head, due_at=due)
    assert refused.value.field == "due"
    assert everything() == before


def test_a_unit_head_does_not_divide_beyond_the_unit(unit_document, stttt_head, stttt_clerk):
    assert {seat.unit_id for seat in queries.list_colleagues(stttt_head, DAY)} == {stttt_head.unit_id}
    with pytest.raises(services.CannotAssign, match="đơn vị mình"):
        divide(unit_document, to=stttt_clerk, seat=stttt_head)


@pytest.mark.parametrize("who", ["worker", "stttt_leader", "stttt_clerk", "other_leader"])
def test_only_the_head_of_the_unit_divides(who, request, unit_document, worker):
    lead, seat = unit_document.handlings.get(role="lead"), request.getfixturevalue(who)
    with pytest.raises(services.CannotAssign, match="không phân công"):
        services.assign_incoming(unit_document, lead, to=worker, seat=seat, now=NOW)


def test_a_person_gives_it_back_and_the_head_chooses_another(unit_document, stttt_head, worker, colleague):
    document = divide(unit_document, to=worker, seat=stttt_head)
    document = services.start_incoming(document, seat=worker, now=NOW)
    with pytest.raises(services.CannotReturnPart, match="Nhập lý do"):
        services.return_incoming(document, reason="", seat=worker, now=NOW)
    document = services.return_incoming(document, reason="Trái chuyên môn", seat=worker, now=NOW)
    assert (document.state, document.assigned_to) == (Incoming.ASSIGNED, None)
    assert not queries.list_incoming(worker, DAY).exists()
    assert [h.returned_for for h in queries.units_handlings(queries.list_handlings(document), stttt_head)] == [
        "Trái chuyên môn"
    ]
    assert divide(document, to=colleague, seat=stttt_head).assigned_to == colleague


def test_without_a_unit_head_nothing_can_be_given_back(incoming, stttt_leader, stttt_clerk):
    document = assign(incoming(Incoming.PRESENTED), to=stttt_clerk, seat=stttt_leader)
    with pytest.raises(services.CannotReturnPart, match="không có trưởng đơn vị"):
        services.return_incoming(document, reason="Bận", seat=stttt_clerk, now=NOW)


def test_in_a_commune_the_leader_chooses_people(ta_nung_clerk):
    document = enter(ta_nung_clerk)
    targets = queries.list_targets(document, DAY)
    assert {target.seat is None for target in targets} == {False}
    leader = queries.list_leaders(document, DAY)[0]
    assert assign(document, to=ta_nung_clerk, seat=leader).assigned_to == ta_nung_clerk


def test_who_takes_part_gives_the_own_part_and_the_step_stays(unit_document, stttt_clerk, worker):
    with pytest.raises(services.CannotComplete, match="không giao"):
        services.contribute_incoming(unit_document, result="Xong", seat=worker, now=NOW)
    document = services.contribute_incoming(unit_document, result="Đã góp ý", seat=stttt_clerk, now=NOW)
    assert document.state == Incoming.ASSIGNED
    shared = document.handlings.get(role="coordinate")
    assert (shared.state, shared.result, shared.done_at) == ("done", "Đã góp ý", NOW)
    with pytest.raises(services.CannotComplete, match="đã làm xong"):
        services.contribute_incoming(document, result="Nữa", seat=stttt_clerk, now=NOW)


def test_who_takes_part_neither_starts_nor_completes(unit_document, stttt_clerk, stttt_head, worker):
    with pytest.raises(services.CannotStart):
        services.start_incoming(unit_document, seat=stttt_clerk, now=NOW)
    document = services.start_incoming(divide(unit_document, to=worker, seat=stttt_head), seat=worker, now=NOW)
    with pytest.raises(services.CannotComplete):
        services.complete_incoming(document, result="Xong", seat=stttt_clerk, now=NOW)


def test_the_lead_completes_though_others_wait_and_names_them(unit_document, stttt_clerk, stttt_head, worker):
    document = services.start_incoming(divide(unit_document, to=worker, seat=stttt_head), seat=worker, now=NOW)
    assert [h.name for h in queries.still_waiting(queries.list_handlings(document))] == ["Bùi Thị Kim Chi, Văn thư"]
    document = services.complete_incoming(document, result="Đã trả lời", seat=worker, now=NOW)
    assert read(timeline("documents.incoming", document.uid).last()).waiting == ["Bùi Thị Kim Chi, Văn thư"]
    assert {(h.state, h.live) for h in queries.list_handlings(document)} == {("done", False)}
    assert stttt_clerk.pk not in {h.seat_id for h in queries.list_work(stttt_clerk, DAY) if isinstance(h, Handling)}


@pytest.mark.parametrize("unit", [True, False])
def test_who_is_to_know_says_so_once_even_when_all_is_done(unit, incoming, worker, stttt_head, stttt_leader):
    others = (part(stttt_head, "inform", unit=unit),)
    clerk = next(t.seat for t in queries.list_targets(incoming(), DAY) if t.name == "Bùi Thị Kim Chi")
    document = assign(incoming(Incoming.PRESENTED, number=2), to=clerk, others=others, seat=stttt_leader)
    document = services.start_incoming(document, seat=clerk, now=NOW)
    document = services.complete_incoming(document, result="Xong", seat=clerk, now=NOW)
    assert [one.role for one in queries.list_work(stttt_head, DAY)] == ["inform"]
    with pytest.raises(services.CannotComplete, match="không gửi để biết"):
        services.see_incoming(document, seat=worker, now=NOW)
    document = services.see_incoming(document, seat=stttt_head, now=LATER)
    assert queries.list_work(stttt_head, DAY) == []
    with pytest.raises(services.CannotComplete, match="đã xem rồi"):
        services.see_incoming(document, seat=stttt_head, now=LATER)


def test_a_proposal_is_kept_with_its_day(incoming, worker):
    document = services.propose_incoming(incoming(Incoming.WORKING), proposal=" Trả lời ", seat=worker, now=LATER)
    lead = document.handlings.get()
    assert (lead.proposal, lead.proposed_at) == ("Trả lời", LATER)


def test_the_reply_is_named_on_both_pages(incoming, worker, stttt_leader, stttt_clerk, inspector, leader):
    reply = make(Outgoing.DRAFT, clerk=worker, signer=stttt_leader, receivers=[leader.agency])
    document = incoming(Incoming.WORKING)
    assert reply in queries.list_replies(worker, document.agency_id, DAY)
    document = services.complete_incoming(document, result="Đã trả lời", reply=reply, seat=worker, now=NOW)
    assert document.reply == reply
    assert document.code in answered_panel(reply, seat=stttt_clerk, now=NOW)
    assert answered_panel(reply, seat=inspector, now=NOW) == ""


def test_a_reply_of_another_agency_is_refused(incoming, worker, outgoing):
    document, theirs = incoming(Incoming.WORKING), outgoing()
    with pytest.raises(services.CannotComplete, match="cơ quan mình") as refused:
        services.complete_incoming(document, result="Xong", reply=theirs, seat=worker, now=NOW)
    assert refused.value.field == "reply"


# -- what the sender hears


def test_decision28_the_statuses_follow_the_acts(unit_document, stttt_head, worker):
    document = services.start_incoming(divide(unit_document, to=worker, seat=stttt_head), seat=worker, now=NOW)
    services.complete_incoming(document, result="Đã trả lời", seat=worker, now=NOW)
    codes = [report.code for report in document.delivery.reports.order_by("pk")]
    assert codes == ["01", "03", "04", "05", "06"]
    drain()
    assert verify().ok


def test_nobody_hears_of_what_did_not_come_by_the_axis(stttt_clerk, stttt_leader, worker):
    document = assign(enter(stttt_clerk), to=worker, seat=stttt_leader)
    document = services.start_incoming(document, seat=worker, now=NOW)
    assert services.complete_incoming(document, result="Xong", seat=worker, now=NOW).state == Incoming.DONE
    assert not StatusReport.objects.exists()


# -- who sees and finds it


def test_every_part_lets_see_and_find(unit_document, stttt_clerk, stttt_head, worker, colleague, stttt_leader):
    def sees(seat):
        found = find("bao cao tuan", audience=queries.audience_of(seat, DAY)).count
        assert found == queries.list_incoming(seat, DAY).count()
        return bool(found)

    assert [sees(seat) for seat in (stttt_head, worker, colleague)] == [True, False, False]
    document = divide(unit_document, to=worker, seat=stttt_head)
    assert [sees(seat) for seat in (stttt_head, worker, colleague)] == [True, True, False]
    assign(document, to=stttt_clerk, others=(part(colleague, "inform"),), seat=stttt_leader, now=LATER)
    assert [sees(seat) for seat in (stttt_head, worker, colleague)] == [True, False, True]
