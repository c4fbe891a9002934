"""On the page of an outgoing document: which incoming ones it replies to."""

from datetime import datetime

from django.template.loader import render_to_string

from langbiang.apps.directory.interface import Seat
from langbiang.foundation import clock

from . import queries
from .models import IncomingDocument, OutgoingDocument


def answered_panel(document: OutgoingDocument | IncomingDocument, *, seat: Seat, now: datetime) -> str:
    """Name the documents that this one answers, of those the seat may see; "" when there is none."""
    if not isinstance(document, OutgoingDocument):
        return ""
    seen = queries.incoming_seen(seat, queries.read_whole(seat, clock.local(now).date()))
    answered = queries.list_answered(document, seen)
    return render_to_string("documents/_answered.html", {"answered": answered}) if answered else ""
