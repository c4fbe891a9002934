"""What other apps and the web may use of identity."""

from .adapter import AccountAdapter
from .answering import act_on, answer, page
from .models import User
from .queries import GUIDES, list_seats
from .seats import SeatForm, SeatRequest, actor_of, seat_in_use, seat_required
from .services import CannotOpen, close_account, open_account, open_demo_account

__all__ = [
    "GUIDES",
    "AccountAdapter",
    "CannotOpen",
    "SeatForm",
    "SeatRequest",
    "User",
    "act_on",
    "actor_of",
    "answer",
    "close_account",
    "list_seats",
    "open_account",
    "open_demo_account",
    "page",
    "seat_in_use",
    "seat_required",
]
