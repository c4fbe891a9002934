"""The main job, once from start to end, with the worker's part done by `drain`."""

import pytest

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import IncomingDocument
from langbiang.foundation import clock, signing
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.journal.interface import drain, verify

from .factories import DAY, NOW, Outgoing, assign


@pytest.fixture
def sent(outgoing, duc_trong):
    """A document of UBND tỉnh, sent to Sở Thông tin và Truyền thông and the communes of Đức Trọng, delivered."""
    document = outgoing(Outgoing.SENT, receivers=duc_trong)
    drain()
    return document


def arrived_at(seat) -> IncomingDocument:
    return queries.list_incoming(seat, DAY).get()


def test_a_document_crosses_the_axis_and_every_status_comes_back(
    sent, stttt_clerk, stttt_leader, worker, hiep_an_clerk
):
    deliveries = queries.deliveries_of(sent)
    assert len(deliveries) == 16
    assert {(d.state, d.status, d.status_by) for d in deliveries} == {("arrived", "01", "Hệ thống")}

    document = arrived_at(stttt_clerk)
    assert (document.verdict, document.integrity, document.code) == ("valid", "ok", "01/UBND-VX")
    services.accept_incoming(document, seat=stttt_clerk, now=clock.now())
    assign(document, to=worker, seat=stttt_leader, now=clock.now())
    services.start_incoming(document, seat=worker, now=clock.now())
    services.complete_incoming(document, result="Đã có văn bản 12/STTTT", seat=worker, now=clock.now())
    refused = arrived_at(hiep_an_clerk)
    services.refuse_incoming(refused, reason="Thiếu phụ lục", seat=hiep_an_clerk, now=clock.now())
    drain()

    by_agency = {d.receiver.slug: d for d in queries.deliveries_of(sent)}
    done, back = by_agency["stttt"], by_agency["ubnd-duc-trong-xa-hiep-an"]
    assert (done.status, done.status_by, done.status_note) == (
        "06",
        "Nguyễn Thị Thu Hà, Chuyên viên",
        "Đã có văn bản 12/STTTT",
    )
    assert (back.status, back.status_note) == ("02", "Thiếu phụ lục")
    assert back.status_by.startswith("Ka Hương, ")
    assert done.status_at is not None
    assert [r.code for r in done.reports.order_by("pk")] == ["01", "03", "04", "05", "06"]
    assert [r.code for r in back.reports.order_by("pk")] == ["01", "02"]
    assert verify().ok


def test_each_receiver_gets_one_document_whatever_runs_twice(sent):
    drain()
    drain()
    assert IncomingDocument.objects.count() == 16
    assert {d.reports.count() for d in queries.deliveries_of(sent)} == {1}


def test_the_file_that_arrives_is_the_file_that_was_sent_and_both_signatures_verify(sent, stttt_clerk):
    document = arrived_at(stttt_clerk)
    kept = document.delivery.packet.files.get().file
    verdict = signing.verify(read_file(kept), trust=signing.trusted_roots(), now=NOW)
    assert kept.digest == sent.file.digest
    assert verdict.standing == "valid"
    assert [(s.role, s.signer) for s in verdict.signatures] == [
        ("person", "Đinh Quốc Việt"),
        ("agency", "UBND tỉnh Lâm Đồng"),
    ]


def test_the_receiver_sees_what_the_sender_made_public_and_what_happened_here(sent, stttt_clerk):
    told = [act.verb for act in queries.history_of_incoming(arrived_at(stttt_clerk))]
    assert told == [
        "documents.outgoing.signed",
        "documents.outgoing.issued",
        "documents.outgoing.sent",
        "documents.incoming.arrived",
    ]


def test_a_row_edited_by_hand_is_found(sent):
    type(sent).objects.filter(pk=sent.pk).update(subject="Khác")
    report = verify()
    assert not report.ok
    assert any("đã bị sửa ngoài hệ thống" in finding for finding in report.findings)
