"""The earlier REST protocol of the Lâm Đồng hub as server, as published sources tell it (not verified)."""

from uuid import uuid4

import pytest
from django.test import Client

from langbiang.apps.exchange.models import System, Transfer
from langbiang.apps.exchange.services import suspend_system
from langbiang.apps.exchange.tests.factories import ADMIN, FAR, FAR_TOO, NOW, connect, document_bytes, status_bytes

pytestmark = pytest.mark.usefixtures("province")


class Office:
    def __init__(self, system, organ):
        self.headers = {"HTTP_ORGANID": organ, "HTTP_AUTHORIZATION": system.secret}

    def post(self, operation, content=b"", **headers):
        told = {**self.headers, **headers}
        return Client().post(f"/EdocService/{operation}", content, content_type="application/octet-stream", **told)

    def get(self, operation, **headers):
        return Client().get(f"/EdocService/{operation}", **{**self.headers, **headers})


@pytest.fixture
def sender(province):
    return Office(connect(FAR, protocol="v1"), FAR)


@pytest.fixture
def receiver(province):
    return Office(connect(FAR_TOO, protocol="v1"), FAR_TOO)


def test_a_document_goes_its_whole_way(sender, receiver):
    sent = sender.post("sendDocument", document_bytes(), HTTP_TYPE="EDOC").json()
    assert (sent["status"], sent["code"], sent["errors"]) == ("Success", "0", [])
    (doc_id,) = receiver.post("getPendingDocIds", HTTP_TYPE="EDOC").json()["docIDs"]
    assert receiver.get("getPendingDocIds", HTTP_TYPE="EDOC").json()["data"] == [{"docId": doc_id, "organId": FAR}]
    got = receiver.get("getDocument", HTTP_DOCID=doc_id)
    assert b"".join(got.streaming_content) == document_bytes()
    assert receiver.post("confirmReceived", HTTP_DOCID=doc_id).json()["status"] == "Success"
    assert receiver.post("getPendingDocIds").json()["docIDs"] == []
    assert receiver.post("sendDocument", status_bytes(), HTTP_TYPE="STATUS").json()["status"] == "Success"
    assert len(sender.post("getPendingDocIds", HTTP_TYPE="STATUS").json()["docIDs"]) == 1
    assert sender.get("checkExistDocument", HTTP_DOCID=f"{FAR},2026/11/03,77/UBND-VP").json()["data"] is True
    assert FAR_TOO in {each["organId"] for each in sender.get("getOrganizations").json()["data"]}


@pytest.mark.parametrize(
    "headers", [{"HTTP_AUTHORIZATION": ""}, {"HTTP_AUTHORIZATION": "đ"}, {"HTTP_ORGANID": FAR_TOO}]
)
def test_a_wrong_code_or_token_is_refused(sender, receiver, headers):
    answer = sender.get("getPendingDocIds", **headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "9999")


def test_bad_calls_are_failures_with_a_reason(sender, receiver):
    assert sender.post("sendDocument", b"rac").json()["status"] == "Fail"
    assert sender.post("sendDocument", document_bytes(sender=FAR_TOO, to=[FAR])).json()["status"] == "Fail"
    assert sender.post("sendDocument", document_bytes(), HTTP_TYPE="X").json()["errors"][0]["code"] == "M.Type"
    assert sender.get("sendDocument").status_code == 405
    sender.post("sendDocument", document_bytes())
    for doc_id in (str(uuid4()), "../x", str(Transfer.objects.get().uid)):  # the last is on its way to another
        assert sender.get("getDocument", HTTP_DOCID=doc_id).json()["errors"][0]["code"] == "N.DocId"


def test_a_suspended_system_is_refused(sender):
    suspend_system(System.objects.get(), reason="Bảo trì", by=ADMIN, now=NOW)
    assert sender.get("getOrganizations").status_code == 403
