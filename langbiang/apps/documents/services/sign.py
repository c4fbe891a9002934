"""Presenting to the leader, returning, and the leader's signature (Decree 30/2020, Article 13)."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import OutgoingPresented, OutgoingReturned, OutgoingSigned
from langbiang.apps.documents.keys import find_certificate, key_of_person
from langbiang.apps.documents.models import OutgoingDocument, SigningSession
from langbiang.apps.identity.interface import User
from langbiang.foundation import clock, signing
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.files.interface import File, enter_file, keep_bytes, read_file
from langbiang.foundation.journal.interface import lock

from .moving import check_move, move
from .sessions import Answered, open_session, take_answer

State = OutgoingDocument.State


class CannotPresent(Refused):
    """Something is still missing, or the file cannot take the fields."""


class CannotReturn(Refused):
    """It is not before this leader, or no reason was given."""


class CannotSign(Refused):
    """It is not before this leader, or there is no key."""


@transaction.atomic
def present_outgoing(document: OutgoingDocument, *, seat: Seat, now: datetime) -> OutgoingDocument:
    """
    Put a draft before its signer: the empty fields for number, date, signature and seal are laid into the PDF now.

    :raises CannotPresent: when a place or the receivers are missing; signing.CannotPrepare for the file.
    """
    document = lock(document)
    check_move(document, State.PRESENTED, CannotPresent)
    day = clock.local(now).date()
    if not queries.keeps_records_of(seat, document.agency_id, day):
        raise CannotPresent("Chỉ văn thư giữ sổ của cơ quan ban hành trình lãnh đạo ký, sau khi kiểm tra thể thức.")
    if document.state == State.DRAFT and queries.next_step(document, day) != State.PRESENTED:
        raise CannotPresent("Dự thảo của đơn vị phải qua trưởng đơn vị và kiểm tra thể thức trước khi trình ký.")
    missing = queries.missing_before_presenting(document)
    if missing:
        raise CannotPresent(f"Còn thiếu: {', '.join(missing)}.")
    laid = signing.lay_fields(read_file(document.original), queries.places_of(document))
    document.file = _keep(laid, document.original.name, now)
    document.returned_for = ""
    assert document.signer is not None
    if queries.right_to_sign(document.signer, document.agency, day) is None:
        raise CannotPresent(
            "Người ký đã thôi giữ chức vụ này, hoặc văn bản giao ký TL., TUQ. hết hiệu lực. Sửa để chọn người ký khác.",
            field="signer",
        )
    told = OutgoingPresented(str(document.signer), document.file.digest)
    move(document, State.PRESENTED, told, seat=seat, now=now, fields=["file", "returned_for"])
    return document


@transaction.atomic
def return_outgoing(document: OutgoingDocument, *, reason: str, seat: Seat, now: datetime) -> OutgoingDocument:
    """Give a document back to its drafter, with the reason: the head of the unit, the office or the leader does."""
    document = lock(document)
    check_move(document, State.DRAFT, CannotReturn)
    if not queries.may_review(seat, document, clock.local(now).date()):
        raise CannotReturn("Văn bản này không trình đến vị trí bạn đang dùng.")
    missing = "Nhập lý do trả lại để người soạn biết phải sửa gì."
    reason = check_said(reason, limit=500, refusal=CannotReturn, missing=missing, field="reason")
    document.file, document.returned_for = document.original, reason
    move(document, State.DRAFT, OutgoingReturned(reason), seat=seat, now=now, fields=["file", "returned_for"])
    return document


@transaction.atomic
def begin_signing(
    document: OutgoingDocument, *, seat: Seat, account: User, now: datetime
) -> tuple[SigningSession, signing.Prepared]:
    """
    Prepare the signature for the token at the leader's PC; the document does not move before the answer is there.

    :raises CannotSign: as `sign_outgoing`; signing.NoKey when no certificate is bound to the person.
    """
    document = lock(document)
    _check_signer(document, seat, now)
    certificate = find_certificate(seat.person)
    if certificate is None:
        raise signing.NoKey("Chưa gắn chứng thư ký bằng thiết bị cho bạn. Liên hệ quản trị để gắn chứng thư.")
    name, title = seat.person.full_name, seat.title
    pdf = read_file(document.file)
    prepared = signing.prepare(pdf, role="person", certificate=certificate, name=name, post=title, now=now)
    return open_session(document, prepared, certificate.fingerprint, seat=seat, account=account), prepared


@transaction.atomic
def sign_outgoing(
    document: OutgoingDocument, *, seat: Seat, now: datetime, answered: Answered | None = None
) -> OutgoingDocument:
    """
    Sign with the leader's own key; the signature certifies the document and allows only the waiting fields.

    The key is here, or in a token at the leader's PC that has answered what `begin_signing` prepared.
    A deputy does not sign: a signature needs the person's own key and an appointment or a paper (Article 13).
    """
    document = lock(document)
    right = _check_signer(document, seat, now)
    name, title = seat.person.full_name, seat.title
    if answered is None:
        holder = key_of_person(seat.person)
        signed = signing.sign_as_person(read_file(document.file), holder, name=name, post=title, now=now)
    else:
        signed = take_answer(document, answered, seat=seat, now=now)
    document.file = _keep(signed, document.original.name, now)
    document.signer_name, document.signer_title, document.signer_competence = name, title, right.competence
    document.signed_at = now
    move(
        document,
        State.SIGNED,
        OutgoingSigned(right.competence, document.file.digest),
        seat=seat,
        now=now,
        fields=["file", "signed_at", "signer_name", "signer_title", "signer_competence"],
    )
    return document


def sign_at_service(
    document: OutgoingDocument, secrets: dict[str, str], *, seat: Seat, account: User, now: datetime
) -> OutgoingDocument:
    """
    Sign with the leader's key at the remote signing service; `secrets` is what it asks: `pin`, `otp`, or nothing.

    While the service asks the person nothing is locked here; then the same move is made as with a token's answer.

    :raises CannotSign: as `sign_outgoing`; signing.NoKey, signing.CannotSignRemotely: when the service does not sign.
    """
    session, prepared = begin_signing(document, seat=seat, account=account, now=now)
    certificate = find_certificate(seat.person)
    assert certificate is not None
    try:
        signature = signing.sign_remotely(certificate.credential, prepared.to_sign, **secrets)
    except Refused:
        session.delete()
        raise
    return sign_outgoing(document, seat=seat, now=now, answered=Answered(session.uid, account, signature))


def _check_signer(document: OutgoingDocument, seat: Seat, now: datetime) -> queries.RightToSign:
    """Say by what right the seat signs the document now. :raises CannotSign: when it does not."""
    check_move(document, State.SIGNED, CannotSign)
    if document.signer_id != seat.pk:
        raise CannotSign("Văn bản này không trình đến vị trí bạn đang dùng.")
    if seat.acted_by:
        raise CannotSign(
            "Xử lý thay không gồm ký: người ký ký bằng khóa của mình, theo chức vụ hoặc theo văn bản giao ký TL., TUQ. "
            "(Nghị định 30/2020, Điều 13). Để người ký tự ký, hoặc trả lại để chọn người ký khác."
        )
    right = queries.right_to_sign(seat, document.agency, clock.local(now).date())
    if right is None:
        raise CannotSign("Vào ngày này vị trí đang dùng không có quyền ký văn bản của cơ quan ban hành.")
    return right


def _keep(pdf: bytes, name: str, now: datetime) -> File:
    return enter_file(keep_bytes(pdf), name=name, media_type="application/pdf", now=now)
