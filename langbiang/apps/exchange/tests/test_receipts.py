"""Receipts of receivers at another hub: given to the sender's program, compared with what went there, kept once."""

import base64
import json
from datetime import timedelta

import pytest

from langbiang.apps.exchange.models import Delivery, Packet, Seal, System, Transfer
from langbiang.apps.exchange.services import deliver_waiting, fetch_receipts, finish_transfer, transport_for
from langbiang.apps.exchange.services.receipts import GIVEN_UP
from langbiang.apps.exchange.tests import peers
from langbiang.apps.exchange.tests.factories import (
    ADMIN,
    FAR,
    FAR_TOO,
    NOW,
    RECEIVER,
    come,
    connect,
    connect_axis,
    document_bytes,
)
from langbiang.apps.exchange.tests.test_api import Program
from langbiang.apps.exchange.tests.test_evidence import container, judged
from langbiang.apps.exchange.transport import Receipt
from langbiang.foundation.signing import seal_digest


@pytest.fixture
def signed(root):
    """A document that came from a program, and the receipt of its receiver as the API tells it."""
    sender = Program(connect(FAR, protocol="own"))
    sender.send(document_bytes(to=[RECEIVER]))
    packet = Packet.objects.get()
    deliver_waiting(packet, now=NOW)
    return sender, packet, sender.get(f"/receipts?document={packet.uid}").json()


def test_the_sender_is_given_what_receivers_signed_and_nobody_else_is(signed):
    sender, packet, told = signed
    (item,) = told["items"]
    digest = packet.original.digest
    assert (item["to"], item["signer"], item["sha256"]) == (RECEIVER, "Sở Mẫu", digest)
    other = Program(connect(FAR_TOO, protocol="own"))
    assert other.get(f"/receipts?document={packet.uid}").json() == {"items": []}
    for asked, status in (("", 400), ("?" + "&".join([f"document={packet.uid}"] * 51), 400), ("?document=x", 404)):
        assert sender.get(f"/receipts{asked}").status_code == status


@pytest.fixture
def elsewhere(signed):
    """The same as the sending hub has it: gone to a hub that is called, and no receipt yet."""
    _, packet, told = signed
    Seal.objects.filter(kind="receipt")._raw_delete("default")
    delivery = Delivery.objects.get()
    hub = connect("H99.7", protocol="own", address="http://127.0.0.1:9/api/exchange/v1", secret="bi-mat")
    system = System.objects.get(pk=hub.pk)
    transfer = Transfer.objects.create(
        system=system,
        kind="edoc",
        delivery=delivery,
        from_code=FAR,
        to_code=RECEIVER,
        next_at=NOW,
        created_at=NOW,
        state="done",
        done_at=NOW,
        remote_id=str(packet.uid),
        receipt_due=NOW,
    )
    return transfer, told


def ask(transfer, answer, now=NOW, status="200 OK"):
    with peers.hostile(peers.says(json.dumps(answer).encode(), status)) as url:
        System.objects.filter(pk=transfer.system_id).update(address=url)
        system = System.objects.get(pk=transfer.system_id)
        client = transport_for(system)
        client._token, client._until = "ma", float("inf")
        kept = fetch_receipts(system, client, clock=lambda: now)
    transfer.refresh_from_db()
    return kept


def test_a_receipt_is_compared_kept_and_part_of_the_evidence(elsewhere):
    transfer, told = elsewhere
    assert ask(transfer, told) == 1
    assert transfer.receipt_due is None
    (seal,) = transfer.delivery.seals.all()
    assert (str(seal.uid), seal.kind, seal.signer) == (told["items"][0]["id"], "receipt", "Sở Mẫu")
    found = judged(container(transfer.delivery.packet))
    assert (found.wrong, found.untrusted) == ([], [])
    assert "Nơi nhận ký biên nhận, nơi nhận Sở Mẫu: Sở Mẫu đã ký biên nhận." in found.proved
    assert ask(transfer, told) == 0, "asked once more although it is there"


def test_a_receipt_that_another_carrier_has_kept_meanwhile_is_left_alone(elsewhere):
    transfer, told = elsewhere
    system = System.objects.get(pk=transfer.system_id)

    class Overtaken:
        """Another carrier keeps it between our question and our note of the answer."""

        def receipts(self, documents):
            assert ask(transfer, told) == 1
            item = told["items"][0]
            cms = base64.b64decode(item["cms"])
            yield Receipt(item["document"], item["to"], item["id"], item["statement"], item["manifest"], cms)

    assert fetch_receipts(system, Overtaken(), clock=lambda: NOW) == 0
    assert transfer.delivery.seals.filter(kind="receipt").count() == 1


def test_a_program_may_sign_the_bytes_themselves(elsewhere, program_key):
    transfer, told = elsewhere
    cms = seal_digest(transfer.delivery.packet.original.digest, program_key, now=NOW)
    item = told["items"][0] | {"statement": "", "manifest": "", "cms": base64.b64encode(cms).decode()}
    assert ask(transfer, {"items": [item]}) == 1
    assert judged(container(transfer.delivery.packet)).wrong == []


@pytest.mark.parametrize("part", ["statement", "manifest", "cms", "id"])
def test_a_receipt_for_other_content_is_told_and_not_kept(elsewhere, part):
    transfer, told = elsewhere
    item = told["items"][0]
    broken = {
        "statement": item["statement"] + " ",
        "manifest": item["manifest"].replace("</", " </", 1),
        "cms": "AAAA",
        "id": "66138690-dda1-4582-ac99-ae676d3f2c1c",
    }
    assert ask(transfer, {"items": [item | {part: broken[part]}]}) == 0
    assert not transfer.delivery.seals.exists()
    assert RECEIVER in System.objects.get(pk=transfer.system_id).last_error
    assert transfer.receipt_due is None


@pytest.mark.parametrize(
    ("answer", "status"), [({"items": []}, "200 OK"), ({}, "503 Service Unavailable"), ({"items": [{}]}, "200 OK")]
)
def test_who_has_not_signed_or_does_not_answer_is_asked_ever_more_seldom(elsewhere, answer, status):
    transfer, _ = elsewhere
    for age, waits in ((0, 10), (40, 40), (86400 * 3, 86400)):
        now = NOW + timedelta(seconds=age)
        assert ask(transfer, answer, now, status) == 0
        assert transfer.receipt_due == now + timedelta(seconds=waits)
    assert ask(transfer, answer, now, status) == 0, "not due"
    assert ask(transfer, answer, NOW + GIVEN_UP + timedelta(days=1), status) == 0
    assert transfer.receipt_due is None


def test_only_documents_at_hubs_that_we_call_are_asked_about(province):
    called = connect(FAR_TOO, protocol="own", address="http://127.0.0.1:9/api/exchange/v1", secret="bi-mat")
    calls = connect("H99.8", protocol="own")
    axis = connect_axis()
    come(connect(FAR), document_bytes(to=[FAR_TOO, "H99.8", "G01"]))
    due = {}
    for transfer in Transfer.objects.all():
        finish_transfer(transfer, by=ADMIN, now=NOW, remote_id="x")
        transfer.refresh_from_db()
        due[transfer.system_id] = transfer.receipt_due
    assert due == {called.pk: NOW, calls.pk: None, axis.pk: None}
