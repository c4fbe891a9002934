"""
Two families, no third.

Refused: what a person asked cannot be done; the text is for that person, in Vietnamese, and says what to do.
Anything else is a fault: it is logged with a number the person can quote.
"""


class Refused(Exception):
    """
    What was asked cannot be done; `str()` is the sentence for the person.

    `field` names the form field beside which the sentence belongs; empty means the whole form.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Stale(Refused):
    """What the form showed has changed since, or another seat is active now."""
