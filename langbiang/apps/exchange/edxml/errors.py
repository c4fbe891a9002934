"""What can be refused on the way in and on the way out; anything else is a fault."""

from langbiang.foundation.errors import Refused


class Unreadable(Refused):
    """
    The packet cannot be read; nothing of it was kept.

    `code` is a short name that does not change, for logs, statistics and the answer to the axis.
    """

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.code = code


class CannotWrite(Refused):
    """What was to be sent would not be a packet that others can read."""
