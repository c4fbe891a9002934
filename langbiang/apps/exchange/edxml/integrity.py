"""
Is an attachment whole? Decision 28/2018, article 9: the receiver checks before it accepts.

The rule:

1. What the bytes are is told by their signature. What they ought to be is claimed by the extension of the
   name and by the declared types. `application/zip` and `application/octet-stream` as a declared type claim
   nothing: the Java library writes the first for whatever it wrapped.
2. Bytes with the signature of a known format must open as that format, read strictly; else they are damaged.
   When they open, they are ok, whatever the name says: a person can read them. A name that says otherwise is
   a warning.
3. Bytes without a signature (plain text, or noise) are damaged as soon as a name or a type claims a format
   that has one: the signature is what a damaged file loses first. They may be text only where nothing but
   text is claimed.
4. Nothing claimed, nothing recognised: ok, with the warning that nobody could check.
5. An empty file is damaged.

So a `.doc` that holds XML is ok with a warning, and a `.pdf` that holds seventeen odd bytes, or text, is
damaged.
"""

import codecs
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Literal
from xml.parsers import expat

from langbiang.apps.exchange.edxml.limits import DEFAULT_LIMITS, Limits
from langbiang.foundation.files import sniff

Opener = Callable[[BinaryIO], bool]

_PIECE = 64 * 1024
_XML_DEPTH = 1000
_XML_NAMES = 500_000
_KIND_NAMES = {
    sniff.PDF: "PDF",
    sniff.OLE: "Word, Excel, PowerPoint bản cũ",
    sniff.DOCX: "Word (docx)",
    sniff.XLSX: "Excel (xlsx)",
    sniff.PPTX: "PowerPoint (pptx)",
    sniff.ODT: "OpenDocument văn bản",
    sniff.ODS: "OpenDocument bảng tính",
    sniff.ODP: "OpenDocument trình chiếu",
    sniff.ZIP: "tệp nén ZIP",
    sniff.RTF: "RTF",
    sniff.PNG: "ảnh PNG",
    sniff.JPEG: "ảnh JPEG",
    sniff.TIFF: "ảnh TIFF",
    sniff.GIF: "ảnh GIF",
    sniff.XML: "XML",
    sniff.TEXT: "văn bản thuần",
}
_EXTENSIONS = {
    sniff.PDF: ("pdf",),
    sniff.OLE: ("doc", "dot", "xls", "xlt", "ppt", "pps", "msg"),
    sniff.DOCX: ("docx", "docm", "dotx"),
    sniff.XLSX: ("xlsx", "xlsm", "xltx"),
    sniff.PPTX: ("pptx", "pptm", "ppsx"),
    sniff.ODT: ("odt",),
    sniff.ODS: ("ods",),
    sniff.ODP: ("odp",),
    sniff.ZIP: ("zip",),
    sniff.RTF: ("rtf",),
    sniff.PNG: ("png",),
    sniff.JPEG: ("jpg", "jpeg"),
    sniff.TIFF: ("tif", "tiff"),
    sniff.GIF: ("gif",),
    sniff.XML: ("xml", "edxml"),
    sniff.TEXT: ("txt", "csv", "log", "md"),
}
_KIND_OF_EXTENSION = {ending: kind for kind, endings in _EXTENSIONS.items() for ending in endings}
# Real types, and the invented ones that libraries send (application/doc, application/xslx).
_KIND_OF_TYPE = {
    **{kind: kind for kind in _KIND_NAMES if kind != sniff.ZIP},
    **{f"application/{ending}": kind for ending, kind in _KIND_OF_EXTENSION.items() if kind != sniff.ZIP},
    "application/msword": sniff.OLE,
    "application/vnd.ms-excel": sniff.OLE,
    "application/vnd.ms-powerpoint": sniff.OLE,
    "application/xsl": sniff.OLE,
    "application/xslx": sniff.XLSX,
    "text/rtf": sniff.RTF,
    "text/xml": sniff.XML,
    "text/csv": sniff.TEXT,
    "text/html": sniff.TEXT,
    "image/jpg": sniff.JPEG,
}


class TooLarge(Exception):
    """A ZIP states an expanded size beyond what is believed."""


class Expansion:
    """What the ZIPs of one packet may still expand to."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.expanded_bytes

    def allow(self, entries: Iterable[zipfile.ZipInfo]) -> None:
        """Take the stated sizes off the account. zipfile never gives out more than an entry states."""
        listed = list(entries)
        expanded = sum(entry.file_size for entry in listed)
        packed = sum(entry.compress_size for entry in listed)
        bomb = expanded > max(self._limits.ratio_from_bytes, packed * self._limits.ratio)
        if bomb or expanded > self._left:
            raise TooLarge
        self._left -= expanded


@dataclass(frozen=True)
class Verdict:
    """What the check found."""

    integrity: Literal["ok", "damaged"]
    reason: str = ""
    warning: str = ""


def damaged(reason: str) -> Verdict:
    return Verdict("damaged", reason=reason)


def openers(pdf_opens: Opener, expansion: Expansion) -> Mapping[str, Opener]:
    """The strict reader of each kind that has a signature; the caller brings the one for PDF."""

    def zip_opens(file: BinaryIO) -> bool:
        return _zip_opens(file, expansion)

    zips = (sniff.ZIP, sniff.DOCX, sniff.XLSX, sniff.PPTX, sniff.ODT, sniff.ODS, sniff.ODP)
    return {
        sniff.PDF: pdf_opens,
        sniff.OLE: _ole_opens,
        sniff.RTF: _ends_with(b"}"),
        sniff.PNG: _ends_with(b"IEND\xaeB`\x82"),
        sniff.JPEG: _ends_with(b"\xff\xd9"),
        sniff.GIF: _never_text(_ends_with(b"\x3b")),
        sniff.TIFF: _never_text(_tiff_opens),
        sniff.XML: _xml_opens,
        **dict.fromkeys(zips, zip_opens),
    }


def judge(file: BinaryIO, *, name: str, types: Iterable[str], kind: str, openers: Mapping[str, Opener]) -> Verdict:
    """Apply the rule above to a stored file at its beginning."""
    by_name = _KIND_OF_EXTENSION.get(PurePosixPath(name.lower()).suffix.removeprefix("."))
    by_type = {_KIND_OF_TYPE.get(declared.partition(";")[0].strip().lower()) for declared in types}
    claims = {by_name, *by_type} - {None}
    if kind in openers:
        return _judge_signed(file, kind, openers[kind], {by_name} if by_name else claims)
    return _judge_unsigned(file, kind, claims)


def _judge_signed(file: BinaryIO, kind: str, opens: Opener, claims: set[str | None]) -> Verdict:
    label = _KIND_NAMES.get(kind, kind)
    try:
        whole = opens(file)
    except TooLarge:
        return damaged("Tệp nén bung ra quá lớn, có thể là bom nén.")
    except Exception:  # hostile bytes make a reader fail in any way
        whole = False
    if not whole:
        return damaged(f"Tệp {label} bị hỏng, không mở được.")
    if claims and kind not in claims:
        return Verdict("ok", warning=f"Tên hoặc kiểu khai là {_list(claims)} nhưng nội dung là {label}.")
    return Verdict("ok")


def _judge_unsigned(file: BinaryIO, kind: str, claims: set[str | None]) -> Verdict:
    if formats := claims - {sniff.TEXT}:
        return damaged(f"Tệp khai là {_list(formats)} nhưng không mở được theo định dạng đó.")
    if claims and not (kind == sniff.TEXT and _text_opens(file)):
        return damaged("Tệp khai là văn bản thuần nhưng nội dung không đọc được.")
    if kind == sniff.UNKNOWN:
        return Verdict("ok", warning="Không nhận ra định dạng, chưa kiểm tra được tệp.")
    return Verdict("ok")


def _list(kinds: set[str | None]) -> str:
    return ", ".join(sorted(_KIND_NAMES[kind] for kind in kinds if kind))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _ends_with(mark: bytes) -> Opener:
    """A format whose end is marked: a cut file has lost the mark. Padding after it is common."""

    def opens(file: BinaryIO) -> bool:
        file.seek(max(0, file.seek(0, 2) - 1024))
        return file.read().rstrip(b"\x00 \t\r\n").endswith(mark)

    return opens


def _never_text(opens: Opener) -> Opener:
    """
    A binary format whose signature is ASCII and survives a text conversion.

    What comes out of one is valid UTF-8 with replacement characters for all that was binary.
    """

    def check(file: BinaryIO) -> bool:
        head = file.read(_PIECE)
        file.seek(0)
        return not ("\ufffd".encode() in head and _is_utf8(head)) and opens(file)

    return check


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _tiff_opens(file: BinaryIO) -> bool:
    """The first directory of the image lies within the file."""
    head = file.read(8)
    order: Literal["little", "big"] = "little" if head.startswith(b"II") else "big"
    return 8 <= int.from_bytes(head[4:8], order) <= file.seek(0, 2) - 2


def _ole_opens(file: BinaryIO) -> bool:
    """The allocation tables and the directory that the header names lie within the file ([MS-CFB] 2.2)."""
    head = file.read(512)
    shift = int.from_bytes(head[30:32], "little")
    if len(head) < 512 or head[28:30] != b"\xfe\xff" or shift not in (9, 12):
        return False
    sectors = (file.seek(0, 2) >> shift) - 1
    tables = min(int.from_bytes(head[44:48], "little"), 109)
    places = [48, *range(76, 76 + 4 * tables, 4)]
    return tables > 0 and all(int.from_bytes(head[at : at + 4], "little") <= sectors for at in places)


def _zip_opens(file: BinaryIO, expansion: Expansion) -> bool:
    """Every entry comes out with its checksum; those under a password are taken on trust."""
    with sniff.open_zip(file) as archive:
        entries = [entry for entry in archive.infolist() if extractable(entry)]
        expansion.allow(entries)
        for entry in entries:
            for _ in entry_pieces(archive, entry):
                pass
    return True


def extractable(entry: zipfile.ZipInfo) -> bool:
    """Not under a password, and by a method whose expansion can be held in bounds."""
    return not entry.flag_bits & 1 and entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def entry_pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's content; whatever is wrong with it comes out as BadZipFile."""
    try:
        with archive.open(entry) as content:
            while piece := content.read(_PIECE):
                yield piece
    except (zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise zipfile.BadZipFile(str(error)) from error


def _xml_opens(file: BinaryIO) -> bool:
    """
    Well-formed XML 1.0 without DTD. Namespaces are not asked for: the axis' own examples, which travel as
    attachments in its demonstration packets, use unbound prefixes.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_dtd
    parser.StartElementHandler, parser.EndElementHandler = _modest_tree()
    for piece in _pieces(file):
        parser.Parse(piece, False)
        if file.tell() - parser.CurrentByteIndex > DEFAULT_LIMITS.tag_bytes:
            return False
    parser.Parse(b"", True)
    return True


def _modest_tree() -> tuple[Callable[[str, dict[str, str]], None], Callable[[str], None]]:
    """Handlers that stop at a depth or number of names that would fill the memory of the parser."""
    depth = names = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, names
        depth += 1
        names += 1 + len(attributes)
        if depth > _XML_DEPTH or names > _XML_NAMES:
            raise ValueError("too large a tree")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    return start, end


def _no_dtd(*_: object) -> None:
    raise ValueError("DTD")


def _text_opens(file: BinaryIO) -> bool:
    return sniff.sniff(file.read(2)) == sniff.TEXT and all(sniff.is_text(piece) for piece in _pieces(file))
