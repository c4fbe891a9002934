"""Every service on every state: what MOVES allows is done, all else is refused and changes nothing."""

from datetime import timedelta

import pytest

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import Handling, IncomingDocument, OutgoingDocument
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import timeline

from . import factories
from .factories import DAY, LATER, NOW, Incoming, Outgoing, assign, draft_by, everything, places

OUT_CHANGES = {  # service: (states in which it works, the state after; None when it stays)
    "change": ({Outgoing.DRAFT}, None),
    "place": ({Outgoing.DRAFT, Outgoing.FORM}, None),
    "choose": (set(OutgoingDocument.OPEN), None),
    "ask": ({Outgoing.DRAFT, Outgoing.CONTENT}, None),
    "cancel": ({Outgoing.DRAFT}, Outgoing.CANCELLED),
    "submit": ({Outgoing.DRAFT}, Outgoing.CONTENT),
    "submit as head": ({Outgoing.DRAFT}, Outgoing.FORM),
    "approve": ({Outgoing.CONTENT}, Outgoing.FORM),
    "present": ({Outgoing.FORM}, Outgoing.PRESENTED),
    "present own": ({Outgoing.DRAFT}, Outgoing.PRESENTED),
    "return": ({Outgoing.CONTENT, Outgoing.FORM, Outgoing.PRESENTED}, Outgoing.DRAFT),
    "withdraw": ({Outgoing.CONTENT, Outgoing.FORM, Outgoing.PRESENTED}, Outgoing.DRAFT),
    "sign": ({Outgoing.PRESENTED}, Outgoing.SIGNED),
    "issue": ({Outgoing.SIGNED}, Outgoing.ISSUED),
    "void": ({Outgoing.ISSUED}, Outgoing.VOIDED),
    "send": ({Outgoing.ISSUED}, Outgoing.SENT),
    "update": ({Outgoing.SENT}, None),
    "recall": ({Outgoing.SENT}, Outgoing.RECALLED),
    "replace": ({Outgoing.SENT}, Outgoing.REPLACED),
}
IN_CHANGES = {
    "accept": ({Incoming.ARRIVED}, Incoming.ACCEPTED),
    "refuse": ({Incoming.ARRIVED}, Incoming.REFUSED),
    "present": ({Incoming.ACCEPTED}, Incoming.PRESENTED),
    "pass on": ({Incoming.PRESENTED}, Incoming.PRESENTED),
    "send back": ({Incoming.PRESENTED}, Incoming.ACCEPTED),
    "instruct": (
        {Incoming.ACCEPTED, Incoming.PRESENTED, Incoming.ASSIGNED, Incoming.WORKING},
        Incoming.ASSIGNED,
    ),
    "divide": ({Incoming.ASSIGNED, Incoming.WORKING}, Incoming.ASSIGNED),
    "return": ({Incoming.ASSIGNED, Incoming.WORKING}, Incoming.ASSIGNED),
    "propose": ({Incoming.ASSIGNED, Incoming.WORKING}, None),
    "start": ({Incoming.ASSIGNED}, Incoming.WORKING),
    "complete": ({Incoming.WORKING}, Incoming.DONE),
    "take back": ({*IncomingDocument.OPEN, Incoming.DONE}, Incoming.RECALLED),
}


def pairs(changes, states, *, works):
    return [(service, state) for service in changes for state in states if (state in changes[service][0]) is works]


@pytest.fixture
def act_out(office):
    def act(service, document):
        on_it = {"seat": office.clerk, "now": NOW}
        reviewer = {Outgoing.CONTENT: office.head, Outgoing.FORM: office.clerk}.get(document.state, office.leader)
        head = {"seat": office.head, "now": NOW}
        further = [get_agency("ubnd-da-lat")]
        return {
            "change": lambda: services.change_outgoing(document, draft_by(office.leader), None, **on_it),
            "place": lambda: services.place_fields(document, places(), **on_it),
            "choose": lambda: services.choose_receivers(document, further, **on_it),
            "ask": lambda: services.ask_opinions(
                document, units=[office.other_unit], question="", due_at=NOW + timedelta(days=2), **head
            ),
            "cancel": lambda: services.cancel_outgoing(document, reason="Trùng", **on_it),
            "submit": lambda: services.submit_outgoing(document, seat=document.drafter, now=NOW),
            "approve": lambda: services.approve_outgoing(document, **head),
            "present": lambda: services.present_outgoing(document, **on_it),
            "return": lambda: services.return_outgoing(document, reason="Sửa câu 2", seat=reviewer, now=NOW),
            "withdraw": lambda: services.withdraw_outgoing(document, seat=document.drafter, now=NOW),
            "sign": lambda: services.sign_outgoing(document, seat=office.leader, now=NOW),
            "issue": lambda: services.issue_outgoing(document, **on_it),
            "void": lambda: services.void_outgoing(document, reason="Sai người ký", **on_it),
            "send": lambda: services.send_outgoing(document, **on_it),
            "update": lambda: services.update_outgoing(document, receivers=further, reason="Bổ sung", **on_it),
            "recall": lambda: services.recall_outgoing(document, reason="Ban hành nhầm", **on_it),
            "replace": lambda: office.replace(document),
        }[service.removesuffix(" as head").removesuffix(" own")]()

    return act


def drafter_of(service: str, office: "factories.Office"):
    """Say who must have drafted for a step to lead where the table says."""
    if service.endswith("own"):
        return office.clerk
    return office.head if service.endswith("as head") else office.specialist


@pytest.fixture
def act_in(stttt_clerk, stttt_leader, stttt_head, worker, inspector):
    director = queries.list_signers([stttt_leader.agency_id], DAY)[0]

    def divide_or_not(document):
        """The unit head gives the lead on; where nothing was instructed there is a part of another document."""
        handling = document.handlings.first() or Handling(document=document, unit=stttt_head.unit)
        services.assign_incoming(document, handling, to=stttt_head, seat=stttt_head, now=NOW)

    def act(service, document):
        return {
            "accept": lambda: services.accept_incoming(document, seat=stttt_clerk, now=NOW),
            "refuse": lambda: services.refuse_incoming(document, reason="Nhầm nơi nhận", seat=stttt_clerk, now=NOW),
            "present": lambda: services.present_incoming(document, to=stttt_leader, seat=stttt_clerk, now=NOW),
            "pass on": lambda: services.present_incoming(document, to=director, seat=stttt_leader, now=NOW),
            "send back": lambda: services.send_back_incoming(document, reason="Thiếu", seat=stttt_leader, now=NOW),
            "instruct": lambda: assign(document, to=worker, seat=stttt_leader, now=LATER),
            "divide": lambda: divide_or_not(document),
            "return": lambda: services.return_incoming(document, reason="Bận", seat=worker, now=NOW),
            "propose": lambda: services.propose_incoming(document, proposal="Trả lời", seat=worker, now=NOW),
            "start": lambda: services.start_incoming(document, seat=worker, now=NOW),
            "take back": lambda: factories.take_back(document, sender=inspector),
            "complete": lambda: services.complete_incoming(document, result="Đã trả lời", seat=worker, now=NOW),
        }[service]()

    return act


@pytest.mark.parametrize(("service", "state"), pairs(OUT_CHANGES, Outgoing, works=True))
def test_outgoing_service_moves_the_document_and_writes_one_act(service, state, office, act_out):
    document = office.document(state, drafter=drafter_of(service, office))
    before = document.version
    act_out(service, document)
    document.refresh_from_db()
    act = timeline("documents.outgoing", document.uid).last()
    assert document.state == (OUT_CHANGES[service][1] or state)
    assert document.version == before + 1 == act.subject_version
    assert (act.old_state, act.new_state) == (state, document.state)


@pytest.mark.parametrize(("service", "state"), pairs(OUT_CHANGES, Outgoing, works=False))
def test_outgoing_service_in_another_state_is_refused_and_changes_nothing(service, state, office, act_out):
    document = office.document(state, drafter=drafter_of(service, office))
    before = everything()
    with pytest.raises(Refused):
        act_out(service, document)
    assert everything() == before


@pytest.mark.parametrize(("service", "state"), pairs(IN_CHANGES, Incoming, works=True))
def test_incoming_service_moves_the_document_and_writes_one_act(service, state, incoming, act_in):
    document = incoming(state)
    before = document.version
    act_in(service, document)
    document.refresh_from_db()
    act = timeline("documents.incoming", document.uid).last()
    assert document.state == (IN_CHANGES[service][1] or state)
    assert document.version == before + 1 == act.subject_version
    assert (act.old_state, act.new_state) == (state, document.state)


@pytest.mark.parametrize(("service", "state"), pairs(IN_CHANGES, Incoming, works=False))
def test_incoming_service_in_another_state_is_refused_and_changes_nothing(service, state, incoming, act_in):
    document = incoming(state)
    before = everything()
    with pytest.raises(Refused):
        act_in(service, document)
    assert everything() == before


@pytest.mark.parametrize(
    ("model_moves", "changes"),
    [
        (OutgoingDocument.MOVES, OUT_CHANGES),
        (IncomingDocument.MOVES, IN_CHANGES),
    ],
)
def test_moves_are_what_services_do(model_moves, changes):
    done = {(state, after) for states, after in changes.values() if after for state in states}
    assert done == {(state, after) for state, afters in model_moves.items() for after in afters}


def test_a_stale_object_meets_the_row_as_it_is_now(outgoing, clerk, leader):
    document = outgoing(Outgoing.PRESENTED)
    stale = type(document).objects.get(pk=document.pk)
    services.sign_outgoing(document, seat=leader, now=NOW)
    with pytest.raises(services.CannotSign, match="Đã ký"):
        services.sign_outgoing(stale, seat=leader, now=NOW)
