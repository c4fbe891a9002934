"""
What a packet says, as plain values.

`Document` and `Status` are what a sender fills in; `DocumentPacket` and `StatusPacket` add what the reader
found.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal, Self

from langbiang.foundation.clock import VIETNAM

_YEAR_FIRST = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True)
class WrittenDate:
    """A date as the packet writes it; `value` is None where the text is no date (2014/02/30 occurs)."""

    raw: str = ""
    value: date | None = None

    @classmethod
    def of(cls, value: date) -> Self:
        """Write a date in the one form that we send."""
        return cls(f"{value.year:04}/{value.month:02}/{value.day:02}", value)

    @classmethod
    def read(cls, raw: str) -> Self:
        return cls(raw, _date(raw))


@dataclass(frozen=True)
class WrittenTime:
    """A moment as the packet writes it, on Vietnam's clock unless it says otherwise."""

    raw: str = ""
    value: datetime | None = None

    @classmethod
    def of(cls, value: datetime) -> Self:
        """Write a moment in the one form that we send, to the second."""
        local = value.astimezone(VIETNAM).replace(microsecond=0)
        return cls(f"{WrittenDate.of(local.date()).raw} {local:%H:%M:%S}", local)

    @classmethod
    def read(cls, raw: str) -> Self:
        day, _, hour = raw.replace("T", " ").partition(" ")
        return cls(raw, _moment(_date(day), hour.strip()))


def _date(text: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found[1], found[3], found[4]
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _moment(day: date | None, hour: str) -> datetime | None:
    if day is None:
        return None
    try:
        moment = datetime.combine(day, time.fromisoformat(hour or "00:00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


@dataclass(frozen=True, kw_only=True)
class Party:
    """From or one To."""

    organ_id: str = ""
    organization_in_charge: str = ""
    name: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, kw_only=True)
class ResponseFor:
    """Another document: replied to, recalled, or reported on. `code` is number/notation in one string."""

    organ_id: str = ""
    code: str = ""
    promulgation_date: WrittenDate = WrittenDate()
    document_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The person behind a message."""

    department: str = ""
    staff: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiverChange:
    """One who gained (`added`) or lost the document in an update."""

    organ_id: str
    added: bool


@dataclass(frozen=True, kw_only=True)
class BusinessInfo:
    """What an update (business type 2) changed."""

    document_changed: bool = False
    receivers_changed: bool = False
    receivers: tuple[ReceiverChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """A document that this one replaces (business type 3), and who had received it."""

    document_id: str
    organ_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One hop."""

    organ_id: str
    timestamp: WrittenTime


@dataclass(frozen=True, kw_only=True)
class Document:
    """
    A document as its sender describes it.

    Business type: 0 new, 1 recall, 2 update, 3 replace. Priority: 0 normal to 3 express, 4 timed express.
    Steering type: 1 none, 2 steering, 3 report on steering.
    """

    sender: Party
    receivers: tuple[Party, ...]
    document_id: str = ""
    code_number: str = ""
    code_notation: str = ""
    place: str = ""
    promulgation_date: WrittenDate = WrittenDate()
    type: str = ""
    type_detail: str = ""
    type_name: str = ""
    subject: str = ""
    content: str = ""
    signer_competence: str = ""
    signer_position: str = ""
    signer_full_name: str = ""
    due_date: WrittenDate = WrittenDate()
    to_places: tuple[str, ...] = ()
    priority: int = 0
    sphere: str = ""
    typer_notation: str = ""
    promulgation_amount: int = 0
    page_amount: int = 0
    appendixes: tuple[str, ...] = ()
    response_for: tuple[ResponseFor, ...] = ()
    steering_type: int = 1
    business_type: int = 0
    business_reason: str = ""
    business_document_id: str = ""
    business_info: BusinessInfo | None = None
    replacements: tuple[Replacement, ...] = ()
    staff: Staff = Staff()
    paper: bool = False
    trace: tuple[Trace, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """
    One attachment as kept.

    `content_type` is what the packet declares, `sniffed` what the bytes are. `digest` is empty where nothing
    could be decoded. `reason` tells why it is damaged, `warning` what is odd about one that is not.
    """

    name: str
    content_id: str
    content_type: str
    description: str
    digest: str
    size: int
    sniffed: str
    integrity: Literal["ok", "damaged"]
    reason: str = ""
    warning: str = ""
    unzipped: bool = False


@dataclass(frozen=True, kw_only=True)
class DocumentPacket(Document):
    """A document as it came. `header` is the whole edXMLHeader, unknown elements included, ready for JSON."""

    header: Mapping[str, Any]
    attachments: tuple[Attachment, ...]
    envelope_signature: Literal["absent", "empty", "present"]
    warnings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Status:
    """What became of a document. `response_for` names the document; its organ_id is the other party."""

    sender: Party
    response_for: ResponseFor
    staff: Staff = Staff()
    status_code: str = ""
    description: str = ""
    timestamp: WrittenTime = WrittenTime()


@dataclass(frozen=True, kw_only=True)
class StatusPacket(Status):
    """A status as it came."""

    header: Mapping[str, Any]
    warnings: tuple[str, ...]


Packet = DocumentPacket | StatusPacket
