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


@fact("exchange.delivery.handed", version=1)
@dataclass(frozen=True)
class DeliveryHanded:
    """The next hub has the packet; whether the receiver has it is not known yet."""

    receiver: str
    system: str


@fact("exchange.delivery.stored", version=1)
@dataclass(frozen=True)
class DeliveryStored:
    """The receiver's own system says that it has stored the packet."""

    receiver: str
    system: str


@fact("exchange.delivery.failed", version=1)
@dataclass(frozen=True)
class DeliveryFailed:
    """The packet could not be handed to the receiver's system; it is set aside."""

    receiver: str
    system: str
    reason: str


@fact("exchange.system.connected", version=1)
@dataclass(frozen=True)
class SystemConnected:
    name: str
    protocol: str
    way: str
    codes: list[str]


@fact("exchange.system.suspended", version=1)
@dataclass(frozen=True)
class SystemSuspended:
    reason: str


@fact("exchange.system.resumed", version=1)
@dataclass(frozen=True)
class SystemResumed:
    """The system may call, and be called, again."""


@fact("exchange.system.renewed", version=1)
@dataclass(frozen=True)
class SecretRenewed:
    """The system got a new secret; the old one is worth nothing from then on."""


@fact("exchange.home.given", version=1)
@dataclass(frozen=True)
class HomeGiven:
    """An identifier code lives on the system from now on."""

    code: str


@fact("exchange.home.taken", version=1)
@dataclass(frozen=True)
class HomeTaken:
    """An identifier code lives on the system no more."""

    code: str


@fact("exchange.home.release_asked", version=1)
@dataclass(frozen=True)
class ReleaseAsked:
    """The system asked to receive no more for a code of its own; an administrator decides."""

    code: str


@fact("exchange.agencies.listed", version=1)
@dataclass(frozen=True)
class AgenciesListed:
    """The system's list of agencies was read, and what it says is kept."""

    new: int
    changed: int
    gone: int
    same: int


@fact("exchange.agencies.refused", version=1)
@dataclass(frozen=True)
class AgenciesRefused:
    """The system's list of agencies could not be had, or could not be right; nothing of it was kept."""

    reason: str
