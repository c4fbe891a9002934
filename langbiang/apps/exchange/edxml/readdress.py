"""
The same packet for fewer receivers: `To` elements are cut out of the bytes, and nothing else changes.

The national axis takes from a province only what lies outside it. A packet that is only passed on keeps whatever its
sender wrote, unknown elements, order and white space included.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from langbiang.apps.exchange.edxml.vocabulary import NAMESPACE
from langbiang.apps.exchange.edxml.writer import Out

_PIECE = 64 * 1024
_MESSAGE = [f"{NAMESPACE} {name}" for name in ("edXML", "edXMLEnvelope", "edXMLHeader", "MessageHeader")]
_RECEIVER, _ORGAN = [*_MESSAGE, f"{NAMESPACE} To"], f"{NAMESPACE} OrganId"


def keep_receivers(packet: BinaryIO, codes: Collection[str], out: Out) -> None:
    """Copy a packet that was read before, without the receivers whose code is not among `codes`; seekable."""
    cuts = [(each.begin, _end_of(each, packet)) for each in _receivers(packet) if each.code not in codes]
    packet.seek(0)
    for begin, end in cuts:
        _copy(packet, out, begin - packet.tell())
        packet.seek(end)
    while piece := packet.read(_PIECE):
        out.write(piece)


@dataclass
class _Receiver:
    """Where a `To` begins, where expat stood at its end, whom it names, and whether anything stands in it."""

    begin: int
    last: int = 0
    code: str = ""
    filled: bool = False


class _Receivers:
    """Notes the `To` elements of the message."""

    def __init__(self) -> None:
        self.found: list[_Receiver] = []
        self.header_read = False
        self._open: list[str] = []
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._fill()
        self._open.append(name)
        if self._open == _RECEIVER:
            self.found.append(_Receiver(self.parser.CurrentByteIndex))

    def _text(self, text: str) -> None:
        self._fill()
        if self._open == [*_RECEIVER, _ORGAN]:
            self.found[-1].code += text.strip()

    def _end(self, name: str) -> None:
        if self._open == _RECEIVER:
            self.found[-1].last = self.parser.CurrentByteIndex
        self.header_read = self.header_read or self._open == _MESSAGE
        self._open.pop()

    def _fill(self) -> None:
        if self._open == _RECEIVER:
            self.found[-1].filled = True


def _receivers(packet: BinaryIO) -> list[_Receiver]:
    packet.seek(0)
    reading = _Receivers()
    while not reading.header_read and (piece := packet.read(_PIECE)):
        reading.parser.Parse(piece, False)
    return reading.found


def _end_of(receiver: _Receiver, packet: BinaryIO) -> int:
    """Say where the element ends: expat stands before an end tag, but behind an empty element's only tag."""
    packet.seek(receiver.last - 2)
    if packet.read(2) == b"/>" and not receiver.filled:
        return receiver.last
    end = receiver.last
    while piece := packet.read(_PIECE):
        if (at := piece.find(b">")) >= 0:
            return end + at + 1
        end += len(piece)
    return end


def _copy(packet: BinaryIO, out: Out, size: int) -> None:
    while size > 0 and (piece := packet.read(min(size, _PIECE))):
        out.write(piece)
        size -= len(piece)
