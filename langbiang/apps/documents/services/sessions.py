"""What is prepared for a key that is elsewhere: kept for ten minutes, answered once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.keys import find_certificate
from langbiang.apps.documents.models import OutgoingDocument, SigningSession
from langbiang.apps.identity.interface import User
from langbiang.foundation import signing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import keep_bytes, open_bytes


class CannotAnswer(Refused):
    """The session is over or another's, or what it prepared is not what stands now."""


@dataclass(frozen=True)
class Answered:
    """A signature that came from the person's token, for what a session prepared, through this account."""

    session: UUID
    account: User
    signature: bytes


def open_session(
    document: OutgoingDocument, prepared: signing.Prepared, certificate: str, *, seat: Seat, account: User
) -> SigningSession:
    """Keep what was prepared until its signature comes; `certificate` is the SHA-256 of whose key is to sign."""
    return SigningSession.objects.create(
        document=document,
        version=document.version,
        seat=seat,
        account=account,
        certificate=certificate,
        prepared=keep_bytes(prepared.document).digest,
        hole_start=prepared.hole_start,
        hole_end=prepared.hole_end,
        attributes=prepared.to_sign,
        expires_at=datetime.fromtimestamp(prepared.expires_at, UTC),
    )


def take_answer(document: OutgoingDocument, answered: Answered, *, seat: Seat, now: datetime) -> bytes:
    """
    Put the signature into what was prepared and give the signed PDF; the session is used up with it.

    The document is locked by who calls, so that of two answers one comes first.

    :raises CannotAnswer: unless session, seat, account, document and certificate are what they were when it began.
    :raises signing.CannotSign: when it comes too late, or is no signature of this by that certificate.
    """
    mine = SigningSession.objects.filter(document=document, seat=seat, account=answered.account)
    session = mine.filter(uid=answered.session).first()
    if session is None:
        raise CannotAnswer("Không có lần ký này cho tài khoản và vị trí đang dùng, hoặc đã hết hạn. Ký lại từ đầu.")
    if session.version != document.version:
        raise CannotAnswer("Văn bản đã thay đổi sau khi bạn bắt đầu ký. Xem lại văn bản rồi ký từ đầu.")
    certificate = find_certificate(seat.person)
    if certificate is None or certificate.fingerprint != session.certificate:
        raise CannotAnswer("Chứng thư dùng để ký đã được thay hoặc gỡ sau khi bạn bắt đầu. Ký lại từ đầu.")
    signed = signing.finish(_prepared(session, certificate), answered.signature, now=now)
    session.delete()
    return signed


def forget_sessions(now: datetime) -> None:
    """Let go what nobody answered in time."""
    SigningSession.objects.filter(expires_at__lt=now).delete()


def _prepared(session: SigningSession, certificate: signing.BoundCertificate) -> signing.Prepared:
    with open_bytes(session.prepared) as stream:
        document = stream.read()
    return signing.Prepared(
        document=document,
        hole_start=session.hole_start,
        hole_end=session.hole_end,
        to_sign=bytes(session.attributes),
        digest=signing.DIGEST,
        certificate=certificate.certificate_der,
        chain=tuple(certificate.chain_der),
        expires_at=int(session.expires_at.timestamp()),
    )
