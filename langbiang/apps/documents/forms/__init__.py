"""Forms of records work. Each carries the seat it was shown for and the version of what it shows."""

from .common import ActForm, AgencySelect, ReasonForm, SeatSelect
from .incoming import ArrivalForm, AssignForm, InstructForm, PresentForm, ProposalForm, ResultForm, ShareForm
from .outgoing import DraftForm, PlaceForm, ReceiversForm

__all__ = [
    "ActForm",
    "AgencySelect",
    "ArrivalForm",
    "AssignForm",
    "DraftForm",
    "InstructForm",
    "PlaceForm",
    "PresentForm",
    "ProposalForm",
    "ReasonForm",
    "ReceiversForm",
    "ResultForm",
    "SeatSelect",
    "ShareForm",
]
