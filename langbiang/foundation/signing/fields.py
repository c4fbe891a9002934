"""
The waiting fields of a document, laid in before anybody signs.

Decree 30/2020 art. 14, 15.3 and 17: the leader signs, then number and date are filled in, then the agency
seals. A field that is visible and new would break the leader's signature; a field that waited does not.
"""

from dataclasses import dataclass
from io import BytesIO
from itertools import combinations
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import find_inherited_value_in_tree
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    append_signature_field,
    enumerate_sig_fields,
)

from langbiang.foundation.errors import Refused
from langbiang.foundation.printing import Place
from langbiang.foundation.signing.drawings import Drawing

NUMBER, DATE, PERSON, AGENCY = "so", "ngay", "nguoi-ky", "co-quan"
TITLES = {
    NUMBER: "số văn bản",
    DATE: "ngày, tháng, năm ban hành",
    PERSON: "chữ ký của người có thẩm quyền",
    AGENCY: "chữ ký số của cơ quan",
}
PRINTED, READ_ONLY = 4, 1  # flags of a widget and of a field (ISO 32000-1, tables 165 and 221)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Places:
    """Where number, date, the leader's signature and the agency's seal will stand."""

    number: Place
    date: Place
    person: Place
    agency: Place

    def by_field(self) -> dict[str, Place]:
        return {NUMBER: self.number, DATE: self.date, PERSON: self.person, AGENCY: self.agency}


class CannotPrepare(Refused):
    """The document cannot take the fields for number, date, signature and seal."""


def lay_fields(pdf: bytes, places: Places) -> bytes:
    """
    Lay the four waiting fields into a PDF; the content of its pages stays as it is.

    The file is written anew, in one revision, so that nothing of its past stands under the signatures.
    Raises CannotPrepare.
    """
    try:
        writer = _written_anew(pdf)
        boxes = {field: _box(writer, field, place) for field, place in places.by_field().items()}
    except CannotPrepare:
        raise
    except Exception as error:  # a hostile file breaks the reader in any way
        raise _broken() from error
    _refuse_overlaps(places)
    _lay(writer, boxes, places)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def check_can_take_fields(pdf: bytes) -> None:
    """
    Refuse at once what `lay_fields` would refuse wherever the places are.

    Raises CannotPrepare.
    """
    try:
        _written_anew(pdf)
    except CannotPrepare:
        raise
    except Exception as error:  # a hostile file breaks the reader in any way
        raise _broken() from error


def _written_anew(pdf: bytes) -> PdfFileWriter:
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    if reader.encrypted:
        raise CannotPrepare("Tệp PDF có đặt mật khẩu hoặc hạn chế quyền. Đề nghị bỏ bảo vệ tệp rồi tải lại.")
    if any(enumerate_sig_fields(reader, filled_status=True)):
        raise CannotPrepare("Tệp PDF đã có chữ ký số. Đề nghị tải lên bản dự thảo chưa ký.")
    if _has_form(reader.root):
        raise CannotPrepare("Tệp PDF có biểu mẫu điền sẵn. Đề nghị in tệp ra PDF mới (không còn ô điền) rồi tải lại.")
    return copy_into_new_writer(reader)


def _has_form(root: DictionaryObject) -> bool:
    if "/AcroForm" not in root:
        return False
    form = root["/AcroForm"]
    return "/XFA" in form or ("/Fields" in form and len(form["/Fields"]) > 0)


def _broken() -> CannotPrepare:
    return CannotPrepare(
        "Không đọc được tệp: tệp không phải PDF hoặc đã bị hỏng. Đề nghị xuất lại tệp PDF rồi tải lên."
    )


def _box(writer: PdfFileWriter, field: str, place: Place) -> Box:
    """Turn a place, counted from the corner of the visible page, into the page's own coordinates."""
    if not 0 <= place.page < int(writer.root["/Pages"]["/Count"]):
        raise CannotPrepare(f"Ô {TITLES[field]} đặt ở trang không có trong tệp. Đề nghị chọn lại vị trí.")
    page = writer.find_page_for_modification(place.page)[0].get_object()
    if int(find_inherited_value_in_tree(page, "/Rotate", "/Parent") or 0) % 360:
        raise CannotPrepare(f"Trang {place.page + 1} của tệp bị xoay. Đề nghị xoay thẳng trang rồi xuất lại tệp PDF.")
    left, bottom, right, top = _visible(page)
    inside = 0 <= place.x0 < place.x1 <= right - left and 0 <= place.y0 < place.y1 <= top - bottom
    if not inside:
        raise CannotPrepare(f"Ô {TITLES[field]} nằm ngoài trang. Đề nghị chọn lại vị trí trong khổ giấy.")
    return (place.x0 + left, place.y0 + bottom, place.x1 + left, place.y1 + bottom)


def _visible(page: DictionaryObject) -> Box:
    shown = find_inherited_value_in_tree(page, "/CropBox", "/Parent")
    edges = shown or find_inherited_value_in_tree(page, "/MediaBox", "/Parent")
    one, two, three, four = (float(edge.get_object()) for edge in edges.get_object())
    return (min(one, three), min(two, four), max(one, three), max(two, four))


def _refuse_overlaps(places: Places) -> None:
    """Only the seal may cover the leader's signature, and half of it at most (Annex I: a third)."""
    for (field, place), (other, second) in combinations(places.by_field().items(), 2):
        allowed = place.width * place.height / 2 if (field, other) == (PERSON, AGENCY) else 0.0
        if _common_area(place, second) > allowed:
            raise CannotPrepare(f"Ô {TITLES[field]} và ô {TITLES[other]} chồng lên nhau. Đề nghị đặt lại vị trí.")


def _common_area(one: Place, two: Place) -> float:
    if one.page != two.page:
        return 0.0
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    upward = min(one.y1, two.y1) - max(one.y0, two.y0)
    return max(across, 0.0) * max(upward, 0.0)


def _lay(writer: PdfFileWriter, boxes: dict[str, Box], places: Places) -> None:
    form = DictionaryObject({pdf_name("/Fields"): ArrayObject(), **_default_letters(writer)})
    writer.root["/AcroForm"] = writer.add_object(form)
    for field in (NUMBER, DATE):
        _lay_line(writer, field, boxes[field], places.by_field()[field].page)
    # The seal's field comes last: it is drawn over the signature.
    _lay_signature(writer, PERSON, boxes[PERSON], places.person.page)
    # Once the agency has sealed, nothing more may be filled in.
    closing = {"field_mdp_spec": FieldMDPSpec(FieldMDPAction.ALL), "doc_mdp_update_value": MDPPerm.NO_CHANGES}
    _lay_signature(writer, AGENCY, boxes[AGENCY], places.agency.page, **closing)


def _default_letters(writer: PdfFileWriter) -> dict[str, Any]:
    """Give the form its default typeface now: adding it later would be a change beyond filling in."""
    sample = Drawing("line", {"text": "0123456789 ngày tháng năm", "style": "normal", "align": "left"})
    fonts = sample.drawn(writer, 200, 16).get_object()["/Resources"]["/Font"]
    tinos = DictionaryObject({pdf_name("/Tinos"): fonts.raw_get(next(iter(fonts)))})
    return {
        pdf_name("/DR"): DictionaryObject({pdf_name("/Font"): tinos}),
        pdf_name("/DA"): pdf_string("/Tinos 13 Tf 0 g"),
    }


def _lay_line(writer: PdfFileWriter, field: str, box: Box, page: int) -> None:
    page_ref = writer.find_page_for_modification(page)[0]
    left, bottom, right, top = box
    extent = ArrayObject([FloatObject(0), FloatObject(0), FloatObject(right - left), FloatObject(top - bottom)])
    nothing = StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): extent,
        },
        stream_data=b"",
    )
    widget = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): pdf_string(field),
            pdf_name("/TU"): pdf_string(TITLES[field].capitalize()),
            pdf_name("/F"): NumberObject(PRINTED),
            pdf_name("/Ff"): NumberObject(READ_ONLY),
            pdf_name("/DA"): pdf_string("/Tinos 13 Tf 0 g"),
            pdf_name("/Rect"): ArrayObject([FloatObject(edge) for edge in box]),
            pdf_name("/P"): page_ref,
            pdf_name("/AP"): DictionaryObject({pdf_name("/N"): writer.add_object(nothing)}),
        }
    )
    widget_ref = writer.add_object(widget)
    writer.root["/AcroForm"]["/Fields"].append(widget_ref)
    writer.register_annotation(page_ref, widget_ref)


def _lay_signature(writer: PdfFileWriter, field: str, box: Box, page: int, **closing: Any) -> None:
    append_signature_field(
        writer,
        SigFieldSpec(field, on_page=page, box=box, readable_field_name=TITLES[field].capitalize(), **closing),
    )
