"""Registering and preparing an outgoing document, up to the point where it is presented."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from langbiang.apps.directory.interface import Agency, Role, Seat, list_agencies, name_of
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import OutgoingCancelled, OutgoingChanged, OutgoingRegistered
from langbiang.apps.documents.indexing import index_outgoing
from langbiang.apps.documents.models import DocumentType, OutgoingDocument, OutgoingRecipient
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock, printing, signing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, keep_upload, read_file
from langbiang.foundation.journal.interface import write

from .moving import check_editor, check_move, check_said, lock, move

PDF = "application/pdf"
State = OutgoingDocument.State


class CannotRegister(Refused):
    """The agency, the signer or the file does not do."""


class CannotChange(Refused):
    """The document is signed, or another's."""


@dataclass(frozen=True)
class Draft:
    """What a clerk says of a document when registering it."""

    agency: Agency
    type: DocumentType
    subject: str
    notation: str
    urgency: int
    signer: Seat


@transaction.atomic
def register_outgoing(draft: Draft, upload: "UploadedFile[bytes]", *, seat: Seat, now: datetime) -> OutgoingDocument:
    """
    Register an outgoing document with its PDF.

    :raises CannotRegister, CannotKeep: with the sentence for the field it is about.
    """
    day = clock.local(now).date()
    if not queries.may_draft_for(seat, draft.agency, day):
        raise CannotRegister("Vị trí đang dùng không soạn văn bản cho cơ quan này.", field="agency")
    subject = _check_draft(draft, day)
    file = keep_upload(upload, allowed=[PDF], now=now, field="file")
    document = OutgoingDocument(
        agency=draft.agency,
        agency_name=name_of(draft.agency, day).name,
        place=queries.place_of(draft.agency, day),
        drafter=seat,
        type=draft.type,
        subject=subject,
        notation=draft.notation,
        urgency=draft.urgency,
        signer=draft.signer,
        state=State.DRAFT,
        moved_at=now,
        created_at=now,
        original=file,
        file=file,
        pages=_pages(file),
    )
    write(
        document,
        OutgoingRegistered(subject, file.digest),
        by=actor_of(seat),
        now=now,
        parties=[draft.agency.pk],
    )
    index_outgoing(document)
    return document


@transaction.atomic
def change_outgoing(
    document: OutgoingDocument,
    draft: Draft,
    upload: "UploadedFile[bytes] | None",
    *,
    seat: Seat,
    now: datetime,
) -> OutgoingDocument:
    """Change a draft's facts and, with `upload`, its file; a new file loses the places set on the old one."""
    document = _open_draft(document, seat, now)
    if draft.agency.pk != document.agency_id:
        raise CannotChange("Không đổi được cơ quan ban hành. Hủy dự thảo này và đăng ký văn bản khác.", field="agency")
    document.subject = _check_draft(draft, clock.local(now).date())
    document.type, document.notation = draft.type, draft.notation
    document.urgency, document.signer = draft.urgency, draft.signer
    if upload is not None:
        document.original = document.file = keep_upload(upload, allowed=[PDF], now=now, field="file")
        document.pages, document.places = _pages(document.file), {}
    _write_change(document, "thông tin" if upload is None else "thông tin, tệp", seat, now)
    return document


@transaction.atomic
def place_fields(
    document: OutgoingDocument, places: dict[str, printing.Place], *, seat: Seat, now: datetime
) -> OutgoingDocument:
    """Set where number, date, signature and seal will stand; some may be set before others."""
    document = _open_draft(document, seat, now)
    if not places.keys() <= queries.PLACED:
        raise CannotChange("Có ô không thuộc các ô số, ngày, chữ ký và dấu. Tải lại trang rồi đặt lại.")
    document.places = {field: asdict(place) for field, place in places.items()}
    if places.keys() >= queries.PLACED:
        # Tried at once, so that the clerk hears now what presenting would refuse.
        signing.lay_fields(read_file(document.original), queries.places_of(document))
    _write_change(document, "vị trí số, ngày, chữ ký", seat, now)
    return document


@transaction.atomic
def choose_receivers(
    document: OutgoingDocument, receivers: Sequence[Agency], *, seat: Seat, now: datetime
) -> OutgoingDocument:
    """Choose to whom the document goes; open until it is sent."""
    document = lock(document)
    if document.state in (State.SENT, State.CANCELLED):
        raise CannotChange("Văn bản đã gửi hoặc đã hủy, không đổi nơi nhận được.")
    day = clock.local(now).date()
    check_editor(seat, document, CannotChange, day)
    if document.state != State.DRAFT and not queries.keeps_records_of(seat, document.agency_id, day):
        raise CannotChange("Văn bản đã trình ký; chỉ văn thư giữ sổ mới sửa nơi nhận.")
    chosen = list({agency.pk: agency for agency in receivers})
    _check_receivers(chosen, document, day)
    OutgoingRecipient.objects.filter(document=document).delete()
    OutgoingRecipient.objects.bulk_create(OutgoingRecipient(document=document, agency_id=pk) for pk in chosen)
    _write_change(document, f"{len(chosen)} nơi nhận", seat, now)
    return document


@transaction.atomic
def cancel_outgoing(document: OutgoingDocument, *, reason: str, seat: Seat, now: datetime) -> OutgoingDocument:
    """Cancel a draft; it stays, as cancelled."""
    document = lock(document)
    check_move(document, State.CANCELLED, CannotChange)
    check_editor(seat, document, CannotChange, clock.local(now).date())
    missing = "Nhập lý do hủy để người khác biết vì sao."
    reason = check_said(reason, limit=500, refusal=CannotChange, missing=missing, field="reason")
    move(document, State.CANCELLED, OutgoingCancelled(reason), seat=seat, now=now)
    return document


def _open_draft(document: OutgoingDocument, seat: Seat, now: datetime) -> OutgoingDocument:
    document = lock(document)
    if document.state != State.DRAFT:
        raise CannotChange(f"Văn bản đang ở bước “{document.get_state_display()}”, không sửa được nữa.")
    check_editor(seat, document, CannotChange, clock.local(now).date())
    return document


def _check_draft(draft: Draft, day: date) -> str:
    """Check who is to sign and the abstract; give the abstract as it is kept (500 letters: Annex VI)."""
    signer = draft.signer
    if signer.agency_id != draft.agency.pk or not signer.has(Role.LEADER) or not signer.holds_on(day):
        raise CannotRegister("Người ký phải là lãnh đạo đương chức của cơ quan ban hành.", field="signer")
    missing = "Nhập trích yếu nội dung của văn bản."
    return check_said(draft.subject, limit=500, refusal=CannotRegister, missing=missing, field="subject")


def _check_receivers(chosen: Sequence[int], document: OutgoingDocument, day: date) -> None:
    if not chosen:
        raise CannotChange("Chọn ít nhất một nơi nhận.", field="receivers")
    if document.agency_id in chosen:
        raise CannotChange("Cơ quan ban hành không gửi văn bản cho chính mình. Bỏ khỏi nơi nhận.", field="receivers")
    if list_agencies(day).filter(agency__in=chosen).count() < len(chosen):
        raise CannotChange("Có nơi nhận không còn hoạt động. Bỏ khỏi danh sách rồi lưu lại.", field="receivers")


def _pages(file: File) -> int:
    """Count the pages; a PDF that could not be issued later is refused now, beside its field."""
    pdf = read_file(file)
    try:
        signing.check_can_take_fields(pdf)
        return printing.page_count(pdf)
    except Refused as refusal:
        raise CannotRegister(str(refusal), field="file") from refusal


def _write_change(document: OutgoingDocument, what: str, seat: Seat, now: datetime) -> None:
    write(
        document,
        OutgoingChanged(what),
        by=actor_of(seat),
        now=now,
        moved_from=document.state,
        parties=[document.agency_id],
    )
    index_outgoing(document)
