"""Drawings of foundation.printing laid into form fields, as their appearance."""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from langbiang.foundation import printing


class _Placed:
    """A drawing that is in the document, ready to become the look of a field."""

    def __init__(self, form: IndirectObject) -> None:
        self._form = form

    def apply_appearance(self, widget: DictionaryObject) -> None:
        # A new form object under a new dictionary: the difference check refuses one changed in place.
        widget["/AP"] = DictionaryObject({pdf_name("/N"): self._form})


class Drawing:
    """
    A stamp that fills its field.

    It answers as pyHanko's stamp styles do (`create_stamp`, `apply_appearance`). The library's own text
    stamp prints Vietnamese letters spread apart and cut off, so the drawing is set with typst.
    """

    def __init__(self, kind: printing.Stamp, data: dict[str, Any]) -> None:
        self._kind = kind
        self._data = data

    def create_stamp(self, writer: BasePdfFileWriter, box: Any, text_params: dict[str, Any]) -> _Placed:
        return _Placed(self.drawn(writer, float(box.width), float(box.height)))

    def fill(self, writer: BasePdfFileWriter, field: DictionaryObject) -> None:
        """Draw into the widget of a field, at its size."""
        left, bottom, right, top = (float(edge) for edge in field["/Rect"])
        _Placed(self.drawn(writer, right - left, top - bottom)).apply_appearance(field)

    def drawn(self, writer: BasePdfFileWriter, width: float, height: float) -> IndirectObject:
        """Bring the drawing, with its fonts, into the document as a form object."""
        page = printing.render_stamp(self._kind, self._data, width=width, height=height)
        return writer.import_page_as_xobject(PdfFileReader(BytesIO(page)))
