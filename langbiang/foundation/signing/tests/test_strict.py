"""Which PDFs open: whole ones, also those that restrict their reader; not those that ask for a password."""

from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

from langbiang.foundation.signing import opens_strictly


def locked(pdf: bytes, user: str) -> BytesIO:
    writer: PdfFileWriter = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    writer.encrypt(owner_pass="chủ", user_pass=user)
    out = BytesIO()
    writer.write(out)
    return out


@pytest.mark.parametrize(("user", "opens"), [("", True), ("đọc", False)])
def test_a_pdf_with_restrictions_opens_unless_it_asks_for_a_password(letter: bytes, user: str, opens: bool) -> None:
    assert opens_strictly(locked(letter, user)) is opens


def test_a_whole_pdf_opens_and_half_of_it_does_not(letter: bytes) -> None:
    assert opens_strictly(BytesIO(letter))
    assert not opens_strictly(BytesIO(letter[: len(letter) // 2]))
