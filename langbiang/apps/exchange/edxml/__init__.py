"""
edXML (QCVN 102:2016/BTTTT), the packet of the document axis: `read_packet`, `write_document`, `write_status`.

A plain package: it knows no database, no transport and no file store, only the shapes of them.
"""

from langbiang.apps.exchange.edxml.errors import CannotWrite, Unreadable
from langbiang.apps.exchange.edxml.limits import Limits
from langbiang.apps.exchange.edxml.packet import (
    Attachment,
    BusinessInfo,
    Document,
    DocumentPacket,
    Packet,
    Party,
    ReceiverChange,
    Replacement,
    ResponseFor,
    Staff,
    Status,
    StatusPacket,
    Trace,
    WrittenDate,
    WrittenTime,
)
from langbiang.apps.exchange.edxml.payload import Sink, Source, Stored
from langbiang.apps.exchange.edxml.readdress import keep_receivers
from langbiang.apps.exchange.edxml.reader import read_packet
from langbiang.apps.exchange.edxml.writer import Enclosure, Out, write_document, write_status

__all__ = [
    "Attachment",
    "BusinessInfo",
    "CannotWrite",
    "Document",
    "DocumentPacket",
    "Enclosure",
    "Limits",
    "Out",
    "Packet",
    "Party",
    "ReceiverChange",
    "Replacement",
    "ResponseFor",
    "Sink",
    "Source",
    "Staff",
    "Status",
    "StatusPacket",
    "Stored",
    "Trace",
    "Unreadable",
    "WrittenDate",
    "WrittenTime",
    "keep_receivers",
    "read_packet",
    "write_document",
    "write_status",
]
