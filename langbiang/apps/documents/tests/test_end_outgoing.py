"""Cancelled numbers, recall, replacement, further receivers (Decree 30/2020, Article 18; Decision 28/2018)."""

import pytest

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents import queries, services
from langbiang.apps.exchange.interface import Packet
from langbiang.foundation.journal.interface import drain

from .factories import LATER, NOW, Outgoing, everything


def packets(document) -> list[tuple[int, str]]:
    rows = Packet.objects.filter(source_uid=document.uid).order_by("pk")
    return [(packet.business_type, packet.header["concerns"]) for packet in rows]


def test_a_voided_number_keeps_its_place_and_the_next_one_follows(office):
    voided = office.document(Outgoing.VOIDED)
    assert (voided.code, voided.ended_for) == ("01/UBND-VX", "Sai người ký")
    assert office.document(Outgoing.ISSUED).number == 2


def test_decree30_art18_4_a_recall_goes_to_every_receiver_with_its_reason(office):
    document = office.document(Outgoing.SENT)
    services.recall_outgoing(document, reason="Ban hành nhầm", seat=office.clerk, now=LATER)
    (new, nothing), (recall, concerns) = packets(document)
    assert (new, nothing, recall) == (Packet.Business.NEW, "", Packet.Business.RECALL)
    taken_back = Packet.objects.get(source_uid=document.uid, business_type=recall)
    assert (taken_back.header["reason"], concerns) == ("Ban hành nhầm", taken_back.document_id)
    assert [d.receiver.slug for d in taken_back.deliveries.all()] == ["thanh-tra"]


def test_decree30_art18_4_a_recalled_document_is_frozen(office):
    document = office.document(Outgoing.RECALLED)
    before = everything()
    with pytest.raises(services.CannotEnd):
        services.recall_outgoing(document, reason="Lần nữa", seat=office.clerk, now=LATER)
    with pytest.raises(services.CannotUpdate):
        services.update_outgoing(
            document, receivers=[get_agency("ubnd-da-lat")], reason="Thêm", seat=office.clerk, now=LATER
        )
    assert everything() == before


def test_decree30_art18_3_a_replacement_names_what_it_replaces_and_ends_it(office):
    old = office.document(Outgoing.SENT)
    new = office.replace(old, now=LATER)
    old.refresh_from_db()
    assert (old.state, old.ended_for) == (Outgoing.REPLACED, f"Thay thế bằng văn bản {new.code}")
    sent = Packet.objects.get(source_uid=new.uid)
    assert sent.business_type == Packet.Business.REPLACEMENT
    assert sent.header["concerns"] == Packet.objects.get(source_uid=old.uid).document_id


def test_decree30_art18_3_who_gets_no_replacement_is_told_to_cancel(office):
    old = office.document(Outgoing.ISSUED)
    both = [get_agency("thanh-tra"), get_agency("ubnd-da-lat")]
    old = services.choose_receivers(old, both, seat=office.clerk, now=NOW)
    old = services.send_outgoing(old, seat=office.clerk, now=NOW)
    office.replace(old, now=LATER)  # to thanh-tra alone
    told = Packet.objects.get(source_uid=old.uid, business_type=Packet.Business.RECALL)
    assert [d.receiver.slug for d in told.deliveries.all()] == ["ubnd-da-lat"]


def test_only_what_is_sent_can_be_replaced(office):
    draft = office.document()
    with pytest.raises(services.CannotRegister, match="đã gửi và còn hiệu lực") as refused:
        office.document(replaces=draft)
    assert refused.value.field == "replaces"


def test_a_document_replaced_by_two_is_ended_by_the_first(office):
    old = office.document(Outgoing.SENT)
    second = office.document(Outgoing.ISSUED, replaces=old, notation="HAI-HAI")
    office.replace(old, now=LATER)
    before = everything()
    with pytest.raises(services.CannotEnd, match="Đã thay thế"):
        services.send_outgoing(second, seat=office.clerk, now=LATER)
    assert everything() == before


def test_further_receivers_get_the_same_packet_and_nobody_gets_it_twice(office):
    document = office.document(Outgoing.SENT)
    drain()
    further = [get_agency("thanh-tra"), get_agency("ubnd-da-lat")]
    services.update_outgoing(document, receivers=further, reason="Gửi thiếu", seat=office.clerk, now=LATER)
    drain()
    assert [d.receiver.slug for d in queries.deliveries_of(document)] == ["thanh-tra", "ubnd-da-lat"]
    assert len(packets(document)) == 1


def test_nobody_new_is_refused(office):
    document = office.document(Outgoing.SENT)
    with pytest.raises(services.CannotUpdate, match="chưa có văn bản này") as refused:
        services.update_outgoing(
            document, receivers=[get_agency("thanh-tra")], reason="Lại", seat=office.clerk, now=LATER
        )
    assert refused.value.field == "receivers"


@pytest.mark.parametrize("who", ["specialist", "head", "leader"])
def test_only_who_keeps_the_records_ends_a_document(office, who):
    seat = getattr(office, who)
    with pytest.raises(services.CannotEnd, match="văn thư giữ sổ"):
        services.recall_outgoing(office.document(Outgoing.SENT), reason="Nhầm", seat=seat, now=LATER)
    with pytest.raises(services.CannotEnd, match="văn thư giữ sổ"):
        services.void_outgoing(office.document(Outgoing.ISSUED), reason="Nhầm", seat=seat, now=LATER)


def test_decision28_recall_and_cancelling_need_a_reason(office):
    with pytest.raises(services.CannotEnd, match="lý do thu hồi"):
        services.recall_outgoing(office.document(Outgoing.SENT), reason=" ", seat=office.clerk, now=LATER)
    with pytest.raises(services.CannotEnd, match="lý do hủy số"):
        services.void_outgoing(office.document(Outgoing.ISSUED), reason="", seat=office.clerk, now=LATER)
