import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
import typst

from langbiang.foundation.printing import (
    letter_places,
    page_count,
    page_sizes,
    pdf_text,
    render_pdf,
    render_stamp,
)
from langbiang.foundation.printing.tests.letter import LETTER, NOW


def test_letter_equal_input_gives_equal_bytes() -> None:
    one = render_pdf("van_ban", LETTER, now=NOW)
    render_pdf("van_ban", {**LETTER, "signer": "Người khác"}, now=NOW)
    assert one == render_pdf("van_ban", LETTER, now=NOW)
    assert one.startswith(b"%PDF-1.7")


def test_decree30_annex1_letter_carries_its_parts_on_a4() -> None:
    pdf = render_pdf("van_ban", LETTER, now=NOW)
    text = " ".join(pdf_text(pdf).split())
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG",
        "/UBND-VX1",
        "V/v đẩy mạnh sử dụng chữ ký số",
        "Kính gửi:",
        "Nơi nhận:",
        "- Lưu: VT, VX1.",
        "TM. ỦY BAN NHÂN DÂN",
        "Đoàn Văn Việt",
    ):
        assert part in text
    assert page_sizes(pdf) == [pytest.approx((595.28, 841.89), abs=0.01)]


def test_letter_decomposed_letters_are_composed() -> None:
    decomposed = {**LETTER, "signer": unicodedata.normalize("NFD", LETTER["signer"])}
    assert render_pdf("van_ban", decomposed, now=NOW) == render_pdf("van_ban", LETTER, now=NOW)


def test_letter_data_is_inert() -> None:
    pdf = render_pdf("van_ban", {**LETTER, "paragraphs": ['#read("/etc/passwd") *không đậm*']}, now=NOW)
    assert '#read("/etc/passwd") *không đậm*' in pdf_text(pdf)


def test_letter_that_the_typeface_lacks_is_a_fault_not_a_hole() -> None:
    with pytest.raises(typst.TypstError):
        render_pdf("van_ban", {**LETTER, "signer": "漢字"}, now=NOW)


def test_letter_leaves_rooms_on_the_page_of_the_signer() -> None:
    long = {**LETTER, "paragraphs": LETTER["paragraphs"] * 12}
    places = letter_places(long, now=NOW)
    assert page_count(render_pdf("van_ban", long, now=NOW)) == places["person"].page + 1 > 1
    assert places["number"].page == places["date"].page == 0
    assert places["number"].x1 < places["date"].x0
    assert places["number"].y0 == pytest.approx(places["date"].y0)


def test_decree30_annex1_seal_covers_a_third_of_the_signature_on_its_left() -> None:
    places = letter_places(LETTER, now=NOW)
    person, agency = places["person"], places["agency"]
    assert agency.x0 < person.x0
    assert (agency.x1 - person.x0) / person.width == pytest.approx(1 / 3, abs=0.01)
    assert agency.width == pytest.approx(36 / 25.4 * 72, abs=0.01)  # real size


def test_letters_of_many_threads_do_not_mix() -> None:
    names = [f"Nguyễn Thị Số {number}" for number in range(12)]
    with ThreadPoolExecutor(4) as threads:
        pdfs = list(threads.map(lambda name: render_pdf("van_ban", {**LETTER, "signer": name}, now=NOW), names))
    for name, pdf in zip(names, pdfs, strict=True):
        assert name in pdf_text(pdf)


def test_stamps_have_the_size_of_their_field() -> None:
    for kind, data in (
        ("person", {"name": "Đoàn Văn Việt"}),
        (
            "agency",
            {
                "agency": "Trung tâm Phát triển quỹ đất huyện Đơn Dương, tỉnh Lâm Đồng",
                "moment": "2020-09-09T08:00:00+07:00",
            },
        ),
        ("line", {"text": "ngày 09 tháng 9 năm 2020", "style": "italic", "align": "left"}),
    ):
        assert page_sizes(render_stamp(kind, data, width=102.5, height=60)) == [pytest.approx((102.5, 60), abs=0.01)]
