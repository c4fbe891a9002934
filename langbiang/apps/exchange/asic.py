"""
Containers of evidence: ASiC-E with CMS seals (ETSI EN 319 162-1), written and judged with nothing but the file at hand.

A container holds the packet as it was kept, what was sealed over it, and `evidence.json`, which says what is covered
and what is not; the last manifest names every one of these with its SHA-256 and is sealed by the hub. The same parts
always give the same bytes, so that a byte changed anywhere is found.
"""

import base64
import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

from langbiang.foundation.signing import NoSeal, SealFinding, judge_seal, judge_stamp
from langbiang.foundation.xml import Element, NotXml, read_xml, write_xml

MEDIA_TYPE = "application/vnd.etsi.asic-e+zip"
MIMETYPE, EVIDENCE, META = "mimetype", "evidence.json", "META-INF/"
WHOLE = "container"  # the name of the seal over everything else
PIECE = 1024 * 1024
SMALL = 4 * 1024 * 1024  # bytes that anything but a packet may have
MOST = 60_000  # parts
SIGNATURE_TYPE = "application/pkcs7-signature"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
NAMESPACES = {"xmlns:asic": "http://uri.etsi.org/02918/v1.2.1#", "xmlns:ds": "http://www.w3.org/2000/09/xmldsig#"}
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_NAMES = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,120}")

Open = Callable[[], BinaryIO]


def manifest_name(seal: str) -> str:
    return f"{META}ASiCManifest-{seal}.xml"


def signature_name(seal: str) -> str:
    return f"{META}signature-{seal}.p7s"


def stamp_name(seal: str) -> str:
    return f"{META}timestamp-{seal}.tst"


def packet_name(digest: str) -> str:
    return f"{digest}.edxml"


def statement_name(seal: str) -> str:
    return f"seals/{seal}.json"


def foreign_name(seal: str) -> str:
    """Name a signature that another system made over the packet's bytes themselves."""
    return f"seals/{seal}.p7s"


def write_manifest(seal: str, digests: Mapping[str, str]) -> str:
    """Write the manifest that a seal signs: each part with its SHA-256 (hex)."""
    signed = Element("asic:SigReference", attributes={"URI": signature_name(seal), "MimeType": SIGNATURE_TYPE})
    parts = [_reference(name, digest) for name, digest in digests.items()]
    return write_xml(Element("asic:ASiCManifest", attributes=NAMESPACES, children=[signed, *parts])).decode()


def _reference(name: str, digest: str) -> Element:
    value = base64.b64encode(bytes.fromhex(digest)).decode()
    children = [Element("ds:DigestMethod", attributes={"Algorithm": SHA256}), Element("ds:DigestValue", value)]
    return Element("asic:DataObjectReference", attributes={"URI": name}, children=children)


def read_manifest(manifest: bytes) -> dict[str, str]:
    """
    Read which parts a manifest names, each with its SHA-256 (hex).

    :raises NotXml, ValueError: when it cannot be read.
    """
    parts = read_xml(manifest).all("asic:DataObjectReference")
    return {
        part.attributes["URI"]: base64.b64decode(part.at("ds:DigestValue").text, validate=True).hex() for part in parts
    }


def sha256(content: bytes | str) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


# -- writing


@dataclass
class Parts:
    """What goes into a container, in its order: small parts as bytes, packets as something to open."""

    packets: dict[str, Open] = field(default_factory=dict)  # by their SHA-256
    small: dict[str, bytes] = field(default_factory=dict)

    def digests(self) -> dict[str, str]:
        packets = {packet_name(digest): digest for digest in self.packets}
        return packets | {name: sha256(content) for name, content in self.small.items()}


def write_container(parts: Parts, seal: Callable[[str], bytes], out: IO[bytes]) -> None:
    """Write the parts and, last, the manifest of all of them with the seal that `seal` makes over its SHA-256."""
    manifest = write_manifest(WHOLE, parts.digests())
    streams = [(packet_name(digest), opened) for digest, opened in parts.packets.items()]
    last = {manifest_name(WHOLE): manifest.encode(), signature_name(WHOLE): seal(sha256(manifest))}
    _write(streams, parts.small | last, out)


def _write(streams: Iterable[tuple[str, Open]], small: Mapping[str, bytes], out: IO[bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_info(MIMETYPE), MEDIA_TYPE)
        for name, opened in streams:
            with opened() as source, archive.open(_info(name), "w", force_zip64=True) as part:
                while piece := source.read(PIECE):
                    part.write(piece)
        for name, content in small.items():
            archive.writestr(_info(name), content)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _BEGINNING)
    info.create_system = 3  # the same bytes wherever it is written
    info.external_attr = 0o644 << 16
    return info


# -- judging


class NotAContainer(Exception):
    """The file is no container of evidence, or cannot be read at all; the text says why, in Vietnamese."""


@dataclass
class Judgement:
    """What a container proves, in sentences for people, and what is wrong with it."""

    evidence: dict[str, Any] = field(default_factory=dict)
    proved: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    untrusted: list[str] = field(default_factory=list)


def judge_container(file: BinaryIO, *, trust: list[bytes]) -> Judgement:
    """
    Judge a container against trusted roots (DER), without any network.

    :raises NotAContainer: when it cannot be taken apart.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _Judge(archive, trust).judge(file)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, KeyError, RuntimeError) as error:
        raise NotAContainer("Tệp không phải gói chứng cứ, hoặc đã hỏng đến mức không mở được.") from error


class _Judge:
    def __init__(self, archive: zipfile.ZipFile, trust: list[bytes]) -> None:
        self._archive, self._trust = archive, trust
        self._names = archive.namelist()
        self._found = Judgement()
        if len(self._names) != len(set(self._names)) or len(self._names) > MOST:
            raise NotAContainer("Gói chứng cứ có phần trùng tên hoặc quá nhiều phần.")
        if self._names[:1] != [MIMETYPE] or self._small(MIMETYPE) != MEDIA_TYPE.encode():
            raise NotAContainer("Tệp không phải gói chứng cứ ASiC-E.")
        self._digests = {name: self._digest(name) for name in self._names[1:]}

    def judge(self, file: BinaryIO) -> Judgement:
        self._judge_whole()
        if not self._found.wrong:  # else nothing it says can be relied on
            self._found.evidence = json.loads(self._small(EVIDENCE))
            for told in self._found.evidence["seals"]:
                self._judge_seal(told)
        if not self._found.wrong and not self._is_as_written(file):
            self._found.wrong.append("Tệp có byte thừa hoặc bị sửa ngoài các phần được niêm phong.")
        return self._found

    def _judge_whole(self) -> None:
        covered = self._judge_manifest(WHOLE, "Gói chứng cứ", "đóng dấu cả gói")
        own = {manifest_name(WHOLE), signature_name(WHOLE)}
        for name in sorted(set(self._digests) - own - covered):
            self._found.wrong.append(f"Phần {name} không được niêm phong.")

    def _judge_manifest(self, seal: str, about: str, did: str) -> set[str]:
        """Hold the parts that a manifest names against it, and its seal against the manifest."""
        name, signature = manifest_name(seal), signature_name(seal)
        if name not in self._digests or signature not in self._digests:
            self._found.wrong.append(f"{about}: thiếu bảng kê hoặc chữ ký.")
            return set()
        try:
            named = read_manifest(self._small(name))
        except (NotXml, ValueError):
            self._found.wrong.append(f"{about}: bảng kê không đọc được.")
            return set()
        for part, digest in named.items():
            if self._digests.get(part) != digest:
                self._found.wrong.append(f"Phần {part} đã bị thay đổi hoặc bị mất.")
        self._judge_signature(self._small(signature), self._digests[name], about, did)
        self._judge_stamp(seal, self._small(signature), about)
        return set(named)

    def _judge_signature(self, signature: bytes, digest: str, about: str, did: str) -> None:
        try:
            finding = judge_seal(signature, digest, trust=self._trust)
        except NoSeal as refusal:
            self._found.wrong.append(f"{about}: {refusal}")
            return
        if not finding.intact:
            self._found.wrong.append(f"{about}: chữ ký không khớp với nội dung.")
        elif not finding.trusted:
            self._found.untrusted.append(f"{about}: {_who(finding)}; chứng thư số không thuộc tổ chức được tin cậy.")
        else:
            self._found.proved.append(f"{about}: {_who(finding)} {did}.")

    def _judge_stamp(self, seal: str, signature: bytes, about: str) -> None:
        name = stamp_name(seal)
        if name not in self._digests:
            return
        try:
            finding = judge_stamp(self._small(name), signature, trust=self._trust)
        except NoSeal as refusal:
            self._found.wrong.append(f"{about}: {refusal}")
            return
        moment = f"{finding.at:%d/%m/%Y %H:%M:%S} UTC"
        if not finding.intact:
            self._found.wrong.append(f"{about}: dấu thời gian không khớp với chữ ký.")
        elif not finding.trusted:
            self._found.untrusted.append(f"{about}: dấu thời gian {moment} không thuộc dịch vụ được tin cậy.")
        else:
            self._found.proved.append(f"{about}: có dấu thời gian {moment}.")

    def _judge_seal(self, told: dict[str, Any]) -> None:
        seal, about, did = str(told["id"]), str(told["about"]), str(told["did"])
        if told["foreign"]:
            signature = self._small(foreign_name(seal))
            self._judge_signature(signature, self._digests[packet_name(str(told["sha256"]))], about, did)
            self._judge_stamp(seal, signature, about)
            return
        covered = self._judge_manifest(seal, about, did)
        if covered != {packet_name(str(told["sha256"])), statement_name(seal)}:
            self._found.wrong.append(f"{about}: bảng kê không phải của gói tin này.")

    def _is_as_written(self, file: BinaryIO) -> bool:
        """Write the same parts again and compare: what lies between them would else go unseen."""
        packets = [name for name in self._names[1:] if name.endswith(".edxml")]
        small = {name: self._small(name) for name in self._names[1:] if not name.endswith(".edxml")}
        with tempfile.TemporaryFile() as again:
            _write([(name, self._opener(name)) for name in packets], small, again)
            return _digest_of(again) == _digest_of(file)

    def _opener(self, name: str) -> Open:
        return lambda: self._archive.open(name)  # type: ignore[return-value]

    def _digest(self, name: str) -> str:
        if not _NAMES.fullmatch(name) or ".." in name:
            raise NotAContainer("Gói chứng cứ có phần mang tên không hợp lệ.")
        with self._archive.open(name) as part:
            return hashlib.file_digest(part, "sha256").hexdigest()  # type: ignore[arg-type]

    def _small(self, name: str) -> bytes:
        if self._archive.getinfo(name).file_size > SMALL:
            raise NotAContainer(f"Phần {name} của gói chứng cứ lớn bất thường.")
        return self._archive.read(name)


def _who(finding: SealFinding) -> str:
    return finding.signer or finding.agency or "người không rõ tên"


def _digest_of(file: BinaryIO | IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
