"""PDF files that may not be issued, made from a good one."""

from io import BytesIO

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name, pdf_string
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer


def encrypted(pdf: bytes) -> bytes:
    """Lock it with a password."""
    writer = _rewritten(pdf)
    writer.encrypt("chu-so-huu", "mat-khau")
    return _written(writer)


def restricted(pdf: bytes) -> bytes:
    """Restrict it: it opens for anybody, and is encrypted all the same."""
    writer = _rewritten(pdf)
    writer.encrypt("chu-so-huu", "")
    return _written(writer)


def with_form(pdf: bytes) -> bytes:
    """Give it a field of its own."""
    writer = _rewritten(pdf)
    field = DictionaryObject({pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/T"): pdf_string("ho-ten")})
    form = DictionaryObject({pdf_name("/Fields"): ArrayObject([writer.add_object(field)])})
    writer.root["/AcroForm"] = writer.add_object(form)
    return _written(writer)


def _rewritten(pdf: bytes) -> PdfFileWriter:
    return copy_into_new_writer(PdfFileReader(BytesIO(pdf)))


def _written(writer: PdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
