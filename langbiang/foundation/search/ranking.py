"""The order of what was found, the same on both databases."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from .asking import Question
from .folding import Word
from .lexemes import is_year


@dataclass
class Found:
    """A match with what it is ordered by; `exact` when it has every tone that was typed."""

    pk: int
    title: str
    title_toned: str
    body: str
    body_toned: str
    numbers: str
    at: datetime
    exact: bool = field(default=False)


class Order:
    """
    Says how good a match of one question is, better ones greater.

    Its number; its tones; all words in its title; words side by side, with their tones and without; then the newest.
    What is looked for is put together once a question: a thousand matches are compared with it.
    """

    def __init__(self, asked: Question) -> None:
        self._asked = asked
        self._toned, self._plain = (
            [f" {one} {next_to_it} " for one, next_to_it in pairwise(words)]
            for words in ([word.toned for word in asked.words], [word.plain for word in asked.words])
        )
        self._number_words = [word for word in asked.words if not word.plain.isdecimal()]

    def __call__(self, found: Found) -> tuple[object, ...]:
        title, title_toned = f" {found.title} ", f" {found.title_toned} "
        plain = _side_by_side(self._plain, title, f" {found.body} ")
        toned = _side_by_side(self._toned, title_toned, f" {found.body_toned} ") if self._asked.marked else plain
        number = _number(found, self._asked)
        # A number that was found needs not stand in the title: an arrival number does not.
        words = self._number_words if number else self._asked.words
        named = all(_in_title(word, title, title_toned, exact=found.exact) for word in words)
        return (number, found.exact, named, toned, plain, found.at, found.pk)


def _number(found: Found, asked: Question) -> int:
    if not found.numbers or not asked.numbers:
        return 0
    has, best = found.numbers.split(), 0
    for number in asked.numbers:
        if any(whole == number.form for whole in has):
            best = max(best, 1 + number.parts)
        elif any(_goes_on(whole, number.form) for whole in has):
            best = max(best, min(number.parts, 2))
    return best


def _goes_on(whole: str, form: str) -> bool:
    """Say whether a number begins as was typed (12/QĐ of 12/QĐ-UBND), or is the arrival number typed alone."""
    begun = whole.startswith(form if "." in form else f"{form}.")
    return begun or whole == f"den.{form}"


def _in_title(word: Word, title: str, title_toned: str, *, exact: bool) -> bool:
    if exact and word.marked:
        return f" {word.toned} " in title_toned
    return f" {word.plain} " in title or is_year(word.plain)


def _side_by_side(pairs: list[str], *texts: str) -> int:
    """Count the pairs of neighbours in the question that are neighbours in the better of the texts."""
    return max(sum(pair in text for pair in pairs) for text in texts)
