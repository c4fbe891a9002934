"""The only place that writes accounts and deputations."""

from .accounts import CannotOpen, close_account, open_account, open_demo_account
from .deputising import CannotDeputise, Wanted, grant_deputation, withdraw_deputation

__all__ = [
    "CannotDeputise",
    "CannotOpen",
    "Wanted",
    "close_account",
    "grant_deputation",
    "open_account",
    "open_demo_account",
    "withdraw_deputation",
]
