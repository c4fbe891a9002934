"""What direction shows on a document's page: the tasks that were given from it, and the way to give one."""

from datetime import datetime

from django.template.loader import render_to_string

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.interface import IncomingDocument, OutgoingDocument, register_panel
from langbiang.foundation import clock

from .queries.tasks import may_give, of_document


def tasks_of(document: IncomingDocument | OutgoingDocument, *, seat: Seat, now: datetime) -> str:
    """Show the tasks of a document that the seat may see; "" when there is none and it may give none."""
    tasks = list(of_document(document, seat, clock.local(now).date()))
    gives = may_give(seat) and seat.agency_id == document.agency_id
    if not tasks and not gives:
        return ""
    kind = "van-ban-den" if isinstance(document, IncomingDocument) else "van-ban-di"
    context = {"tasks": tasks, "gives": gives, "kind": kind, "document": document, "now": now}
    return render_to_string("direction/_panel.html", context)


def register_panels() -> None:
    register_panel(tasks_of)
