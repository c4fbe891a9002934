"""Receiving from connected systems: known again for ever, only for their own codes, kept byte for byte."""

import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from langbiang.apps.exchange.models import Delivery, Home, ImportAttempt, Packet, StatusReport, Transfer
from langbiang.apps.exchange.queries import list_waiting
from langbiang.apps.exchange.services import (
    CannotReceive,
    CannotSend,
    finish_transfer,
    original_of,
    readdress,
    receive,
    report_status,
)
from langbiang.apps.exchange.tests.factories import (
    CLERK,
    COMMUNE,
    FAR,
    FAR_TOO,
    NOW,
    OUTSIDE,
    RECEIVER,
    come,
    connect,
    connect_axis,
    document_bytes,
    make_agency,
    send,
    status_bytes,
)
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.journal.interface import drain, timeline, verify

pytestmark = pytest.mark.usefixtures("province")
State = Delivery.State


@pytest.fixture
def here(province):
    return connect(FAR)


@pytest.fixture
def there(province):
    return connect(FAR_TOO)


def waiting_for(system, kind="edoc"):
    return [(t.to_code, read_file(original_of(t))) for t in list_waiting(system, kind)]


def test_a_document_goes_on_to_each_home_as_the_very_bytes_that_came(here, there):
    content = document_bytes(to=[FAR_TOO, RECEIVER, OUTSIDE])
    received = come(here, content, from_code=FAR)
    packet = Packet.objects.get(uid=received.uid)
    assert (packet.origin, packet.system, packet.sender_code) == ("system", here, FAR)
    drain()
    states = dict(packet.deliveries.values_list("receiver_code", "state"))
    assert states == {FAR_TOO: "queued", RECEIVER: "arrived", OUTSIDE: "unknown"}
    assert waiting_for(there) == [(FAR_TOO, content)]
    assert waiting_for(here) == []
    assert list(timeline("exchange.packet", packet.uid).values_list("actor_kind", "actor_id")) == [
        ("client", here.code)
    ]
    assert verify().ok


def test_what_lies_outside_goes_to_the_axis_without_the_receivers_within(here, there):
    axis = connect_axis()
    content = document_bytes(to=[FAR_TOO, OUTSIDE, "G12.18"])
    come(here, content)
    within = content[content.index(b"<e:To><e:OrganId>" + FAR_TOO.encode()) : content.index(b"<e:To><e:OrganId>000")]
    cut = content.replace(within, b"")
    assert waiting_for(axis) == [(OUTSIDE, cut), ("G12.18", cut)]
    assert waiting_for(there) == [(FAR_TOO, content)]
    assert Delivery.objects.filter(original__isnull=False).values("original").distinct().count() == 1


def test_what_came_from_the_axis_never_goes_back_there(there):
    axis = connect_axis()
    come(axis, document_bytes(sender=OUTSIDE, to=[FAR_TOO, "G12.18"]))
    assert waiting_for(axis) == []
    assert len(waiting_for(there)) == 1
    assert Delivery.objects.get(receiver_code="G12.18").state == State.UNKNOWN


def test_a_system_that_names_its_own_agency_gets_it_back(here):
    Home.objects.create(system=here, code="H99.1.9")
    come(here, document_bytes(to=["H99.1.9"]))
    assert [to for to, _ in waiting_for(here)] == ["H99.1.9"]


def test_an_agency_of_the_directory_that_lives_elsewhere_gets_nothing_in_a_tray_here(province, here):
    there = connect(RECEIVER)
    packet = send(province.sender, [province.receiver, province.commune])
    drain()
    assert dict(packet.deliveries.values_list("receiver_code", "state")) == {RECEIVER: "queued", COMMUNE: "arrived"}
    ((to, content),) = waiting_for(there)
    assert (to, content.count(b"<edXML:To>")) == (RECEIVER, 2)
    finish_transfer(Transfer.objects.get(), by=CLERK, now=NOW)
    drain()
    assert packet.deliveries.get(receiver_code=RECEIVER).state == "arrived"
    assert verify().ok


def test_an_own_packet_that_edxml_forbids_is_refused_before_it_leaves(province):
    connect(RECEIVER)
    with pytest.raises(CannotSend, match="dài quá 30 ký tự"):
        send(province.sender, [province.receiver], code_notation="K" * 40)
    assert not Packet.objects.exists()


def test_further_receivers_of_an_own_packet_are_named_alone(province):
    packet = send(province.sender, [province.commune])
    there = connect(RECEIVER)
    readdress(packet, [province.receiver], by=CLERK, now=NOW)
    ((_, content),) = waiting_for(there)
    assert content.count(b"<edXML:To>") == 2  # first written now, it names everybody
    connect("H99.6")
    readdress(packet, [make_agency("so-xa", "Sở Xa", "H99.6")], by=CLERK, now=NOW)
    further = read_file(original_of(Transfer.objects.get(to_code="H99.6")))
    assert (further.count(b"<edXML:To>"), b"H99.6" in further) == (1, True)


# -- duplicates


def test_the_same_again_is_a_duplicate_with_the_same_name(here, there):
    first, again = (come(here, document_bytes()) for _ in range(2))
    assert (again.uid, first.duplicate, again.duplicate) == (first.uid, False, True)
    assert Transfer.objects.count() == Packet.objects.count() == 1


def test_the_same_after_it_was_fetched_and_done_is_still_a_duplicate(here, there):
    first = come(here, document_bytes())
    Transfer.objects.update(state="done", done_at=NOW)
    assert come(here, document_bytes()).duplicate
    assert Packet.objects.get().uid == first.uid


def test_an_old_document_for_a_new_receiver_is_delivered_with_the_bytes_that_name_it(here, there):
    other = connect("H99.5")
    come(here, document_bytes())
    to_another = document_bytes(to=["H99.5"])
    again = come(here, to_another)
    assert not again.duplicate
    assert waiting_for(other) == [("H99.5", to_another)]
    assert waiting_for(there) == [(FAR_TOO, document_bytes())]
    verbs = timeline("exchange.packet", Packet.objects.get().uid).values_list("verb", flat=True)
    assert list(verbs) == ["exchange.packet.received", "exchange.packet.readdressed"]


def test_the_same_name_with_other_content_is_kept_and_shown_as_a_conflict(here, there):
    first = come(here, document_bytes())
    second = come(here, document_bytes(subject="V/v nội dung khác"))
    packet = Packet.objects.get(uid=second.uid)
    assert (second.conflict, packet.conflicts_with.uid) == (True, first.uid)
    assert any(str(first.uid) in warning for warning in packet.warnings)
    assert len(waiting_for(there)) == 2


def test_an_update_of_a_document_is_no_conflict_with_it(here, there):
    come(here, document_bytes())
    assert not come(here, document_bytes(subject="V/v nội dung khác", business=2)).conflict


def test_a_document_id_is_the_same_in_both_forms_of_unicode(here, there):
    for form, known in (("NFD", False), ("NFC", True)):
        document_id = unicodedata.normalize(form, "H99,2026,77/Đề")
        assert come(here, document_bytes(document_id=document_id)).duplicate == known


def test_the_same_remote_id_is_known_again_and_may_not_name_something_else(here, there):
    first = come(here, document_bytes(), remote_id="k1")
    assert come(here, document_bytes(), remote_id="k1").uid == first.uid
    with pytest.raises(CannotReceive) as refused:
        come(here, document_bytes(number="78"), remote_id="k1")
    assert refused.value.code == "trung-ma-khac-noi-dung"
    assert Packet.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_twice_at_once_comes_in_once(here, there):
    def once(_):
        try:
            return come(here, document_bytes()).duplicate
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(once, range(2))) == [False, True]
    assert Transfer.objects.count() == 1


# -- refused


@pytest.mark.parametrize(
    ("content", "said", "code"),
    [
        (document_bytes(sender="H99.9"), {}, "ma-gui-chua-dang-ky"),
        (document_bytes(), {"from_code": FAR_TOO}, "ma-gui-chua-dang-ky"),
        (document_bytes(), {"kind": "status"}, "sai-loai"),
        (status_bytes(reporter=FAR), {}, "sai-loai"),
        (document_bytes(to=[]), {}, "khong-noi-nhan"),
        (document_bytes(), {"to_codes": ["H99.9"]}, "noi-nhan-khac"),
        (b"<html>loi</html>", {}, "sai-phan-tu-goc"),
        (b"\x00\x01\x02rac", {}, "rac-truoc-khai-bao"),
        (b"", {}, "rong"),
        (document_bytes()[:900], {}, "bi-cat-cut"),
        (b"<!DOCTYPE a><a/>", {}, "co-dtd"),
    ],
)
def test_bad_packets_are_refused_and_leave_the_attempt_alone(here, there, content, said, code):
    with pytest.raises(CannotReceive) as refused:
        come(here, content, **{"kind": "edoc", **said})
    assert refused.value.code == code
    assert not Packet.objects.exists()
    assert not StatusReport.objects.exists()
    attempt = ImportAttempt.objects.get()
    assert (attempt.outcome, attempt.reason) == ("refused", str(refused.value))


def test_a_packet_over_the_limit_is_refused_while_it_streams(here, there, settings):
    settings.PACKET_LIMIT = 500
    with pytest.raises(CannotReceive) as refused:
        come(here, document_bytes())
    assert refused.value.code == "qua-lon"


def test_a_check_of_the_bytes_comes_before_anything_is_kept(here, files):
    def refuse(digest, size):
        raise CannotReceive(f"{len(digest)} {size}", code="sai-bam")

    with pytest.raises(CannotReceive, match=f"64 {len(document_bytes())}"):
        come(here, document_bytes(), check=refuse)
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_to_narrows_whom_the_call_is_for(here, there):
    come(here, document_bytes(to=[FAR_TOO, RECEIVER]), to_codes=[FAR_TOO])
    assert list(Packet.objects.get().deliveries.values_list("receiver_code", flat=True)) == [FAR_TOO]


# -- statuses


def test_a_status_moves_the_delivery_and_goes_on_to_the_sender(here, there):
    come(here, document_bytes())
    content = status_bytes()
    assert not come(there, content, "status").duplicate
    assert Delivery.objects.get().status == "03"
    assert waiting_for(here, "status") == [(FAR, content)]
    assert come(there, content, "status").duplicate
    assert len(waiting_for(here, "status")) == 1


def test_a_status_before_its_document_waits_is_handed_on_and_moves_it_when_it_comes(here, there):
    come(there, status_bytes(), "status")
    assert StatusReport.objects.get().delivery is None
    assert len(waiting_for(here, "status")) == 1
    come(here, document_bytes())
    delivery = Delivery.objects.get()
    assert (StatusReport.objects.get().delivery, delivery.status) == (delivery, "03")
    assert len(waiting_for(here, "status")) == 1
    assert verify().ok


def test_taking_back_goes_to_the_receiver(here, there):
    come(here, document_bytes())
    come(here, status_bytes(reporter=FAR, other=FAR_TOO, code="13"), "status")
    assert [to for to, _ in waiting_for(there, "status")] == [FAR_TOO]
    assert StatusReport.objects.get().delivery is not None


def test_a_status_in_the_name_of_an_agency_hosted_here_moves_nothing(here, there):
    come(here, document_bytes(to=[RECEIVER]))
    drain()
    with pytest.raises(CannotReceive):
        come(there, status_bytes(reporter=RECEIVER), "status")
    assert list(StatusReport.objects.values_list("code", flat=True)) == ["01"]


def test_what_an_agency_here_reports_goes_back_to_the_senders_system(here):
    come(here, document_bytes(to=[RECEIVER]))
    drain()
    report = report_status(Delivery.objects.get(), "03", by=CLERK, now=NOW)
    arrived, accepted = waiting_for(here, "status")
    assert [to for to, _ in (arrived, accepted)] == [FAR, FAR]
    assert b"<edXML:StatusCode>01</edXML:StatusCode>" in arrived[1]
    assert b"<edXML:StatusCode>03</edXML:StatusCode>" in accepted[1]
    assert accepted[1] == read_file(report.original)


def test_what_an_agency_here_reports_of_a_document_of_the_axis_goes_to_the_axis():
    axis = connect_axis()
    come(axis, document_bytes(sender=OUTSIDE, to=[RECEIVER]))
    drain()
    report_status(Delivery.objects.get(), "03", by=CLERK, now=NOW)
    assert [to for to, _ in waiting_for(axis, "status")] == [OUTSIDE, OUTSIDE]


def test_a_report_inside_goes_nowhere(province):
    packet = send(province.sender, [province.receiver])
    drain()
    report_status(packet.deliveries.get(), "03", by=CLERK, now=NOW)
    assert not Transfer.objects.exists()


def test_nothing_is_left_of_a_receipt_whose_transaction_fails(here, there):
    with transaction.atomic():
        receive(io.BytesIO(document_bytes()), system=here, kind="edoc", now=NOW)
        transaction.set_rollback(True)
    assert not Packet.objects.exists()
    assert not come(here, document_bytes()).duplicate
