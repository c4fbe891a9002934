"""
Signing in two steps, so that the key may be far away.

`prepare` gives the bytes to sign, `finish` puts the signature in; between them the key holder signs, here or
at the person's PC. The signatures are PAdES B-B (ETSI EN 319 142-1): ETSI.CAdES.detached, SHA-256.
"""

import asyncio
import unicodedata
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Literal

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.form_tools import find_existing_empty_field
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.signing.drawings import Drawing
from langbiang.foundation.signing.fields import AGENCY, DATE, NUMBER, PERSON
from langbiang.foundation.signing.keys import Certificate, KeyHolder, signature_fits
from langbiang.foundation.signing.verification import is_as_signed

Role = Literal["person", "agency"]
DIGEST = "sha256"
REPORT = "he-thong"  # the field of what the system signs itself
TIME_TO_SIGN = timedelta(minutes=10)  # from prepare to finish
# The number leans on the notation printed after it; the date is italic (Annex I).
LINES = {NUMBER: {"style": "normal", "align": "right"}, DATE: {"style": "italic", "align": "left"}}
LONGEST_SIGNATURE = 512  # bytes: RSA of 4096 bits


class CannotSign(Refused):
    """The document does not stand where this signature has its turn, or the signature does not fit."""


@dataclass(frozen=True)
class Prepared:
    """
    A document that waits for its signature: bytes, texts and numbers only, to be kept or sent as they are.

    `to_sign` is the CMS signed attributes (DER), to be signed with `digest`; the document's hole for the CMS
    runs from `hole_start` to `hole_end`; `expires_at` is in seconds since 1970.
    """

    document: bytes
    hole_start: int
    hole_end: int
    to_sign: bytes
    digest: str
    certificate: bytes
    chain: tuple[bytes, ...]
    expires_at: int


@dataclass(frozen=True)
class _Signing:
    """What one signature says: its field, its picture if any, the texts it fills in, what it allows after itself."""

    field: str
    name: str
    reason: str
    drawing: Drawing | None
    texts: dict[str, str]
    certifies: bool
    allows: MDPPerm


def prepare(
    pdf: bytes,
    *,
    role: Role,
    certificate: Certificate,
    name: str,
    now: datetime,
    post: str = "",
    number: str = "",
    date: str = "",
) -> Prepared:
    """
    Bring a document to the point where only the key is missing.

    The leader's signature (`person`, with name and post) certifies the document and allows filling in only.
    The agency's (`agency`, with the agency's name) fills number and date in the same update, as
    Decree 30/2020 art. 15.3 orders, and closes the document. `now` is the signing time. Raises CannotSign.
    """
    _refuse_certificate_out_of_time(certificate, now)
    if role == "person":
        signing = _as_person(name, post)
    else:
        signing = _as_agency(name, number, date, now)
    writer = _writer(pdf, role)
    for field, text in signing.texts.items():
        _fill(writer, field, text)
    return _with_hole(writer, signing, certificate, now)


def finish(prepared: Prepared, signature: bytes, *, now: datetime) -> bytes:
    """Put the signature into the document. Raises CannotSign when it came too late or does not fit."""
    if now.timestamp() > prepared.expires_at:
        raise CannotSign("Đã quá thời hạn ký. Đề nghị mở lại văn bản và thực hiện ký lại từ đầu.")
    if not signature_fits(prepared.certificate, prepared.to_sign, signature, digest=prepared.digest):
        raise CannotSign("Chữ ký không khớp với chứng thư số. Đề nghị kiểm tra thiết bị ký rồi ký lại.")
    signer = external_signer(prepared.certificate, prepared.chain, signature)
    attributes = cms.CMSAttributes.load(prepared.to_sign)
    message = wait_for(signer.async_sign_prescribed_attributes(prepared.digest, attributes))
    out = BytesIO(prepared.document)
    PreparedByteRangeDigest(b"", prepared.hole_start, prepared.hole_end).fill_with_cms(out, message)
    return out.getvalue()


def sign_as_person(pdf: bytes, holder: KeyHolder, *, name: str, post: str, now: datetime) -> bytes:
    """Sign as the competent person with a key that is here (Decree 30/2020 art. 13). Raises CannotSign."""
    prepared = prepare(pdf, role="person", certificate=holder, name=name, post=post, now=now)
    return finish(prepared, holder.sign(prepared.to_sign, digest=prepared.digest), now=now)


def sign_as_agency(pdf: bytes, holder: KeyHolder, *, agency: str, number: str, date: str, now: datetime) -> bytes:
    """Fill in number and date and seal, with a key that is here (Decree 30/2020 art. 15.3)."""
    prepared = prepare(pdf, role="agency", certificate=holder, name=agency, number=number, date=date, now=now)
    return finish(prepared, holder.sign(prepared.to_sign, digest=prepared.digest), now=now)


def sign_report(pdf: bytes, holder: KeyHolder, *, name: str, reason: str, now: datetime) -> bytes:
    """Sign a PDF that this system made and that has no waiting fields: nothing to be seen, nothing allowed after it."""
    _refuse_certificate_out_of_time(holder, now)
    signing = _Signing(REPORT, name, reason, drawing=None, texts={}, certifies=True, allows=MDPPerm.NO_CHANGES)
    prepared = _with_hole(IncrementalPdfFileWriter(BytesIO(pdf)), signing, holder, now)
    return finish(prepared, holder.sign(prepared.to_sign, digest=prepared.digest), now=now)


def _refuse_certificate_out_of_time(certificate: Certificate, now: datetime) -> None:
    known = x509.load_der_x509_certificate(certificate.certificate_der)
    if not known.not_valid_before_utc <= now <= known.not_valid_after_utc:
        raise CannotSign("Chứng thư số chưa có hiệu lực hoặc đã hết hạn. Đề nghị gia hạn chứng thư số rồi ký lại.")


def _as_person(name: str, post: str) -> _Signing:
    return _Signing(
        field=PERSON,
        name=name,
        reason=f"Ký ban hành văn bản, chức vụ {post}" if post else "Ký ban hành văn bản",
        drawing=Drawing("person", {"name": name}),
        texts={},
        certifies=True,
        allows=MDPPerm.FILL_FORMS,
    )


def _as_agency(agency: str, number: str, date: str, now: datetime) -> _Signing:
    if not number.strip() or not date.strip():
        raise CannotSign("Chưa có số hoặc ngày văn bản. Đề nghị cấp số, ngày trước khi ký số của cơ quan.")
    moment = clock.local(now).isoformat(timespec="seconds")
    return _Signing(
        field=AGENCY,
        name=agency,
        reason=f"Phát hành văn bản số {number}, {date}",
        drawing=Drawing("agency", {"agency": agency, "moment": moment}),
        texts={NUMBER: number, DATE: date},
        certifies=False,
        allows=MDPPerm.NO_CHANGES,
    )


def _writer(pdf: bytes, role: Role) -> IncrementalPdfFileWriter:
    """Open the document for one more update, if it is this role's turn."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        signed = {field: value is not None for field, value, _ in enumerate_sig_fields(reader)}
        writer = IncrementalPdfFileWriter(BytesIO(pdf), prev=reader)
    except Exception as error:  # a hostile file breaks the reader in any way
        raise CannotSign("Không đọc được tệp văn bản. Đề nghị tải lại tệp PDF và chuẩn bị lại.") from error
    if set(signed) != {PERSON, AGENCY}:
        raise CannotSign("Văn bản chưa được đặt ô số, ngày và ô ký. Đề nghị chuẩn bị văn bản trước khi ký.")
    if signed[AGENCY]:
        raise CannotSign("Văn bản đã có chữ ký số của cơ quan, không ký thêm được.")
    if role == "person" and signed[PERSON]:
        raise CannotSign("Văn bản đã được người có thẩm quyền ký, không ký lại được.")
    if role == "agency":
        _refuse_unless_as_the_leader_left_it(pdf, signed[PERSON])
    return writer


def _refuse_unless_as_the_leader_left_it(pdf: bytes, signed: bool) -> None:
    """The clerk seals only what the competent person signed (Decree 30/2020 art. 32.2.d), untouched since."""
    if not signed:
        raise CannotSign("Văn bản chưa được người có thẩm quyền ký. Đề nghị trình ký trước khi ký số của cơ quan.")
    # Whether the leader's certificate is trusted is asked by those who know the roots; here the file counts.
    if not is_as_signed(pdf):
        raise CannotSign("Tệp đã bị thay đổi sau khi người có thẩm quyền ký. Đề nghị trình ký lại văn bản.")


def _fill(writer: IncrementalPdfFileWriter, name: str, text: str) -> None:
    reference = find_existing_empty_field(writer, name, "/Tx")
    field = reference.get_object()
    field[pdf_name("/V")] = pdf_string(unicodedata.normalize("NFC", text))
    Drawing("line", {"text": text, **LINES[name]}).fill(writer, field)
    writer.mark_update(reference)


def _with_hole(
    writer: IncrementalPdfFileWriter, signing: _Signing, certificate: Certificate, now: datetime
) -> Prepared:
    signer = external_signer(certificate.certificate_der, tuple(certificate.chain_der), None)
    described = PdfSignatureMetadata(
        field_name=signing.field,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        name=signing.name,
        reason=signing.reason,
        certify=signing.certifies,
        docmdp_permissions=signing.allows,
    )
    pdf_signer = PdfSigner(described, signer, stamp_style=signing.drawing)
    session = pdf_signer.init_signing_session(writer, existing_fields_only=signing.drawing is not None)
    session.system_time = clock.local(now)
    size = wait_for(session.estimate_signature_container_size(None))
    hole, out = session.prepare_tbs_document(None, bytes_reserved=size).digest_tbs_document()
    attributes = wait_for(signer.signed_attrs(hole.document_digest, DIGEST, use_pades=True))
    return Prepared(
        document=out.getvalue(),
        hole_start=hole.reserved_region_start,
        hole_end=hole.reserved_region_end,
        to_sign=attributes.dump(),
        digest=DIGEST,
        certificate=certificate.certificate_der,
        chain=tuple(certificate.chain_der),
        expires_at=int((now + TIME_TO_SIGN).timestamp()),
    )


def external_signer(certificate: bytes, chain: tuple[bytes, ...], signature: bytes | None) -> ExternalSigner:
    others = SimpleCertificateStore()
    others.register_multiple(asn1_x509.Certificate.load(other) for other in chain)
    return ExternalSigner(
        signing_cert=asn1_x509.Certificate.load(certificate),
        cert_registry=others,
        signature_value=signature or LONGEST_SIGNATURE,
        embed_roots=False,  # who verifies has the roots of its own
    )


def wait_for(work: Coroutine[Any, Any, Any]) -> Any:
    """Run pyHanko's asynchronous part in a thread of its own: this one may have a loop already."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(asyncio.run, work).result()
