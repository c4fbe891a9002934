"""
Checking a package without the system that wrote it: its shape, its digests, its metadata, its signatures.

The file may come from anybody. Nothing is unpacked to the disk, and nothing is read before its size is believed.
"""

import hashlib
import re
import stat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from langbiang.foundation import signing
from langbiang.foundation.errors import Refused
from langbiang.foundation.xml import Element, read_xml

from .layout import DOCUMENTS, LONG_TERM, MANIFEST, METADATA, ROOT

MEGABYTE = 1024 * 1024
MOST_MEMBERS = 20_000
MOST_EXPANDED = 8192 * MEGABYTE
MOST_OF_TEXT = 32 * MEGABYTE  # of metadata or manifest, which are read whole
MOST_OF_PDF = 512 * MEGABYTE
RATIO, RATIO_FROM = 200, 10 * MEGABYTE  # expanded to packed, of a package that expands to more than this
_PIECE = 1024 * 1024
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
BROKEN_SIGNATURES = ("changed", "invalid", "unreadable")

Mark = Literal["ok", "note", "fault"]


class NotAPackage(Refused):
    """It cannot be taken for a package at all; nothing further is checked."""


@dataclass(frozen=True)
class Finding:
    mark: Mark
    words: str


@dataclass(frozen=True)
class Report:
    findings: Sequence[Finding]

    @property
    def ok(self) -> bool:
        return all(finding.mark != "fault" for finding in self.findings)


def verify_package(path: Path, *, trust: list[bytes], now: datetime) -> Report:
    """Check a package; never raises on what is in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return Report(list(_findings(archive, trust, now)))
    except NotAPackage as refusal:
        return Report([Finding("fault", str(refusal))])
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError):
        return Report([Finding("fault", "Tệp không phải gói ZIP, bị cắt cụt hoặc đã hỏng.")])


def _findings(archive: zipfile.ZipFile, trust: list[bytes], now: datetime) -> Iterator[Finding]:
    members = _members(archive)
    listed = _manifest(_text(archive, members, MANIFEST))
    yield Finding("ok", f"Cấu trúc gói: {len(members)} tệp, tên và dung lượng hợp lệ.")
    yield from _digests(archive, members, listed)
    yield from _metadata(_text(archive, members, METADATA), listed)
    yield from _signatures(archive, members, trust, now)


# -- shape


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Give the members by name. :raises NotAPackage: on a name or size that is not believed."""
    found = archive.infolist()
    if len(found) > MOST_MEMBERS:
        raise NotAPackage(f"Gói có hơn {MOST_MEMBERS:,} tệp, quá giới hạn.".replace(",", "."))
    for info in found:
        _check_name(info)
    if len({info.filename for info in found}) < len(found):
        raise NotAPackage("Gói có hai tệp trùng tên.")
    expanded, packed = sum(i.file_size for i in found), sum(i.compress_size for i in found)
    if expanded > MOST_EXPANDED or (expanded > RATIO_FROM and expanded > RATIO * max(packed, 1)):
        raise NotAPackage("Gói nở ra lớn bất thường so với dung lượng nén (bom nén). Không mở.")
    for name in (METADATA, MANIFEST):
        if name not in {info.filename for info in found}:
            raise NotAPackage(f"Gói thiếu tệp {name}.")
    return {info.filename: info for info in found}


def _check_name(info: zipfile.ZipInfo) -> None:
    name, parts = info.orig_filename, info.orig_filename.split("/")
    if "\\" in name or "\0" in name or ":" in name or {"", ".", ".."} & set(parts):
        raise NotAPackage(f"Tên tệp “{name[:100]}” trỏ ra ngoài gói hoặc không hợp lệ. Không mở.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise NotAPackage(f"“{name[:100]}” là liên kết, không phải tệp. Không mở.")
    if info.flag_bits & 0x1:
        raise NotAPackage(f"“{name[:100]}” có mật khẩu, không kiểm tra được.")


def _text(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    if members[name].file_size > MOST_OF_TEXT:
        raise NotAPackage(f"{name} lớn bất thường. Không mở.")
    try:
        return archive.read(name)
    except zipfile.BadZipFile as error:
        raise NotAPackage(f"{name} đã bị thay đổi hoặc hỏng.") from error


def _manifest(text: bytes) -> dict[str, str]:
    """Give the digests by path. :raises NotAPackage: on a line that `sha256sum` would not have written."""
    listed: dict[str, str] = {}
    for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), 1):
        read = _LINE.fullmatch(line)
        if read is None or read[2] in listed:
            raise NotAPackage(f"{MANIFEST} sai ở dòng {number}.")
        listed[read[2]] = read[1]
    return listed


# -- digests


def _digests(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], listed: dict[str, str]
) -> Iterator[Finding]:
    inside = members.keys() - {MANIFEST}
    faults = [Finding("fault", f"Thiếu tệp {name} có trong bản kê.") for name in sorted(listed.keys() - inside)]
    faults += [Finding("fault", f"Thừa tệp {name} không có trong bản kê.") for name in sorted(inside - listed.keys())]
    for name in sorted(inside & listed.keys()):
        if _digest(archive, name) != listed[name]:
            faults.append(Finding("fault", f"{name} đã bị thay đổi: không khớp giá trị SHA-256 trong bản kê."))
    yield from faults or [Finding("ok", f"Bản kê SHA-256: {len(listed)} tệp đủ và khớp.")]


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    """Digest a member piece by piece; "" when it cannot be read to its end."""
    made = hashlib.sha256()
    try:
        with archive.open(name) as stream:
            while piece := stream.read(_PIECE):
                made.update(piece)
    except (zipfile.BadZipFile, EOFError, OSError):
        return ""
    return made.hexdigest()


# -- metadata


def _metadata(text: bytes, listed: dict[str, str]) -> Iterator[Finding]:
    try:
        root = read_xml(text)
    except Refused as refusal:
        yield Finding("fault", f"{METADATA}: {refusal}")
        return
    if root.name != ROOT:
        yield Finding("fault", f"{METADATA}: phần tử gốc không phải {ROOT}.")
        return
    file, documents = root.at("File"), root.at("Documents").all("Document")
    faults = [*_required(file), *_sums(file, documents), *_attachments(documents, listed)]
    named = f"{file.value('FileCode', 'FileNotation')} “{file.value('Title')}”"
    yield from faults or [
        Finding("ok", f"Thông tin hồ sơ {named}: {len(documents)} văn bản, {file.value('PageTotal')} trang, khớp.")
    ]


def _required(file: Element) -> Iterator[Finding]:
    """Look for the fields of a file that may never be empty (Decree 30/2020, Annex VI)."""
    needed = (("FileCode", "FileCatalog"), ("FileCode", "FileNotation"), ("Title",), ("Maintenance",), ("StartDate",))
    for path in needed:
        if not file.value(*path):
            yield Finding("fault", f"{METADATA}: thiếu {'/'.join(path)} của hồ sơ.")


def _sums(file: Element, documents: list[Element]) -> Iterator[Finding]:
    pages = [document.value("PageAmount") for document in documents]
    total = sum(int(amount) for amount in pages if amount.isascii() and amount.isdecimal())
    for name, told, found in (
        ("DocTotal", file.value("DocTotal"), len(documents)),
        ("PageTotal", file.value("PageTotal"), total),
    ):
        if told != str(found):
            yield Finding("fault", f"{METADATA}: {name} ghi {told[:20] or 'trống'}, đếm được {found}.")
    ordinals = [document.value("DocOrdinal") for document in documents]
    if ordinals != [str(number) for number in range(1, len(documents) + 1)]:
        yield Finding("fault", f"{METADATA}: số thứ tự văn bản không liên tục.")


def _attachments(documents: list[Element], listed: dict[str, str]) -> Iterator[Finding]:
    told: dict[str, str] = {}
    for document in documents:
        for kind in ("Attachment", "LongTerm"):
            for part in document.at("Content").all(kind):
                told[part.attributes.get("path", "")] = part.attributes.get("sha256", "")
    kept = {path: digest for path, digest in listed.items() if path.startswith((DOCUMENTS, LONG_TERM))}
    for path in sorted(told.keys() | kept.keys()):
        if told.get(path) != kept.get(path):
            yield Finding("fault", f"{METADATA} và bản kê không khớp về tệp {path[:100]}.")


# -- signatures


def _signatures(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], trust: list[bytes], now: datetime
) -> Iterator[Finding]:
    for name in sorted(members):
        if name.startswith((DOCUMENTS, LONG_TERM)) and name.endswith(".pdf"):
            yield _signature(archive, members[name], trust, now)
        if name.startswith(LONG_TERM) and not _goes_on_from(archive, members, name):
            yield Finding("fault", f"{name} không phải bản gốc trong {DOCUMENTS} được bổ sung dữ liệu xác thực.")


def _goes_on_from(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str) -> bool:
    """Tell whether a copy begins with the very bytes of its original, piece by piece."""
    original = DOCUMENTS + name.removeprefix(LONG_TERM)
    if original not in members:
        return False
    try:
        with archive.open(original) as told, archive.open(name) as copy:
            while piece := told.read(_PIECE):
                if copy.read(len(piece)) != piece:
                    return False
    except (zipfile.BadZipFile, EOFError, OSError):
        return False
    return True


def _signature(archive: zipfile.ZipFile, info: zipfile.ZipInfo, trust: list[bytes], now: datetime) -> Finding:
    if info.file_size > MOST_OF_PDF:
        return Finding("note", f"{info.filename}: quá lớn, chưa kiểm tra chữ ký số.")
    try:
        verdict = signing.verify(archive.read(info), trust=trust, now=now)
    except (zipfile.BadZipFile, EOFError):
        return Finding("fault", f"{info.filename}: không đọc được.")
    mark: Mark = "fault" if verdict.standing in BROKEN_SIGNATURES else "ok" if verdict.standing == "valid" else "note"
    return Finding(mark, f"{info.filename}: {verdict.sentence}")
