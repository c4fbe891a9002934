"""What other apps and the web may use of identity."""

from .adapter import AccountAdapter
from .models import User
from .queries import GUIDES, list_seats
from .seats import SeatForm, SeatRequest, actor_of, seat_in_use, seat_required
from .services import open_demo_account

__all__ = [
    "GUIDES",
    "AccountAdapter",
    "SeatForm",
    "SeatRequest",
    "User",
    "actor_of",
    "list_seats",
    "open_demo_account",
    "seat_in_use",
    "seat_required",
]
