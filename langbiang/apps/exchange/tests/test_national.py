"""The national protocol as server: what the real SDK sends is understood, and what it reads is complete."""

import base64
import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from langbiang.apps.exchange.limits import within_limit
from langbiang.apps.exchange.models import Delivery, Home, ImportAttempt, Packet, System, Transfer
from langbiang.apps.exchange.protocols import national
from langbiang.apps.exchange.services import suspend_system
from langbiang.apps.exchange.tests.factories import (
    ADMIN,
    FAR,
    FAR_TOO,
    NOW,
    OUTSIDE,
    RECEIVER,
    come,
    connect,
    document_bytes,
    status_bytes,
)
from langbiang.apps.exchange.tests.sdk import WIRE, Sdk, on_the_wire, recordings, signed
from langbiang.foundation import vault
from langbiang.foundation.journal.interface import drain, verify

DOC_ID = UUID("66138690-dda1-4582-ac99-ae676d3f2c1c")
pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def sender(province):
    return Sdk(connect(FAR))


@pytest.fixture
def receiver(province):
    return Sdk(connect(FAR_TOO))


def listed(sdk, kind="edoc", **values):
    return sdk.said("getReceivedEdocList", b"", servicetype="eDoc", messagetype=kind, **values)["data"]


# -- the whole cycle


def test_a_document_is_sent_listed_fetched_and_acknowledged_and_its_status_comes_back(sender, receiver):
    content = document_bytes()
    sent = sender.send(content, to=json.dumps([FAR_TOO]))
    assert (sent["status"], sent["ErrorCode"]) == ("OK", "0")
    (item,) = listed(receiver)
    assert (item["from"], item["to"], item["messageType"], item["status"]) == (FAR, FAR_TOO, "edoc", "initial")
    assert None not in item.values()
    got = receiver.said("getEdoc", docId=item["docId"], filePath="C:\\xml")
    assert base64.b64decode(got["data"]) == content
    assert [again["docId"] for again in listed(receiver)] == [item["docId"]]
    assert receiver.said("updateStatus", docId=item["docId"], status="done")["status"] == "OK"
    assert listed(receiver) == []
    receiver.send(status_bytes(), kind="status")
    (status,) = listed(sender, "status")
    assert base64.b64decode(sender.said("getEdoc", docId=status["docId"])["data"]) == status_bytes()
    (told,) = sender.said("getSentEdocList", b"", servicetype="eDoc", messagetype="edoc")["data"]
    assert (told["toCode"], told["senderDocId"], told["receiveStatus"]) == (FAR_TOO, sent["DocId"], "done")
    assert told["receivedTime"]
    assert verify().ok


def test_an_agency_hosted_here_gets_it_in_its_tray(sender):
    assert sender.send(document_bytes(to=[RECEIVER]))["status"] == "OK"
    drain()
    assert Delivery.objects.get().state == "arrived"
    assert listed(sender, "status")[0]["from"] == RECEIVER


@pytest.mark.parametrize("base", ["", "/", "/truc/quoc-gia/", "/XrdAdapter/adapter", "/a/b//"])
def test_any_path_in_front_and_a_doubled_slash(sender, base):
    assert Sdk(sender.system, base).said("countReceiveEdoc")["count"] == 0


def test_one_item_for_each_receiver(sender, receiver):
    Home.objects.create(system=receiver.system, code="H99.3.5")
    sender.send(document_bytes(to=[FAR_TOO, "H99.3.5"]))
    assert [item["to"] for item in listed(receiver)] == [FAR_TOO, "H99.3.5"]
    assert receiver.said("countReceiveEdoc")["count"] == 2
    assert receiver.said("countReceiveStatus")["count"] == 0


def test_a_list_asks_the_database_no_more_often_when_it_is_longer(sender, receiver):
    listed(receiver)  # the first call of a minute notes that the system was seen
    counts = []
    for number in (1, 6):
        for each in range(number):
            come(sender.system, document_bytes(number=f"{number}{each}"))
        with CaptureQueriesContext(connection) as asked:
            listed(receiver)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_times_narrow_a_list(sender, receiver, september_2020):
    sender.send(document_bytes())
    assert len(listed(receiver, fromDate="01/09/2020 00:00:00", toDate="31/12/2020 00:00:00")) == 1
    assert listed(receiver, fromDate="01/01/2031 00:00:00") == []
    told = receiver.said("countReceiveEdoc", fromDate="2020-09-01")
    assert (told["status"], told["ErrorCode"]) == ("FAIL", national.BAD_PACKET)


# -- sending again


def test_sending_again_gives_the_first_id(sender, receiver):
    first, again = sender.send(document_bytes()), sender.send(document_bytes())
    assert first == again
    assert Transfer.objects.count() == 1


def test_a_status_again_gives_the_first_id(sender, receiver):
    sender.send(document_bytes())
    assert receiver.send(status_bytes(), kind="status") == receiver.send(status_bytes(), kind="status")


def test_replays_of_every_call_are_harmless(sender, receiver):
    sender.send(document_bytes())
    doc_id = listed(receiver)[0]["docId"]
    for _ in range(2):
        assert receiver.said("getEdoc", docId=doc_id)["status"] == "OK"
        assert receiver.said("updateStatus", docId=doc_id, status="done")["status"] == "OK"
    assert receiver.said("updateStatus", docId=doc_id, status="fail", description="Muộn")["status"] == "OK"
    assert (Transfer.objects.get().state, Delivery.objects.get().state) == ("done", "arrived")


# -- the body


def test_exactly_one_line_end_is_taken_off(sender, receiver):
    content = document_bytes() + b"\r\n"
    sender.send(content)
    assert base64.b64decode(receiver.said("getEdoc", docId=listed(receiver)[0]["docId"])["data"]) == content


def test_both_spellings_of_the_digest(sender, receiver):
    content = next(each for n in range(99) if (each := document_bytes(number=str(n))) != b"\x00" and _short(each))
    assert sender.send(content, digest=hashlib.sha256(content).hexdigest().upper())["status"] == "OK"
    assert sender.send(content)["status"] == "OK"


def _short(content):
    digest = hashlib.sha256(content).hexdigest()
    return len(national.spelled(digest)) < 64


@pytest.mark.parametrize("cut", [1, 2, 3, 5, 7, 64])
def test_a_body_in_pieces_of_any_size_loses_its_last_line_end_alone(cut):
    content = b"<a>\r\n" * 13 + b"\r\n"
    whole = content + b"\r\n"
    given = [whole[at : at + cut] for at in range(0, len(whole), cut)]
    body = national.WithoutEnd(lambda size: given.pop(0) if given else b"")
    read = b""
    while piece := body.read(64):
        read += piece
    assert (read, body.total) == (content, len(whole))


def test_a_wrong_digest_is_refused_with_its_code_and_an_empty_id(sender):
    told = sender.send(document_bytes(), digest="0" * 64)
    assert (told["status"], told["ErrorCode"], told["DocId"]) == ("FAIL", national.BAD_FILE, "")
    assert "hash-file" in told["ErrorDesc"]
    assert not Packet.objects.exists()


@pytest.mark.parametrize("body", [b"", b"\r\n", b"\x00\xff" * 50, b"<html>", b"{}"])
def test_a_junk_body_is_refused(sender, body):
    told = sender.send(body, body=body)
    assert (told["status"], told["DocId"]) == ("FAIL", "")
    assert ImportAttempt.objects.filter(outcome="refused").exists() or body == b""


def test_a_body_too_large_is_told_in_the_words_of_the_protocol(sender, settings):
    settings.PACKET_LIMIT = -1024 * 1024
    told = sender.send(document_bytes())
    assert (told["status"], told["ErrorCode"], told["DocId"]) == ("FAIL", national.BAD_FILE, "")


def test_kind_and_content_that_disagree_are_refused(sender):
    assert sender.send(document_bytes(), kind="status")["ErrorCode"] == national.BAD_PACKET
    assert sender.send(status_bytes(reporter=FAR), kind="edoc")["ErrorCode"] == national.BAD_PACKET
    assert sender.send(document_bytes(), kind="thu")["ErrorCode"] == national.BAD_PACKET


@pytest.mark.parametrize("to", ['{"a":1}', "H99.3.4", '["H99.9.9"]', "[1]"])
def test_receivers_that_are_no_list_or_not_in_the_packet_are_refused(sender, to):
    assert sender.send(document_bytes(), to=to)["ErrorCode"] == national.NO_RECEIVER


# -- who


def test_another_agencys_code_is_refused(sender, receiver):
    told = sender.send(document_bytes(sender=FAR_TOO, to=[FAR]), sender=FAR_TOO)
    assert (told["status"], told["ErrorCode"]) == ("FAIL", national.NO_SENDER)
    told = sender.send(document_bytes(sender=FAR_TOO, to=[FAR]), sender=FAR)
    assert told["ErrorCode"] == national.NO_SENDER


def test_another_systems_thing_is_not_there(sender, receiver):
    sender.send(document_bytes())
    doc_id = listed(receiver)[0]["docId"]
    for operation, said in (("getEdoc", {}), ("updateStatus", {"status": "done"})):
        told = sender.said(operation, docId=doc_id, **said)
        assert (told["status"], told["ErrorCode"]) == ("FAIL", national.NOT_THERE)


@pytest.mark.parametrize(
    "doc_id", ["../../etc/passwd", "%2e%2e%2f", "a" * 3000, "00000000-0000-0000-0000-00000000000g"]
)
def test_an_id_that_is_none_finds_nothing(receiver, doc_id):
    assert receiver.said("getEdoc", docId=doc_id)["ErrorCode"] == national.NOT_THERE


UNSIGNED = [
    {"XroadVnpt-hash-header": "0" * 64},
    {"XroadVnpt-hash-header": "đ" * 64},
    {"XroadVnpt-hash-header": ""},
    {"XroadVnpt-sign-header": "{}"},
    {"XroadVnpt-systemid": "H36.LT9"},
    {"XroadVnpt-systemid": ""},
    {"XroadVnpt-timestamp": "01012027T000000+0000"},
]


@pytest.mark.parametrize("tamper", UNSIGNED, ids=str)
def test_a_wrong_signature_or_a_header_unlike_it_is_refused(sender, tamper):
    told = sender.said("countReceiveEdoc", tamper=tamper.items())
    assert (told["status"], told["ErrorCode"], told["DocId"]) == ("FAIL", national.WHO, "")


@pytest.mark.parametrize(
    "text", ["[]", "[[1]]", "{", '{"x":"1"}', '{"XroadVnpt-systemid":{}}', '{"XroadVnpt-a":"1"}', "1"]
)
def test_a_signed_text_that_is_no_list_of_headers_is_refused(sender, text):
    tamper = {"XroadVnpt-sign-header": text, "XroadVnpt-hash-header": national.mac(sender.system.secret, text.encode())}
    assert sender.said("countReceiveEdoc", tamper=tamper.items())["ErrorCode"] == national.WHO


def test_a_header_left_out_of_a_signed_call_is_refused(sender):
    headers = signed(sender.system.code, sender.system.secret, status="done")
    del headers["XroadVnpt-status"]
    answer = Client().post("/updateStatus", b"{}", content_type="application/json", **on_the_wire(headers))
    assert answer.json()["ErrorCode"] == national.WHO


def test_two_ids_that_differ_are_refused_and_two_alike_are_one(sender, receiver):
    sender.send(document_bytes())
    doc_id = listed(receiver)[0]["docId"]
    for other, code in ((str(uuid4()), national.BAD_PACKET), (doc_id, "0")):
        headers = signed(receiver.system.code, receiver.system.secret, docId=doc_id, docid=other, status="processing")
        wire = on_the_wire(headers) | {"HTTP_XROADVNPT_DOCID": f"{doc_id},{other}"}  # as servers join them
        answer = Client().post("/updateStatus", b"{}", content_type="application/json", **wire)
        assert answer.json()["ErrorCode"] == code


def test_vietnamese_in_a_header_is_signed_as_its_bytes(sender, receiver):
    sender.send(document_bytes())
    doc_id = listed(receiver)[0]["docId"]
    words = "Tệp đính kèm bị hỏng"
    assert receiver.said("updateStatus", docId=doc_id, status="fail", description=words)["status"] == "OK"
    transfer = Transfer.objects.get()
    assert (transfer.state, transfer.reason) == ("aside", words)
    assert Delivery.objects.get().state == "failed"
    assert receiver.said("updateStatus", docId=doc_id, status="done")["status"] == "OK"
    assert Delivery.objects.get().state == "arrived"


def cut_to_eight_bits(headers):
    return {
        "HTTP_" + k.upper().replace("-", "_"): "".join(chr(ord(each) & 255) for each in v) for k, v in headers.items()
    }


@pytest.mark.parametrize(("words", "code"), [("à la carte", "0"), ("Tệp bị hỏng", national.WHO)])
def test_what_the_client_cut_to_eight_bits_is_read_while_it_can_be(receiver, sender, words, code):
    sender.send(document_bytes())
    doc_id = listed(receiver)[0]["docId"]
    headers = signed(receiver.system.code, receiver.system.secret, docId=doc_id, status="fail", description=words)
    answer = Client().post("/updateStatus", b"{}", content_type="application/json", **cut_to_eight_bits(headers))
    assert answer.json()["ErrorCode"] == code
    if code == "0":
        assert Transfer.objects.get().reason == words
    else:
        assert "8 bit" in answer.json()["ErrorDesc"]


def test_a_tab_in_a_value_is_a_space_in_its_header(receiver, sender):
    sender.send(document_bytes())
    doc_id = listed(receiver)[0]["docId"]
    headers = signed(receiver.system.code, receiver.system.secret, docId=doc_id, status="fail", description="a\tb\nc")
    wire = on_the_wire(headers) | {"HTTP_XROADVNPT_DESCRIPTION": "a b c"}
    assert Client().post("/updateStatus", b"{}", content_type="application/json", **wire).json()["status"] == "OK"


def test_a_suspended_system_is_refused_and_what_waits_for_it_stays(sender, receiver):
    sender.send(document_bytes())
    suspend_system(receiver.system, reason="Bảo trì", by=ADMIN, now=NOW)
    told = receiver.said("countReceiveEdoc")
    assert (told["status"], told["ErrorCode"]) == ("FAIL", national.LOCKED)
    assert sender.send(document_bytes(number="78"))["status"] == "OK"
    assert Transfer.objects.filter(state="waiting").count() == 2


def test_a_system_of_another_protocol_has_no_way_in(province):
    assert Sdk(connect(FAR, protocol="own")).said("countReceiveEdoc")["ErrorCode"] == national.WHO


def test_a_system_may_call_so_often_in_a_minute_and_no_more(sender):
    system = sender.system
    system.calls_a_minute = 2
    assert [within_limit(system, NOW) for _ in range(3)] == [True, True, False]
    assert within_limit(system, NOW + timedelta(minutes=1))
    System.objects.update(calls_a_minute=0)
    told = sender.said("countReceiveEdoc")
    assert (told["status"], "Quá 0 lần" in told["ErrorDesc"]) == ("FAIL", True)


# -- answers


def test_a_fault_is_told_with_a_number_to_look_it_up(sender, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("langbiang.apps.exchange.queries.list_waiting", fail)
    told = sender.said("countReceiveEdoc")
    assert (told["status"], told["ErrorCode"], told["DocId"]) == ("FAIL", national.FAULT, "")


def test_the_wrong_method_is_refused(sender):
    answer = Client().get("/truc/quoc-gia/sendEdoc")
    assert (answer.status_code, answer.json()["status"], answer.json()["DocId"]) == (200, "FAIL", "")


def test_a_download_is_the_bytes_and_a_refused_one_is_empty(sender, receiver):
    content = document_bytes()
    sender.send(content)
    doc_id = listed(receiver)[0]["docId"]
    answer = receiver.call("downloadEdoc", method="get", docId=doc_id, filePath="xml")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, content)
    assert answer.headers["Content-Length"] == str(len(content))
    for refused in (
        receiver.call("downloadEdoc", method="get", docId=str(uuid4())),
        sender.call("downloadEdoc", method="get", docId=doc_id),
        Client().get("/downloadEdoc"),
        Client().post("/downloadEdoc"),
    ):
        assert refused.status_code in (401, 404)
        assert refused.content == b""


@pytest.mark.parametrize(("operation", "old"), [("getAgenciesList", "oldCode"), ("getAgenciesListQD20", "code102")])
def test_agencies_are_listed_with_their_old_code(sender, operation, old):
    found = {each["code"]: each for each in sender.said(operation, b"", level="1")["data"]}
    assert found[RECEIVER]["name"] == "Sở Mẫu"
    assert found[FAR]["name"] == FAR
    assert all(set(each) == {"id", "pid", "code", "name", "mail", old} for each in found.values())
    assert all(isinstance(value, str) for each in found.values() for value in each.values())


def test_units_are_listed_to_be_synchronised(sender):
    unit = next(each for each in sender.said("getSynchronizeUnit", b"")["data"] if each["code"] == RECEIVER)
    assert (unit["version"], unit["deleted"], unit["isAgency"]) == (1, False, True)


def test_a_system_registers_and_gives_up_its_own_codes_only(sender, receiver):
    def register(code):
        return sender.said("registerAgency", json.dumps({"code": code, "name": "Đơn vị"}).encode())["ErrorCode"]

    assert [register(FAR), register(FAR_TOO), register("H99.7")] == ["0", national.NO_SENDER, national.NO_SENDER]
    assert sender.said("registerAgency", b"[]")["ErrorCode"] == national.BAD_PACKET
    for _ in range(2):
        assert sender.said("deleteAgency", AgencyCode=FAR)["status"] == "OK"
    assert sender.said("deleteAgency", AgencyCode=FAR_TOO)["ErrorCode"] == national.NO_SENDER
    home = Home.objects.get(code=FAR)
    assert home.release_asked_at is not None
    assert register(FAR) == "0"
    home.refresh_from_db()
    assert home.release_asked_at is None


def test_an_unknown_receiver_is_kept_and_said_so(sender):
    sender.send(document_bytes(to=[OUTSIDE]))
    (told,) = sender.said("getSentEdocList", b"", servicetype="eDoc", messagetype="edoc")["data"]
    assert (told["receiveStatus"], "receivedTime" in told) == ("initial", False)


def test_what_became_of_one_thing_is_asked_by_its_id(sender, receiver):
    ids = [sender.send(document_bytes(number=number))["DocId"] for number in ("77", "78")]
    receiver.send(status_bytes(), kind="status")
    said = {"servicetype": "eDoc", "messagetype": "edoc"}
    assert [e["notation"] for e in sender.said("getSentEdocList", docId=ids[0], **said)["data"]] == ["77/UBND-VP"]
    assert sender.said("getSentEdocList", docId="x", **said)["data"] == []
    (status,) = receiver.said("getSentEdocList", servicetype="eDoc", messagetype="status")["data"]
    assert (status["toCode"], status["receiveStatus"]) == (FAR, "initial")


# -- recordings

SECRETS = {"H36.LT1": "bi-mat-thu-nghiem/So1+=", "H36.LT2": "bi-mat-thu-nghiem/So2+="}
MEASURED = Path(os.environ.get("LANGBIANG_SHARED", "../shared")) / "reference" / "vxp-wire"
FOLDERS = [WIRE, pytest.param(MEASURED, marks=pytest.mark.skipif(not MEASURED.is_dir(), reason="not on this machine"))]


@pytest.fixture
def recorded_systems(province):
    """The two invented systems of the recordings, and the document that is on its way."""
    for (system, secret), code in zip(SECRETS.items(), ("H36.1", "H36.2.15"), strict=True):
        connect(code, code=system)
        System.objects.filter(code=system).update(sealed_secret=vault.seal(secret))
    come(System.objects.get(code="H36.LT1"), document_bytes(sender="H36.1", to=["H36.2.15"]))
    Transfer.objects.update(uid=DOC_ID)


@pytest.mark.parametrize("folder", FOLDERS, ids=["own", "measured"])
def test_recorded_requests_are_understood(recorded_systems, folder):
    said = {}
    for recording in recordings(folder):
        answer = recording.replay()
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told = json.loads(content) if content.startswith(b"{") else {"status": content[:5].decode()}
        said[recording.name] = told.get("ErrorDesc", "") if told["status"] == "FAIL" else told["status"]
    assert said
    # Only the beginning of that body is on record; the download without a header has no right to anything.
    expected = {"06-sendEdoc-document": "không phải XML", "11-downloadEdoc2-bare": ""}
    assert {name: words for name, words in said.items() if words not in ("OK", "<?xml")}.keys() <= expected.keys()
    for name, words in expected.items():
        assert words in said.get(name, words)
