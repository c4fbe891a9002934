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


def check_said(text: str, *, limit: int, refusal: type[Refused], missing: str, field: str) -> str:
    """Give what a person typed without the space around it; refuse nothing at all, and more than the column takes."""
    said = text.strip()
    if not said:
        raise refusal(missing, field=field)
    if len(said) > limit:
        raise refusal(f"Nội dung dài {len(said)} ký tự, tối đa {limit}. Viết gọn lại.", field=field)
    return said
