"""What a file is, by its bytes."""

import io
import zipfile

import pytest

from langbiang.foundation.files import sniff


def _zip(*names, method=zipfile.ZIP_DEFLATED, content="application/vnd.oasis.opendocument.spreadsheet"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


OFFICE = "[Content_Types].xml"
FILES = [
    (b"%PDF-1.7\n", sniff.PDF),
    (b"\r\n\r\n%PDF-1.4", sniff.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), sniff.OLE),
    (_zip(OFFICE, "word/document.xml"), sniff.DOCX),
    (_zip("xl/workbook.xml", OFFICE), sniff.XLSX),
    (_zip(OFFICE, "ppt/presentation.xml"), sniff.PPTX),
    (_zip("mimetype", "content.xml", method=zipfile.ZIP_STORED), sniff.ODS),
    (_zip("word/document.xml"), sniff.ZIP),
    (_zip(OFFICE, "visio/document.xml"), sniff.ZIP),
    (_zip(), sniff.ZIP),
    (_zip("a.txt")[:40], sniff.ZIP),
    (b"{\\rtf1\\ansi}", sniff.RTF),
    (b"\x89PNG\r\n\x1a\n", sniff.PNG),
    (b"\xff\xd8\xff\xe1", sniff.JPEG),
    (b"II*\x00", sniff.TIFF),
    (b"MM\x00*", sniff.TIFF),
    (b"GIF89a", sniff.GIF),
    (b"<?xml version='1.0'?>", sniff.XML),
    (b"\xef\xbb\xbf\n<?xml version='1.0'?>", sniff.XML),
    ("<?xml version='1.0'?>".encode("utf-16"), sniff.XML),
    ("Tiếng Việt\r\n".encode(), sniff.TEXT),
    ("Tiếng Việt".encode("utf-16"), sniff.TEXT),
    (b"ti\xaang vi\xd6t", sniff.TEXT),
    (b"\xff\xf4\xad\xae)\xe0\x16\xba", sniff.UNKNOWN),
    (b"", sniff.UNKNOWN),
]


@pytest.mark.parametrize(("content", "kind"), FILES, ids=[kind for _, kind in FILES])
def test_kind_is_told_from_the_bytes(content, kind):
    file = io.BytesIO(content)
    assert sniff.sniff_file(file) == kind
    assert file.tell() == 0


def test_head_of_a_zip_alone_is_a_zip():
    assert sniff.sniff(_zip(OFFICE, "word/document.xml")[:30]) == sniff.ZIP
    assert sniff.sniff(b"PK\x03\x04", [OFFICE, "word/document.xml"]) == sniff.DOCX


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 40])
def test_broken_zip_fails_in_one_way(content):
    with pytest.raises(zipfile.BadZipFile):
        sniff.open_zip(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["a" * 3000, "text-master", "textual"])
def test_only_three_kinds_of_opendocument_are_known(kind):
    written = "application/vnd.oasis.opendocument." + kind
    content = _zip("mimetype", method=zipfile.ZIP_STORED, content=written)
    assert sniff.sniff_file(io.BytesIO(content)) == sniff.ZIP


def test_huge_directory_is_not_read():
    large = _zip(*(f"{number:0250}" for number in range(8000)))
    with pytest.raises(zipfile.BadZipFile):
        sniff.open_zip(io.BytesIO(large))
    assert sniff.sniff_file(io.BytesIO(large)) == sniff.ZIP
