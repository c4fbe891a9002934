"""The facts that records work journals."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("documents.outgoing.registered", version=1)
@dataclass(frozen=True)
class OutgoingRegistered:
    subject: str
    file: str  # SHA-256


@fact("documents.outgoing.changed", version=1)
@dataclass(frozen=True)
class OutgoingChanged:
    """Facts, places of the fields or receivers were changed before the signature."""

    what: str


@fact("documents.outgoing.presented", version=1)
@dataclass(frozen=True)
class OutgoingPresented:
    signer: str
    file: str


@fact("documents.outgoing.returned", version=1)
@dataclass(frozen=True)
class OutgoingReturned:
    reason: str


@fact("documents.outgoing.signed", version=1)
@dataclass(frozen=True)
class OutgoingSigned:
    competence: str
    file: str


@fact("documents.outgoing.issued", version=1)
@dataclass(frozen=True)
class OutgoingIssued:
    """Number and date were given and the agency's signature added (Decree 30/2020, Articles 15 and 17)."""

    code: str
    issued_on: str
    file: str


@fact("documents.outgoing.sent", version=1)
@dataclass(frozen=True)
class OutgoingSent:
    receivers: int


@fact("documents.outgoing.cancelled", version=1)
@dataclass(frozen=True)
class OutgoingCancelled:
    reason: str


@fact("documents.incoming.arrived", version=1)
@dataclass(frozen=True)
class IncomingArrived:
    sender: str
    code: str
    integrity: str
    verdict: str


@fact("documents.incoming.accepted", version=1)
@dataclass(frozen=True)
class IncomingAccepted:
    arrival_number: int


@fact("documents.incoming.refused", version=1)
@dataclass(frozen=True)
class IncomingRefused:
    reason: str


@fact("documents.incoming.assigned", version=1)
@dataclass(frozen=True)
class IncomingAssigned:
    to: str
    instruction: str
    due_at: str


@fact("documents.incoming.started", version=1)
@dataclass(frozen=True)
class IncomingStarted:
    pass


@fact("documents.incoming.completed", version=1)
@dataclass(frozen=True)
class IncomingCompleted:
    result: str


@fact("documents.incoming.handed_over", version=1)
@dataclass(frozen=True)
class IncomingHandedOver:
    """Open work went to another seat, because a post was left; `undo` marks the way back."""

    to: str
    undo: bool


@fact("documents.outgoing.handed_over", version=1)
@dataclass(frozen=True)
class OutgoingHandedOver:
    to: str
    undo: bool
