"""Delivering to who is hosted here: a queued packet becomes one that stands in the receiver's system."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from langbiang.apps.exchange.acts import DeliveryArrived
from langbiang.apps.exchange.models import Delivery, Packet, Transfer
from langbiang.foundation.journal.interface import Actor, Entry, write_many

from .sealing import sign_receipts

AXIS = Actor(kind="timer", id="exchange", person="Trục liên thông", post="", agency_id=None, agency="")
BATCH = 200


@transaction.atomic
def deliver_waiting(packet: Packet, *, now: datetime) -> int:
    """Deliver a packet to those of this installation that wait for it, at most 200 in one go; say how many."""
    elsewhere = Exists(Transfer.objects.filter(delivery=OuterRef("pk")))
    queued = Delivery.objects.select_for_update(of=("self",)).filter(
        ~elsewhere, packet=packet, state=Delivery.State.QUEUED
    )
    waiting = list(queued.select_related("receiver", "original").order_by("pk")[:BATCH])
    sign_receipts(packet, waiting, now=now)
    for delivery in waiting:
        delivery.state, delivery.arrived_at = Delivery.State.ARRIVED, now
    write_many(
        [
            Entry(
                delivery,
                DeliveryArrived(delivery.receiver_name),
                moved_from=Delivery.State.QUEUED,
                parties=[pk for pk in (delivery.receiver_id, packet.sender_id) if pk],
            )
            for delivery in waiting
        ],
        by=AXIS,
        now=now,
        fields=["state", "arrived_at"],
    )
    return len(waiting)
