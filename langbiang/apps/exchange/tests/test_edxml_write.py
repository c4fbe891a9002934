"""What goes out, letter by letter: the axis refuses any other frame."""

import io
from dataclasses import replace
from datetime import date, datetime

import pytest

from langbiang.apps.exchange.edxml import (
    BusinessInfo,
    CannotWrite,
    Document,
    Enclosure,
    Party,
    ReceiverChange,
    Replacement,
    ResponseFor,
    Staff,
    Status,
    Trace,
    WrittenDate,
    WrittenTime,
    write_document,
    write_status,
)
from langbiang.apps.exchange.tests.store import PACKETS, read
from langbiang.foundation.clock import VIETNAM

SENDER = Party(
    organ_id="H99.1",
    organization_in_charge="UBND tỉnh Vân Sơn",
    name="Sở Thử nghiệm",
    email="st@vanson.example",
)
DOCUMENT = Document(
    sender=SENDER,
    receivers=(
        Party(organ_id="H99.2", name="Sở Mẫu & Phép thử"),
        Party(organ_id="H99.3", name="UBND xã <Mơ>"),
    ),
    document_id="H99.1,2020/09/21,45/STN-VP",
    code_number="45",
    code_notation="STN-VP",
    place="Vân Sơn",
    promulgation_date=WrittenDate.of(date(2020, 9, 21)),
    type="2",
    type_detail="18",
    type_name="Công văn",
    subject="V/v thử nghiệm liên thông",
    signer_competence="KT. GIÁM ĐỐC",
    signer_position="Phó Giám đốc",
    signer_full_name="Trần Văn Mẫu",
    due_date=WrittenDate.of(date(2020, 10, 1)),
    to_places=("Như trên", "Lưu: VT"),
    priority=2,
    page_amount=3,
    appendixes=("Phụ lục 1",),
    response_for=(ResponseFor(organ_id="H99.2", code="7/SM-VP"),),
    business_type=2,
    business_reason="Cập nhật nơi nhận",
    business_document_id="H99.1,2020/09/20,44/STN-VP",
    business_info=BusinessInfo(receivers_changed=True, receivers=(ReceiverChange(organ_id="H99.3", added=True),)),
    replacements=(Replacement(document_id="H99.1,2020/09/01,40/STN-VP", organ_ids=("H99.2",)),),
    staff=Staff(department="Văn thư", staff="Lê Thị Mẫu"),
    trace=(
        Trace(
            organ_id="H99.1",
            timestamp=WrittenTime.of(datetime(2020, 9, 21, 8, 30, tzinfo=VIETNAM)),
        ),
    ),
)
STATUS = Status(
    sender=SENDER,
    response_for=ResponseFor(
        organ_id="H99.2",
        code="7/SM-VP",
        promulgation_date=WrittenDate.of(date(2020, 9, 18)),
        document_id="H99.2,2020/09/18,7/SM-VP",
    ),
    staff=Staff(department="Văn thư", staff="Lê Thị Mẫu"),
    status_code="02",
    description="Gửi nhầm cơ quan",
    timestamp=WrittenTime.of(datetime(2020, 9, 21, 9, 0, tzinfo=VIETNAM)),
)


def _enclosure(content=b"Noi dung", name="Công văn 45.txt", content_id="1"):
    return Enclosure(name=name, content_type="text/plain", open=lambda: io.BytesIO(content), content_id=content_id)


def _document(document=DOCUMENT, enclosures=None):
    out = io.BytesIO()
    write_document(document, [_enclosure()] if enclosures is None else enclosures, out)
    return out.getvalue()


def _status(status=STATUS):
    out = io.BytesIO()
    write_status(status, out)
    return out.getvalue()


def test_document_is_written_as_the_golden_file():
    enclosures = [_enclosure(), _enclosure(b"AB", "Phụ lục.txt", "2")]
    assert _document(enclosures=enclosures) == (PACKETS / "written-document.edxml").read_bytes()


def test_status_is_written_as_the_golden_file():
    assert _status() == (PACKETS / "written-status.edxml").read_bytes()


def test_what_is_written_is_read_without_warnings(store):
    packet = read(_document(), store)
    assert packet.warnings == ()
    assert packet.envelope_signature == "empty"
    assert packet.attachments[0].integrity == "ok"
    assert read(_status(), store).warnings == ()


def test_empty_elements_are_left_out():
    packet = _document(replace(DOCUMENT, due_date=WrittenDate(), response_for=(), staff=Staff(), appendixes=()))
    for name in (b"DueDate", b"ResponseFor", b"StaffInfo", b"Appendix", b"Fax", b"Description"):
        assert name not in packet
    assert b"></" not in packet


def test_document_without_attachments_keeps_the_frame(store):
    assert read(_document(enclosures=[]), store).attachments == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": "a" * 501}, "subject"),
        ({"code_number": ""}, "code_number"),
        ({"code_number": "1" * 12}, "code_number"),
        ({"document_id": ""}, "document_id"),
        ({"promulgation_date": WrittenDate("2014/02/30")}, "promulgation_date"),
        ({"receivers": ()}, "receivers"),
        ({"receivers": (SENDER, SENDER)}, "receivers"),
        ({"receivers": (Party(organ_id="H99.2"),)}, "receivers"),
        ({"sender": Party(name="Sở Mẫu")}, "sender"),
        ({"sender": Party(organ_id="H99.2", name="S" * 201)}, "sender"),
        ({"sender": Party(organ_id="null", name="Sở Mẫu")}, ""),
        ({"content": "a\x0bb"}, ""),
        ({"content": "a\ud800b"}, ""),
        ({"trace": ()}, "trace"),
    ],
)
def test_document_that_others_could_not_read_is_refused_before_the_first_byte(change, field):
    out = io.BytesIO()
    with pytest.raises(CannotWrite) as refusal:
        write_document(replace(DOCUMENT, **change), [], out)
    assert refusal.value.field == field
    assert out.getvalue() == b""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status_code": "3"}, "status_code"),
        ({"description": ""}, "description"),
        ({"timestamp": WrittenTime()}, "timestamp"),
        ({"response_for": ResponseFor()}, "response_for"),
    ],
)
def test_status_that_says_too_little_is_refused(change, field):
    with pytest.raises(CannotWrite) as refusal:
        _status(replace(STATUS, **change))
    assert refusal.value.field == field
