"""What identity does by itself: once a day the tokens that have run out go, and old tries to sign in."""

from datetime import datetime

from langbiang.foundation.journal.interface import timer

from .services import forget_attempts, forget_sign_ups, remove_expired_tokens

DAY = 24 * 3600


@timer(every=DAY)
def clear_tokens(now: datetime) -> None:
    """Remove the tokens that have run out, and what was counted of wrong passwords."""
    remove_expired_tokens()
    forget_attempts(now)
    forget_sign_ups(now)
