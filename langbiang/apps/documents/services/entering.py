"""Entering a document that came by post, by hand or by mail: checked, numbered and registered at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from langbiang.apps.directory.interface import Agency, Seat, name_of
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import IncomingRegistered
from langbiang.apps.documents.indexing import index_incoming
from langbiang.apps.documents.models import Book, IncomingDocument, IncomingFile
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.files.interface import File
from langbiang.foundation.journal.interface import write

from .numbering import next_number
from .uploads import keep_arrived
from .verdict import PDF, judge_file
from .versions import keep_text_of

State, Channel = IncomingDocument.State, IncomingDocument.Channel


class CannotEnter(Refused):
    """The agency is another's, something is missing, or the document may not stand in a networked system."""


class CameTwice(Refused):
    """The agency has the document already; `found` says where, and a reason enters it all the same."""

    def __init__(self, found: list[IncomingDocument]) -> None:
        numbers = ", ".join(f"số đến {one.arrival_number or 'chưa có'}" for one in found)
        super().__init__(
            f"Văn bản này có thể đã vào sổ ({numbers}). Mở xem; nếu vẫn vào sổ, đánh dấu và ghi lý do.", field="anyway"
        )
        self.found = found


@dataclass(frozen=True)
class Arrival:
    """What a clerk says of a document that came outside the axis (Decree 30/2020, Annex VI)."""

    agency: Agency
    channel: str
    sender_name: str
    number: str
    notation: str
    dated: date
    type_name: str
    subject: str
    signer_name: str
    signer_position: str = ""
    urgency: int = 0
    secret: bool = False
    pages: int | None = None

    @property
    def code(self) -> str:
        return f"{self.number}/{self.notation}" if self.notation else self.number


@transaction.atomic
def enter_incoming(
    arrival: Arrival,
    uploads: "Sequence[UploadedFile[bytes]]",
    *,
    anyway: str = "",
    seat: Seat,
    now: datetime,
) -> IncomingDocument:
    """
    Enter a document with its files under the next arrival number (Decree 30/2020, Articles 21 and 22).

    `anyway` is the reason for entering what seems to be there already.
    :raises CannotEnter, CameTwice, CannotKeep, CannotTakeIn: with the sentence for the field it is about.
    """
    day = clock.local(now).date()
    subject = _check(arrival, seat, day)
    folded = queries.folded_name(arrival.sender_name, arrival.code, arrival.dated, now)
    twins = queries.list_twins(arrival.agency.pk, folded)
    if twins and not anyway.strip():
        raise CameTwice(twins)
    files = keep_arrived(uploads, may_be_mail=arrival.channel == Channel.MAIL, now=now)
    paper = next(file for file in files if file.media_type == PDF)
    document = IncomingDocument(
        agency=arrival.agency,
        agency_name=name_of(arrival.agency, day).name,
        channel=arrival.channel,
        sender_name=arrival.sender_name.strip(),
        code=arrival.code,
        folded=folded,
        type_name=arrival.type_name,
        subject=subject,
        dated=arrival.dated,
        signer_name=arrival.signer_name,
        signer_position=arrival.signer_position,
        urgency=arrival.urgency,
        pages=arrival.pages,
        integrity="ok",
        verdict=judge_file(paper, now=now).standing,
        entered_twice_for=anyway.strip()[:500] if twins else "",
        state=State.ACCEPTED,
        arrived_at=now,
        moved_at=now,
        arrival_year=day.year,
        arrival_number=next_number(arrival.agency, Book.INCOMING, day.year),
    )
    _write(document, files, seat, now)
    return document


def _write(document: IncomingDocument, files: list[File], seat: Seat, now: datetime) -> None:
    told = IncomingRegistered(
        channel=document.channel,
        sender=document.sender_name,
        code=document.code,
        arrival_number=document.arrival_number or 0,
        files=[file.digest for file in files],
        verdict=document.verdict,
        twice_for=document.entered_twice_for,
    )
    write(document, told, by=actor_of(seat), now=now, parties=[document.agency_id])
    IncomingFile.objects.bulk_create(
        IncomingFile(document=document, order=order, file=file, name=file.name) for order, file in enumerate(files, 1)
    )
    keep_text_of(document)
    index_incoming(document)


def _check(arrival: Arrival, seat: Seat, day: date) -> str:
    """Check what was said and give the abstract as it is kept (500 letters: Annex VI)."""
    if not queries.keeps_records_of(seat, arrival.agency.pk, day):
        raise CannotEnter("Chỉ văn thư giữ sổ của cơ quan nhận mới vào sổ được văn bản đến.", field="agency")
    if arrival.secret:
        raise CannotEnter(
            "Văn bản mang dấu mật không đưa vào hệ thống nối mạng này. Vào sổ riêng trên giấy, chuyển theo quy định "
            "về bảo vệ bí mật nhà nước và không tải tệp lên.",
            field="secrecy",
        )
    if arrival.channel not in (Channel.POST, Channel.HAND, Channel.MAIL):
        raise CannotEnter("Chọn đường đến: bưu điện, nhận trực tiếp hoặc thư điện tử.", field="channel")
    if arrival.dated > day:
        raise CannotEnter("Ngày văn bản ở sau hôm nay. Xem lại ngày ghi trên văn bản.", field="dated")
    limits = (("sender_name", 300, "nơi gửi"), ("number", 50, "số"), ("notation", 100, "ký hiệu"))
    for field, limit, called in limits[: 2 if not arrival.notation else 3]:
        said = getattr(arrival, field)
        check_said(said, limit=limit, refusal=CannotEnter, missing=f"Nhập {called} của văn bản.", field=field)
    missing = "Nhập trích yếu nội dung của văn bản."
    return check_said(arrival.subject, limit=500, refusal=CannotEnter, missing=missing, field="subject")
