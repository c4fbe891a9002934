"""
Read one packet from a stream, in memory that does not grow with its attachments.

Order of things: read all XML (refuse what is no packet), unwrap ZIPs, keep every part, check every part. A
refusal can only come before anything is kept, and discards what was written.
"""

from collections.abc import Callable
from typing import BinaryIO

from langbiang.apps.exchange.edxml import attachments as parts
from langbiang.apps.exchange.edxml import header, integrity
from langbiang.apps.exchange.edxml.frame import Element, Frame
from langbiang.apps.exchange.edxml.limits import DEFAULT_LIMITS, Limits
from langbiang.apps.exchange.edxml.packet import Attachment, Packet, Party
from langbiang.apps.exchange.edxml.payload import Payload, Sink, Source, Spool


def read_packet(
    stream: Source,
    *,
    store: Callable[[], Sink],
    open_stored: Callable[[str], BinaryIO],
    pdf_opens: integrity.Opener,
    limits: Limits = DEFAULT_LIMITS,
    admit: Callable[[list[Party]], None] = lambda parties: None,
) -> Packet:
    """
    Read a packet and keep its attachments, or raise `Unreadable` and keep nothing.

    `store` begins a new file in the store, `open_stored` opens a kept one by its digest, seekable;
    `pdf_opens` tells, strictly, whether a file is a whole PDF: it may raise on bytes that make it stumble.
    `admit` hears sender and receivers before anything is kept, and may refuse them.
    """
    frame = Frame(lambda: Payload(store), limits)
    expansion = integrity.Expansion(limits)
    try:
        root = frame.read(stream)
        message = header.header_of(root)
        admit(header.parties(message))
        arrived = _received(root, store, expansion)
        _keep(arrived)
    except BaseException:
        for payload in frame.payloads:
            payload.discard()
        raise
    if header.is_status(root):
        return header.status_packet(message)
    openers = integrity.openers(pdf_opens, expansion)
    found: tuple[Attachment, ...] = tuple(parts.examine(each, open_stored, openers) for each in arrived)
    return header.document_packet(message, found, tuple(parts.mismatches(root)))


def _received(root: Element, store: Callable[[], Sink], expansion: integrity.Expansion) -> list[parts.Arrival]:
    nothing = Payload(store)
    nothing.fail("Tệp đính kèm không có nội dung.")
    arrived = parts.arrivals(root, nothing)
    for each in arrived:
        parts.unwrap(each, expansion)
    return arrived


def _keep(arrived: list[parts.Arrival]) -> None:
    for each in arrived:
        target = each.payload.target
        if target is not None and not isinstance(target, Spool):
            each.stored = target.keep()
            each.payload.target = None
