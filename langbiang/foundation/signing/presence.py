"""Whether a PDF carries a signature at all, told without taking it apart; whether it holds is `verify`'s to say."""

from typing import BinaryIO

MARK = b"/ByteRange"  # stands in clear in every signed PDF: a signature covers all but its own hole
PIECE = 1024 * 1024


def carries_signature(pdf: BinaryIO) -> bool:
    """Look for a signature's mark, piece by piece; closes the stream."""
    with pdf:
        kept = b""
        while piece := pdf.read(PIECE):
            if MARK in kept + piece:
                return True
            kept = piece[-len(MARK) :]
    return False
