"""Packets of both flavours, with the oddities met on the axis."""

import json
from datetime import date, datetime

import pytest

from langbiang.apps.exchange.edxml import (
    BusinessInfo,
    DocumentPacket,
    Limits,
    ReceiverChange,
    StatusPacket,
    WrittenDate,
    WrittenTime,
)
from langbiang.apps.exchange.tests.store import PACKETS, read
from langbiang.foundation.clock import VIETNAM


def _read(name, store, **limits):
    packet = read((PACKETS / f"{name}.edxml").read_bytes(), store, Limits(**limits))
    assert store.half_kept == 0
    return packet


def test_java_packet_is_read_and_its_zip_unwrapped(store):
    packet = _read("java-new-zip", store)
    assert isinstance(packet, DocumentPacket)
    assert packet.sender.name == "Sở Thử nghiệm tỉnh Vân Sơn"
    assert [each.organ_id for each in packet.receivers] == ["000.00.02.H99"]
    assert (packet.code_number, packet.code_notation) == ("45", "STN-VP")
    assert packet.promulgation_date == WrittenDate("2020/09/21", date(2020, 9, 21))
    assert (packet.priority, packet.steering_type, packet.business_type) == (2, 1, 0)
    assert packet.to_places == ("Như trên", "Lưu: VT")
    assert packet.staff.staff == "Lê Thị Mẫu"
    assert packet.envelope_signature == "present"
    (attachment,) = packet.attachments
    assert (attachment.name, attachment.content_id) == ("Công văn 45.pdf", "301")
    assert (attachment.sniffed, attachment.integrity, attachment.unzipped) == ("application/pdf", "ok", True)
    assert store.bytes_of(attachment.digest).startswith(b"%PDF-")


def test_unknown_elements_are_kept_in_the_header(store):
    header = json.dumps(_read("java-new-zip", store).header, ensure_ascii=False)
    assert '"TaskCode", "attributes": {}, "text": "NV-7"' in header


def test_nested_packet_under_a_doc_name_is_a_readable_file(store):
    (attachment,) = _read("java-nested-edxml", store).attachments
    assert (attachment.name, attachment.sniffed) == ("to-trinh.doc", "application/xml")
    assert attachment.integrity == "ok"
    assert "XML" in attachment.warning


def test_replacement_names_what_it_replaces(store):
    packet = _read("java-replacement", store)
    assert packet.business_type == 3
    assert [each.document_id for each in packet.replacements] == ["000.00.01.H99,2014/02/30,7/STN-VP"] * 2
    assert packet.replacements[0].organ_ids == ("000.00.02.H99", "000.01.03.H99")


def test_recall_names_the_recalled_document(store):
    packet = _read("java-recall", store)
    assert packet.business_type == 1
    (recalled,) = packet.response_for
    assert (recalled.organ_id, recalled.code) == ("000.00.02.H99", "31/STN-VP")
    assert recalled.promulgation_date == WrittenDate("03/08/2020", date(2020, 8, 3))


def test_texts_in_zips_declared_as_texts(store):
    packet = _read("java-three-mislabelled", store)
    assert packet.steering_type == 1
    assert packet.code_number == "20200921083000"
    assert packet.envelope_signature == "absent"
    assert [(each.integrity, each.warning, each.unzipped) for each in packet.attachments] == [("ok", "", True)] * 3
    assert store.bytes_of(packet.attachments[1].digest).decode() == "GHI CHÚ 2"


def test_packet_through_the_hub_without_business_counts_as_new(store):
    packet = _read("hub-two-hops", store)
    assert packet.business_type == 0
    assert packet.response_for == ()
    assert [each.organ_id for each in packet.trace] == ["000.00.01.H99", "001.00.99.TT9"]
    assert packet.attachments[0].integrity == "damaged"


def test_pdf_that_went_through_a_text_conversion_is_damaged(store):
    packet = _read("hub-corrupted-pdf", store)
    (attachment,) = packet.attachments
    assert (attachment.sniffed, attachment.integrity) == ("application/pdf", "damaged")
    assert "PDF" in attachment.reason
    assert [each.organ_id for each in packet.trace] == ["", ""]


def test_dotnet_packet_is_read(store):
    packet = _read("dotnet-annotated", store)
    assert (packet.subject, packet.priority, packet.steering_type) == ("Trích yếu mẫu", 3, 2)
    assert packet.promulgation_date.value is None
    assert packet.promulgation_date.raw.startswith("2020/06/02(")
    assert packet.due_date.value == date(2020, 6, 30)
    assert packet.envelope_signature == "empty"
    assert packet.paper
    assert packet.business_document_id == "H99.1.2,2020,11"
    assert packet.business_info == BusinessInfo(
        receivers_changed=True,
        receivers=(
            ReceiverChange(organ_id="H99.4", added=True),
            ReceiverChange(organ_id="H99.5", added=False),
        ),
    )
    whole, broken = packet.attachments
    assert (whole.name, whole.integrity, whole.content_id) == ("Báo cáo mẫu.pdf", "ok", "mau-1")
    assert (broken.integrity, broken.digest, broken.size) == ("damaged", "", 0)


def test_manifest_and_attachments_that_disagree_are_told(store):
    warnings = " ".join(_read("dotnet-annotated", store).warnings)
    assert "mau-2 nhưng gói tin không kèm" in warnings
    assert "mau-3 không có trong bản kê" in warnings
    assert "mau-1" not in warnings


@pytest.mark.parametrize(
    ("name", "sender", "code"),
    [
        ("status-01", "000.00.02.H99", "01"),
        ("status-02", "000.00.02.H99", "02"),
        ("status-13", "000.00.01.H99", "13"),
        ("status-03-other-order", "000.00.02.H99", "03"),
    ],
)
def test_status_is_read_in_any_order(name, sender, code, store):
    packet = _read(name, store)
    assert isinstance(packet, StatusPacket)
    assert (packet.sender.organ_id, packet.status_code) == (sender, code)
    assert packet.response_for.document_id == "000.00.01.H99,2020/09/21,45/STN-VP"
    assert packet.staff.mobile == "0900000000"
    assert packet.timestamp.value == datetime(2020, 9, 21, 9, 5, 11, tzinfo=VIETNAM)
    assert packet.warnings == ()


def test_byte_order_mark_is_no_junk(store):
    packet = (PACKETS / "status-01.edxml").read_bytes()
    assert read(b"\xef\xbb\xbf" + packet, store) == read(packet, store)


@pytest.mark.parametrize("raw", ["2014/02/30", "2020/13/01", "21-09-2020", "2020/09-21", "hôm nay", "0000/01/01"])
def test_impossible_date_keeps_its_text(raw):
    assert WrittenDate.read(raw) == WrittenDate(raw, None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2020/09/21 08:30:00", datetime(2020, 9, 21, 8, 30, tzinfo=VIETNAM)),
        ("2020-09-21T08:30:00+07:00", datetime(2020, 9, 21, 8, 30, tzinfo=VIETNAM)),
        ("21/09/2020 08:30", datetime(2020, 9, 21, 8, 30, tzinfo=VIETNAM)),
        ("2020/09/21", datetime(2020, 9, 21, tzinfo=VIETNAM)),
        ("2020/09/21 25:00:00", None),
    ],
)
def test_moments_are_read_on_the_clock_of_vietnam(raw, value):
    assert WrittenTime.read(raw).value == value
