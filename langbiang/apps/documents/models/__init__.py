"""Tables of records work."""

from .handling import Handling
from .incoming import IncomingDocument, IncomingFile
from .inside import UnitCopy
from .ledgers import CopyUse, PostEntry, RegisterLock
from .outgoing import Opinion, OutgoingDocument, OutgoingRecipient, OutgoingVersion
from .publication import Publication
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
from .signing import SigningSession

__all__ = [
    "Book",
    "CopyUse",
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
    "PostEntry",
    "Publication",
    "ReceiverGroup",
    "ReceiverGroupMember",
    "RegisterLock",
    "ReservedNumber",
    "SeriesRule",
    "SigningAuthority",
    "SigningSession",
    "UnitCopy",
    "Urgency",
]
