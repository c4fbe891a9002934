"""What records work does when acts are heard, and by itself."""

from datetime import datetime

from langbiang.apps.exchange.interface import Packet, get_delivery
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import REACTION, Act, consumer, timer

from .services import enter_arrival, forget_sessions, take_back

HOUR = 3600


@timer(every=HOUR)
def clear_signing_sessions(now: datetime) -> None:
    """Remove what was prepared for a token and not answered in time."""
    forget_sessions(now)


@consumer("documents.arrivals", verbs=["exchange.delivery.arrived"], kind=REACTION)
def arrive(act: Act) -> None:
    """Put a delivered document into the receiving agency's tray and report 01; what it takes back is cancelled."""
    delivery, business = get_delivery(act.subject_id), Packet.Business
    if delivery.packet.business_type != business.RECALL:
        enter_arrival(delivery, now=clock.now())
    if delivery.packet.business_type in (business.RECALL, business.REPLACEMENT):
        take_back(delivery, now=clock.now())
