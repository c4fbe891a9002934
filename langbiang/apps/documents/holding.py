"""What records work holds in the name of a seat, for those who leave a post (directory.holders)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from langbiang.apps.directory.interface import Held, Seat, Transfer, declare_frozen, find_seat, register_holder

from .models import Handling, IncomingDocument, OutgoingDocument, UnitCopy
from .services.handover import (
    OPEN_DRAFTS,
    CannotHandOver,
    hand_over_copy,
    hand_over_incoming,
    hand_over_outgoing,
    hand_over_presented,
)


class IncomingWork:
    """Parts of the work on incoming documents that a seat has."""

    kind = "documents.incoming-work"
    name = "Văn bản đến đang xử lý"
    keys: tuple[str, ...] = ("documents.Handling.seat", "documents.IncomingDocument.assigned_to")

    def count(self, owner: Seat) -> int:
        return self._open(owner).count()

    def list(self, owner: Seat) -> Iterable[Held]:
        open_parts = self._open(owner).select_related("document")
        return [Held(str(h.uid), f"{h.document.code} {h.document.subject}") for h in open_parts]

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer:
        handling = Handling.objects.select_related("seat").filter(uid=held.uid).first()
        if handling is None or handling.seat is None:
            raise CannotHandOver(f"“{held.name}” đã được bút phê hoặc phân công lại, không còn gì để bàn giao.")
        moved = hand_over_incoming(handling, to=to, seat=seat, now=now)
        return Transfer(self.kind, held.uid, str(handling.seat.uid), str(to.uid), moved.version, str(moved.uid))

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None:
        handling = Handling.objects.filter(uid=transfer.uid).first()
        if handling is None:
            raise CannotHandOver("Việc đã bàn giao được bút phê lại sau đó, không lấy lại được.")
        hand_over_incoming(handling, to=_seat(transfer.came_from), seat=seat, now=now, undone=transfer.version)

    def _open(self, owner: Seat) -> "QuerySet[Handling]":
        return Handling.objects.filter(seat=owner, state__in=Handling.TO_DO, live=True).order_by("pk")


class UnitCopies:
    """Copies of sent documents that a person of a unit is to see to."""

    kind = "documents.unit-copies"
    name = "Văn bản của cơ quan được giao xem"
    keys: tuple[str, ...] = ("documents.UnitCopy.seat",)

    def count(self, owner: Seat) -> int:
        return self._open(owner).count()

    def list(self, owner: Seat) -> Iterable[Held]:
        return [Held(str(copy.uid), f"{copy.document.code} {copy.document.subject}") for copy in self._open(owner)]

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer:
        copy = UnitCopy.objects.select_related("seat").get(uid=held.uid)
        if copy.seat is None:
            raise CannotHandOver(f"“{held.name}” không còn ở người bàn giao.")
        moved = hand_over_copy(copy, to=to, seat=seat, now=now)
        return Transfer(self.kind, held.uid, str(copy.seat.uid), str(to.uid), moved.version, str(moved.uid))

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None:
        copy, to = UnitCopy.objects.get(uid=transfer.uid), _seat(transfer.came_from)
        hand_over_copy(copy, to=to, seat=seat, now=now, undone=transfer.version)

    def _open(self, owner: Seat) -> "QuerySet[UnitCopy]":
        mine = UnitCopy.objects.filter(seat=owner, state=UnitCopy.State.OPEN)
        return mine.select_related("document").order_by("pk")


class PresentedDocuments:
    """Incoming documents that wait for a leader's instruction."""

    kind = "documents.incoming-presented"
    name = "Văn bản đến chờ bút phê"
    keys: tuple[str, ...] = ("documents.IncomingDocument.presented_to",)

    def count(self, owner: Seat) -> int:
        return self._open(owner).count()

    def list(self, owner: Seat) -> Iterable[Held]:
        return [Held(str(d.uid), f"{d.code} {d.subject}") for d in self._open(owner)]

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer:
        document = IncomingDocument.objects.select_related("presented_to").get(uid=held.uid)
        before = document.presented_to
        moved = hand_over_presented(document, to=to, seat=seat, now=now)
        assert before is not None
        return Transfer(self.kind, held.uid, str(before.uid), str(to.uid), moved.version, str(moved.uid))

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None:
        document, to = IncomingDocument.objects.get(uid=transfer.uid), _seat(transfer.came_from)
        hand_over_presented(document, to=to, seat=seat, now=now, undone=transfer.version)

    def _open(self, owner: Seat) -> "QuerySet[IncomingDocument]":
        waiting = IncomingDocument.objects.filter(presented_to=owner, state=IncomingDocument.State.PRESENTED)
        return waiting.order_by("pk")


class UnsignedDocuments:
    """Outgoing documents, not signed yet, that a seat drafts or is to sign; one holder for each column."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.kind = f"documents.outgoing-{role}"
        self.name = {"drafter": "Dự thảo đang soạn", "signer": "Văn bản đi chờ ký"}[role]
        self.keys: tuple[str, ...] = (f"documents.OutgoingDocument.{role}",)

    def count(self, owner: Seat) -> int:
        return self._open(owner).count()

    def list(self, owner: Seat) -> Iterable[Held]:
        return [Held(str(d.uid), d.subject) for d in self._open(owner)]

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer:
        document = OutgoingDocument.objects.select_related("drafter", "signer").get(uid=held.uid)
        before: Seat = getattr(document, self.role)
        moved = hand_over_outgoing(document, role=self.role, to=to, seat=seat, now=now)
        return Transfer(self.kind, held.uid, str(before.uid), str(to.uid), moved.version, str(moved.uid))

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None:
        document, to = OutgoingDocument.objects.get(uid=transfer.uid), _seat(transfer.came_from)
        hand_over_outgoing(document, role=self.role, to=to, seat=seat, now=now, undone=transfer.version)

    def _open(self, owner: Seat) -> "QuerySet[OutgoingDocument]":
        mine = OutgoingDocument.objects.filter(**{self.role: owner})
        return mine.filter(state__in=OPEN_DRAFTS).order_by("pk")


def register() -> None:
    """Enter the holders and what never moves; called once, at start-up."""
    register_holder(IncomingWork())
    register_holder(UnitCopies())
    register_holder(PresentedDocuments())
    register_holder(UnsignedDocuments("drafter"))
    register_holder(UnsignedDocuments("signer"))
    declare_frozen(
        "documents.OutgoingDocument.agency",
        "documents.Publication.agency",
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
    declare_frozen(
        "documents.SigningSession.seat",
        reason="A signature that is asked for is the person's own and is over in ten minutes.",
    )


def _seat(uid: str) -> Seat:
    found = find_seat(uid)
    if found is None:
        raise CannotHandOver("Không còn tìm thấy vị trí đã bàn giao.")
    return found
