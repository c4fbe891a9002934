"""The only place that writes accounts, deputations and API clients."""

from .accounts import CannotOpen, close_account, open_account, open_demo_account
from .api_clients import close_api_client, open_api_client, remove_expired_tokens
from .deputising import CannotDeputise, Wanted, grant_deputation, withdraw_deputation

__all__ = [
    "CannotDeputise",
    "CannotOpen",
    "Wanted",
    "close_account",
    "close_api_client",
    "grant_deputation",
    "open_account",
    "open_api_client",
    "open_demo_account",
    "remove_expired_tokens",
    "withdraw_deputation",
]
