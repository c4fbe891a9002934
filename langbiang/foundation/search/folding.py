"""One folding of Vietnamese for every database: no tones, no marks, đ as d, y as i, words apart."""

import re
import unicodedata

_LETTERS = str.maketrans("đĐ", "dD")
_NOT_A_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """
    Fold text for finding: `Quyết định số 12/QĐ-UBND` becomes `quiet dinh so 12 qd ubnd`.

    Composed and decomposed letters, old and new tone placement (hòa, hoà) and i/y (Kỹ, Kĩ) meet in one form;
    document numbers fall into words, which both databases index alike.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_LETTERS))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", plain.casefold()).replace("y", "i").strip()
