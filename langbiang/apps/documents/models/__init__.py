"""Tables of records work."""

from .handling import Handling
from .incoming import IncomingDocument, IncomingFile
from .outgoing import Opinion, OutgoingDocument, OutgoingRecipient, OutgoingVersion
from .register import (
    Book,
    DocumentType,
    FileText,
    FileVerdict,
    NumberSeries,
    ReceiverGroup,
    ReceiverGroupMember,
    ReservedNumber,
    SeriesRule,
    SigningAuthority,
    Urgency,
)

__all__ = [
    "Book",
    "DocumentType",
    "FileText",
    "FileVerdict",
    "Handling",
    "IncomingDocument",
    "IncomingFile",
    "NumberSeries",
    "Opinion",
    "OutgoingDocument",
    "OutgoingRecipient",
    "OutgoingVersion",
    "ReceiverGroup",
    "ReceiverGroupMember",
    "ReservedNumber",
    "SeriesRule",
    "SigningAuthority",
    "Urgency",
]
