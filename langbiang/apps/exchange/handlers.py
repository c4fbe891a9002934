"""What the exchange does when acts are heard."""

from langbiang.foundation import clock
from langbiang.foundation.journal.interface import REACTION, Act, consumer

from .models import Packet
from .services import deliver_waiting

ADDRESSED = ["exchange.packet.sent", "exchange.packet.received", "exchange.packet.readdressed"]


@consumer("exchange.deliver", verbs=ADDRESSED, kind=REACTION)
def deliver(act: Act) -> None:
    """Deliver a packet to every receiver of this installation."""
    packet = Packet.objects.get(uid=act.subject_id)
    while deliver_waiting(packet, now=clock.now()):
        pass
