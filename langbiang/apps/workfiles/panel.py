"""What a document's page says of work files: in which it lies, and how to put it into one."""

from datetime import datetime

from django.template.loader import render_to_string

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.interface import IncomingDocument
from langbiang.foundation import clock

from . import queries


def work_files_of(document: queries.Document, *, seat: Seat, now: datetime) -> str:
    """Give the part for a document's page; "" for who keeps no files and sees none of these."""
    found = queries.find_file_names(document, seat, clock.local(now).date())
    may_open = queries.may_open_files(seat)
    if not found and not may_open:
        return ""
    kind = "incoming" if isinstance(document, IncomingDocument) else "outgoing"
    context = {"files": found, "kind": kind, "document": document, "may": may_open}
    return render_to_string("workfiles/_panel.html", context)
