"""The moves of a transfer, whoever calls whom: fetched, done, set aside, tried again. Repeating one changes nothing."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.exchange.acts import DeliveryFailed, DeliveryHanded, DeliveryQueued, DeliveryStored
from langbiang.apps.exchange.models import Attempt, Delivery, Seal, System, Transfer
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File
from langbiang.foundation.journal.interface import Actor, write

from .sealing import keep_foreign, seal_as_handed

State = Transfer.State


class CannotHand(Refused):
    """The thing was taken back, or there is nothing to hand over."""


def original_of(transfer: Transfer) -> File:
    """
    Give the exact bytes to hand over.

    :raises CannotHand: when they could not be written.
    """
    if transfer.report is not None:
        file = transfer.report.original
    else:
        assert transfer.delivery is not None
        file = transfer.delivery.original or transfer.delivery.packet.original
    if file is None:
        raise CannotHand(transfer.reason or "Chưa lập được tệp edXML của bản tin này.")
    return file


@transaction.atomic
def note_fetched(transfer: Transfer, *, now: datetime) -> None:
    """Note that the other system has asked for the bytes; what it did with them it says apart."""
    Transfer.objects.filter(pk=transfer.pk, fetched_at=None).update(fetched_at=now)


@transaction.atomic
def finish_transfer(
    transfer: Transfer,
    *,
    by: Actor,
    now: datetime,
    remote_id: str = "",
    words: str = "",
    milliseconds: int = 0,
    receipt: bytes = b"",
) -> Transfer:
    """
    Note that the other system has the thing safely: the receiver's own, or the next hub, which knows it by `remote_id`.

    `receipt` is what the receiver signed over the bytes it stored; without one the hub seals what it handed over.

    :raises CannotHand: when it was taken back in the meantime; CannotSeal: when the receipt is for other content.
    """
    transfer = _locked(transfer)
    if transfer.state == State.DONE:
        return transfer
    if transfer.state == State.RECALLED:
        raise CannotHand("Bản tin này không chuyển nữa.")
    transfer.state, transfer.done_at, transfer.reason, transfer.remote_id = State.DONE, now, "", remote_id[:200]
    transfer.fetched_at = transfer.fetched_at or now
    transfer.tries += 1
    transfer.receipt_due = now if gives_receipts(transfer) else None
    transfer.save(update_fields=["state", "done_at", "reason", "remote_id", "fetched_at", "tries", "receipt_due"])
    _attempt(transfer, Attempt.Outcome.DONE, words, milliseconds, now)
    _prove(transfer, receipt, now)
    _move_delivery(transfer, by=by, now=now)
    return transfer


def gives_receipts(transfer: Transfer) -> bool:
    """Say whether the receiver's receipt can be asked for: of a document, at a system that we call by our own API."""
    system = transfer.system
    return bool(transfer.delivery_id and system.way == System.Way.CALLED and system.protocol == System.Protocol.OWN)


def _prove(transfer: Transfer, receipt: bytes, now: datetime) -> None:
    delivery = transfer.delivery
    if delivery is None:
        return
    digest = original_of(transfer).digest
    if receipt:
        keep_foreign(delivery.packet, delivery, Seal.Kind.RECEIPT, receipt, digest, now=now)
    else:
        seal_as_handed(delivery, digest, now=now)


@transaction.atomic
def set_transfer_aside(
    transfer: Transfer,
    reason: str,
    *,
    by: Actor,
    now: datetime,
    outcome: str = Attempt.Outcome.REFUSED,
    milliseconds: int = 0,
) -> Transfer:
    """Set a thing aside that the other system will never take as it is; a person looks at it. One done stays done."""
    transfer = _locked(transfer)
    if not transfer.may_become(State.SET_ASIDE):
        return transfer
    transfer.state, transfer.reason = State.SET_ASIDE, reason[:500]
    transfer.tries += 1
    transfer.save(update_fields=["state", "reason", "tries"])
    _attempt(transfer, outcome, reason, milliseconds, now)
    _move_delivery(transfer, by=by, now=now)
    return transfer


@transaction.atomic
def try_transfer_again(transfer: Transfer, *, by: Actor, now: datetime) -> Transfer:
    """
    Put a thing that was set aside back among those that wait.

    :raises CannotHand: when it does not stand aside, or has no bytes.
    """
    transfer = _locked(transfer)
    if not transfer.may_become(State.WAITING):
        raise CannotHand("Chỉ gửi lại được bản tin đang để riêng.")
    original_of(transfer)
    transfer.state, transfer.reason, transfer.next_at, transfer.fetched_at = State.WAITING, "", now, None
    transfer.save(update_fields=["state", "reason", "next_at", "fetched_at"])
    _move_delivery(transfer, by=by, now=now)
    return transfer


def _locked(transfer: Transfer) -> Transfer:
    """Lock a transfer, and with it its delivery, in this order everywhere."""
    locked = Transfer.objects.select_for_update(of=("self",)).select_related("system").get(pk=transfer.pk)
    if locked.delivery_id is not None:
        deliveries = Delivery.objects.select_for_update(of=("self",)).select_related("packet__original", "original")
        deliveries = deliveries.defer("packet__content", "packet__header", "packet__warnings")
        locked.delivery = deliveries.get(pk=locked.delivery_id)
    return locked


def _attempt(transfer: Transfer, outcome: str, words: str, milliseconds: int, now: datetime) -> None:
    Attempt.objects.create(
        transfer=transfer, at=now, outcome=outcome, words=words[:500], milliseconds=max(0, milliseconds)
    )


def _move_delivery(transfer: Transfer, *, by: Actor, now: datetime) -> None:
    """Let the delivery follow its transfer: what people are told stands there."""
    delivery = transfer.delivery
    if delivery is None:
        return
    state, told = _told(transfer, delivery.receiver_name)
    if not delivery.may_become(state):
        return
    before, delivery.state = delivery.state, state
    delivery.arrived_at = now if state == Delivery.State.ARRIVED else None
    parties = [pk for pk in (delivery.receiver_id, delivery.packet.sender_id) if pk]
    write(delivery, told, by=by, now=now, fields=["state", "arrived_at"], moved_from=before, parties=parties)


def _told(transfer: Transfer, receiver: str) -> tuple[str, object]:
    system, moved = transfer.system, Delivery.State
    if transfer.state == State.SET_ASIDE:
        return moved.FAILED, DeliveryFailed(receiver, system.name, transfer.reason)
    if transfer.state == State.WAITING:
        return moved.QUEUED, DeliveryQueued(receiver)
    if system.is_axis:
        return moved.HANDED, DeliveryHanded(receiver, system.name)
    return moved.ARRIVED, DeliveryStored(receiver, system.name)
