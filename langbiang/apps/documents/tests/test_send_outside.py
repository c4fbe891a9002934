"""Agencies beyond the directory as receivers: chosen from the lists of the axis and others, kept as named then."""

import pytest

from langbiang.apps.directory.interface import get_agency, identifier_of
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import Book
from langbiang.apps.exchange.models import ListedAgency, Packet, Transfer
from langbiang.apps.exchange.services import ask_sync, run_sync, take_sync
from langbiang.apps.exchange.tests.factories import ADMIN, come, connect, connect_axis, status_bytes
from langbiang.apps.exchange.transport import Entry
from langbiang.foundation.files.interface import read_file

from .factories import DAY, LATER, NOW, Outgoing, everything

MINISTRY, HERE, FAR = "G99.1", "G99.2", "H99.7"


class Country:
    """An axis that lists a few invented agencies."""

    def agencies(self):
        yield Entry(MINISTRY, "Bộ Thử nghiệm")
        yield Entry(HERE, "Cục Thử nghiệm")
        yield Entry(FAR, "UBND huyện Mây")


@pytest.fixture
def axis(province):
    axis = connect_axis()
    ask_sync(axis, by=ADMIN, now=NOW)
    run_sync(take_sync(axis, now=NOW), Country(), clock=lambda: NOW)
    return axis


@pytest.fixture
def sent(axis, office):
    """A document of Sở Thông tin và Truyền thông that went to the Inspectorate and to the ministry."""

    def make(*codes, agencies=("thanh-tra",), state=Outgoing.SENT, now=NOW, **said):
        document = office.document(Outgoing.ISSUED, now=now, **said)
        chosen = [get_agency(slug) for slug in agencies]
        document = services.choose_receivers(document, chosen, outside=codes, seat=office.clerk, now=now)
        return document if state == Outgoing.ISSUED else services.send_outgoing(document, seat=office.clerk, now=now)

    return make


def delivered(document, business=Packet.Business.NEW):
    packet = Packet.objects.get(source_uid=document.uid, business_type=business)
    return {d.receiver.slug if d.receiver else d.receiver_code: d.receiver_name for d in packet.deliveries.all()}


def forget(code):
    ListedAgency.objects.filter(code=code).update(gone_at=NOW)


def test_an_outside_agency_gets_the_document_by_the_axis_which_names_it_alone(axis, sent):
    document = sent(MINISTRY)
    assert delivered(document) == {"thanh-tra": "Thanh tra tỉnh Lâm Đồng", MINISTRY: "Bộ Thử nghiệm"}
    transfer = Transfer.objects.get()
    assert (transfer.system, transfer.to_code) == (axis, MINISTRY)
    content = read_file(transfer.delivery.original or transfer.delivery.packet.original).decode()
    assert f">{MINISTRY}<" in content
    assert identifier_of(get_agency("thanh-tra"), DAY) not in content


def test_a_document_may_go_outside_alone_and_stands_in_the_register_with_the_name_of_that_day(sent):
    document = sent(MINISTRY, agencies=())
    ListedAgency.objects.filter(code=MINISTRY).update(name="Bộ Mới")
    volume = queries.Volume(document.agency, Book.OUTGOING, document.year)
    [line] = queries.list_lines(volume, queries.Span(), queries.Cut())
    assert line.recipients == ["Bộ Thử nghiệm"]
    before = queries.digest_of(volume).value
    document.recipients.update(outside_code=HERE)
    assert queries.digest_of(volume).value != before  # to whom it went is part of what is closed


def test_who_is_hosted_on_another_system_is_reached_there(axis, sent):
    peer = connect(FAR)
    sent(FAR)
    assert Transfer.objects.get().system == peer


@pytest.mark.parametrize("code", ["G00.404", "", "H36", "x" * 300])
def test_an_unknown_code_is_refused_beside_the_field(axis, office, code):
    document, before = office.document(), everything()
    with pytest.raises(services.CannotChange, match="không có trong danh bạ") as refused:
        services.choose_receivers(document, [], outside=[MINISTRY, code], seat=office.specialist, now=NOW)
    assert refused.value.field == "outside"
    assert everything() == before


def test_one_that_is_gone_or_of_the_province_is_refused(axis, office):
    document = office.document()
    forget(MINISTRY)
    for code in (MINISTRY, identifier_of(get_agency("thanh-tra"), DAY)):
        with pytest.raises(services.CannotChange, match=f"Mã {code} không có"):
            services.choose_receivers(document, [], outside=[code], seat=office.specialist, now=NOW)


def test_one_that_went_after_it_was_chosen_is_refused_at_sending_and_nothing_is_sent(axis, sent, office):
    document = sent(MINISTRY, state=Outgoing.ISSUED)
    forget(MINISTRY)
    before = everything()
    with pytest.raises(services.CannotSend, match=f"Mã {MINISTRY} không có"):
        services.send_outgoing(document, seat=office.clerk, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("who", ["head", "leader"])
def test_only_who_drafted_or_keeps_the_records_chooses(axis, office, who):
    with pytest.raises(services.CannotChange, match="người soạn hoặc văn thư"):
        services.choose_receivers(office.document(), [], outside=[MINISTRY], seat=getattr(office, who), now=NOW)


def test_a_status_from_outside_stands_beside_its_receiver(axis, sent):
    document = sent(MINISTRY)
    packet = Packet.objects.get(source_uid=document.uid)
    told = status_bytes(reporter=MINISTRY, other=packet.sender_code, document_id=packet.document_id)
    come(axis, told.replace(b"77/UBND-VP", packet.code.encode()), kind="status")
    statuses = {d.receiver_name: d.status for d in queries.deliveries_of(document)}
    assert statuses == {"Thanh tra tỉnh Lâm Đồng": "", "Bộ Thử nghiệm": "03"}
    assert queries.tally(queries.deliveries_of(document)).accepted == 1


def test_decree30_art18_4_a_recall_reaches_who_is_outside_also_when_the_list_forgot_it(sent, office):
    document = sent(MINISTRY, HERE)
    forget(HERE)
    packet = Packet.objects.get(source_uid=document.uid)
    packet.deliveries.filter(receiver_code=MINISTRY).update(status="02")
    services.recall_outgoing(document, reason="Nhầm", seat=office.clerk, now=LATER)
    recalled = delivered(document, Packet.Business.RECALL)
    assert recalled.keys() == {"thanh-tra", HERE}  # who refused it has nothing to cancel


def test_decree30_art18_3_who_is_outside_and_gets_no_replacement_is_told_to_cancel(sent):
    old = sent(MINISTRY, HERE)
    sent(MINISTRY, now=LATER, drafter=old.drafter, replaces=old, notation="TT-TT")
    assert delivered(old, Packet.Business.RECALL).keys() == {HERE}


def test_further_receivers_may_be_outside_and_nobody_gets_it_twice(sent, office):
    document, told = sent(MINISTRY), {"receivers": [], "reason": "Gửi thiếu", "seat": office.clerk, "now": LATER}
    document = services.update_outgoing(document, outside=[MINISTRY, HERE, HERE], **told)
    assert delivered(document).keys() == {"thanh-tra", MINISTRY, HERE}
    assert [each.code for each in queries.receivers_of(document).outside] == [MINISTRY, HERE]
    with pytest.raises(services.CannotUpdate, match="chưa có văn bản này"):
        services.update_outgoing(document, outside=[MINISTRY], **told)
    with pytest.raises(services.CannotUpdate, match="không có trong danh bạ"):
        services.update_outgoing(document, outside=["G00.404"], **told)
