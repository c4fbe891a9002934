"""How the long-running commands end: SIGTERM or SIGINT lets the batch at hand be finished."""

import signal
import threading
from types import FrameType

from . import wakeup


def stop_on_signals() -> threading.Event:
    """Give the event that the signals set; a resting worker is woken so that it sees it."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()
        wakeup.send()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    return stop
