"""
The same packet for fewer receivers: `To` elements are cut out of the bytes, and nothing else changes.

The national axis takes from a province only what lies outside it. A packet that is only passed on keeps whatever its
sender wrote, unknown elements, order and white space included.
"""

from collections.abc import Collection
from typing import BinaryIO
from xml.parsers import expat

from langbiang.apps.exchange.edxml.vocabulary import NAMESPACE
from langbiang.apps.exchange.edxml.writer import Out

_PIECE = 64 * 1024
_MESSAGE = [f"{NAMESPACE} {name}" for name in ("edXML", "edXMLEnvelope", "edXMLHeader", "MessageHeader")]
_TO, _ORGAN = f"{NAMESPACE} To", f"{NAMESPACE} OrganId"


def keep_receivers(packet: BinaryIO, codes: Collection[str], out: Out) -> None:
    """Copy a packet that was read before, without the receivers whose code is not among `codes`; seekable."""
    cuts = [(begin, _end_of_tag(packet, last)) for begin, last, code in _receivers(packet) if code not in codes]
    packet.seek(0)
    for begin, end in cuts:
        _copy(packet, out, begin - packet.tell())
        packet.seek(end)
    while piece := packet.read(_PIECE):
        out.write(piece)


class _Receivers:
    """Notes where each `To` of the message begins, where its last tag begins, and whom it names."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int, str]] = []
        self.header_read = False
        self._open: list[str] = []
        self._begin, self._code = 0, ""
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name)
        if self._open == [*_MESSAGE, _TO]:
            self._begin, self._code = self.parser.CurrentByteIndex, ""

    def _text(self, text: str) -> None:
        if self._open == [*_MESSAGE, _TO, _ORGAN]:
            self._code += text

    def _end(self, name: str) -> None:
        if self._open == [*_MESSAGE, _TO]:
            self.found.append((self._begin, self.parser.CurrentByteIndex, self._code.strip()))
        self.header_read = self.header_read or self._open == _MESSAGE
        self._open.pop()


def _receivers(packet: BinaryIO) -> list[tuple[int, int, str]]:
    packet.seek(0)
    reading = _Receivers()
    while not reading.header_read and (piece := packet.read(_PIECE)):
        reading.parser.Parse(piece, False)
    return reading.found


def _end_of_tag(packet: BinaryIO, begin: int) -> int:
    """Say where the tag ends that begins there: an end tag, or an empty element's only one."""
    packet.seek(begin)
    end = begin
    while piece := packet.read(_PIECE):
        if (at := piece.find(b">")) >= 0:
            return end + at + 1
        end += len(piece)
    return end


def _copy(packet: BinaryIO, out: Out, size: int) -> None:
    while size > 0 and (piece := packet.read(min(size, _PIECE))):
        out.write(piece)
        size -= len(piece)
