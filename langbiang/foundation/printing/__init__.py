"""Printing: pages set with typst, PDF pages shown as pictures and read as text."""

from langbiang.foundation.printing.converting import CannotConvert, docx_to_pdf
from langbiang.foundation.printing.pages import (
    EncryptedPdf,
    NotAPdf,
    page_count,
    page_picture,
    page_sizes,
    pdf_text,
)
from langbiang.foundation.printing.typesetting import (
    Place,
    Stamp,
    letter_places,
    render_pdf,
    render_stamp,
    render_table,
)

__all__ = [
    "CannotConvert",
    "EncryptedPdf",
    "NotAPdf",
    "Place",
    "Stamp",
    "docx_to_pdf",
    "letter_places",
    "page_count",
    "page_picture",
    "page_sizes",
    "pdf_text",
    "render_pdf",
    "render_stamp",
    "render_table",
]
