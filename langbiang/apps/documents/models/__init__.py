"""Tables of records work."""

from .handling import Handling
from .incoming import IncomingDocument, IncomingFile
from .outgoing import OutgoingDocument, OutgoingRecipient
from .register import Book, DocumentType, FileVerdict, NumberSeries, Urgency

__all__ = [
    "Book",
    "DocumentType",
    "FileVerdict",
    "Handling",
    "IncomingDocument",
    "IncomingFile",
    "NumberSeries",
    "OutgoingDocument",
    "OutgoingRecipient",
    "Urgency",
]
