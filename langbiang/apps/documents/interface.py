"""What other apps and the web may use of records work."""

from .models import Handling, IncomingDocument, OutgoingDocument
from .panels import register_panel
from .queries import (
    audience_of,
    count_open,
    due_of,
    get_incoming,
    get_outgoing,
    get_type,
    keeps_records_of,
    kept_by,
    list_incoming,
    list_outgoing,
    list_work,
    read_whole,
)
from .services import (
    Draft,
    choose_receivers,
    issue_outgoing,
    load_document_types,
    place_fields,
    present_outgoing,
    register_outgoing,
    send_outgoing,
    sign_outgoing,
)

__all__ = [
    "Draft",
    "Handling",
    "IncomingDocument",
    "OutgoingDocument",
    "audience_of",
    "choose_receivers",
    "count_open",
    "due_of",
    "get_incoming",
    "get_outgoing",
    "get_type",
    "issue_outgoing",
    "keeps_records_of",
    "kept_by",
    "list_incoming",
    "list_outgoing",
    "list_work",
    "load_document_types",
    "place_fields",
    "present_outgoing",
    "read_whole",
    "register_outgoing",
    "register_panel",
    "send_outgoing",
    "sign_outgoing",
]
