"""Damaged or whole: the rule of `integrity`, case by case."""

import base64
import io
import zipfile

import pytest

from langbiang.apps.exchange.edxml import Limits
from langbiang.apps.exchange.edxml.attachments import safe_name
from langbiang.apps.exchange.tests.store import PACKETS, read

TEMPLATE = (PACKETS / "java-recall.edxml").read_bytes()
PDF = base64.b64decode(TEMPLATE.split(b'QCVN_102_2016">')[-1].split(b"<")[0])
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU"
    b"\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82"
)
OLE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(10)
    + b"\x01\0\0\0" + b"\x01\0\0\0" + bytes(24) + b"\0\0\0\0" + b"\xff" * 432 + bytes(1024)
)  # fmt: skip


def _zip(entries, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def _packet(content, name, declared="application/octet-stream", encoded=None):
    encoded = base64.b64encode(content) if encoded is None else encoded
    start = TEMPLATE.rindex(b'QCVN_102_2016">') + 15
    packet = TEMPLATE[:start] + encoded + TEMPLATE[TEMPLATE.index(b"<", start) :]
    return packet.replace(b"thu-hoi.pdf", name.encode()).replace(b"application/pdf", declared.encode())


def _attachment(store, *packet, limits=None):
    (attachment,) = read(_packet(*packet), store, limits or Limits()).attachments
    assert store.half_kept == 0
    return attachment


DOCX = _zip({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
ODT = _zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>"}, zipfile.ZIP_STORED)

WHOLE = [
    ("a.pdf", PDF, "application/pdf"),
    ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.odt", ODT, "application/vnd.oasis.opendocument.text"),
    ("a.doc", OLE, "application/x-ole-storage"),
    ("a.png", PNG, "image/png"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(20) + b"\xff\xd9", "image/jpeg"),
    ("a.gif", b"GIF89a" + bytes(range(0x80, 0x9F)) + b"\x3b", "image/gif"),
    ("a.tif", b"II*\0\x08\0\0\0\0\0\x9a\x80\0\0", "image/tiff"),
    ("a.rtf", b"{\\rtf1 v\\'e2n b\\'e3n}\r\n", "application/rtf"),
    ("a.xml", b'<?xml version="1.0"?><a x:y="1"/>', "application/xml"),
    ("a.txt", "Kính gửi".encode(), "text/plain"),
    ("a.zip", _zip({"a.txt": "x" * 99}), "application/zip"),
    ("hai-tep.zip", _zip({"a": "1", "b": "2"}), "application/zip"),
]


@pytest.mark.parametrize(("name", "content", "kind"), WHOLE, ids=[name for name, *_ in WHOLE])
def test_whole_file_under_its_own_name_is_ok(name, content, kind, store):
    attachment = _attachment(store, content, name)
    assert (attachment.integrity, attachment.warning, attachment.sniffed) == ("ok", "", kind)
    assert not attachment.unzipped
    assert store.bytes_of(attachment.digest) == content


@pytest.mark.parametrize(("name", "content", "kind"), WHOLE[:9], ids=[name for name, *_ in WHOLE[:9]])
def test_cut_file_is_damaged(name, content, kind, store):
    assert _attachment(store, content[: len(content) // 2 - 3], name).integrity == "damaged"


@pytest.mark.parametrize(("name", "content", "kind"), WHOLE[3:8], ids=[name for name, *_ in WHOLE[3:8]])
def test_file_turned_into_text_and_back_is_damaged(name, content, kind, store):
    converted = content.decode("utf-8", errors="replace").encode()
    assert _attachment(store, converted, name).integrity == "damaged"


@pytest.mark.parametrize(
    ("name", "declared", "content", "integrity", "warned"),
    [
        ("a.doc", "application/pdf", b"<?xml version='1.0'?><a/>", "ok", True),
        ("a.pdf", "application/pdf", PNG, "ok", True),
        ("a.pdf", "application/zip", b"chi la van ban", "damaged", False),
        ("khong-duoi", "application/pdf", b"chi la van ban", "damaged", False),
        ("a.txt", "application/pdf", b"chi la van ban", "damaged", False),
        ("khong-duoi", "application/xslx", b"chi la van ban", "damaged", False),
        ("a.txt", "application/zip", b"chi la van ban", "ok", False),
        ("a.txt", "text/plain", b"\x00\x01\x02", "damaged", False),
        ("a.txt", "text/plain", b"ti\xaang vi\xd6t", "ok", False),
        ("a.dwg", "application/octet-stream", b"AC1015\x00\x00", "ok", True),
        ("a.pdf", "application/pdf", b"<html>502 Bad Gateway</html>", "damaged", False),
        ("a.xml", "text/xml", b"<?xml version='1.0'?><a>", "damaged", False),
        ("a.xml", "text/xml", b"<?xml version='1.0'?><!DOCTYPE a><a/>", "damaged", False),
        ("a.xml", "text/xml", b"<?xml version='1.0'?>" + b"<a>" * 2000 + b"</a>" * 2000, "damaged", False),
        ("a.xml", "text/xml", b"<?xml version='1.0'?><a " + b"b" * 600_000 + b"=''/>", "damaged", False),
        ("a.txt", "text/plain", b"", "damaged", False),
    ],
)
def test_claims_against_bytes(name, declared, content, integrity, warned, store):
    attachment = _attachment(store, content, name, declared)
    assert (attachment.integrity, bool(attachment.warning)) == (integrity, warned)
    assert bool(attachment.reason) == (integrity == "damaged")


@pytest.mark.parametrize(
    "encoded",
    [b"QUJD*", b"QUI", b"QUI=QUI=", b"Q=JD", "Tệp".encode(), b"QUJD<x/>QUJD", b"QUJD" * 30_000 + b"Q"],
)
def test_broken_base64_is_damaged_and_leaves_nothing(encoded, store):
    attachment = _attachment(store, b"", "a.txt", "text/plain", encoded)
    assert (attachment.integrity, attachment.digest, attachment.size) == ("damaged", "", 0)
    assert store.kept == []


def test_white_space_in_base64_is_nothing(store):
    attachment = _attachment(store, b"", "a.txt", "text/plain", b" \r\n QU\tJ\nD<!-- so --> RA==\n")
    assert store.bytes_of(attachment.digest) == b"ABCD"


def test_attachment_with_two_contents_is_damaged(store):
    packet = _packet(PDF, "a.pdf").replace(
        b"    </Attachment>", b"<ContentTransferEncoded>QUJD</ContentTransferEncoded></Attachment>"
    )
    (attachment,) = read(packet, store).attachments
    assert (attachment.integrity, store.kept, store.half_kept) == ("damaged", [], 0)


def test_attachment_without_content_is_damaged(store):
    packet = _packet(PDF, "a.pdf")
    start = packet.index(b"<edXML:ContentTransferEncoded")
    end = packet.index(b"    </Attachment>")
    (attachment,) = read(packet[:start] + packet[end:], store).attachments
    assert attachment.reason == "Tệp đính kèm không có nội dung."


def test_damaged_wrapping_is_kept_as_it_came(store):
    wrapped = bytearray(_zip({"x.txt": "nội dung " * 50}))
    wrapped[45] ^= 0xFF
    attachment = _attachment(store, bytes(wrapped), "a.txt", "text/plain")
    assert (attachment.integrity, attachment.unzipped) == ("damaged", False)
    assert store.bytes_of(attachment.digest) == wrapped


@pytest.mark.parametrize("name", ["a.txt", "a.zip"])
def test_zip_bomb_is_damaged_and_never_expanded(name, store):
    bomb = _zip({"x.txt": bytes(30_000_000)})
    attachment = _attachment(store, bomb, name)
    assert attachment.integrity == "damaged"
    assert "bung" in attachment.reason
    assert attachment.size == len(bomb)


def test_all_zips_of_a_packet_share_one_account(store):
    attachment = _attachment(store, _zip({"x.txt": b"a" * 2000}), "a.txt", limits=Limits(expanded_bytes=1000))
    assert attachment.integrity == "damaged"


def test_zip_with_a_huge_directory_is_damaged(store):
    archive = _zip({f"{number:0200}": "" for number in range(9000)}, zipfile.ZIP_STORED)
    assert _attachment(store, archive, "a.zip").integrity == "damaged"


def test_zip_by_a_method_that_cannot_be_bounded_is_not_unwrapped(store):
    attachment = _attachment(store, _zip({"x.txt": "a"}, zipfile.ZIP_LZMA), "a.zip")
    assert (attachment.integrity, attachment.unzipped) == ("ok", False)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\a.doc", "a.doc"),
        ("a\x00b\u202efdp.exe", "abfdp.exe"),
        ("Công\tvăn\n1.pdf", "Công văn 1.pdf"),
        ("..", "tep-dinh-kem-1"),
        ("", "tep-dinh-kem-1"),
        ("a" * 300 + ".docx", "a" * 145 + ".docx"),
        ("a." + "b" * 300, "a." + "b" * 148),
    ],
)
def test_names_are_made_safe(name, safe):
    assert safe_name(name, 1) == safe
