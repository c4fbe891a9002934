"""Units of the own agency as receivers: chosen, counted, found by their people, seen, given, dropped."""

from datetime import timedelta

import pytest
from uuid_utils.compat import uuid7

from langbiang.apps.directory.interface import Role, Seat, get_agency, list_seats_in
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.holding import UnitCopies
from langbiang.apps.documents.models import Book, UnitCopy
from langbiang.apps.exchange.interface import Packet
from langbiang.foundation.journal.interface import timeline
from langbiang.foundation.search.interface import find

from .factories import DAY, LATER, NOW, Outgoing, everything

WORD = "Cam Ly"


@pytest.fixture
def member(office):
    """Somebody of the other unit who heads nothing and keeps no records."""
    seat = Seat.objects.get(pk=office.other_head.pk)
    seat.pk, seat.uid, seat._state.adding = None, uuid7(), True
    seat.person, seat.roles = office.specialist.person, [Role.SPECIALIST]
    seat.save()
    return seat


@pytest.fixture
def inside(office):
    """Bring a document that goes to the other unit, and perhaps to agencies, to a state."""

    def make(state=Outgoing.SENT, *, agencies=()):
        document = office.document(Outgoing.ISSUED, subject=f"Quy chế họp {WORD}")
        unit = [office.other_head.unit]
        document = services.choose_receivers(document, agencies, units=unit, seat=office.clerk, now=NOW)
        return services.send_outgoing(document, seat=office.clerk, now=NOW) if state == Outgoing.SENT else document

    return make


def found(seat) -> list:
    return [entry.subject_uid for entry in find("cam ly", audience=queries.audience_of(seat, DAY)).entries]


def waits_for(seat) -> list[str]:
    return [str(one.document.uid) for one in queries.list_work(seat, DAY) if isinstance(one, UnitCopy)]


def test_units_with_a_head_can_be_chosen_and_no_others(office):
    offered = {version.unit_id for version in queries.units_to_send(office.clerk.agency, DAY)}
    assert {office.head.unit_id, office.other_unit, office.leader.unit_id} <= offered
    foreign = list_seats_in(get_agency("thanh-tra"), DAY)[0].unit
    document = office.document()
    before = everything()
    with pytest.raises(services.CannotChange) as refused:
        services.choose_receivers(document, [], units=[foreign], seat=office.specialist, now=NOW)
    assert refused.value.field == "receivers"
    assert everything() == before


def test_a_document_for_units_alone_needs_no_exchange(inside, office):
    document = inside()
    assert (document.state, Packet.objects.filter(source_uid=document.uid).count()) == (Outgoing.SENT, 0)
    assert list(timeline("documents.outgoing", document.uid))[-1].details == {"receivers": 1}
    further = [get_agency("ubnd-da-lat")]
    services.update_outgoing(document, receivers=further, reason="Gửi thiếu", seat=office.clerk, now=LATER)
    assert [d.receiver.slug for d in queries.deliveries_of(document)] == ["ubnd-da-lat"]


def test_agencies_and_units_are_sent_to_together_and_stand_in_the_register(inside, office):
    document = inside(agencies=[get_agency("thanh-tra")])
    assert [d.receiver.slug for d in queries.deliveries_of(document)] == ["thanh-tra"]
    volume = queries.Volume(document.agency, Book.OUTGOING, document.year)
    [line] = queries.list_lines(volume, queries.Span(), queries.Cut())
    assert line.recipients == ["Thanh tra tỉnh Lâm Đồng", office.other_head.unit_name]


def test_everybody_of_the_unit_finds_it_once_it_is_sent_and_nobody_else(inside, office, member):
    document = inside(Outgoing.ISSUED)
    for seat in (office.other_head, member):
        assert (found(seat), list(queries.list_outgoing(seat, DAY))) == ([], [])
    document = services.send_outgoing(document, seat=office.clerk, now=NOW)
    for seat in (office.other_head, member):
        assert (found(seat), list(queries.list_outgoing(seat, DAY))) == ([document.uid], [document])
        assert document in [row for part in queries.parts_of_outgoing(seat, DAY) for row in part]
        assert sum(queries.count_open_outgoing(seat, DAY).values()) == 0
    stranger = list_seats_in(get_agency("thanh-tra"), DAY)[0]
    assert (found(stranger), queries.list_outgoing(stranger, DAY).count()) == ([], 0)


def test_a_unit_that_received_it_does_not_read_how_it_was_made(inside, office, member):
    document = inside()
    assert queries.sees_making(office.specialist, document, DAY)
    assert not queries.sees_making(member, document, DAY)
    told = [act.verb for act in queries.read_by_receivers(queries.history_of_outgoing(document))]
    assert told == [f"documents.outgoing.{verb}" for verb in ("signed", "issued", "sent")]


def test_it_waits_for_the_head_of_the_unit_who_sees_it_once(inside, office, member):
    document = inside()
    assert (waits_for(office.other_head), waits_for(member)) == ([str(document.uid)], [])
    counted = queries.count_open(office.other_head, DAY).work
    services.see_copy(document, seat=office.other_head, now=LATER)
    assert (waits_for(office.other_head), queries.count_open(office.other_head, DAY).work) == ([], counted - 1)
    document.refresh_from_db()
    with pytest.raises(services.CannotSee):
        services.see_copy(document, seat=office.other_head, now=LATER)


def test_the_head_gives_it_to_a_person_who_then_has_it(inside, office, member):
    document = inside()
    due = NOW + timedelta(days=2)
    document = services.give_copy(document, to=member, note="Phổ biến", due_at=due, seat=office.other_head, now=NOW)
    assert (waits_for(office.other_head), waits_for(member)) == ([], [str(document.uid)])
    assert queries.due_of(queries.copies_to_do(member).get()) == due
    services.see_copy(document, seat=member, now=LATER)
    copy = document.unit_copies.get()
    assert (copy.state, copy.done_by) == ("done", f"{member.person.full_name}, {member.title}")


@pytest.mark.parametrize("wrong", ["other unit", "past", "long"])
def test_a_gift_that_cannot_be_is_refused_beside_its_field(inside, office, member, wrong):
    document = inside()
    told = {"other unit": {"to": office.specialist}, "past": {"due_at": NOW}, "long": {"note": "a" * 1001}}[wrong]
    before = everything()
    with pytest.raises(services.CannotGive) as refused:
        services.give_copy(document, **{"to": member, **told}, seat=office.other_head, now=NOW)
    assert refused.value.field == {"other unit": "to", "past": "due", "long": "note"}[wrong]
    assert everything() == before


def test_nobody_else_sees_or_gives_it_for_the_unit(inside, office, member):
    document = inside()
    for seat in (office.head, office.clerk, member):
        with pytest.raises(services.CannotSee):
            services.see_copy(document, seat=seat, now=NOW)
        with pytest.raises(services.CannotGive):
            services.give_copy(document, to=member, seat=seat, now=NOW)


def test_what_is_recalled_waits_for_nobody_and_is_still_read(inside, office, member):
    document = services.recall_outgoing(inside(), reason="Ban hành nhầm", seat=office.clerk, now=LATER)
    assert (waits_for(office.other_head), found(member)) == ([], [document.uid])
    assert document.unit_copies.get().state == "dropped"


def test_a_group_may_hold_units_too(office):
    unit, clerk = office.other_head.unit, {"seat": office.clerk, "now": NOW}
    group = services.keep_group(office.clerk.agency, name="Nội bộ", members=[], units=[unit], **clerk)
    assert [row.unit for row in group.members.all()] == [unit]


def test_an_open_copy_is_handed_over_and_comes_back(inside, office, member):
    document = services.give_copy(inside(), to=member, seat=office.other_head, now=NOW)
    holder, to = UnitCopies(), office.specialist
    [held] = holder.list(member)
    done = holder.transfer(held, to=to, seat=office.leader, now=LATER)
    assert (waits_for(member), waits_for(to), found(to)) == ([], [str(document.uid)], [document.uid])
    holder.undo(done, seat=office.leader, now=LATER)
    assert (waits_for(member), waits_for(to)) == ([str(document.uid)], [])
