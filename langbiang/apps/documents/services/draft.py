"""Registering and preparing an outgoing document, up to the point where it is presented."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from langbiang.apps.directory.interface import Agency, Seat, Unit, name_of
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import OutgoingCancelled, OutgoingChanged, OutgoingRegistered
from langbiang.apps.documents.indexing import index_outgoing
from langbiang.apps.documents.models import DocumentType, IncomingDocument, OutgoingDocument
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock, printing, signing
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.files.interface import File, enter_file, keep_bytes, keep_upload, read_file
from langbiang.foundation.files.sniff import DOCX, PDF
from langbiang.foundation.journal.interface import lock, write

from .composing import lay_out
from .moving import check_editor, check_move, move
from .receivers import address, check_receivers, named_outside
from .uploads import as_pdf
from .versions import keep_version

State = OutgoingDocument.State


class CannotRegister(Refused):
    """The agency, the signer or the file does not do."""


class CannotChange(Refused):
    """The document is signed, or another's."""


class Secret(CannotRegister):
    """A state secret: this networked system does not take it."""


@dataclass(frozen=True)
class Draft:
    """
    What is said of a document when it is registered or changed.

    Either a file comes with it, or `body` holds the words that are laid out here.
    """

    agency: Agency
    type: DocumentType
    subject: str
    notation: str
    urgency: int
    signer: Seat
    body: str = ""
    addressed_to: str = ""
    copies_to: str = ""
    answers: IncomingDocument | None = None
    replaces: OutgoingDocument | None = None
    secrecy: str = ""


def register_outgoing(
    draft: Draft, upload: "UploadedFile[bytes] | None", *, seat: Seat, now: datetime
) -> OutgoingDocument:
    """
    Register an outgoing document with its PDF or DOCX, or with the words that are laid out here.

    :raises CannotRegister, CannotKeep, CannotTakeIn: with the sentence for the field it is about.
    """
    return _register(draft, as_pdf(upload, field="file"), seat=seat, now=now)


@transaction.atomic
def _register(draft: Draft, upload: "UploadedFile[bytes] | None", *, seat: Seat, now: datetime) -> OutgoingDocument:
    day = clock.local(now).date()
    if not queries.may_draft_for(seat, draft.agency, day):
        raise CannotRegister("Vị trí đang dùng không soạn văn bản cho cơ quan này.", field="agency")
    document = OutgoingDocument(
        agency=draft.agency,
        agency_name=name_of(draft.agency, day).name,
        place=queries.place_of(draft.agency, day),
        drafter=seat,
        unit_id=seat.unit_id,
        state=State.DRAFT,
        moved_at=now,
        created_at=now,
    )
    _say(document, draft, seat, day)
    _set_file(document, upload, day=day, now=now)
    write(
        document,
        OutgoingRegistered(document.subject, document.original.digest),
        by=actor_of(seat),
        now=now,
        parties=[draft.agency.pk],
    )
    keep_version(document, seat=seat, now=now)
    index_outgoing(document)
    return document


def change_outgoing(
    document: OutgoingDocument,
    draft: Draft,
    upload: "UploadedFile[bytes] | None",
    *,
    seat: Seat,
    now: datetime,
) -> OutgoingDocument:
    """Change a draft's facts and, with `upload` or new words, its file; a new upload loses the places on the old."""
    return _change(document, draft, as_pdf(upload, field="file"), seat=seat, now=now)


@transaction.atomic
def _change(
    document: OutgoingDocument, draft: Draft, upload: "UploadedFile[bytes] | None", *, seat: Seat, now: datetime
) -> OutgoingDocument:
    document = _open_draft(document, seat, now)
    if draft.agency.pk != document.agency_id:
        raise CannotChange("Không đổi được cơ quan ban hành. Hủy dự thảo này và đăng ký văn bản khác.", field="agency")
    day, before = clock.local(now).date(), document.original.digest
    _say(document, draft, seat, day)
    _set_file(document, upload, day=day, now=now)
    same = document.original.digest == before
    _write_change(document, "thông tin" if same else "thông tin, tệp", seat, now)
    keep_version(document, seat=seat, now=now)
    return document


def _say(document: OutgoingDocument, draft: Draft, seat: Seat, day: date) -> None:
    """Put on the document what was said of it, checked."""
    if draft.secrecy:
        raise Secret(
            "Văn bản có độ mật không được soạn, lưu hoặc gửi trên hệ thống nối mạng này. Soạn trên máy tính độc lập và "
            "quản lý theo quy định về bảo vệ bí mật nhà nước.",
            field="secrecy",
        )
    _check_signer(draft, day)
    _check_ties(document, draft, seat, day)
    missing = "Nhập trích yếu nội dung của văn bản."
    document.subject = check_said(draft.subject, limit=500, refusal=CannotRegister, missing=missing, field="subject")
    document.type, document.notation = draft.type, draft.notation
    document.urgency, document.signer = draft.urgency, draft.signer
    document.body, document.addressed_to, document.copies_to = draft.body, draft.addressed_to, draft.copies_to
    document.answers, document.replaces = draft.answers, draft.replaces


def _set_file(document: OutgoingDocument, upload: "UploadedFile[bytes] | None", *, day: date, now: datetime) -> None:
    """Take the uploaded file, or lay the document's words out; the old file stays when neither is given."""
    if upload is not None:
        kept = keep_upload(upload, allowed=[PDF, DOCX], now=now, field="file")  # a DOCX is a PDF by now
        document.body, document.places = "", {}
    elif document.body.strip():
        if not queries.family_of(document.agency, day).laid_out:
            raise CannotRegister(
                "Hệ thống chỉ trình bày văn bản của cơ quan nhà nước. Tải lên tệp PDF đã trình bày xong.", field="body"
            )
        pdf, places = lay_out(document, day=day, now=now)
        kept = enter_file(keep_bytes(pdf), name="du-thao.pdf", media_type=PDF, now=now)
        document.places = {field: asdict(place) for field, place in places.items()}
    elif document.original_id is not None:
        return
    else:
        raise CannotRegister("Chọn tệp PDF hoặc DOCX của văn bản, hoặc soạn nội dung bên dưới.", field="file")
    document.original = document.file = kept
    document.pages = _pages(kept)


@transaction.atomic
def place_fields(
    document: OutgoingDocument, places: dict[str, printing.Place], *, seat: Seat, now: datetime
) -> OutgoingDocument:
    """Set where number, date, signature and seal will stand; some may be set before others."""
    document = _open_for_placing(document, seat, now)
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
    document: OutgoingDocument,
    receivers: Sequence[Agency],
    *,
    units: Sequence[Unit] = (),
    outside: Sequence[str] = (),
    seat: Seat,
    now: datetime,
) -> OutgoingDocument:
    """
    Choose to which agencies, and which units of the own one, the document goes; open until it is sent.

    `outside` are codes of agencies beyond the directory.
    """
    document = lock(document)
    if document.state not in OutgoingDocument.OPEN:
        raise CannotChange("Văn bản đã gửi hoặc đã hủy, không đổi nơi nhận được.")
    day = clock.local(now).date()
    check_editor(seat, document, CannotChange, day)
    if document.state != State.DRAFT and not queries.keeps_records_of(seat, document.agency_id, day):
        raise CannotChange("Văn bản đã trình; chỉ văn thư giữ sổ mới sửa nơi nhận.")
    agencies, rooms = [*dict.fromkeys(receivers)], [*dict.fromkeys(units)]
    if not agencies and not rooms and not outside:
        raise CannotChange("Chọn ít nhất một nơi nhận.", field="receivers")
    check_receivers(document, agencies, rooms, CannotChange, day)
    beyond = named_outside(outside, CannotChange, now)
    document.recipients.all().delete()
    address(document, agencies, rooms, beyond)
    _write_change(document, f"{len(agencies) + len(rooms) + len(beyond)} nơi nhận", seat, now)
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


def _open_for_placing(document: OutgoingDocument, seat: Seat, now: datetime) -> OutgoingDocument:
    """Places belong to the form: the office may set them while it checks that (Decree 30/2020, Article 12.2)."""
    document = lock(document)
    day = clock.local(now).date()
    if document.state == State.FORM and queries.keeps_records_of(seat, document.agency_id, day):
        return document
    return _check_draft(document, seat, day)


def _open_draft(document: OutgoingDocument, seat: Seat, now: datetime) -> OutgoingDocument:
    return _check_draft(lock(document), seat, clock.local(now).date())


def _check_draft(document: OutgoingDocument, seat: Seat, day: date) -> OutgoingDocument:
    if document.state != State.DRAFT:
        raise CannotChange(f"Văn bản đang ở bước “{document.get_state_display()}”, không sửa được nữa.")
    check_editor(seat, document, CannotChange, day)
    return document


def _check_signer(draft: Draft, day: date) -> None:
    if queries.right_to_sign(draft.signer, draft.agency, day) is None:
        raise CannotRegister(
            "Người ký phải là lãnh đạo đương chức của cơ quan ban hành, hoặc người được giao ký TL., TUQ. bằng văn bản "
            "còn hiệu lực.",
            field="signer",
        )


def _check_ties(document: OutgoingDocument, draft: Draft, seat: Seat, day: date) -> None:
    """Check what it answers and what it replaces: both of the same agency, seen by who drafts."""
    answers, replaces = draft.answers, draft.replaces
    if answers and not queries.list_incoming(seat, day).filter(pk=answers.pk, agency=draft.agency).exists():
        raise CannotRegister("Không có văn bản đến này trong sổ của cơ quan.", field="answers")
    if replaces is None:
        return
    if not queries.list_outgoing(seat, day).filter(pk=replaces.pk, agency=draft.agency).exists():
        raise CannotRegister("Không có văn bản đi này trong sổ của cơ quan.", field="replaces")
    if replaces.state != State.SENT or replaces.pk == document.pk:
        raise CannotRegister("Chỉ thay thế được văn bản đã gửi và còn hiệu lực.", field="replaces")


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
