"""
From bytes to elements: expat, with every door closed that a header does not need.

Elements are known by namespace and local name, as any prefix may be used; those of another namespace are
kept as `{namespace}name`, so that they never pass for ours. The text of an attachment's content never
becomes an element's text: it goes to a `Payload` as it streams.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from langbiang.apps.exchange.edxml.errors import Unreadable
from langbiang.apps.exchange.edxml.limits import Limits
from langbiang.apps.exchange.edxml.payload import Payload, Source
from langbiang.apps.exchange.edxml.vocabulary import NAMESPACE

_PIECE = 64 * 1024
_UTF8_MARK = b"\xef\xbb\xbf"
_CONTENT = ["edXML", "AttachmentEncoded", "Attachment", "ContentTransferEncoded"]
_ENDS_TOO_SOON = ("bi-cat-cut", "Gói tin bị cắt cụt, thiếu phần cuối.")
_ODD_XML = {
    expat.errors.XML_ERROR_NO_ELEMENTS: _ENDS_TOO_SOON,
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: _ENDS_TOO_SOON,
    expat.errors.XML_ERROR_PARTIAL_CHAR: _ENDS_TOO_SOON,
    expat.errors.XML_ERROR_UNBOUND_PREFIX: (
        "tien-to-chua-khai-bao",
        "Gói tin dùng tiền tố không gian tên chưa khai báo.",
    ),
    expat.errors.XML_ERROR_MISPLACED_XML_PI: (
        "rac-truoc-khai-bao",
        "Gói tin có ký tự thừa trước khai báo XML.",
    ),
}
_NOT_XML = ("khong-phai-xml", "Gói tin không phải XML đúng cú pháp.")


@dataclass
class Element:
    """One element, with what it holds."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Element"] = field(default_factory=list)
    payload: Payload | None = None

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def has(self, name: str) -> bool:
        return bool(self.all(name))

    def at(self, *path: str) -> "Element":
        """The first element along the path; an empty one where there is none."""
        here = self
        for name in path:
            here = next(iter(here.all(name)), Element(name))
        return here

    def value(self, *path: str) -> str:
        return self.at(*path).text.strip()

    def as_json(self) -> dict[str, Any]:
        """The element and all below it, for keeping."""
        return {
            "name": self.name,
            "attributes": dict(self.attributes),
            "text": self.text.strip(),
            "children": [child.as_json() for child in self.children],
        }


class Frame:
    """Reads one packet. `payloads` holds the contents begun so far, also when reading fails."""

    def __init__(self, new_payload: Callable[[], Payload], limits: Limits) -> None:
        self.payloads: list[Payload] = []
        self._new_payload = new_payload
        self._limits = limits
        self._open: list[Element] = []
        self._root = Element("")
        self._names = 0
        self._chars = 0

    def read(self, stream: Source) -> Element:
        """Read to the end, and give the root element."""
        parser = self._parser()
        try:
            given = 0
            for piece in _pieces(stream, self._limits):
                parser.Parse(piece, False)
                given += len(piece)
                # A tag or comment without end stays in the parser's memory: what it holds may not pile up.
                if given - parser.CurrentByteIndex > self._limits.tag_bytes:
                    raise Unreadable("Gói tin có thẻ hoặc chú thích quá dài.", code="qua-lon")
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            code, sentence = _ODD_XML.get(expat.errors.messages[error.code], _NOT_XML)
            raise Unreadable(f"{sentence} (dòng {error.lineno})", code=code) from error
        return self._root

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("UTF-8", " ")
        parser.buffer_text = True
        parser.buffer_size = _PIECE
        parser.XmlDeclHandler = _refuse_other_encoding
        parser.StartDoctypeDeclHandler = _refuse_dtd
        parser.EntityDeclHandler = _refuse_dtd
        parser.ExternalEntityRefHandler = _refuse_dtd
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text
        parser.EndElementHandler = self._end
        return parser

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        self._count(qualified, attributes)
        element = Element(_name(qualified, NAMESPACE), {_name(k, ""): v for k, v in attributes.items()})
        if self._open:
            self._open[-1].children.append(element)
        else:
            _refuse_other_root(qualified)
            self._root = element
        self._open.append(element)
        if [parent.name for parent in self._open] == _CONTENT:
            element.payload = self._begin_content(self._open[-2])

    def _count(self, qualified: str, attributes: dict[str, str]) -> None:
        self._count_names(1 + len(attributes))
        if len(self._open) >= self._limits.depth:
            raise Unreadable("Gói tin lồng quá sâu.", code="qua-nhieu-phan-tu")
        self._count_chars(len(qualified) + sum(len(k) + len(v) for k, v in attributes.items()))
        if self._open and self._open[-1].payload:
            self._open[-1].payload.fail("Nội dung tệp lẫn phần tử XML.")

    def _count_names(self, names: int) -> None:
        """The parser remembers every name and prefix to the end, so all kinds of them count."""
        self._names += names
        if self._names > self._limits.names:
            raise Unreadable("Gói tin có quá nhiều phần tử.", code="qua-nhieu-phan-tu")

    def _declare(self, prefix: str | None, namespace: str | None) -> None:
        self._count_names(1)

    def _count_chars(self, chars: int) -> None:
        self._chars += chars
        if self._chars > self._limits.header_chars:
            raise Unreadable("Phần mô tả của gói tin quá lớn.", code="qua-lon")

    def _begin_content(self, attachment: Element) -> Payload:
        if len(self.payloads) >= self._limits.attachments:
            raise Unreadable(f"Gói tin có hơn {self._limits.attachments} tệp đính kèm.", code="qua-nhieu-tep")
        payload = self._new_payload()
        self.payloads.append(payload)
        twins = [other.payload for other in attachment.children if other.payload]
        for twin in [*twins, payload] if twins else []:
            twin.fail("Một tệp đính kèm có hai nội dung.")
        return payload

    def _text(self, text: str) -> None:
        element = self._open[-1]
        if element.payload:
            element.payload.feed(text)
            return
        self._count_chars(len(text))
        element.text += text
        if len(element.text) > self._limits.text_chars:
            raise Unreadable(f"Nội dung của phần tử {element.name} quá dài.", code="qua-lon")

    def _end(self, qualified: str) -> None:
        element = self._open.pop()
        if element.payload:
            element.payload.close()


def _pieces(stream: Source, limits: Limits) -> Iterator[bytes]:
    total = 0
    piece = _opening(stream)
    while piece:
        total += len(piece)
        if total > limits.packet_bytes:
            raise Unreadable("Gói tin vượt dung lượng cho phép.", code="qua-lon")
        yield piece
        piece = stream.read(_PIECE)


def _opening(stream: Source) -> bytes:
    """The first piece, without a byte-order mark; anything but markup there has its own name."""
    piece = stream.read(_PIECE)
    while 0 < len(piece) < len(_UTF8_MARK) + 1 and (more := stream.read(_PIECE)):
        piece += more
    if piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("Gói tin không dùng bảng mã UTF-8.", code="sai-bang-ma")
    piece = piece.removeprefix(_UTF8_MARK)
    if not piece.strip():
        raise Unreadable("Gói tin rỗng.", code="rong")
    if not piece.lstrip().startswith(b"<"):
        raise Unreadable("Gói tin có ký tự thừa trước khai báo XML.", code="rac-truoc-khai-bao")
    return piece


def _name(qualified: str, own: str) -> str:
    namespace, _, local = qualified.rpartition(" ")
    return local if namespace == own else f"{{{namespace}}}{local}"


def _refuse_other_encoding(version: str, encoding: str | None, standalone: int) -> None:
    if encoding and encoding.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise Unreadable("Gói tin không dùng bảng mã UTF-8.", code="sai-bang-ma")


def _refuse_dtd(*_: object) -> int:
    raise Unreadable("Gói tin chứa DTD hoặc thực thể, không được chấp nhận.", code="co-dtd")


def _refuse_other_root(qualified: str) -> None:
    namespace, _, local = qualified.rpartition(" ")
    if local != "edXML":
        raise Unreadable(f"Phần tử gốc là {local[:100]}, không phải edXML.", code="sai-phan-tu-goc")
    if namespace != NAMESPACE:
        raise Unreadable("Gói tin edXML dùng không gian tên khác QCVN 102:2016.", code="sai-khong-gian-ten")
