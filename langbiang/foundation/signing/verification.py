"""
Judging a signed PDF, offline.

pyHanko's bottom line alone is not enough: it stays true when junk is appended after the end. So every
signature must hold, and the last one must cover the whole file; else the file was changed after signing.
"""

import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Literal

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from langbiang.foundation import clock
from langbiang.foundation.signing.fields import AGENCY, PERSON

Standing = Literal["valid", "changed", "invalid", "untrusted", "unsigned", "unreadable"]
Role = Literal["person", "agency", "other", "stamp"]

SENTENCES: dict[Standing, str] = {
    "valid": "Chữ ký số hợp lệ. Văn bản còn nguyên vẹn từ khi ký.",
    "changed": "Tệp đã bị thay đổi sau khi ký. Đề nghị yêu cầu nơi gửi gửi lại bản gốc.",
    "invalid": "Chữ ký số không hợp lệ: nội dung tệp không khớp với chữ ký. Không sử dụng tệp này.",
    "untrusted": "Chưa xác thực được người ký: chứng thư số hết hạn hoặc không thuộc tổ chức được tin cậy. "
    "Đề nghị kiểm tra lại với nơi gửi.",
    "unsigned": "Tệp không có chữ ký số.",
    "unreadable": "Không đọc được tệp: tệp không phải PDF hoặc đã bị hỏng. Đề nghị yêu cầu nơi gửi gửi lại.",
}
END = re.compile(rb"startxref\s+\d+\s+%%EOF[\r\n]*")
# What the library warns of, at the length of a traceback, the verdict says in a sentence.
logging.getLogger("pyhanko").setLevel(logging.ERROR)
ROLES: dict[str, Role] = {PERSON: "person", AGENCY: "agency"}


@dataclass(frozen=True)
class SignatureFinding:
    """What was found about one signature; `reasons` says, in Vietnamese, what is wrong with it."""

    signer: str
    agency: str
    signed_at: datetime | None
    field: str
    role: Role
    intact: bool
    trusted: bool
    permitted_changes: bool
    certificate_valid_at_signing: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """How a file stands; `sentence` says it to a person. Signatures in the order in which they were made."""

    standing: Standing
    sentence: str
    signatures: tuple[SignatureFinding, ...] = ()


def verify(pdf: bytes, *, trust: list[bytes], now: datetime) -> Verdict:
    """
    Judge the signatures of a PDF as they stand at `now`, against trusted roots (DER), without any network.

    Never raises on what the file does to its reader: it is then unreadable, or its signature invalid.
    Revocation is not looked up. A file that ends with a trusted authority's time stamp over the whole of it is judged
    as it stood at that moment, with what it carries about revocation then (PAdES B-LTA).
    """
    document = _without_tail(pdf)
    try:
        reader = PdfFileReader(BytesIO(document), strict=True)
        filled = [name for name, _, _ in enumerate_sig_fields(reader, filled_status=True)]
    except Exception:  # a hostile file breaks the reader in any way, recursion included
        return _verdict("unreadable")
    if not filled:
        return _verdict("unsigned" if document == pdf else "unreadable")
    try:
        return _judge(reader, filled, _Ground(trust, now), whole=document == pdf)
    except Exception:  # it claims a signature that cannot even be taken apart
        return _verdict("invalid")


def is_as_signed(pdf: bytes) -> bool:
    """Tell whether the last signature covers the whole file and fits it, whoever made it."""
    try:
        last = PdfFileReader(BytesIO(pdf), strict=True).embedded_signatures[-1]
        intact, valid = validate_sig_integrity(
            last.signer_info,
            last.signer_cert,
            expected_content_type="data",
            actual_digest=last.compute_digest(),
        )
        return bool(intact and valid and last.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE)
    except Exception:  # a hostile file breaks the reader in any way
        return False


class _Ground:
    """On what signatures are judged: trusted roots, and a moment with what was known then."""

    def __init__(self, trust: list[bytes], now: datetime) -> None:
        self._roots = [x509.Certificate.load(root) for root in trust]
        self.moment, self.context = now, self.at(now)

    def at(self, moment: datetime) -> ValidationContext:
        return ValidationContext(trust_roots=self._roots, moment=moment, allow_fetching=False)

    def go_back_to(self, stamp: EmbeddedPdfSignature, at: datetime) -> None:
        """Judge by what the file carried when it was stamped; nobody could add to that later."""
        self.moment = at
        try:
            carried = DocumentSecurityStore.read_dss(stamp.reader)
        except NoDSSFoundError:
            self.context = self.at(at)
            return
        asked = {"trust_roots": self._roots, "moment": at, "allow_fetching": False, "revocation_mode": "soft-fail"}
        self.context = carried.as_validation_context(asked)


def _without_tail(pdf: bytes) -> bytes:
    """Cut what was appended after the end of the PDF: more than 1 KB of it would hide the signatures."""
    ends = [match.end() for match in END.finditer(pdf)]
    return pdf[: ends[-1]] if ends and pdf[ends[-1] :].strip() else pdf


def _judge(reader: PdfFileReader, filled: list[str], ground: _Ground, *, whole: bool) -> Verdict:
    signatures = reader.embedded_signatures
    with ThreadPoolExecutor(1) as own:  # pyHanko starts a loop, and this thread may have one already
        found = own.submit(_find_all, signatures, ground).result()
    known = {finding.field for finding in found}
    found += tuple(_unsupported(field) for field in filled if field not in known)
    if all(finding.role == "stamp" for finding in found):
        return _verdict("unsigned", found)  # stamped, but by nobody signed
    covered = bool(signatures) and signatures[-1].coverage == SignatureCoverageLevel.ENTIRE_FILE
    return _verdict(_standing(found, whole=whole and covered), found)


def _find_all(signatures: list[EmbeddedPdfSignature], ground: _Ground) -> tuple[SignatureFinding, ...]:
    """Begin at the end: where a time stamp closes the file, all before it is judged at its moment."""
    if not signatures:
        return ()
    last = _find(signatures[-1], ground)
    closes = signatures[-1].coverage == SignatureCoverageLevel.ENTIRE_FILE
    if last.role == "stamp" and last.intact and last.trusted and closes and last.signed_at:
        ground.go_back_to(signatures[-1], last.signed_at)
    return (*(_find(signature, ground) for signature in signatures[:-1]), last)


def _standing(found: tuple[SignatureFinding, ...], *, whole: bool) -> Standing:
    """Say the worst: broken first, then changed, then unknown signers."""
    if not all(finding.intact for finding in found):
        return "invalid"
    if not whole or not all(finding.permitted_changes for finding in found):
        return "changed"
    if not all(finding.trusted for finding in found):
        return "untrusted"
    return "valid"


def _verdict(standing: Standing, found: tuple[SignatureFinding, ...] = ()) -> Verdict:
    return Verdict(standing, SENTENCES[standing], found)


def _find(signature: EmbeddedPdfSignature, ground: _Ground) -> SignatureFinding:
    if signature.sig_object_type == "/DocTimeStamp":
        return _find_stamp(signature, ground)
    if signature.sig_object_type != "/Sig":
        signature.coverage = signature.evaluate_signature_coverage()
        return _unsupported(signature.fq_name)
    status: PdfSignatureStatus = validate_pdf_signature(signature, ground.context)
    signed_at = _signed_at(signature)
    valid_then = signed_at is not None and _in_force(signature, signed_at)
    intact, permitted = status.intact and status.valid, bool(status.docmdp_ok)
    trusted = status.trusted and valid_then and (status.bottom_line or not permitted)
    subject = signature.signer_cert.subject.native
    return SignatureFinding(
        signer=str(subject.get("common_name", "")),
        agency=str(subject.get("organization_name", "")),
        signed_at=signed_at,
        field=str(signature.fq_name),  # pyHanko's own kind of text drags the whole file along when it is copied
        role=_role(signature.fq_name, subject),
        intact=intact,
        trusted=trusted,
        permitted_changes=permitted,
        certificate_valid_at_signing=valid_then,
        reasons=tuple(_reasons(signature, ground.moment, (intact, permitted, valid_then, trusted))),
    )


def _find_stamp(signature: EmbeddedPdfSignature, ground: _Ground) -> SignatureFinding:
    """Judge a time stamp on the file (RFC 3161) at its own moment: later its authority's certificate may end."""
    told = signature.signed_data["encap_content_info"]["content"].parsed
    at: datetime = told["gen_time"].native
    status = validate_pdf_timestamp(signature, ground.at(at))
    intact, level = bool(status.intact and status.valid), status.modification_level
    permitted = level is not None and level <= ModificationLevel.FORM_FILLING
    subject = signature.signer_cert.subject.native
    reasons = () if intact and status.trusted else ("Dấu thời gian không khớp hoặc không do dịch vụ được tin cậy cấp.",)
    return SignatureFinding(
        signer=str(subject.get("common_name", "")),
        agency=str(subject.get("organization_name", "")),
        signed_at=at,
        field=str(signature.fq_name),
        role="stamp",
        intact=intact,
        trusted=bool(status.trusted),
        permitted_changes=permitted,
        certificate_valid_at_signing=bool(status.trusted),
        reasons=reasons,
    )


def _role(field: str, subject: dict[str, Any]) -> Role:
    """
    Say as what a signature counts: as the agency's only in its field and by a certificate that names the agency itself.

    A person's certificate carries the agency as organisation; in the agency's field it is not the agency's seal.
    """
    role = ROLES.get(field, "other")
    names_itself = subject.get("common_name") == subject.get("organization_name")
    return "other" if role == "agency" and not names_itself else role


def _reasons(signature: EmbeddedPdfSignature, now: datetime, found: tuple[bool, bool, bool, bool]) -> Iterator[str]:
    intact, permitted, valid_then, trusted = found
    if not intact:
        yield "Nội dung tệp không khớp với chữ ký."
        return  # nothing else it says can be relied on
    if not permitted:
        yield "Tệp có thay đổi ngoài phạm vi được phép sau khi ký."
    if not valid_then:
        yield "Chứng thư số không có hiệu lực tại thời điểm ký."
    if not _in_force(signature, now):
        end = clock.local(signature.signer_cert.not_valid_after)
        yield f"Chứng thư số chưa có hiệu lực hoặc đã hết hạn (thời hạn đến {end:%d/%m/%Y})."
    elif valid_then and not trusted:
        yield "Không xác thực được chứng thư số theo các tổ chức chứng thực được tin cậy."


def _in_force(signature: EmbeddedPdfSignature, moment: datetime) -> bool:
    certificate = signature.signer_cert
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def _signed_at(signature: EmbeddedPdfSignature) -> datetime | None:
    told: datetime | None = signature.self_reported_timestamp
    return told.replace(tzinfo=clock.VIETNAM) if told and told.tzinfo is None else told


def _unsupported(field: str) -> SignatureFinding:
    """Leave without trust what is not checked here: an unknown kind of signature."""
    return SignatureFinding(
        signer="",
        agency="",
        signed_at=None,
        field=str(field),
        role="other",
        intact=True,
        trusted=False,
        permitted_changes=True,
        certificate_valid_at_signing=False,
        reasons=("Hệ thống chưa hỗ trợ kiểm tra kiểu chữ ký này.",),
    )
