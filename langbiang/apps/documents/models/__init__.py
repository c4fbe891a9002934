"""Tables of records work."""

from .incoming import IncomingDocument
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
    "IncomingDocument",
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
