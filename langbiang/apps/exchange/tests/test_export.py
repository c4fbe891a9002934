"""Packets as files: what leaves can come in elsewhere, and is known again here."""

import io
from uuid import uuid4

import pytest

from langbiang.apps.exchange.models import Packet, StatusReport
from langbiang.apps.exchange.services import deliver_waiting, export, import_file, report_status
from langbiang.apps.exchange.services.export import CannotExport
from langbiang.apps.exchange.tests.factories import CLERK, NOW, OPERATOR, send


def written(uid):
    out = io.BytesIO()
    export(uid, out)
    return out.getvalue()


def take(content):
    return import_file(io.BytesIO(content), "xuat.edxml", by=OPERATOR, now=NOW)


def forget_everything():
    """Make this installation another one, which has not seen the packet."""
    StatusReport.objects.all().delete()
    for packet in Packet.objects.all():
        packet.files.all().delete()
        packet.deliveries.all().delete()
        packet.delete()


@pytest.fixture
def packet(province):
    return send(province.sender, [province.receiver, province.commune])


def test_what_was_exported_comes_in_elsewhere_as_it_was(packet):
    content = written(packet.uid)
    forget_everything()
    result = take(content)
    assert (result.outcome, result.to, result.attachments, result.integrity) == ("accepted", 2, 1, "ok")
    came = Packet.objects.get()
    for field in ("sender_code", "document_id", "code", "promulgated_on", "subject", "signer_name", "digest"):
        assert getattr(came, field) == getattr(packet, field), field
    assert came.files.get().file.name == "cong-van.txt"


def test_a_packet_of_ours_that_comes_back_is_a_duplicate(packet):
    result = take(written(packet.source_uid))
    assert (result.outcome, result.uid) == ("duplicate", str(packet.uid))


def test_a_status_goes_out_and_comes_in(packet):
    deliver_waiting(packet, now=NOW)
    delivery = packet.deliveries.first()
    report = report_status(delivery, "02", description="Gửi nhầm", by=CLERK, now=NOW)
    content = written(report.uid)
    StatusReport.objects.all().delete()
    assert take(content).status_code == "02"
    assert StatusReport.objects.get().delivery == delivery


def test_an_agency_without_identifier_is_named(province):
    to = send(province.sender, [province.receiver, province.codeless])
    with pytest.raises(CannotExport, match="UBND xã Rô Men chưa có mã định danh"):
        written(to.uid)
    by = send(province.codeless, [province.receiver], code_number="46")
    with pytest.raises(CannotExport, match="UBND xã Rô Men chưa có mã định danh"):
        written(by.uid)


def test_an_unknown_id_is_refused(province):
    with pytest.raises(CannotExport, match="Không có gói tin"):
        written(uuid4())
