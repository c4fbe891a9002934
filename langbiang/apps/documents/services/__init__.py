"""The only place that writes documents and their numbers."""

from .dispatch import CannotIssue, CannotSend, issue_outgoing, send_outgoing
from .draft import (
    CannotChange,
    CannotRegister,
    Draft,
    cancel_outgoing,
    change_outgoing,
    choose_receivers,
    place_fields,
    register_outgoing,
)
from .handover import CannotHandOver, hand_over_incoming, hand_over_outgoing
from .incoming import (
    CannotAccept,
    CannotAssign,
    CannotComplete,
    CannotRefuse,
    CannotStart,
    accept_incoming,
    assign_incoming,
    complete_incoming,
    enter_arrival,
    refuse_incoming,
    start_incoming,
)
from .reference import load_document_types
from .sign import CannotPresent, CannotReturn, CannotSign, present_outgoing, return_outgoing, sign_outgoing

__all__ = [
    "CannotAccept",
    "CannotAssign",
    "CannotChange",
    "CannotComplete",
    "CannotHandOver",
    "CannotIssue",
    "CannotPresent",
    "CannotRefuse",
    "CannotRegister",
    "CannotReturn",
    "CannotSend",
    "CannotSign",
    "CannotStart",
    "Draft",
    "accept_incoming",
    "assign_incoming",
    "cancel_outgoing",
    "change_outgoing",
    "choose_receivers",
    "complete_incoming",
    "enter_arrival",
    "hand_over_incoming",
    "hand_over_outgoing",
    "issue_outgoing",
    "load_document_types",
    "place_fields",
    "present_outgoing",
    "refuse_incoming",
    "register_outgoing",
    "return_outgoing",
    "send_outgoing",
    "sign_outgoing",
    "start_incoming",
]
