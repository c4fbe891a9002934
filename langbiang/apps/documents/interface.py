"""What other apps and the web may use of records work."""

from .models import IncomingDocument, OutgoingDocument
from .queries import audience_of, count_open, count_states, due_of, get_type, list_incoming, list_outgoing, list_work
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
    "IncomingDocument",
    "OutgoingDocument",
    "audience_of",
    "choose_receivers",
    "count_open",
    "count_states",
    "due_of",
    "get_type",
    "issue_outgoing",
    "list_incoming",
    "list_outgoing",
    "list_work",
    "load_document_types",
    "place_fields",
    "present_outgoing",
    "register_outgoing",
    "send_outgoing",
    "sign_outgoing",
]
