"""PDF pages as pictures and as text, read with pdfium; the files come from anywhere and may be hostile."""

import math
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from threading import Lock

import pypdfium2 as pdfium
from pypdfium2 import raw

from langbiang.foundation.errors import Refused

from .places import Place

PIXEL_LIMIT = 20_000_000  # of one picture: a page may claim any size

_pdfium = Lock()  # pdfium is not safe for threads


class NotAPdf(Refused):
    """The file is no PDF, or broken beyond reading."""


class EncryptedPdf(Refused):
    """The PDF opens only with a password."""


def page_count(pdf: bytes) -> int:
    """Count the pages. Raises NotAPdf and EncryptedPdf, as all functions here."""
    with _opened(pdf) as document:
        return len(document)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Say width and height of each page as it is shown, in points."""
    with _opened(pdf) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def page_picture(pdf: bytes, page: int, *, width: int) -> bytes:
    """Draw a page (from 0) with its filled form fields as a PNG, `width` pixels wide at the most."""
    with _opened(pdf) as document:
        shown = _page(document, page)
        page_width, page_height = shown.get_size()
        scale = _scale(page_width, page_height, width)
        bitmap = shown.render(scale=scale, rev_byteorder=True)  # opaque, three bytes a pixel
        return _png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def pdf_text(pdf: bytes, *, limit: int = 200_000) -> str:
    """Read the text, filled form fields too, composed (NFC), `limit` characters at the most; "" when none."""
    parts: list[str] = []
    with _opened(pdf) as document:
        for number in range(len(document)):
            parts.append(_page_text(document, number))
            if sum(map(len, parts)) > limit:
                break
    return unicodedata.normalize("NFC", "\n".join(parts)).strip()[:limit]


def holds_text(pdf: bytes, place: Place) -> bool:
    """Tell whether there are letters in a place; the picture of a scan holds none."""
    with _opened(pdf) as document:
        text = document[place.page].get_textpage()
        found: str = text.get_text_bounded(left=place.x0, bottom=place.y0, right=place.x1, top=place.y1)
        return bool(found.strip())


def with_stamps(pdf: bytes, laid: Sequence[tuple[bytes, Place]]) -> bytes:
    """
    Give a copy with stamps (PDFs of one page) laid over the places: for showing and printing.

    The copy is another file: what was signed in the original does not hold for it.
    """
    with _opened(pdf) as document:
        for stamp, place in laid:
            _lay(document, stamp, place)
        copy = BytesIO()
        document.save(copy)
        return copy.getvalue()


def _lay(document: pdfium.PdfDocument, stamp: bytes, place: Place) -> None:
    source = pdfium.PdfDocument(stamp)
    try:
        width, height = source.get_page_size(0)
        one = source.page_as_xobject(0, document).as_pageobject()
        scale = pdfium.PdfMatrix().scale(place.width / width, place.height / height)
        one.set_matrix(scale.translate(place.x0, place.y0))
        page = document[place.page]
        page.insert_obj(one)
        page.gen_content()
        page.close()
    finally:
        source.close()


@contextmanager
def _opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    with _pdfium:
        document = _open(pdf)
        try:
            document.init_forms()  # else filled fields stay invisible
            yield document
        finally:
            document.close()


def _open(pdf: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise EncryptedPdf("Tệp PDF được bảo vệ bằng mật khẩu. Đề nghị gỡ mật khẩu rồi tải lại tệp.") from error
        raise _not_a_pdf() from error
    if len(document) == 0:
        document.close()
        raise _not_a_pdf()
    return document


def _not_a_pdf() -> NotAPdf:
    return NotAPdf("Không đọc được tệp: tệp không phải PDF hoặc đã bị hỏng. Đề nghị xuất lại tệp PDF rồi tải lên.")


def _scale(page_width: float, page_height: float, width: int) -> float:
    wanted = width / max(page_width, 1)
    return min(wanted, math.sqrt(PIXEL_LIMIT / max(page_width * page_height, 1)))


def _page(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    page = document[number]
    if page.formenv:
        # In memory only: filled fields become part of the page, so that their text is read too, and drawn
        # as the rest is (the form drawer gives letters coloured edges).
        page.flatten()
        page.close()
        page = document[number]
    return page


def _page_text(document: pdfium.PdfDocument, number: int) -> str:
    text: str = _page(document, number).get_textpage().get_text_range()
    return text.replace("\r\n", "\n").replace("\x00", "")


def _png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    rows = b"".join(b"\0" + pixels[row * stride : row * stride + width * 3] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits each of red, green, blue
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 6)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
