"""One folding of Vietnamese for every database: no tones, no marks, đ as d, y as i, words apart."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = str.maketrans("đĐ", "dD")
_NOT_A_WORD = re.compile(r"[\W_]+")
# The digits of the VNI way of typing: first the marks that make another letter, then the five tones.
_MARKS = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
LONGEST = 60  # letters of a word that are kept; no word of a language is longer


def fold(text: str) -> str:
    """
    Fold text for finding: `Quyết định số 12/QĐ-UBND` becomes `quiet dinh so 12 qd ubnd`.

    Composed and decomposed letters, old and new tone placement (hòa, hoà) and i/y (Kỹ, Kĩ) meet in one form;
    document numbers fall into words, which both databases index alike.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_LETTERS))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", plain.casefold()).replace("y", "i").strip()


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its tones and with them: `hoa`, `hoa2`. The tone stands last, so that hòa and hoà are one."""

    plain: str
    toned: str

    @property
    def marked(self) -> bool:
        return self.plain != self.toned


def words_of(text: str) -> list[Word]:
    """Read text as words; what was typed without a tone has none in either form."""
    pieces = _NOT_A_WORD.split(unicodedata.normalize("NFC", text))
    return [word for piece in pieces for word in _read(piece[:LONGEST])]


@lru_cache(maxsize=1 << 15)
def _read(piece: str) -> tuple[Word, ...]:
    plain = fold(piece).split()
    return (Word(plain[0], _toned(piece)),) if len(plain) == 1 else tuple(Word(word, word) for word in plain)


def _toned(piece: str) -> str:
    letters, tone = "", ""
    for letter in unicodedata.normalize("NFD", piece.casefold().replace("đ", "d9")):
        if letter in _TONES:
            tone = _TONES[letter]
        elif letter in _MARKS or not unicodedata.combining(letter):
            letters += _MARKS.get(letter, letter)
    return letters.replace("y", "i") + tone
