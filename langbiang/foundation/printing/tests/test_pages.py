import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbiang.foundation.errors import Refused
from langbiang.foundation.printing import (
    NotAPdf,
    page_count,
    page_picture,
    page_sizes,
    pdf_text,
    render_pdf,
)
from langbiang.foundation.printing.tests.letter import LETTER, NOW


@pytest.fixture(scope="module")
def letter() -> bytes:
    return render_pdf("van_ban", LETTER, now=NOW)


def _pixels(png: bytes) -> tuple[int, int, bytes]:
    width, height = struct.unpack(">II", png[16:24])
    size = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[size - 4 : size])
    return width, height, zlib.decompress(png[size + 4 : size + 4 + length])


def test_picture_is_a_png_of_the_page(letter: bytes) -> None:
    width, height, pixels = _pixels(page_picture(letter, 0, width=400))
    assert (width, height) == (400, 566)
    assert len(pixels) == height * (width * 3 + 1)
    assert min(pixels[1:]) < 60  # ink
    assert pixels[1:4] == b"\xff\xff\xff"  # paper


def test_picture_of_a_page_of_any_claimed_size_stays_small() -> None:
    tall = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 2000000]>>endobj\ntrailer<</Root 1 0 R>>\n"
    )
    width, height, _ = _pixels(page_picture(tall, 0, width=2000))
    assert width * height < 21_000_000


def test_text_stops_at_its_limit(letter: bytes) -> None:
    assert len(pdf_text(letter, limit=100)) == 100


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<?xml version='1.0'?><a/>", b"\0" * 5000])
def test_not_a_pdf_is_refused_in_vietnamese(content: bytes) -> None:
    for ask in (page_count, page_sizes, pdf_text):
        with pytest.raises(NotAPdf, match="Đề nghị xuất lại tệp PDF"):
            ask(content)


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(Refused):
        assert page_count(content) > 0
