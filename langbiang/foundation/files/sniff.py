"""
What a file is, told from its bytes: names and declared types lie (edXML packets, uploads), signatures seldom
do.

`sniff` looks at the first bytes alone; `sniff_file` also reads the directory of a ZIP, which is what tells
a Word document from a folder of scans. Neither proves that the file is whole.
"""

import re
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from typing import IO

PDF = "application/pdf"
OLE = "application/x-ole-storage"  # doc, xls, ppt, msg: one container, told apart only from within
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
ZIP = "application/zip"
RTF = "application/rtf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
GIF = "image/gif"
XML = "application/xml"
TEXT = "text/plain"
UNKNOWN = "application/octet-stream"

HEAD_BYTES = 4096
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")  # the second is a ZIP with nothing in it

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
)
_PDF_WITHIN = 1024  # readers accept some bytes before the header
_OOXML_FOLDERS = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
_ODF_FIRST_ENTRY = re.compile(
    rb".{30}mimetype(application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation))(?![a-z-])", re.DOTALL
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
# Every byte but the control characters: the old one-byte Vietnamese alphabets use all the upper half.
_TEXT_BYTES = bytes(sorted({*b"\t\n\r\f\x1b", *range(0x20, 0x7F), *range(0x80, 0x100)}))
_DIRECTORY_BYTES = 2 * 1024 * 1024  # some 40,000 entries


def sniff(head: bytes, names: Iterable[str] = ()) -> str:
    """Say the MIME type from the first bytes (`HEAD_BYTES` are enough) and, of a ZIP, the names within."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(ZIP_STARTS):
        return _kind_of_zip(head, names)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return PDF
    return _kind_of_text(head)


def sniff_file(file: IO[bytes]) -> str:
    """Say the MIME type of a seekable file; leaves it at its beginning."""
    head = file.read(HEAD_BYTES)
    names: list[str] = []
    if head.startswith(ZIP_STARTS):
        with suppress(zipfile.BadZipFile):  # a broken ZIP is still a ZIP; opening it is another question
            names = open_zip(file).namelist()
    file.seek(0)
    return sniff(head, names)


def is_text(piece: bytes) -> bool:
    """Tell whether these bytes may stand in a plain text, in any one-byte alphabet or UTF-8."""
    return not piece.translate(None, _TEXT_BYTES)


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """
    Open a ZIP that may have been made to hurt: its directory is read only up to a size that fits in memory.

    Whatever is wrong with it comes out as BadZipFile.
    """
    try:
        return zipfile.ZipFile(_ModestReads(file))
    except Exception as error:
        raise zipfile.BadZipFile(str(error)) from error


class _ModestReads:
    """A file that is not read in one gulp: zipfile believes the directory's size that the ZIP states."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY_BYTES:
            raise zipfile.BadZipFile("directory too large")
        return self._file.read(_DIRECTORY_BYTES if size < 0 else size)


def _kind_of_zip(head: bytes, names: Iterable[str]) -> str:
    if odf := _ODF_FIRST_ENTRY.match(head):
        return odf[1].decode("ascii")
    entries = list(names)
    if "[Content_Types].xml" not in entries:
        return ZIP
    kinds = (kind for folder, kind in _OOXML_FOLDERS.items() if any(e.startswith(folder) for e in entries))
    return next(kinds, ZIP)


def _kind_of_text(head: bytes) -> str:
    if not head:
        return UNKNOWN
    if head.startswith(_UTF16_MARKS):
        opening = head.decode("utf-16", errors="ignore")
        return XML if opening.startswith("<?xml") else TEXT
    if not is_text(head):
        return UNKNOWN
    return XML if head.removeprefix(_UTF8_MARK).lstrip().startswith(b"<?xml") else TEXT
