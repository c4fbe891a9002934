"""What makes a packet, or a status, the same as another, whatever route and wrapping it came by."""

import hashlib
import unicodedata
from collections.abc import Sequence


def packet_digest(
    number: str, notation: str, promulgated: str, subject: str, business_type: int, files: Sequence[tuple[str, str]]
) -> str:
    """Digest what a document is; a packet of ours that comes back as a file is known by it."""
    return content_digest(number, notation, promulgated, subject, business_type, list(files))


def content_digest(*parts: object) -> str:
    """Give one digest over what makes a packet what it is, whatever route and wrapping it came by."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def same_letters(document_id: str) -> str:
    """Write an opaque DocumentId in one form of Unicode, so that it is found however it was typed."""
    return unicodedata.normalize("NFC", document_id)[:200]
