"""
XML without surprises: elements, text and attributes; no DTD, no entity, nothing from outside.

For small papers that are read whole (metadata of a package). The packets of the exchange, which carry attachments of
hundreds of megabytes, are read by a reader of their own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from .errors import Refused

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DEPTH, ELEMENTS = 16, 500_000


class NotXml(Refused):
    """It is not well-formed, too deep or large, or uses what is not allowed: a DTD, an entity, another encoding."""


@dataclass
class Element:
    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: "list[Element]" = field(default_factory=list)

    def all(self, name: str) -> "list[Element]":
        return [child for child in self.children if child.name == name]

    def at(self, *path: str) -> "Element":
        """Give the first element along the path; an empty one where there is none."""
        here = self
        for name in path:
            here = next(iter(here.all(name)), Element(name))
        return here

    def value(self, *path: str) -> str:
        return self.at(*path).text.strip()


def write_xml(root: Element) -> bytes:
    """Write in UTF-8, two spaces a level; letters that XML cannot hold are left out. Equal input, equal bytes."""
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_lines(root, ""))).encode()


def _lines(element: Element, indent: str) -> Iterator[str]:
    told = "".join(f" {name}={quoteattr(_plain(value))}" for name, value in element.attributes.items())
    if element.children:
        yield f"{indent}<{element.name}{told}>\n"
        for child in element.children:
            yield from _lines(child, f"{indent}  ")
        yield f"{indent}</{element.name}>\n"
    else:
        yield f"{indent}<{element.name}{told}>{escape(_plain(element.text))}</{element.name}>\n"


def _plain(words: str) -> str:
    return _NOT_IN_XML.sub("", words)


def read_xml(content: bytes) -> Element:
    """:raises NotXml: with the sentence for the person."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # the parser would take these marks at their word
        raise NotXml("XML không dùng bảng mã UTF-8.")
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotXml(f"Không phải XML đúng cú pháp (dòng {error.lineno}).") from error
    assert reader.root is not None  # expat refuses a text without an element
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = _refuse_other_encoding
        self.parser.StartDoctypeDeclHandler = _refuse_dtd
        self.parser.EntityDeclHandler = _refuse_dtd
        self.parser.ExternalEntityRefHandler = _refuse_dtd
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEPTH or self._count > ELEMENTS:
            raise NotXml("XML lồng quá sâu hoặc có quá nhiều phần tử.")
        element = Element(name, attributes=attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _end(self, name: str) -> None:
        self._open.pop()


def _refuse_other_encoding(version: str, encoding: str | None, standalone: int) -> None:
    if encoding and encoding.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise NotXml("XML không dùng bảng mã UTF-8.")


def _refuse_dtd(*_: object) -> int:
    raise NotXml("XML chứa DTD hoặc thực thể, không được chấp nhận.")
