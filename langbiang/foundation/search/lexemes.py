"""
What stands in the index of one thing: a bag of lexemes, the same for both databases.

    quiet               a word, folded            =quie6t1            the same with its tones
    #12  #12.qd         a number, as far as typed  #den.2146           an arrival number
    !20200909 !202009   a day, its month and year  @a12 @a12.202009    who may find it, and since when

Words never begin with a sign, so nobody finds by asking for an audience.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from .folding import Word, fold, words_of

_DAY = re.compile(
    r"(?:\bng[aà]y\s+)?(?<!\d)(\d{1,2})(?:\s*[/.-]\s*|\s+th[aá]ng\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+n[aă]m\s+)(\d{4})(?!\d)"
    r"(?!\s*[/-]\s*[^\W\d])",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MONTH = re.compile(
    r"(?:(?:\bth[aá]ng\s+(\d{1,2})(?:\s*[/-]\s*|\s+(?:n[aă]m\s+)?))|(?<![\d/.-])(\d{1,2})\s*[/-]\s*)((?:19|20)\d{2})"
    r"(?!\d)(?!\s*[/-]\s*[^\W_])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def dates_in(text: str) -> tuple[list[str], str]:
    """Give the lexemes of the days and months that a text names, and the text without them."""
    found: list[str] = []

    def take(match: "re.Match[str]", order: tuple[int, ...]) -> str:
        year, month, day = (int(match[place] or 0) if place else 1 for place in order)
        try:
            told = date(year, month, day)
        except ValueError:
            return match[0]
        found.append(f"!{told:%Y%m%d}" if order[2] else f"!{told:%Y%m}")
        return " "

    text = _DAY.sub(lambda match: take(match, (3, 2, 1)), text)
    text = _ISO_DAY.sub(lambda match: take(match, (1, 2, 3)), text)
    return found, _MONTH.sub(lambda match: take(match, (3, 1 if match[1] else 2, 0)), text)


def is_year(word: str) -> bool:
    return bool(_YEAR.fullmatch(word))


def number_of(words: Iterable[str]) -> str:
    """Write a number and notation in the one form of the index: 05/QĐ-UBND, 5 qd ubnd and 5/QĐUBND are `5.qdubnd`."""
    first, *rest = words
    return ".".join(part for part in (first.lstrip("0") or "0", "".join(rest)) if part)


def numbers_of(codes: Iterable[str]) -> list[str]:
    """Give the whole numbers of a thing: `12.qdubnd`, `den.2146`; what has no number yet gives none."""
    found = []
    for words in (fold(code).split() for code in codes):
        if words and words[0].isdecimal():
            found.append(number_of(words))
            if len(words) > 2 and is_year(words[1]):
                found.append(number_of([words[0], *words[2:]]))
        elif len(words) > 1 and words[-1].isdecimal():
            found.append(f"{words[0]}.{number_of(words[-1:])}")
    return found


def number_lexemes(codes: Iterable[str]) -> set[str]:
    """Give each number as far as a person may have typed it: 12, 12/QĐ, 12/QĐ-UBND."""
    found = {f"#{number}" for number in numbers_of(codes)}
    for words in (fold(code).split() for code in codes):
        if words and words[0].isdecimal():
            found |= {f"#{number_of(words[:length])}" for length in range(1, len(words) + 1)}
        elif len(words) > 1 and words[-1].isdecimal():
            found.add(f"#{number_of(words[-1:])}")
    return found


def day_lexemes(days: Iterable[date]) -> set[str]:
    return {f"!{day:{form}}" for day in days for form in ("%Y%m%d", "%Y%m", "%Y")}


def word_lexemes(words: Iterable[Word]) -> Iterator[str]:
    for word in words:
        yield word.plain
        if word.marked:
            yield f"={word.toned}"


def text_lexemes(text: str) -> set[str]:
    """Give the lexemes of a text: its words, with and without tones, and the days it names."""
    days, _ = dates_in(text)
    return {*word_lexemes(words_of(text)), *days}


def audience_lexemes(audience: Iterable[str], at: date) -> set[str]:
    """Give each token of who may find a thing for all time, its year and its month: the newest are looked at first."""
    periods = ("", f".{at:%Y}", f".{at:%Y%m}")
    return {f"@{token}{since}" for token in audience for since in periods}
