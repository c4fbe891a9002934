"""The arrival stamp lies on what is looked at and printed, never in the file (Decree 30/2020, Article 21)."""

import hashlib

import pytest

from langbiang.apps.documents import printouts, queries, services
from langbiang.foundation import printing, signing
from langbiang.foundation.files.interface import read_file

from .factories import LATER, NOW, Incoming, Outgoing, assign, divide, enter, letter, upload


def text(pdf: bytes) -> str:
    return " ".join(printing.pdf_text(pdf).split())


@pytest.fixture
def document(stttt_clerk):
    return enter(stttt_clerk)


def test_decree30_art21_the_view_carries_agency_number_day_and_who_has_it(document, worker, stttt_leader):
    pdf = letter()
    stamped = text(printouts.with_arrival_stamp(pdf, document))
    for words in ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG TỈNH LÂM ĐỒNG", "ĐẾN", "Số: 1", "09/09/2020"):
        assert words in stamped
    document = assign(document, to=worker, unit=True, seat=stttt_leader)
    assert "Phòng Công nghệ thông tin" in text(printouts.with_arrival_stamp(pdf, document))


def test_the_received_file_stays_as_it_came(document):
    file = queries.files_of(document)[0].file
    before = read_file(file)
    assert printouts.with_arrival_stamp(before, document) != before
    printouts.print_out(before, document, now=NOW)
    assert hashlib.sha256(read_file(file)).hexdigest() == file.digest == hashlib.sha256(letter()).hexdigest()


def test_a_signed_file_is_stamped_in_the_copy_alone(stttt_clerk, outgoing):
    signed = read_file(outgoing(Outgoing.SENT).file)
    document = enter(stttt_clerk, upload(signed, "ky.pdf"))
    copy = printouts.with_arrival_stamp(signed, document)
    assert "ĐẾN" in text(copy)
    kept = read_file(queries.files_of(document)[0].file)
    assert signing.verify(kept, trust=signing.trusted_roots(), now=NOW).standing == "valid"


def test_what_is_not_numbered_yet_has_no_stamp(incoming):
    document = incoming(Incoming.ARRIVED)
    assert printouts.with_arrival_stamp(letter(), document) == letter()
    assert "ĐẾN" not in text(printouts.print_out(letter(), document, now=NOW))


def test_the_stamp_has_its_size_where_there_is_room_and_stands_in_the_margin_where_there_is_not(document):
    blank = printing.render_stamp("line", {"text": "", "style": "normal", "align": "left"}, width=595, height=842)
    _, free = printouts.arrival_stamp(blank, document)
    _, tight = printouts.arrival_stamp(letter(), document)
    assert (round(free.width / printouts.MM), round(free.height / printouts.MM)) == (50, 35)
    assert tight.x1 < 30 * printouts.MM  # the left margin of Annex I
    assert not printing.holds_text(letter(), tight)


def test_annex6_every_printed_page_says_that_it_is_no_original(document):
    two = printing.render_pdf("phieu_giai_quyet", _long(), now=NOW)
    assert printing.page_count(two) > 1
    printed = text(printouts.print_out(two, document, now=NOW))
    assert printed.count("Bản in từ hệ thống, không thay bản gốc điện tử") == printing.page_count(two)


def _long() -> dict[str, object]:
    part = {"name": "Phần", "lines": ["Dòng"] * 80, "signed": ""}
    return {"title": "Dài", "agency": "Sở", "facts": [], "parts": [part], "printed": "In"}


def test_the_slip_holds_leader_unit_head_and_officer(incoming, worker, stttt_head, stttt_leader):
    document = assign(incoming(Incoming.PRESENTED), to=stttt_head, unit=True, seat=stttt_leader)
    empty = text(printouts.solving_slip(document, queries.list_handlings(document), now=NOW))
    assert "- Chủ trì: Phòng Công nghệ thông tin" in empty
    assert empty.count("Ngày …… tháng …… năm") == 2
    document = divide(document, to=worker, seat=stttt_head, note="Soạn công văn")
    document = services.propose_incoming(document, proposal="Đề nghị trả lời", seat=worker, now=LATER)
    slip = text(printouts.solving_slip(document, queries.list_handlings(document), now=NOW))
    assert "- Chủ trì: Phòng Công nghệ thông tin" in slip
    for words in ("giao Nguyễn Thị Thu Hà, Chuyên viên", "Soạn công văn", "Đề nghị trả lời", "Hồ Văn Thành"):
        assert words in slip
    assert "Ngày …… tháng" not in slip
