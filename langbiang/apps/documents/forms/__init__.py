"""Forms of records work. Each carries the seat it was shown for and the version of what it shows."""

from .books import AuthorityForm, GroupForm, ReserveForm, SeriesForm
from .common import ActForm, AgencySelect, DueField, ReasonForm, SeatSelect
from .incoming import AssignForm, ResultForm
from .outgoing import AskForm, DraftForm, FurtherForm, IssueForm, OpinionForm, PlaceForm, ReceiversForm

__all__ = [
    "ActForm",
    "AgencySelect",
    "AskForm",
    "AssignForm",
    "AuthorityForm",
    "DraftForm",
    "DueField",
    "FurtherForm",
    "GroupForm",
    "IssueForm",
    "OpinionForm",
    "PlaceForm",
    "ReasonForm",
    "ReceiversForm",
    "ReserveForm",
    "ResultForm",
    "SeatSelect",
    "SeriesForm",
]
