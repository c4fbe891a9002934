"""
Parts of a document's page that the apps above bring: its tasks, its work file.

Records work knows nothing of them; they register here, at start-up, and are asked in that order.
"""

from datetime import datetime
from typing import Protocol

from langbiang.apps.directory.interface import Seat

from .models import IncomingDocument, OutgoingDocument


class Panel(Protocol):
    """Give the part as safe HTML (a `lb-card` section), or "" when there is nothing to show or do for this seat."""

    def __call__(self, document: OutgoingDocument | IncomingDocument, *, seat: Seat, now: datetime) -> str: ...


_panels: list[Panel] = []


def register_panel(panel: Panel) -> None:
    _panels.append(panel)


def panels_of(document: OutgoingDocument | IncomingDocument, *, seat: Seat, now: datetime) -> list[str]:
    """Give the parts that the apps above have for a document, for a seat that may see it."""
    return [part for panel in _panels if (part := panel(document, seat=seat, now=now))]
