"""Passwords that many Vietnamese choose: beside Django's list, which was gathered elsewhere."""

import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

from langbiang.foundation.search.folding import fold

LIST = Path(__file__).resolve().parents[2] / "data" / "common-passwords.txt"
NO_WORD = re.compile(r"[\W\d_]+")


class VietnamesePasswordValidator:
    """Refuse a password that is but a common word or two, whatever digits and signs stand around them."""

    def validate(self, password: str, user: object = None) -> None:
        word = NO_WORD.sub("", fold(password))
        if not word or word in common_words() or _two(word):
            raise ValidationError("Mật khẩu này hay gặp, dễ đoán. Dùng một câu riêng của bạn.", code="common")

    def get_help_text(self) -> str:
        return "Không dùng từ hay gặp như mật khẩu, tên cơ quan, lời chúc, dù có thêm số."


def _two(word: str) -> bool:
    """Say whether a password is two common words one after the other, or one twice."""
    return any(word[:at] in common_words() and word[at:] in common_words() for at in range(2, len(word) - 1))


@cache
def common_words() -> frozenset[str]:
    """Read the list: one word a line, without tones or spaces."""
    return frozenset(fold(word) for word in LIST.read_text(encoding="utf-8").split())
