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


def order_of(found: Found, asked: Question) -> tuple[object, ...]:
    """
    Say how good a match is, better ones greater: its number; its tones; all words in its title; words side by side,
    with their tones and without; then the newest.
    """
    toned = _side_by_side([word.toned for word in asked.words], found.title_toned, found.body_toned)
    plain = _side_by_side([word.plain for word in asked.words], found.title, found.body)
    number = _number(found, asked)
    # A number that was found needs not stand in the title: an arrival number does not.
    named = all(_in_title(word, found) for word in asked.words if not (number and word.plain.isdecimal()))
    return (number, found.exact, named, toned if asked.marked else plain, plain, found.at, found.pk)


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


def _in_title(word: Word, found: Found) -> bool:
    if found.exact and word.marked:
        return f" {word.toned} " in f" {found.title_toned} "
    return f" {word.plain} " in f" {found.title} " or is_year(word.plain)


def _side_by_side(words: list[str], *texts: str) -> int:
    """Count the pairs of neighbours in the question that are neighbours in the better of the texts."""
    return max(sum(f" {a} {b} " in f" {text} " for a, b in pairwise(words)) for text in texts)
