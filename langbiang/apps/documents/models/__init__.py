"""Tables of records work."""

from .incoming import IncomingDocument
from .outgoing import OutgoingDocument, OutgoingRecipient
from .register import Book, DocumentType, FileVerdict, NumberSeries, Urgency

__all__ = [
    "Book",
    "DocumentType",
    "FileVerdict",
    "IncomingDocument",
    "NumberSeries",
    "OutgoingDocument",
    "OutgoingRecipient",
    "Urgency",
]
