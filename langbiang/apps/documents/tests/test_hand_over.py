import pytest

from langbiang.apps.directory.interface import list_holders, list_seats_in
from langbiang.apps.directory.services import close_dated
from langbiang.apps.documents import queries, services
from langbiang.foundation.journal.interface import drain, read, timeline, verify
from langbiang.foundation.search.interface import find

from .factories import DAY, LATER, NOW, Incoming, Outgoing, assign, everything, part
from .factories import outgoing as make


def holder(kind):
    return next(one for one in list_holders() if one.kind == f"documents.{kind}")


@pytest.fixture
def drafted(worker, stttt_leader, clerk):
    """A document that Thu Hà drafted for her leader."""
    return lambda state=Outgoing.DRAFT: make(
        state, clerk=worker, signer=stttt_leader, receivers=[clerk.agency], subject="Về chữ ký số"
    )


def test_incoming_work_counts_and_names_what_is_open(incoming, worker):
    made = {state: incoming(state) for state in Incoming}
    work = holder("incoming-work")
    opened = {str(made[state].handlings.get().uid) for state in (Incoming.ASSIGNED, Incoming.WORKING)}
    assert {held.uid for held in work.list(worker)} == opened
    assert work.count(worker) == 2
    assert next(iter(work.list(worker))).name == "01/BC-TTr Báo cáo tuần"


@pytest.mark.parametrize("state", [Incoming.ASSIGNED, Incoming.WORKING])
def test_incoming_work_goes_over_with_its_step_and_is_found_by_the_other(state, incoming, worker, stttt_clerk):
    document, work = incoming(state), holder("incoming-work")
    other = another(document, worker)
    done = work.transfer(work.list(worker)[0], to=other, seat=stttt_clerk, now=LATER)
    document.refresh_from_db()
    assert (document.state, document.assigned_to, document.version) == (state, other, done.version)
    assert (work.count(worker), work.count(other)) == (0, 1)
    assert queries.list_incoming(other, DAY).filter(pk=document.pk).exists()
    act = timeline("documents.incoming", document.uid).last()
    assert (act.verb, read(act).undo, act.person) == ("documents.incoming.handed_over", False, "Bùi Thị Kim Chi")


def another(document, worker):
    """Another specialist of the same unit."""
    return next(s for s in list_seats_in(document.agency, DAY) if s.unit_id == worker.unit_id and s.pk != worker.pk)


def test_undo_gives_the_work_back_even_when_the_seat_has_ended(incoming, worker, stttt_clerk, stttt_head):
    document, work = incoming(Incoming.ASSIGNED), holder("incoming-work")
    done = work.transfer(work.list(worker)[0], to=stttt_head, seat=stttt_clerk, now=NOW)
    close_dated(worker, day=DAY)
    work.undo(done, seat=stttt_clerk, now=LATER)
    document.refresh_from_db()
    assert document.assigned_to == worker
    assert read(timeline("documents.incoming", document.uid).last()).undo
    drain()
    assert verify().ok


def test_undo_of_what_has_moved_on_is_refused_by_name_and_changes_nothing(incoming, worker, stttt_clerk, stttt_head):
    document, work = incoming(Incoming.ASSIGNED), holder("incoming-work")
    done = work.transfer(work.list(worker)[0], to=stttt_head, seat=stttt_clerk, now=NOW)
    document.refresh_from_db()
    services.start_incoming(document, seat=stttt_head, now=LATER)
    before = everything()
    with pytest.raises(services.CannotHandOver, match="“Báo cáo tuần” đã được xử lý tiếp"):
        work.undo(done, seat=stttt_clerk, now=LATER)
    assert everything() == before


def test_work_goes_only_to_who_sits_in_the_same_agency_today(incoming, worker, stttt_clerk, stttt_head, inspector):
    incoming(Incoming.ASSIGNED)
    work = holder("incoming-work")
    close_dated(stttt_head, day=DAY)
    for other in (inspector, stttt_head):
        with pytest.raises(services.CannotHandOver, match="cùng cơ quan"):
            work.transfer(work.list(worker)[0], to=other, seat=stttt_clerk, now=NOW)


def test_work_that_was_finished_meanwhile_is_not_handed_over(incoming, worker, stttt_clerk, stttt_head):
    document, work = incoming(Incoming.WORKING), holder("incoming-work")
    held = work.list(worker)[0]
    services.complete_incoming(document, result="Xong", seat=worker, now=NOW)
    with pytest.raises(services.CannotHandOver, match="Hoàn thành"):
        work.transfer(held, to=stttt_head, seat=stttt_clerk, now=LATER)


def test_a_draft_goes_to_another_drafter_and_back(drafted, worker, stttt_head, stttt_clerk):
    document, drafts = drafted(), holder("outgoing-drafter")
    done = drafts.transfer(drafts.list(worker)[0], to=stttt_head, seat=stttt_clerk, now=NOW)
    assert [d.pk for d in queries.list_outgoing(stttt_head, DAY)] == [document.pk]
    assert not queries.list_outgoing(worker, DAY).exists()
    drafts.undo(done, seat=stttt_clerk, now=LATER)
    assert [d.pk for d in queries.list_outgoing(worker, DAY)] == [document.pk]


def test_a_presented_document_goes_to_another_leader_only(office, stttt_leader, stttt_clerk, stttt_head, province):
    document, to_sign = office.document(Outgoing.PRESENTED), holder("outgoing-signer")
    held = to_sign.list(stttt_leader)[0]
    with pytest.raises(services.CannotHandOver, match="lãnh đạo"):
        to_sign.transfer(held, to=stttt_head, seat=stttt_clerk, now=NOW)
    director = queries.list_signers([document.agency_id], DAY)[0]
    to_sign.transfer(held, to=director, seat=stttt_clerk, now=NOW)
    province.key_for(director)
    document.refresh_from_db()
    assert services.sign_outgoing(document, seat=director, now=LATER).signer_name == director.person.full_name


def test_what_is_signed_stays_with_who_signed_it(outgoing, leader, clerk):
    for state in (Outgoing.SIGNED, Outgoing.ISSUED, Outgoing.SENT, Outgoing.CANCELLED):
        outgoing(state)
    assert holder("outgoing-signer").count(leader) == holder("outgoing-drafter").count(clerk) == 0


def test_what_waits_for_an_instruction_goes_to_another_leader_and_back(incoming, stttt_leader, stttt_clerk, stttt_head):
    document, waiting = incoming(Incoming.PRESENTED), holder("incoming-presented")
    held = waiting.list(stttt_leader)[0]
    assert (held.uid, waiting.count(stttt_leader)) == (str(document.uid), 1)
    with pytest.raises(services.CannotHandOver, match="lãnh đạo"):
        waiting.transfer(held, to=stttt_head, seat=stttt_clerk, now=NOW)
    director = next(s for s in queries.list_signers([document.agency_id], DAY) if s.pk != stttt_leader.pk)
    done = waiting.transfer(held, to=director, seat=stttt_clerk, now=NOW)
    assert [d.pk for d in queries.list_work(director, DAY)] == [document.pk]
    waiting.undo(done, seat=stttt_clerk, now=LATER)
    assert [d.pk for d in queries.list_work(stttt_leader, DAY)] == [document.pk]


def test_a_part_goes_over_alone_and_is_found_by_the_other(incoming, worker, stttt_clerk, stttt_leader, inspector):
    shared = (part(stttt_clerk, "coordinate"),)
    document = assign(incoming(Incoming.PRESENTED), to=worker, others=shared, seat=stttt_leader)
    work, other = holder("incoming-work"), another(document, worker)
    done = work.transfer(work.list(stttt_clerk)[0], to=other, seat=stttt_clerk, now=LATER)
    document.refresh_from_db()
    assert document.assigned_to == worker  # the lead stays where it is
    hits = find("bao cao tuan", audience=[f"s{other.pk}"])
    assert [entry.subject_uid for entry in hits.entries] == [document.uid]
    assert work.count(stttt_clerk) == 0
    work.undo(done, seat=stttt_clerk, now=LATER)
    assert not find("bao cao tuan", audience=[f"s{other.pk}"]).count


def test_nobody_gets_two_parts_by_a_hand_over(incoming, worker, stttt_clerk, stttt_leader):
    shared = (part(stttt_clerk, "coordinate"),)
    assign(incoming(Incoming.PRESENTED), to=worker, others=shared, seat=stttt_leader)
    work = holder("incoming-work")
    with pytest.raises(services.CannotHandOver, match="phần việc khác"):
        work.transfer(work.list(worker)[0], to=stttt_clerk, seat=stttt_clerk, now=NOW)


def test_what_was_instructed_anew_meanwhile_is_neither_handed_over_nor_taken_back(
    incoming, worker, stttt_clerk, stttt_head, stttt_leader
):
    document, work = incoming(Incoming.ASSIGNED), holder("incoming-work")
    held = work.list(worker)[0]
    done = work.transfer(held, to=stttt_head, seat=stttt_clerk, now=NOW)
    document.refresh_from_db()
    assign(document, to=worker, seat=stttt_leader, now=LATER)
    for again in (
        lambda: work.transfer(held, to=stttt_head, seat=stttt_clerk, now=LATER),
        lambda: work.undo(done, seat=stttt_clerk, now=LATER),
    ):
        with pytest.raises(services.CannotHandOver, match="bút phê"):
            again()
