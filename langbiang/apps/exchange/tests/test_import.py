"""Packet files from outside: taken in once, judged by form, refused without a trace but the attempt."""

import io
import socketserver
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from langbiang.apps.exchange.models import Delivery, ImportAttempt, Packet, StatusReport
from langbiang.apps.exchange.services import deliver_waiting, export, import_file
from langbiang.apps.exchange.services.take_document import SPEAKS_FOR_US
from langbiang.apps.exchange.services.take_status import REPORTED_HERE
from langbiang.apps.exchange.tests.factories import COMMUNE, NOW, OPERATOR, RECEIVER, SENDER, send
from langbiang.apps.exchange.tests.store import PACKETS
from langbiang.foundation.files.interface import File
from langbiang.foundation.files.tests.test_scanning import Clamd, serving
from langbiang.foundation.journal.interface import Act, drain, timeline, verify

pytestmark = pytest.mark.usefixtures("province")


def packet_bytes(name, **replaced):
    content = (PACKETS / f"{name}.edxml").read_bytes()
    for old, new in replaced.values():
        assert old.encode() in content
        content = content.replace(old.encode(), new.encode())
    return content


def take(content, name="tep.edxml"):
    return import_file(io.BytesIO(content), name, by=OPERATOR, now=NOW)


def kept_bytes(files):
    return [path for path in files.rglob("*") if path.is_file()]


DOCUMENTS = {
    # name: receivers, business type, attachments, integrity
    "dotnet-annotated": (1, 2, 2, "damaged"),
    "hub-corrupted-pdf": (1, 0, 1, "damaged"),
    "hub-two-hops": (1, 0, 1, "damaged"),
    "java-nested-edxml": (1, 0, 1, "ok"),
    "java-new-zip": (1, 0, 1, "ok"),
    "java-recall": (2, 1, 1, "ok"),
    "java-replacement": (2, 3, 1, "ok"),
    "java-three-mislabelled": (1, 0, 3, "ok"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_accepted(name):
    result = take(packet_bytes(name))
    told = result.as_json()
    assert (told["outcome"], told["kind"]) == ("accepted", "document")
    assert (told["to"], told["business_type"], told["attachments"], told["integrity"]) == DOCUMENTS[name]
    assert bool(told["reason"]) == (told["integrity"] == "damaged")
    packet = Packet.objects.get(uid=result.uid)
    assert packet.origin == "file"
    assert packet.files.count() == told["attachments"]
    assert packet.deliveries.count() == told["to"]
    assert verify().ok


def test_known_receivers_wait_for_delivery_and_unknown_ones_are_a_warning():
    result = take(packet_bytes("java-replacement", stranger=(COMMUNE, "000.09.09.H99")))
    states = dict(Packet.objects.get().deliveries.values_list("receiver_code", "state"))
    assert states == {RECEIVER: "queued", "000.09.09.H99": "unknown"}
    assert result.warnings[-1] == "Nơi nhận 000.09.09.H99 chưa có trong danh bạ."


def test_the_same_file_again_is_a_duplicate():
    first, again = take(packet_bytes("java-new-zip")), take(packet_bytes("java-new-zip"))
    assert (again.outcome, again.uid) == ("duplicate", first.uid)
    assert Packet.objects.count() == Delivery.objects.count() == 1
    assert [a.outcome for a in ImportAttempt.objects.order_by("pk")] == ["accepted", "duplicate"]


def test_the_same_document_for_another_receiver_is_delivered_to_that_one():
    take(packet_bytes("java-new-zip"))
    drain()
    result = take(packet_bytes("java-new-zip", to=(RECEIVER, COMMUNE)))
    assert result.outcome == "accepted"
    packet = Packet.objects.get()
    drain()
    assert list(packet.deliveries.values_list("receiver_code", "state")) == [
        (RECEIVER, "arrived"),
        (COMMUNE, "arrived"),
    ]
    told = timeline("exchange.packet", packet.uid).values_list("verb", flat=True)
    assert list(told) == ["exchange.packet.received", "exchange.packet.readdressed"]
    assert verify().ok


def test_an_unreadable_file_leaves_the_attempt_alone(files):
    result = take(packet_bytes("malformed-unbound-prefix"), name="../x/hỏng.edxml")
    assert (result.outcome, result.kind) == ("refused", "")
    assert "tiền tố" in result.reason
    attempt = ImportAttempt.objects.get()
    assert (attempt.outcome, attempt.name, len(attempt.digest)) == ("refused", "hỏng.edxml", 64)
    assert [model.objects.count() for model in (Packet, Act, File)] == [0, 0, 0]
    assert not kept_bytes(files)


@pytest.mark.parametrize("code", [SENDER, RECEIVER])
@pytest.mark.parametrize("instead", ["", "null"])
def test_a_party_without_identifier_is_refused_and_no_bytes_stay(files, code, instead):
    result = take(packet_bytes("java-new-zip", code=(f"<edXML:OrganId>{code}<", f"<edXML:OrganId>{instead}<")))
    assert result.outcome == "refused"
    assert "chưa có mã định danh" in result.reason
    assert [model.objects.count() for model in (Packet, Act, File)] == [0, 0, 0]
    assert not kept_bytes(files)


def test_numbers_out_of_range_do_not_stop_an_import():
    written = packet_bytes("java-recall", kind=("<edXML:BussinessDocType>1<", "<edXML:BussinessDocType>999999999<"))
    assert take(written).outcome == "accepted"


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_comes_in_once():
    content = packet_bytes("java-new-zip")

    def once(_):
        try:
            return take(content).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(once, range(2)))
    assert outcomes == ["accepted", "duplicate"]
    assert Packet.objects.count() == Delivery.objects.count() == 1


def test_a_receiver_no_longer_in_force_is_refused_with_a_sentence(province):
    province.receiver.versions.update(valid_to="2020-01-01")
    result = take(packet_bytes("java-new-zip"))
    assert (result.outcome, "không còn hoạt động" in result.reason) == ("refused", True)
    assert ImportAttempt.objects.get().reason == result.reason
    assert not Packet.objects.exists()


# -- who holds a file of ours


def test_a_packet_of_ours_gets_no_receivers_by_a_file(province):
    packet = send(province.sender, [province.receiver])
    out = io.BytesIO()
    export(packet.uid, out)
    result = take(out.getvalue().replace(RECEIVER.encode(), COMMUNE.encode()))
    assert (result.outcome, result.uid) == ("duplicate", str(packet.uid))
    assert "Văn bản đã gửi từ hệ thống này" in result.reason
    assert list(packet.deliveries.values_list("receiver_code", flat=True)) == [RECEIVER]


def test_a_file_that_speaks_for_an_agency_here_is_kept_as_a_file():
    result = take(packet_bytes("java-new-zip"))
    packet = Packet.objects.get()
    assert (result.outcome, packet.origin, packet.sender, packet.sender_code) == ("accepted", "file", None, SENDER)
    assert SPEAKS_FOR_US in packet.warnings
    assert SPEAKS_FOR_US in result.warnings


def test_a_file_of_an_agency_elsewhere_has_no_such_warning():
    take(packet_bytes("java-new-zip", sender=(SENDER, "000.00.09.H98")))
    assert Packet.objects.get().warnings == []


# -- statuses


@pytest.fixture
def delivery(province):
    packet = send(province.sender, [province.receiver])
    deliver_waiting(packet, now=NOW)
    return packet.deliveries.get()


@pytest.fixture
def outside(province):
    """A delivery to one who is not in the directory: its statuses come by file alone."""
    packet = send(province.sender, [province.receiver])
    packet.deliveries.update(receiver=None, state=Delivery.State.UNKNOWN)
    return packet.deliveries.get()


def test_a_status_finds_its_delivery(outside):
    told = take(packet_bytes("status-03-other-order")).as_json()
    assert (told["outcome"], told["kind"], told["status_code"], told["to"]) == ("accepted", "status", "03", 0)
    assert "business_type" not in told
    assert not told["warnings"]
    outside.refresh_from_db()
    assert (outside.status, outside.status_by) == ("03", "Lê Thị Mẫu, Văn thư")


def test_a_status_finds_its_delivery_by_number_and_notation(outside):
    named = ("<edXML:DocumentId>000.00.01.H99,2020/09/21,45/STN-VP<", "<edXML:DocumentId><")
    take(packet_bytes("status-01", named=named))
    outside.refresh_from_db()
    assert outside.status == "01"


def test_a_status_in_the_name_of_an_agency_here_is_kept_and_moves_nothing(delivery):
    acts = Act.objects.count()
    result = take(packet_bytes("status-03-other-order"))
    assert (result.outcome, result.warnings[-1]) == ("accepted", REPORTED_HERE)
    assert delivery.reports.get().code == "03"
    delivery.refresh_from_db()
    assert (delivery.status, Act.objects.count()) == ("", acts)
    assert verify().ok


def test_a_status_again_is_a_duplicate(delivery):
    take(packet_bytes("status-02"))
    result = take(packet_bytes("status-02"))
    assert result.outcome == "duplicate"
    assert delivery.reports.count() == 1


def test_a_status_without_a_time_again_is_a_duplicate(delivery):
    content = packet_bytes("status-02", time=("<edXML:Timestamp>2020/09/21 09:05:11<", "<edXML:Timestamp>0001/01/01<"))
    assert [take(content).outcome, take(content).outcome] == ["accepted", "duplicate"]


def test_a_status_without_a_time_that_came_twice_with_one_is_a_duplicate(delivery):
    time = "<edXML:Timestamp>2020/09/21 09:05:11<"
    for said in ("2020/09/21 09:05:11", "2020/09/21 09:06:00"):
        assert take(packet_bytes("status-02", time=(time, f"<edXML:Timestamp>{said}<"))).outcome == "accepted"
    assert take(packet_bytes("status-02", time=(time, "<edXML:Timestamp><"))).outcome == "duplicate"


@pytest.mark.parametrize("said", ["9999/12/31 23:59:59-14:00", "0001/01/01 00:00:00+07:00", "2101/01/01", "9999/12/31"])
def test_a_time_that_cannot_be_is_no_time(said):
    result = take(packet_bytes("status-02", time=("2020/09/21 09:05:11", said)))
    assert result.outcome == "accepted"
    assert StatusReport.objects.get().at == NOW


def test_a_status_that_answers_nothing_of_ours_is_kept():
    result = take(packet_bytes("status-01"))
    assert result.outcome == "accepted"
    assert "Chưa khớp" in result.warnings[-1]
    assert StatusReport.objects.get().delivery is None


def test_a_status_of_a_stranger_about_our_document_is_not_matched(delivery):
    take(packet_bytes("status-01", who=(RECEIVER, COMMUNE)))
    delivery.refresh_from_db()
    assert delivery.status == ""


def test_taking_back_names_the_parties_the_other_way_round(delivery):
    take(packet_bytes("status-13"))
    report = StatusReport.objects.get()
    assert (report.delivery, report.code) == (delivery, "13")
    delivery.refresh_from_db()
    assert delivery.status == ""


class FindsAnything(Clamd):
    signature = b""


def test_a_packet_with_a_virus_is_refused_and_so_is_one_that_nobody_can_scan(settings):
    content = packet_bytes("written-document")
    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), FindsAnything)) as clamd:
        settings.CLAMD = f"127.0.0.1:{clamd.server_address[1]}"
        result = take(content)
    assert (result.outcome, "có vi-rút" in result.reason) == ("refused", True)
    assert "Chưa quét được vi-rút" in take(content).reason  # it is gone
    assert ImportAttempt.objects.filter(outcome="refused").count() == 2
    assert Packet.objects.count() == File.objects.count() == 0
    settings.CLAMD_DOWN = "accept"
    assert take(content).outcome == "accepted"
