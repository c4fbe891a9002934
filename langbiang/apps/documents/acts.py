"""The facts that records work journals."""

from dataclasses import dataclass
from typing import Any

from langbiang.foundation.journal.interface import fact, lift


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


@fact("documents.outgoing.submitted", version=1)
@dataclass(frozen=True)
class OutgoingSubmitted:
    """The drafter gave it to the head of the unit, or on to the office (Decree 30/2020, Articles 11 and 12)."""

    to: str


@fact("documents.outgoing.approved", version=1)
@dataclass(frozen=True)
class OutgoingApproved:
    """The head of the drafting unit answers for the content (Decree 30/2020, Article 12.1)."""

    note: str


@fact("documents.outgoing.withdrawn", version=1)
@dataclass(frozen=True)
class OutgoingWithdrawn:
    """The drafter took it back before the signature."""


@fact("documents.outgoing.opinions_asked", version=1)
@dataclass(frozen=True)
class OpinionsAsked:
    units: str
    due_at: str


@fact("documents.outgoing.opinion_given", version=1)
@dataclass(frozen=True)
class OpinionGiven:
    unit: str
    agrees: bool
    words: str


@fact("documents.outgoing.voided", version=1)
@dataclass(frozen=True)
class OutgoingVoided:
    """An issued number was cancelled before sending; it stays in the register as that."""

    code: str
    reason: str


@fact("documents.outgoing.recalled", version=1)
@dataclass(frozen=True)
class OutgoingRecalled:
    """What was sent is taken back (Decree 30/2020, Article 18.4; Decision 28/2018, Article 8)."""

    reason: str


@fact("documents.outgoing.replaced", version=1)
@dataclass(frozen=True)
class OutgoingReplaced:
    """A document of equal form took its place (Decree 30/2020, Article 18.3)."""

    by: str
    reason: str


@fact("documents.outgoing.updated", version=1)
@dataclass(frozen=True)
class OutgoingUpdated:
    """It was sent to further receivers."""

    receivers: int
    reason: str


@fact("documents.outgoing.published", version=1)
@dataclass(frozen=True)
class OutgoingPublished:
    """A legal document appeared in the gazette, on a portal or on the board."""

    medium: str
    on: str
    reference: str


@fact("documents.outgoing.publication_undone", version=1)
@dataclass(frozen=True)
class PublicationUndone:
    """The record of a publication was a mistake; `reference` keeps what it said."""

    medium: str
    reference: str
    reason: str


@fact("documents.outgoing.seen", version=1)
@dataclass(frozen=True)
class UnitCopySeen:
    """Who had a unit's copy of a sent document said it was seen."""

    unit: str


@fact("documents.outgoing.given", version=1)
@dataclass(frozen=True)
class UnitCopyGiven:
    """The head of a unit gave the unit's copy of a sent document to a person of it."""

    to: str
    note: str
    due_at: str


@fact("documents.number.reserved", version=1)
@dataclass(frozen=True)
class NumberReserved:
    number: int
    reason: str


@fact("documents.number.used", version=1)
@dataclass(frozen=True)
class NumberUsed:
    code: str


@fact("documents.number.cancelled", version=1)
@dataclass(frozen=True)
class NumberCancelled:
    reason: str


@fact("documents.series_rule.set", version=1)
@dataclass(frozen=True)
class SeriesRuleSet:
    mode: str
    year: int


@fact("documents.signing_authority.granted", version=1)
@dataclass(frozen=True)
class SigningAuthorityGranted:
    to: str
    competence: str
    ground: str


@fact("documents.signing_authority.withdrawn", version=1)
@dataclass(frozen=True)
class SigningAuthorityWithdrawn:
    reason: str


@fact("documents.incoming.arrived", version=1)
@dataclass(frozen=True)
class IncomingArrived:
    sender: str
    code: str
    integrity: str
    verdict: str


@fact("documents.incoming.registered", version=1)
@dataclass(frozen=True)
class IncomingRegistered:
    """What came by post, by hand or by mail was entered and numbered; `twice_for` says why, though it was there."""

    channel: str
    sender: str
    code: str
    arrival_number: int
    files: list[str]  # SHA-256
    verdict: str
    twice_for: str


@fact("documents.incoming.recalled", version=1)
@dataclass(frozen=True)
class IncomingRecalled:
    """The sender took the document back; it was cancelled here (Decree 30/2020, Article 18.4)."""

    reason: str


@fact("documents.incoming.accepted", version=1)
@dataclass(frozen=True)
class IncomingAccepted:
    arrival_number: int


@fact("documents.incoming.refused", version=1)
@dataclass(frozen=True)
class IncomingRefused:
    reason: str


@fact("documents.incoming.presented", version=1)
@dataclass(frozen=True)
class IncomingPresented:
    """Put before a leader by the clerk, or passed on by another leader (Decree 30/2020, Article 23)."""

    to: str
    note: str


@fact("documents.incoming.sent_back", version=1)
@dataclass(frozen=True)
class IncomingSentBack:
    """The leader gave it back to the records clerk."""

    reason: str


@fact("documents.incoming.instructed", version=1)
@dataclass(frozen=True)
class IncomingInstructed:
    """The leader's instruction (bút phê); `leader` is whose words they are, entered by the clerk or not."""

    leader: str
    words: str
    lead: str
    coordinate: list[str]
    inform: list[str]
    due_at: str


@fact("documents.incoming.assigned", version=1)
@dataclass(frozen=True)
class IncomingAssigned:
    """A unit head gave the unit's part to a person; before the leader's instruction had its own act, any assignment."""

    to: str
    instruction: str
    due_at: str


@fact("documents.incoming.started", version=1)
@dataclass(frozen=True)
class IncomingStarted:
    pass


@fact("documents.incoming.returned", version=1)
@dataclass(frozen=True)
class IncomingReturned:
    """A person gave the part back to the unit head."""

    reason: str


@fact("documents.incoming.proposed", version=1)
@dataclass(frozen=True)
class IncomingProposed:
    proposal: str


@fact("documents.incoming.contributed", version=1)
@dataclass(frozen=True)
class IncomingContributed:
    """Who takes part gave the own part."""

    result: str


@fact("documents.incoming.seen", version=1)
@dataclass(frozen=True)
class IncomingSeen:
    """Who was to know said so."""


@fact("documents.incoming.completed", version=2)
@dataclass(frozen=True)
class IncomingCompleted:
    result: str
    reply: str
    waiting: list[str]  # whose part was still open


@lift("documents.incoming.completed", 1)
def _with_reply(details: dict[str, Any]) -> dict[str, Any]:
    return {**details, "reply": "", "waiting": []}


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


# -- registers


@fact("documents.register.closed", version=1)
@dataclass(frozen=True)
class RegisterClosed:
    """A year's register was closed; the digest is over its lines in canonical form."""

    book: str
    year: int
    series: str
    last_number: int
    count: int
    digest: str


@fact("documents.register.reopened", version=1)
@dataclass(frozen=True)
class RegisterReopened:
    reason: str


@fact("documents.post.entered", version=1)
@dataclass(frozen=True)
class PostEntered:
    code: str
    recipient: str
    envelopes: int


@fact("documents.post.receipted", version=1)
@dataclass(frozen=True)
class PostReceipted:
    """Who took it, or the postmark, was written in."""

    receipt: str


@fact("documents.post.corrected", version=1)
@dataclass(frozen=True)
class PostCorrected:
    """A line written by hand was corrected; `before` keeps what stood in the columns that changed."""

    reason: str
    before: dict[str, str]


@fact("documents.copy_use.entered", version=1)
@dataclass(frozen=True)
class CopyUseEntered:
    code: str
    user: str
    purpose: str
    allowed_by: str


@fact("documents.copy_use.returned", version=1)
@dataclass(frozen=True)
class CopyUseReturned:
    returned_on: str


@fact("documents.copy_use.corrected", version=1)
@dataclass(frozen=True)
class CopyUseCorrected:
    reason: str
    before: dict[str, str]
