"""What other apps and the web may use of identity."""

from .adapter import AccountAdapter
from .answering import act_on, answer, page
from .models import User
from .queries import GUIDES, ApiClient, find_api_client, list_seats
from .seats import SeatForm, SeatRequest, actor_of, seat_in_use, seat_required, who_did
from .services import (
    CannotDeputise,
    CannotOpen,
    Wanted,
    close_account,
    close_api_client,
    grant_deputation,
    open_account,
    open_api_client,
    open_demo_account,
    withdraw_deputation,
)

__all__ = [
    "GUIDES",
    "AccountAdapter",
    "ApiClient",
    "CannotDeputise",
    "CannotOpen",
    "SeatForm",
    "SeatRequest",
    "User",
    "Wanted",
    "act_on",
    "actor_of",
    "answer",
    "close_account",
    "close_api_client",
    "find_api_client",
    "grant_deputation",
    "list_seats",
    "open_account",
    "open_api_client",
    "open_demo_account",
    "page",
    "seat_in_use",
    "seat_required",
    "who_did",
    "withdraw_deputation",
]
