"""What records work holds in the name of a seat, for those who leave a post (directory.holders)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from langbiang.apps.directory.interface import Held, Seat, Transfer, declare_frozen, find_seat, register_holder

from .models import IncomingDocument, OutgoingDocument
from .services.handover import OPEN_DRAFTS, OPEN_WORK, CannotHandOver, hand_over_incoming, hand_over_outgoing


class IncomingWork:
    """Incoming documents that a seat is to work on."""

    kind = "documents.incoming-work"
    keys: tuple[str, ...] = ("documents.IncomingDocument.assigned_to",)

    def count(self, owner: Seat) -> int:
        return self._open(owner).count()

    def list(self, owner: Seat) -> Iterable[Held]:
        return [Held(str(d.uid), f"{d.code} {d.subject}") for d in self._open(owner)]

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer:
        document = IncomingDocument.objects.select_related("assigned_to").get(uid=held.uid)
        assert document.assigned_to is not None
        moved = hand_over_incoming(document, to=to, seat=seat, now=now)
        return Transfer(self.kind, held.uid, str(document.assigned_to.uid), str(to.uid), moved.version)

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None:
        document = IncomingDocument.objects.get(uid=transfer.uid)
        hand_over_incoming(document, to=_seat(transfer.came_from), seat=seat, now=now, undone=transfer.version)

    def _open(self, owner: Seat) -> "QuerySet[IncomingDocument]":
        return IncomingDocument.objects.filter(assigned_to=owner, state__in=OPEN_WORK).order_by("pk")


class UnsignedDocuments:
    """Outgoing documents, not signed yet, that a seat drafts or is to sign; one holder for each column."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.kind = f"documents.outgoing-{role}"
        self.keys: tuple[str, ...] = (f"documents.OutgoingDocument.{role}",)

    def count(self, owner: Seat) -> int:
        return self._open(owner).count()

    def list(self, owner: Seat) -> Iterable[Held]:
        return [Held(str(d.uid), d.subject) for d in self._open(owner)]

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer:
        document = OutgoingDocument.objects.select_related("drafter", "signer").get(uid=held.uid)
        before: Seat = getattr(document, self.role)
        moved = hand_over_outgoing(document, role=self.role, to=to, seat=seat, now=now)
        return Transfer(self.kind, held.uid, str(before.uid), str(to.uid), moved.version)

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None:
        document, to = OutgoingDocument.objects.get(uid=transfer.uid), _seat(transfer.came_from)
        hand_over_outgoing(document, role=self.role, to=to, seat=seat, now=now, undone=transfer.version)

    def _open(self, owner: Seat) -> "QuerySet[OutgoingDocument]":
        mine = OutgoingDocument.objects.filter(**{self.role: owner})
        return mine.filter(state__in=OPEN_DRAFTS).order_by("pk")


def register() -> None:
    """Enter the holders and what never moves; called once, at start-up."""
    register_holder(IncomingWork())
    register_holder(UnsignedDocuments("drafter"))
    register_holder(UnsignedDocuments("signer"))
    declare_frozen(
        "documents.OutgoingDocument.agency",
        "documents.IncomingDocument.agency",
        "documents.NumberSeries.agency",
        "documents.SeriesRule.agency",
        "documents.ReservedNumber.agency",
        "documents.SigningAuthority.agency",
        "documents.ReceiverGroup.agency",
        "documents.RegisterLock.agency",
        "documents.PostEntry.agency",
        "documents.CopyUse.agency",
        reason="A register and its numbers belong to the agency that kept it (Decree 30/2020, Articles 15 and 22).",
    )
    declare_frozen(
        "documents.OutgoingRecipient.agency",
        "documents.ReceiverGroupMember.agency",
        reason="Whom a document is addressed to is decided by who drafts it; a receiver that is no more is refused.",
    )
    declare_frozen(
        "documents.SigningAuthority.seat",
        reason="The right to sign is given to one person in one post and ends with it (Decree 30/2020, Article 13).",
    )


def _seat(uid: str) -> Seat:
    found = find_seat(uid)
    if found is None:
        raise CannotHandOver("Không còn tìm thấy vị trí đã bàn giao.")
    return found
