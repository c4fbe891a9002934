"""Printing: pages set with typst, PDF pages shown as pictures and read as text."""

from langbiang.foundation.printing.converting import CannotConvert, docx_to_pdf
from langbiang.foundation.printing.pages import (
    EncryptedPdf,
    NotAPdf,
    holds_text,
    page_count,
    page_picture,
    page_sizes,
    pdf_text,
    with_stamps,
)
from langbiang.foundation.printing.places import Place
from langbiang.foundation.printing.typesetting import (
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
    "holds_text",
    "letter_places",
    "page_count",
    "page_picture",
    "page_sizes",
    "pdf_text",
    "render_pdf",
    "render_stamp",
    "render_table",
    "with_stamps",
]
