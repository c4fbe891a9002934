"""Who sees what: one table, and lists, counts, single asks and search that agree with one another."""

from contextlib import suppress

import pytest

from langbiang.apps.directory.models import RecordsKeeping
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
from langbiang.foundation.search.interface import find

from .factories import DAY, LATER, NOW, Incoming, Outgoing, arrive, assign, enter, part
from .factories import outgoing as make

WORD = "Cam Ly"
SEEN = {  # by seat, what it sees of the twelve documents
    "clerk": {"committee-draft", "committee-presented", "committee-sent", "committee-cancelled", "committee-in"},
    "leader": {"committee-draft", "committee-presented", "committee-sent", "committee-cancelled", "committee-in"},
    "stttt_clerk": {"stttt-draft", "stttt-arrived", "stttt-assigned", "stttt-head", "stttt-unit", "stttt-paper"},
    "worker_as_clerk": {"stttt-draft", "stttt-arrived", "stttt-assigned", "stttt-head", "stttt-unit", "stttt-paper"},
    "stttt_leader": {"stttt-draft", "stttt-arrived", "stttt-assigned", "stttt-head", "stttt-unit", "stttt-paper"},
    "stttt_head": {"stttt-draft", "stttt-assigned", "stttt-head", "stttt-unit", "stttt-paper"},
    "worker": {"stttt-draft", "stttt-assigned", "stttt-paper"},
    "ta_nung_clerk": {"ta-nung-in"},
    "hiep_an_clerk": set(),
    "inspector": set(),
    "other_leader": set(),
    "other_clerk": set(),
}


@pytest.fixture
def documents(
    outgoing, incoming, clerk, leader, worker, stttt_clerk, stttt_head, stttt_leader, ta_nung_clerk, inspector
):
    told = {"subject": f"Về việc bảo vệ thác {WORD}"}
    made = {
        "committee-draft": outgoing(Outgoing.DRAFT, **told),
        "committee-presented": outgoing(Outgoing.PRESENTED, **told),
        "committee-sent": outgoing(Outgoing.SENT, **told),
        "committee-cancelled": outgoing(Outgoing.CANCELLED, **told),
        "committee-in": arrive(leader.agency, sender=inspector, **told),
        "stttt-draft": make(Outgoing.DRAFT, clerk=worker, signer=stttt_leader, receivers=[leader.agency], **told),
        "stttt-arrived": incoming(**told),
        "stttt-assigned": incoming(Incoming.ASSIGNED, **told),
        "stttt-head": incoming(Incoming.ASSIGNED, worker=stttt_head, **told),
        "stttt-unit": unit_has(incoming(Incoming.ACCEPTED, **told), stttt_head, stttt_leader),
        "stttt-paper": is_told(enter(stttt_clerk, **told), worker, stttt_clerk, stttt_leader),
        "ta-nung-in": arrive(ta_nung_clerk.agency, sender=inspector, **told),
    }
    return {str(document.uid): name for name, document in made.items()}


def unit_has(document, head, leader):
    return assign(document, to=head, unit=True, seat=leader)


def is_told(document, who, lead, leader):
    return assign(document, to=lead, others=(part(who, "inform"),), seat=leader)


def listed(seat) -> list[str]:
    lists = (queries.list_outgoing(seat, DAY), queries.list_incoming(seat, DAY))
    return [str(document.uid) for documents in lists for document in documents]


def found(seat) -> set[str]:
    hits = find("cam ly", audience=queries.audience_of(seat, DAY), limit=100)
    assert hits.count == len(hits.entries)
    return {str(entry.subject_uid) for entry in hits.entries}


@pytest.mark.parametrize("who", SEEN)
def test_a_seat_sees_these_and_no_others(who, request, documents):
    seat = request.getfixturevalue(who)
    seen = listed(seat)
    assert {documents[uid] for uid in seen} == SEEN[who]
    assert len(seen) == len(set(seen))
    opened = [*queries.list_outgoing(seat, DAY), *queries.list_incoming(seat, DAY)]
    counts = [*queries.count_open_outgoing(seat, DAY).values(), *queries.count_open_incoming(seat, DAY).values()]
    assert sum(counts) == sum(document.is_open for document in opened)


@pytest.mark.parametrize("who", SEEN)
def test_the_parts_of_a_list_hold_what_the_rule_lets_see(who, request, documents):
    seat = request.getfixturevalue(who)
    parts = [*queries.parts_of_outgoing(seat, DAY), *queries.parts_of_incoming(seat, DAY)]
    assert {str(document.uid) for part in parts for document in part} == set(listed(seat))


@pytest.mark.parametrize("who", SEEN)
def test_search_finds_what_the_lists_show(who, request, documents):
    seat = request.getfixturevalue(who)
    assert found(seat) == set(listed(seat))


@pytest.mark.parametrize("who", SEEN)
def test_a_single_document_is_given_when_it_is_in_the_list(who, request, documents):
    seat, seen = request.getfixturevalue(who), 0
    for uid in documents:
        for get, missing in (
            (queries.get_outgoing, OutgoingDocument.DoesNotExist),
            (queries.get_incoming, IncomingDocument.DoesNotExist),
        ):
            with suppress(missing):
                seen += str(get(seat, uid, DAY).uid) == uid
    assert seen == len(SEEN[who])


@pytest.mark.parametrize("who", SEEN)
def test_what_waits_on_the_board_can_be_opened(who, request, documents):
    seat = request.getfixturevalue(who)
    work = [getattr(one, "document", one) for one in queries.list_work(seat, DAY)]
    assert {str(document.uid) for document in work} <= set(listed(seat))


def test_reassigning_moves_the_document_in_search_too(documents, incoming, worker, stttt_head, stttt_leader, inspector):
    document = incoming(Incoming.ASSIGNED, subject=f"Thác {WORD}")
    assert str(document.uid) in found(worker)
    other = next(
        target.seat
        for target in queries.list_targets(document, DAY)
        if target.seat
        and target.unit.pk not in (worker.unit_id, stttt_leader.unit_id)
        and target.seat.roles != ["clerk"]
    )
    assign(document, to=other, seat=stttt_leader, now=LATER)
    assert str(document.uid) in found(other)
    assert str(document.uid) not in found(worker) | found(stttt_head)


def test_a_draft_is_not_the_signers_before_it_is_presented(outgoing, leader):
    draft, presented = outgoing(subject=WORD), outgoing(Outgoing.PRESENTED, subject=WORD)
    leader.roles = []  # a leader by role sees all of the agency; here only as signer
    assert found(leader) == set(listed(leader)) == {str(presented.uid)}
    returned = services.return_outgoing(presented, reason="Sửa", seat=leader, now=NOW)
    assert found(leader) == set(listed(leader)) == set()
    assert (draft.state, returned.state) == (Outgoing.DRAFT, Outgoing.DRAFT)


def test_a_number_is_found_once_it_is_given(outgoing, clerk):
    document = outgoing(Outgoing.ISSUED)
    hits = find("01/UBND-VX", audience=queries.audience_of(clerk, DAY))
    assert [entry.subject_uid for entry in hits.entries] == [document.uid]
    assert "01/UBND-VX" in hits.entries[0].note


def test_a_seat_sees_what_its_unit_kept_only_while_it_keeps_it(documents, clerk, leader):
    RecordsKeeping.objects.filter(agency=leader.agency).update(valid_to=DAY)
    mine = {documents[uid] for uid in listed(clerk)}
    assert mine == {"committee-draft", "committee-presented", "committee-sent", "committee-cancelled"}  # as drafter
    assert found(clerk) == set(listed(clerk))
