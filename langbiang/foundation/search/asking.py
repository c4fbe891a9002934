"""What a person asks for: words, dates and numbers, read from one line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .folding import Word, words_of
from .lexemes import dates_in, is_year, number_of

MOST_WORDS = 12
BEFORE_NUMBERS = ("so", "cv")  # số 12, cv 12/UBND-VP
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])")


@dataclass(frozen=True)
class Number:
    """A number the question may name, in the form of the index, and the words of the question outside it."""

    form: str
    parts: int
    rest: tuple[Word, ...]


@dataclass(frozen=True)
class Question:
    words: tuple[Word, ...]
    dates: tuple[str, ...]
    numbers: tuple[Number, ...]

    @property
    def marked(self) -> bool:
        """Say whether any word was typed with its tone or marks."""
        return any(word.marked for word in self.words)

    def __bool__(self) -> bool:
        return bool(self.words or self.dates)


def read(line: str) -> Question:
    dates, rest = dates_in(line)
    words = _without_year_words(words_of(rest)[:MOST_WORDS])
    apart = _without_year_words(words_of(_GLUED.sub(" ", rest))[:MOST_WORDS])
    return Question(words, tuple(dates), tuple(_numbers(apart)))


def _without_year_words(words: list[Word]) -> tuple[Word, ...]:
    """Leave out the "năm" of "năm 2020": the year says as much."""
    after = [*(word.plain for word in words[1:]), ""]
    return tuple(word for word, then in zip(words, after, strict=False) if word.plain != "nam" or not is_year(then))


def _numbers(words: tuple[Word, ...]) -> Iterable[Number]:
    """Give every reading of a part of the question as a number: `12 qd ubnd` may be 12, 12/QĐ or 12/QĐ-UBND."""
    plain = [word.plain for word in words]
    for start, word in enumerate(plain):
        if not word.isdecimal():
            continue
        before = start
        while before and plain[before - 1] in ("so", "den"):
            before -= 1
        if "den" in plain[before:start]:
            yield Number(f"den.{number_of([word])}", 2, words[:before] + words[start + 1 :])
        outside = tuple(word for word in words[:start] if word.plain not in BEFORE_NUMBERS)
        for end in range(start + 1, min(len(words), start + 6) + 1):
            yield Number(number_of(plain[start:end]), end - start, outside + words[end:])


def lexemes_for(words: Iterable[Word], *, toned: bool = False) -> list[list[str]]:
    """Give for each word what may stand for it; a year is also the year of a date."""
    return [[f"={word.toned}"] if toned and word.marked else _plain(word.plain) for word in words]


def _plain(word: str) -> list[str]:
    return [word, f"!{word}"] if is_year(word) else [word]
