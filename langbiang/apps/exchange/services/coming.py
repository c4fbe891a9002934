"""A packet on its way in: read and kept byte for byte at once, in memory that does not grow with it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings

from langbiang.apps.exchange import edxml
from langbiang.apps.exchange.models import System
from langbiang.foundation import signing
from langbiang.foundation.files.interface import File, Infected, Stored, Writer, check_clean, enter_file, open_bytes
from langbiang.foundation.journal.interface import Actor

EDXML = "application/xml"
_PIECE = 256 * 1024
NO_IDENTIFIER = "{name} chưa có mã định danh. Tệp edXML phải ghi mã định danh của nơi gửi và mọi nơi nhận."


@dataclass(frozen=True, kw_only=True)
class Coming:
    """
    How a packet came: by whom, from which system (None: as a file), under what name there.

    `stored` holds its very bytes. `only` narrows the receivers to those that this one call is meant for. `seal` is
    the sender's own over these bytes.
    """

    by: Actor
    now: datetime
    stored: Stored
    name: str
    system: System | None = None
    remote_id: str = ""
    only: frozenset[str] | None = None
    seal: bytes = b""

    @property
    def system_id(self) -> int | None:
        return self.system.pk if self.system else None

    def enter_original(self) -> File:
        """Enter the bytes in the file store; the row that points at them follows in the same transaction."""
        return enter_file(self.stored, name=self.name, media_type=EDXML, now=self.now)


class Copy:
    """A stream that is written to the file store while it is read, and knows its size and digest."""

    def __init__(self, stream: edxml.Source) -> None:
        self._stream, self._writer = stream, Writer()
        self._hash, self.size = hashlib.sha256(), 0

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def read(self, size: int, /) -> bytes:
        piece = self._stream.read(size)
        self._hash.update(piece)
        self.size += len(piece)
        self._writer.write(piece)
        return piece

    def keep(self) -> Stored:
        return self._writer.keep()

    def discard(self) -> None:
        self._writer.discard()


@contextmanager
def copied(stream: edxml.Source) -> Iterator[Copy]:
    """Copy a stream; what is not kept within is forgotten."""
    copy = Copy(stream)
    try:
        yield copy
    finally:
        copy.discard()  # nothing is left to discard where it was kept


def read(copy: Copy, admit: Callable[[list[edxml.Party]], None]) -> edxml.Packet:
    """
    Read a packet and keep its attachments; `admit` may refuse it before anything is kept.

    :raises edxml.Unreadable: with a code and a sentence.
    :raises NotScanned: when nobody can say now whether an attachment holds a virus.
    """
    packet = edxml.read_packet(
        copy,
        store=Writer,
        open_stored=open_bytes,
        pdf_opens=signing.opens_strictly,
        limits=edxml.Limits(packet_bytes=settings.PACKET_LIMIT),
        admit=admit,
    )
    if isinstance(packet, edxml.DocumentPacket):
        _check_clean(packet.attachments)
    return packet


def _check_clean(attachments: Iterable[edxml.Attachment]) -> None:
    for each in attachments:
        if each.digest:
            with open_bytes(each.digest) as stream:
                try:
                    check_clean(iter(partial(stream.read, _PIECE), b""), each.name)
                except Infected as found:
                    raise edxml.Unreadable(str(found), code="vi-rut") from found


def check_identifiers(parties: list[edxml.Party]) -> None:
    """Refuse a packet that does not say who sends or who is to receive: by what name would it be delivered?"""
    for party in parties:
        if not party.organ_id:
            name = party.name or "Nơi gửi hoặc nơi nhận"
            raise edxml.Unreadable(NO_IDENTIFIER.format(name=name), code="khong-ma-dinh-danh")
