from dataclasses import replace
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, FloatObject, NumberObject, pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

from langbiang.foundation.printing import EncryptedPdf, page_picture, pdf_text
from langbiang.foundation.signing import CannotPrepare, Place, Places, lay_fields


def _rewritten(pdf: bytes) -> PdfFileWriter:
    return copy_into_new_writer(PdfFileReader(BytesIO(pdf)))


def _written(writer: PdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _moved(place: Place, by: float) -> Place:
    return replace(place, x0=place.x0 + by, x1=place.x1 + by)


def test_lay_fields_leaves_the_page_as_it_was(letter: bytes, laid: bytes) -> None:
    assert page_picture(laid, 0, width=600) == page_picture(letter, 0, width=600)
    assert pdf_text(laid) == pdf_text(letter)
    before, after = (PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"][0] for pdf in (letter, laid))
    assert before["/Contents"].data == after["/Contents"].data


def test_lay_fields_gives_four_empty_fields(laid: bytes) -> None:
    fields = [field.get_object() for field in PdfFileReader(BytesIO(laid)).root["/AcroForm"]["/Fields"]]
    kinds = {str(field["/T"]): str(field["/FT"]) for field in fields}
    assert kinds == {"so": "/Tx", "ngay": "/Tx", "nguoi-ky": "/Sig", "co-quan": "/Sig"}
    assert not any("/V" in field for field in fields)


def test_lay_fields_counts_from_the_corner_of_the_visible_page(letter: bytes, places: Places) -> None:
    writer = _rewritten(letter)
    page = writer.root["/Pages"]["/Kids"][0]
    page["/CropBox"] = ArrayObject(FloatObject(edge) for edge in (10, 20, 595, 841))
    fields = PdfFileReader(BytesIO(lay_fields(_written(writer), places))).root["/AcroForm"]["/Fields"]
    assert float(fields[0]["/Rect"][0]) == pytest.approx(places.number.x0 + 10)
    assert float(fields[0]["/Rect"][1]) == pytest.approx(places.number.y0 + 20)


@pytest.mark.parametrize("content", [b"", b"xin chao", b"<?xml version='1.0'?><a/>", b"%PDF-1.7\n%%EOF"])
def test_lay_fields_not_a_pdf_is_refused(content: bytes, places: Places) -> None:
    with pytest.raises(CannotPrepare, match="không phải PDF hoặc đã bị hỏng"):
        lay_fields(content, places)


def test_lay_fields_broken_pdf_is_refused(letter: bytes, places: Places) -> None:
    with pytest.raises(CannotPrepare, match="đã bị hỏng"):
        lay_fields(letter[:20_000], places)


@pytest.mark.parametrize("password", ["", "mat-khau"])
def test_lay_fields_encrypted_is_refused(letter: bytes, places: Places, password: str) -> None:
    writer = _rewritten(letter)
    writer.encrypt("chu-so-huu", password)
    with pytest.raises(CannotPrepare, match="mật khẩu"):
        lay_fields(_written(writer), places)


def test_pdf_with_password_is_not_shown_and_says_why(letter: bytes) -> None:
    writer = _rewritten(letter)
    writer.encrypt("chu-so-huu", "mat-khau")
    with pytest.raises(EncryptedPdf, match="gỡ mật khẩu"):
        page_picture(_written(writer), 0, width=100)


def test_lay_fields_form_without_fields_is_no_form(letter: bytes, places: Places) -> None:
    writer = _rewritten(letter)
    form = DictionaryObject({pdf_name("/Fields"): writer.add_object(ArrayObject())})
    writer.root["/AcroForm"] = writer.add_object(form)
    assert lay_fields(_written(writer), places)


def test_lay_fields_twice_is_refused(laid: bytes, places: Places) -> None:
    with pytest.raises(CannotPrepare, match="biểu mẫu"):
        lay_fields(laid, places)


def test_lay_fields_signed_is_refused(signed: bytes, places: Places) -> None:
    with pytest.raises(CannotPrepare, match="đã có chữ ký số"):
        lay_fields(signed, places)


def test_lay_fields_turned_page_is_refused(letter: bytes, places: Places) -> None:
    writer = _rewritten(letter)
    writer.root["/Pages"]["/Kids"][0][pdf_name("/Rotate")] = NumberObject(90)
    with pytest.raises(CannotPrepare, match="bị xoay"):
        lay_fields(_written(writer), places)


@pytest.mark.parametrize("page", [-1, 1, 99])
def test_lay_fields_page_that_is_not_there_is_refused(letter: bytes, places: Places, page: int) -> None:
    with pytest.raises(CannotPrepare, match="trang không có"):
        lay_fields(letter, replace(places, agency=replace(places.agency, page=page)))


@pytest.mark.parametrize(
    "wrong",
    [
        Place(0, -1, 10, 50, 30),
        Place(0, 10, 830, 50, 850),
        Place(0, 560, 10, 600, 30),
        Place(0, 50, 10, 50, 30),
        Place(0, 50, 30, 90, 10),
        Place(0, float("nan"), 10, 50, 30),
    ],
)
def test_lay_fields_outside_the_page_is_refused(letter: bytes, places: Places, wrong: Place) -> None:
    with pytest.raises(CannotPrepare, match="nằm ngoài trang"):
        lay_fields(letter, replace(places, number=wrong))


def test_lay_fields_overlapping_is_refused(letter: bytes, places: Places) -> None:
    with pytest.raises(CannotPrepare, match="chồng lên nhau"):
        lay_fields(letter, replace(places, date=_moved(places.number, 5)))
    with pytest.raises(CannotPrepare, match="chồng lên nhau"):
        lay_fields(letter, replace(places, number=_moved(places.person, 5)))


def test_decree30_annex1_seal_may_cover_a_third_of_the_signature_but_not_most_of_it(
    letter: bytes, places: Places
) -> None:
    assert lay_fields(letter, places)
    with pytest.raises(CannotPrepare, match="chồng lên nhau"):
        lay_fields(letter, replace(places, agency=_moved(places.person, 10)))
