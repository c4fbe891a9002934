"""
Asks about documents; never writes. Who may see what is said here once, for lists, counts, pages and files alike.

A clerk sees what belongs to the agencies whose records the clerk's unit keeps; a leader what belongs to the own
agency; a unit head what is assigned to the unit; anybody what was drafted, presented or assigned to the seat.
"""

from .history import (
    Chapter,
    Step,
    Tally,
    chapters_of_receivers,
    deliveries_of,
    group_by_agency,
    history_of_incoming,
    history_of_outgoing,
    tally,
)
from .incoming import find_verdict, get_incoming, list_assignees, list_incoming, may_assign, parts_of_incoming
from .outgoing import (
    PLACED,
    get_outgoing,
    get_type,
    list_outgoing,
    list_signers,
    may_edit,
    missing_before_presenting,
    parts_of_outgoing,
    place_of,
    placed,
    places_of,
    usual_places,
)
from .rights import audience_of, drafting_agencies, keeps_records_of, kept_by, may_draft_for, read_whole
from .work import Open, count_open, count_open_incoming, count_open_outgoing, due_of, end_of_office, list_work

__all__ = [
    "PLACED",
    "Chapter",
    "Open",
    "Step",
    "Tally",
    "audience_of",
    "chapters_of_receivers",
    "count_open",
    "count_open_incoming",
    "count_open_outgoing",
    "deliveries_of",
    "drafting_agencies",
    "due_of",
    "end_of_office",
    "find_verdict",
    "get_incoming",
    "get_outgoing",
    "get_type",
    "group_by_agency",
    "history_of_incoming",
    "history_of_outgoing",
    "keeps_records_of",
    "kept_by",
    "list_assignees",
    "list_incoming",
    "list_outgoing",
    "list_signers",
    "list_work",
    "may_assign",
    "may_draft_for",
    "may_edit",
    "missing_before_presenting",
    "parts_of_incoming",
    "parts_of_outgoing",
    "place_of",
    "placed",
    "places_of",
    "read_whole",
    "tally",
    "usual_places",
]
