"""From the clerk to the leader and into the units (Decree 30/2020, Article 23)."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from langbiang.apps.directory.services import close_dated
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import Handling
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.journal.interface import read, timeline

from .factories import DAY, LATER, NOW, Incoming, assign, enter, everything, part

DUE = datetime(2020, 9, 14, 17, tzinfo=VIETNAM)


def status_of(document):
    document.delivery.refresh_from_db()
    return document.delivery.status, document.delivery.status_note


def last_act(document):
    return timeline("documents.incoming", document.uid).last()


@pytest.fixture
def director(stttt_leader):
    """The other leader of the agency."""
    return next(s for s in queries.list_signers([stttt_leader.agency_id], DAY) if s.pk != stttt_leader.pk)


# -- presenting


@pytest.mark.parametrize("who", ["stttt_leader", "stttt_head", "worker", "clerk", "other_clerk"])
def test_decree30_art23_only_the_keeper_presents(who, request, incoming, stttt_leader):
    document = incoming(Incoming.ACCEPTED)
    with pytest.raises(services.CannotPresentIncoming, match="Chỉ văn thư"):
        services.present_incoming(document, to=stttt_leader, seat=request.getfixturevalue(who), now=NOW)


@pytest.mark.parametrize("to", ["worker", "stttt_head", "leader", "other_leader"])
def test_it_is_presented_to_a_leader_of_the_agency(to, request, incoming, stttt_clerk):
    with pytest.raises(services.CannotPresentIncoming, match="lãnh đạo đương chức") as refused:
        services.present_incoming(
            incoming(Incoming.ACCEPTED), to=request.getfixturevalue(to), seat=stttt_clerk, now=NOW
        )
    assert refused.value.field == "to"


def test_a_leader_passes_it_on_and_then_it_is_the_others(incoming, stttt_leader, director, worker):
    document = incoming(Incoming.PRESENTED)
    document = services.present_incoming(document, to=director, seat=stttt_leader, now=NOW)
    with pytest.raises(services.CannotInstruct, match="không bút phê được"):
        assign(document, to=worker, seat=stttt_leader)
    assert assign(document, to=worker, seat=director).state == Incoming.ASSIGNED


def test_sending_back_says_why_and_is_only_the_leaders_it_lies_with(incoming, stttt_leader, director, stttt_clerk):
    document = incoming(Incoming.PRESENTED)
    for seat in (director, stttt_clerk):
        with pytest.raises(services.CannotSendBack, match="không trình đến"):
            services.send_back_incoming(document, reason="Thiếu", seat=seat, now=NOW)
    with pytest.raises(services.CannotSendBack, match="Nhập lý do"):
        services.send_back_incoming(document, reason=" ", seat=stttt_leader, now=NOW)
    back = services.send_back_incoming(document, reason="Thiếu phụ lục", seat=stttt_leader, now=NOW)
    assert (back.state, back.presented_to, back.sent_back_for) == (Incoming.ACCEPTED, None, "Thiếu phụ lục")


# -- instructing


def test_decree30_art23_the_instruction_names_lead_others_and_deadlines(
    incoming, worker, stttt_head, stttt_leader, stttt_clerk
):
    others = (part(stttt_clerk, "coordinate", due_at=DUE - timedelta(days=3)), part(worker, "inform"))
    document = incoming(Incoming.PRESENTED)
    document = assign(document, to=stttt_head, unit=True, others=others, due_at=DUE, seat=stttt_leader)
    rows = [(h.role, h.name, h.due_at) for h in queries.list_handlings(document)]
    assert rows == [
        ("lead", "Phòng Công nghệ thông tin", DUE),
        ("coordinate", "Bùi Thị Kim Chi, Văn thư", DUE - timedelta(days=3)),
        ("inform", "Nguyễn Thị Thu Hà, Chuyên viên", None),
    ]
    assert (document.assigned_unit, document.assigned_to, document.due_at) == (worker.unit, None, DUE)
    assert (document.instructed_by, document.instructed_at) == ("Hồ Văn Thành, Phó Giám đốc", NOW)
    told = read(last_act(document))
    assert (told.lead, told.coordinate, told.due_at) == (
        "Phòng Công nghệ thông tin",
        ["Bùi Thị Kim Chi, Văn thư"],
        DUE.isoformat(),
    )
    assert status_of(document) == ("04", "Phòng Công nghệ thông tin")


def test_a_leader_instructs_what_nobody_presented(incoming, stttt_leader, worker):
    assert assign(incoming(Incoming.ACCEPTED), to=worker, seat=stttt_leader).state == Incoming.ASSIGNED


@pytest.mark.parametrize("who", ["worker", "stttt_head", "leader", "clerk", "other_leader"])
def test_others_do_not_instruct(who, request, incoming, worker):
    document, seat = incoming(Incoming.ACCEPTED), request.getfixturevalue(who)
    before = everything()
    with pytest.raises(services.CannotInstruct, match="không bút phê được"):
        assign(document, to=worker, seat=seat)
    assert everything() == before


def test_the_clerk_enters_it_for_the_leader_and_both_are_journalled(incoming, stttt_clerk, stttt_leader, worker):
    document = assign(incoming(Incoming.PRESENTED), to=worker, seat=stttt_clerk)
    act = last_act(document)
    assert (act.person, act.on_behalf_of) == ("Bùi Thị Kim Chi", "Hồ Văn Thành, Phó Giám đốc")
    assert document.instructed_by == read(act).leader == "Hồ Văn Thành, Phó Giám đốc"


def test_the_clerk_names_the_leader_whose_words_they_are(incoming, stttt_clerk, director, worker):
    with pytest.raises(services.CannotInstruct, match="Chọn lãnh đạo") as refused:
        assign(incoming(Incoming.ACCEPTED), to=worker, seat=stttt_clerk)
    assert refused.value.field == "leader"
    with pytest.raises(services.CannotInstruct, match="trình lãnh đạo khác"):
        assign(incoming(Incoming.PRESENTED), to=worker, seat=stttt_clerk, leader=director)
    with pytest.raises(services.CannotInstruct, match="lãnh đạo đương chức"):
        assign(incoming(Incoming.ACCEPTED), to=worker, seat=stttt_clerk, leader=worker)


@pytest.mark.parametrize("due", [NOW, NOW - timedelta(days=1)])
def test_a_deadline_that_is_past_is_refused(due, incoming, stttt_leader, worker, stttt_head):
    with pytest.raises(services.CannotInstruct, match="phải sau") as refused:
        assign(incoming(Incoming.ACCEPTED), to=worker, seat=stttt_leader, due_at=due)
    assert refused.value.field == "due"
    late = (part(stttt_head, "coordinate", due_at=due),)
    with pytest.raises(services.CannotInstruct, match="phải sau"):
        assign(incoming(Incoming.ACCEPTED), to=worker, seat=stttt_leader, others=late)


def test_exactly_one_leads_and_nobody_has_two_parts(incoming, stttt_leader, worker, stttt_head):
    document = incoming(Incoming.ACCEPTED)
    for parts, sentence in (
        ([part(worker, "coordinate")], "đúng một nơi chủ trì"),
        ([part(worker), part(stttt_head)], "đúng một nơi chủ trì"),
        ([part(worker), part(worker, "inform")], "hai phần việc"),
    ):
        with pytest.raises(services.CannotInstruct, match=sentence):
            services.instruct_incoming(document, parts, words="Giao", seat=stttt_leader, now=NOW)


def test_only_people_of_the_agency_who_sit_there_today(incoming, stttt_leader, worker, inspector):
    with pytest.raises(services.CannotInstruct, match="cơ quan mình"):
        assign(incoming(Incoming.ACCEPTED), to=inspector, seat=stttt_leader)
    document = incoming(Incoming.ACCEPTED)
    close_dated(worker, day=DAY)
    with pytest.raises(services.CannotInstruct, match="đã thôi giữ"):
        assign(document, to=worker, seat=stttt_leader)


@pytest.mark.parametrize("words", ["", "  ", "a" * 1001])
def test_the_words_are_said_and_fit(words, incoming, stttt_leader, worker):
    with pytest.raises(services.CannotInstruct) as refused:
        assign(incoming(Incoming.ACCEPTED), to=worker, seat=stttt_leader, words=words)
    assert refused.value.field == "words"


def test_a_new_instruction_takes_the_open_work_and_leaves_what_is_finished(
    incoming, worker, stttt_head, stttt_clerk, stttt_leader
):
    document = incoming(Incoming.PRESENTED)
    others = (part(stttt_clerk, "coordinate"),)
    document = assign(document, to=worker, others=others, seat=stttt_leader)
    document = services.start_incoming(document, seat=worker, now=NOW)
    document = services.contribute_incoming(document, result="Đã góp ý", seat=stttt_clerk, now=NOW)
    document = assign(document, to=stttt_head, seat=stttt_leader, now=LATER)
    assert [(h.role, h.seat, h.state) for h in queries.list_handlings(document)] == [
        ("lead", stttt_head, "open"),
        ("coordinate", stttt_clerk, "done"),
    ]
    assert status_of(document)[0] == "05"  # the status never goes back
    with pytest.raises(services.CannotStart, match="không giao"):
        services.start_incoming(document, seat=worker, now=LATER)


def test_the_database_keeps_one_lead(incoming):
    lead = incoming(Incoming.ASSIGNED).handlings.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Handling.objects.create(
            document=lead.document, role="lead", unit=lead.unit, unit_name="x", arrived_at=lead.arrived_at
        )


# -- what is proposed


def test_who_led_the_last_of_that_sender_and_type_is_proposed(stttt_clerk, stttt_leader, stttt_head):
    targets = queries.list_targets(enter(stttt_clerk), DAY)
    assert targets[0].name == "Phòng Công nghệ thông tin"
    huy = next(target.seat for target in targets if target.name == "Lâm Quang Huy")
    assign(enter(stttt_clerk, number="2", sender_name="Cục A"), to=huy, seat=stttt_leader)
    assign(enter(stttt_clerk, number="3"), to=stttt_head, unit=True, seat=stttt_leader)
    same, new = enter(stttt_clerk, number="4", sender_name="Cục A"), enter(stttt_clerk, number="5", sender_name="Cục B")
    assert queries.propose_lead(same, targets).seat == huy
    assert queries.propose_lead(new, targets) == targets[0]


def test_a_target_says_how_much_waits_there(incoming, stttt_leader, stttt_head, worker, stttt_clerk):
    assign(incoming(Incoming.ACCEPTED), to=stttt_head, unit=True, seat=stttt_leader)
    document = assign(incoming(Incoming.ACCEPTED, number=2), to=worker, seat=stttt_leader)
    assign(incoming(Incoming.ACCEPTED, number=3), to=stttt_clerk, others=(part(worker, "inform"),), seat=stttt_leader)
    waiting = {target.name: target.waiting for target in queries.list_targets(document, DAY) if target.waiting}
    assert waiting == {"Phòng Công nghệ thông tin": 2, "Nguyễn Thị Thu Hà": 1, "Bùi Thị Kim Chi": 1}


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2020-09-09", ["2020-09-11", "2020-09-14"]),
        ("2020-09-11", ["2020-09-15", "2020-09-16"]),
        ("2020-04-28", ["2020-05-04", "2020-05-05"]),  # 30/4 and 1/5, then a weekend
    ],
)
def test_two_working_days_are_proposed(province, today, days):
    now = datetime.fromisoformat(f"{today}T09:00").replace(tzinfo=VIETNAM)
    assert [day.isoformat() for day in queries.proposed_days(now)] == days
