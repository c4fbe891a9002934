"""Forms of records work. Each carries the seat it was shown for and the version of what it shows."""

from .books import AuthorityForm, GroupForm, ReserveForm, SeriesForm
from .common import ActForm, AgencySelect, DueField, ReasonForm, SeatSelect
from .incoming import AssignForm, ResultForm
from .outgoing import AskForm, DraftForm, FurtherForm, IssueForm, OpinionForm, PlaceForm, ReceiversForm
from .registers import (
    CopyReturnForm,
    CopyUseCorrectForm,
    CopyUseForm,
    PeriodForm,
    PostCorrectForm,
    PostForm,
    ReceiptForm,
    SpanForm,
)

__all__ = [
    "ActForm",
    "AgencySelect",
    "AskForm",
    "AssignForm",
    "AuthorityForm",
    "CopyReturnForm",
    "CopyUseCorrectForm",
    "CopyUseForm",
    "DraftForm",
    "DueField",
    "FurtherForm",
    "GroupForm",
    "IssueForm",
    "OpinionForm",
    "PeriodForm",
    "PlaceForm",
    "PostCorrectForm",
    "PostForm",
    "ReasonForm",
    "ReceiptForm",
    "ReceiversForm",
    "ReserveForm",
    "ResultForm",
    "SeatSelect",
    "SeriesForm",
    "SpanForm",
]
