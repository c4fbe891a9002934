"""What is no packet is refused by name, and leaves nothing behind."""

import io

import pytest

from langbiang.apps.exchange.edxml import Limits, Unreadable
from langbiang.apps.exchange.tests.store import PACKETS, read

NS = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
STATUS = (PACKETS / "status-01.edxml").read_bytes()
DOCUMENT = (PACKETS / "java-recall.edxml").read_bytes()
LAUGHS = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">'


def _with_dtd(dtd, entity=""):
    return f'<?xml version="1.0"?><!DOCTYPE edXML {dtd}><edXML xmlns="{NS}">{entity}</edXML>'.encode()


def _status_with(text):
    return STATUS.replace(b"<edXML:StatusCode>", f"{text}<edXML:StatusCode>".encode())


def _names(number, prefix):
    return " ".join(f'{prefix}a{number}_{place}="u"' for place in range(500))


REFUSED = {
    "unbound prefix": ((PACKETS / "malformed-unbound-prefix.edxml").read_bytes(), "tien-to-chua-khai-bao"),
    "dtd": (_with_dtd('SYSTEM "edxml.dtd"'), "co-dtd"),
    "billion laughs": (_with_dtd(f"[{LAUGHS}]", "&c;"), "co-dtd"),
    "external entity": (_with_dtd('[<!ENTITY x SYSTEM "file:///etc/hostname">]', "&x;"), "co-dtd"),
    "parameter entity": (_with_dtd('[<!ENTITY % x SYSTEM "http://localhost/x"> %x;]'), "co-dtd"),
    "entity without dtd": (_status_with("&ghost;"), "khong-phai-xml"),
    "junk before": (b"HTTP/1.1 200 OK\r\n\r\n" + STATUS, "rac-truoc-khai-bao"),
    "space before declaration": (b"\n" + STATUS, "rac-truoc-khai-bao"),
    "empty": (b"", "rong"),
    "white space": (b" \r\n ", "rong"),
    "utf-16": (STATUS.decode().encode("utf-16"), "sai-bang-ma"),
    "other encoding": (STATUS.replace(b"UTF-8", b"windows-1258"), "sai-bang-ma"),
    "not utf-8": (STATUS.replace("Mẫu".encode(), b"M\xe2\xabu"), "khong-phai-xml"),
    "wrong root": (f'<edXMLEnvelope xmlns="{NS}"/>'.encode(), "sai-phan-tu-goc"),
    "wrong namespace": (STATUS.replace(NS.encode(), b"http://www.go.vn/eDoc"), "sai-khong-gian-ten"),
    "no namespace": (b"<edXML><edXMLEnvelope/></edXML>", "sai-khong-gian-ten"),
    "no message": (f'<edXML xmlns="{NS}"><edXMLEnvelope/></edXML>'.encode(), "thieu-mo-ta"),
    "truncated": (DOCUMENT[:-400], "bi-cat-cut"),
    "truncated in the content": (DOCUMENT[: DOCUMENT.index(b"ContentTransferEncoded") + 300], "bi-cat-cut"),
    "json": (b'{"status": "FAIL"}', "rac-truoc-khai-bao"),
    "html": (b"<html><body>502</body></html>", "sai-phan-tu-goc"),
    "long text": (_status_with(f"<x>{'a' * 70_000}</x>"), "qua-lon"),
    "huge header": (_status_with(f"<x>{'a' * 60_000}</x>" * 100), "qua-lon"),
    "huge attribute": (_status_with(f'<x a="{"a" * 400_000}"/>'), "qua-lon"),
    "tag without end": (_status_with(f"<x {'a' * 10_000_000}"), "qua-lon"),
    "deep": (_status_with("<x>" * 40 + "</x>" * 40), "qua-nhieu-phan-tu"),
    "many elements": (_status_with("<x/>" * 20_001), "qua-nhieu-phan-tu"),
    "many attributes": (
        _status_with("".join(f"<x {_names(i, '')}/>" for i in range(50))),
        "qua-nhieu-phan-tu",
    ),
    "many prefixes": (
        _status_with("".join(f"<x {_names(i, 'xmlns:')}/>" for i in range(50))),
        "qua-nhieu-phan-tu",
    ),
    "junk behind": (STATUS + b"<edXML/>", "khong-phai-xml"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_its_code_and_nothing_kept(case, store):
    packet, code = REFUSED[case]
    with pytest.raises(Unreadable) as refusal:
        read(packet, store)
    assert refusal.value.code == code
    assert str(refusal.value).startswith(("Gói tin", "Phần", "Nội dung"))
    assert (store.kept, store.half_kept) == ([], 0)


def test_refusal_names_the_line(store):
    with pytest.raises(Unreadable, match=r"\(dòng \d+\)"):
        read(DOCUMENT[:-400], store)


def test_packet_over_the_limit_is_refused_while_it_streams(store):
    with pytest.raises(Unreadable) as refusal:
        read(DOCUMENT, store, Limits(packet_bytes=len(DOCUMENT) - 1))
    assert refusal.value.code == "qua-lon"


def test_more_attachments_than_allowed_are_refused(store):
    packet = (PACKETS / "java-three-mislabelled.edxml").read_bytes()
    with pytest.raises(Unreadable) as refusal:
        read(packet, store, Limits(attachments=2))
    assert refusal.value.code == "qua-nhieu-tep"
    assert store.half_kept == 0


def test_fault_of_the_stream_leaves_nothing_half_kept(store):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("line cut")
            return super().read(DOCUMENT.index(b"</edXML:ContentTransferEncoded"))

    with pytest.raises(OSError, match="line cut"):
        read(Broken(DOCUMENT), store)
    assert (store.kept, store.half_kept) == ([], 0)


def test_fault_of_the_store_leaves_nothing_half_kept(store):
    packet = (PACKETS / "java-three-mislabelled.edxml").read_bytes()
    new = store.new

    def fails_at_the_third():
        if store.begun == 2:
            raise OSError("disk full")
        return new()

    store.new = fails_at_the_third
    with pytest.raises(OSError, match="disk full"):
        read(packet, store)
    assert (store.kept, store.half_kept) == ([], 0)
