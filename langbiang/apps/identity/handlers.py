"""What identity does by itself: once a day the tokens that have run out go."""

from datetime import datetime

from langbiang.foundation.journal.interface import timer

from .services import remove_expired_tokens

DAY = 24 * 3600


@timer(every=DAY)
def clear_tokens(now: datetime) -> None:
    """Remove the tokens of API clients that have run out."""
    remove_expired_tokens()
