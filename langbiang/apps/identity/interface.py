"""What other apps and the web may use of identity."""

from . import security
from .adapter import AccountAdapter, FactorAdapter
from .answering import act_on, answer, page
from .models import User
from .queries import GUIDES, ApiClient, find_account_by_email, find_api_client, list_locked, list_seats
from .seats import SeatForm, SeatRequest, actor_of, enrol_first, seat_in_use, seat_required, who_did
from .services import (
    CannotDeputise,
    CannotOpen,
    CannotRecover,
    CannotRelease,
    Wanted,
    close_account,
    close_api_client,
    grant_deputation,
    issue_recovery,
    open_account,
    open_api_client,
    open_demo_account,
    release,
    withdraw_deputation,
)

__all__ = [
    "GUIDES",
    "AccountAdapter",
    "ApiClient",
    "CannotDeputise",
    "CannotOpen",
    "CannotRecover",
    "CannotRelease",
    "FactorAdapter",
    "SeatForm",
    "SeatRequest",
    "User",
    "Wanted",
    "act_on",
    "actor_of",
    "answer",
    "close_account",
    "close_api_client",
    "enrol_first",
    "find_account_by_email",
    "find_api_client",
    "grant_deputation",
    "issue_recovery",
    "list_locked",
    "list_seats",
    "open_account",
    "open_api_client",
    "open_demo_account",
    "page",
    "release",
    "seat_in_use",
    "seat_required",
    "security",
    "who_did",
    "withdraw_deputation",
]
