"""What records work does when acts are heard."""

from langbiang.apps.exchange.interface import get_delivery
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import REACTION, Act, consumer

from .services import enter_arrival


@consumer("documents.arrivals", verbs=["exchange.delivery.arrived"], kind=REACTION)
def arrive(act: Act) -> None:
    """Put a delivered document into the receiving agency's tray and report 01."""
    enter_arrival(get_delivery(act.subject_id), now=clock.now())
