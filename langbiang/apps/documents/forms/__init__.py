"""Forms of records work. Each carries the seat it was shown for and the version of what it shows."""

from .common import ActForm, AgencySelect, ReasonForm, SeatSelect
from .incoming import AssignForm, ResultForm
from .outgoing import DraftForm, PlaceForm, ReceiversForm

__all__ = [
    "ActForm",
    "AgencySelect",
    "AssignForm",
    "DraftForm",
    "PlaceForm",
    "ReasonForm",
    "ReceiversForm",
    "ResultForm",
    "SeatSelect",
]
