"""Forms of records work. Each carries the seat it was shown for and the version of what it shows."""

from .books import AuthorityForm, GroupForm, ReserveForm, SeriesForm
from .common import ActForm, AgencySelect, DueField, ReasonForm, SeatSelect
from .incoming import ArrivalForm, AssignForm, InstructForm, PresentForm, ProposalForm, ResultForm, ShareForm
from .outgoing import (
    AnswerForm,
    AskForm,
    DraftForm,
    FurtherForm,
    GiveForm,
    IssueForm,
    OpinionForm,
    PlaceForm,
    ReceiversForm,
    RemoteForm,
    SendForm,
)
from .publishing import PublishForm, UnpublishForm
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
    "AnswerForm",
    "ArrivalForm",
    "AskForm",
    "AssignForm",
    "AuthorityForm",
    "CopyReturnForm",
    "CopyUseCorrectForm",
    "CopyUseForm",
    "DraftForm",
    "DueField",
    "FurtherForm",
    "GiveForm",
    "GroupForm",
    "InstructForm",
    "IssueForm",
    "OpinionForm",
    "PeriodForm",
    "PlaceForm",
    "PostCorrectForm",
    "PostForm",
    "PresentForm",
    "ProposalForm",
    "PublishForm",
    "ReasonForm",
    "ReceiptForm",
    "ReceiversForm",
    "RemoteForm",
    "ReserveForm",
    "ResultForm",
    "SeatSelect",
    "SendForm",
    "SeriesForm",
    "ShareForm",
    "SpanForm",
    "UnpublishForm",
]
