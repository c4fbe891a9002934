"""What the exchange does when acts are heard."""

import logging
from datetime import datetime

from langbiang.foundation import clock, signing
from langbiang.foundation.journal.interface import REACTION, Act, consumer, timer

from .models import Packet
from .services import deliver_waiting, stamp_waiting

logger = logging.getLogger(__name__)

ADDRESSED = ["exchange.packet.sent", "exchange.packet.received", "exchange.packet.readdressed"]


@consumer("exchange.deliver", verbs=ADDRESSED, kind=REACTION)
def deliver(act: Act) -> None:
    """Deliver a packet to every receiver of this installation."""
    packet = Packet.objects.get(uid=act.subject_id)
    while deliver_waiting(packet, now=clock.now()):
        pass


@timer(every=60)
def stamp_seals(now: datetime) -> None:
    """Have time stamps put on the seals that have none yet; while the service is down they wait."""
    try:
        stamp_waiting(now=now)
    except signing.NoStamp as failure:
        logger.warning("No time stamps for now: %s", failure)
