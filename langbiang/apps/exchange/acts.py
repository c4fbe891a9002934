"""The facts the exchange journals."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("exchange.packet.sent", version=1)
@dataclass(frozen=True)
class PacketSent:
    """A document left an agency of this installation."""

    code: str
    subject: str
    receivers: int
    files: list[str]  # SHA-256 of each


@fact("exchange.packet.received", version=1)
@dataclass(frozen=True)
class PacketReceived:
    """A document came in from outside as an edXML file."""

    code: str
    subject: str
    sender: str
    integrity: str
    files: list[str]


@fact("exchange.packet.readdressed", version=1)
@dataclass(frozen=True)
class PacketReaddressed:
    """A packet from outside came in again and named receivers that did not have it."""

    code: str
    subject: str
    receivers: int


@fact("exchange.delivery.queued", version=1)
@dataclass(frozen=True)
class DeliveryQueued:
    """A packet that was there already is also addressed to this receiver."""

    receiver: str


@fact("exchange.delivery.arrived", version=1)
@dataclass(frozen=True)
class DeliveryArrived:
    """The packet stands in the receiver's system."""

    receiver: str


@fact("exchange.delivery.reported", version=1)
@dataclass(frozen=True)
class StatusReported:
    """A processing status came back to the sender (Decision 28/2018, Articles 6 and 9)."""

    code: str
    description: str
    reporter: str
