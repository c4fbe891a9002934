"""The only place that writes accounts, deputations and API clients."""

from .accounts import CannotOpen, change_password, close_account, open_account, open_demo_account
from .api_clients import CannotChange, change_scopes, close_api_client, open_api_client, remove_expired_tokens
from .attempts import (
    CannotRelease,
    Locked,
    begin_attempt,
    fail_attempt,
    forget_attempts,
    pass_attempt,
    release,
    release_account,
)
from .citizens import CannotSignUp, Facts, begin_sign_up, change_facts, close_citizen, forget_sign_ups, open_citizen
from .deputising import CannotDeputise, Wanted, grant_deputation, withdraw_deputation
from .records import owner_of, tell
from .recovery import CannotRecover, issue_recovery, recover
from .relying_parties import close_relying_party, open_relying_party, withdraw_consent
from .sessions import end_sessions, expire_session
from .subjects import PROVIDER, CannotLink, link_subject, unlink_subject

__all__ = [
    "PROVIDER",
    "CannotChange",
    "CannotDeputise",
    "CannotLink",
    "CannotOpen",
    "CannotRecover",
    "CannotRelease",
    "CannotSignUp",
    "Facts",
    "Locked",
    "Wanted",
    "begin_attempt",
    "begin_sign_up",
    "change_facts",
    "change_password",
    "change_scopes",
    "close_account",
    "close_api_client",
    "close_citizen",
    "close_relying_party",
    "end_sessions",
    "expire_session",
    "fail_attempt",
    "forget_attempts",
    "forget_sign_ups",
    "grant_deputation",
    "issue_recovery",
    "link_subject",
    "open_account",
    "open_api_client",
    "open_citizen",
    "open_demo_account",
    "open_relying_party",
    "owner_of",
    "pass_attempt",
    "recover",
    "release",
    "release_account",
    "remove_expired_tokens",
    "tell",
    "unlink_subject",
    "withdraw_consent",
    "withdraw_deputation",
]
