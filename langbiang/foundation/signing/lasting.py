"""
Making a signed PDF last: what its signatures need to be judged when certificates have ended and authorities are gone.

Certificates, and what was told of their revocation, go into the file (DSS), then a time stamp over all of it
(PAdES B-LTA, ETSI EN 319 142-1). The bytes that were signed stay as they are, at the beginning of the new file.
"""

from datetime import datetime
from io import BytesIO

from asn1crypto import cms, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InsufficientRevinfoError, PathError, RevokedError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from langbiang.foundation.errors import Refused
from langbiang.foundation.signing.authority import NoStamp, stamping
from langbiang.foundation.signing.revocation import NoRevocationData, Revocation
from langbiang.foundation.signing.signatures import DIGEST, wait_for
from langbiang.foundation.signing.verification import verify

ROOM = 2 * 32 * 1024  # hexadecimal digits kept for the time stamp


class CannotLast(Refused):
    """The signatures do not hold today, so there is nothing to be kept; asking again changes nothing."""


class NotYet(Exception):
    """A service outside did not answer as it must; worth trying again. The text says which, in Vietnamese."""


def make_lasting(pdf: bytes, *, trust: list[bytes], now: datetime) -> bytes:
    """
    Give the PDF with its validation data and a time stamp over it; asks the services outside.

    :raises CannotLast: when a signature does not hold, or its certificate was revoked; NotYet: when a service fails.
    """
    verdict = verify(pdf, trust=trust, now=now)
    if verdict.standing != "valid":
        raise CannotLast(verdict.sentence)
    try:
        made: bytes = wait_for(_stamped(wait_for(_with_data(pdf, trust, now))))
    except (NoRevocationData, NoStamp) as failure:
        raise NotYet(str(failure)) from failure
    if verify(made, trust=trust, now=now).standing != "valid":
        raise NotYet(
            "Dấu thời gian không do dịch vụ được tin cậy cấp: không có chứng thư gốc của dịch vụ trong keys/roots."
        )
    return made


async def _with_data(pdf: bytes, trust: list[bytes], now: datetime) -> bytes:
    """Put the chains of all signatures into the file, with what is told of their revocation."""
    roots = [x509.Certificate.load(root) for root in trust]
    signatures = PdfFileReader(BytesIO(pdf), strict=True).embedded_regular_signatures
    offline = ValidationContext(trust_roots=roots, moment=now, allow_fetching=False)
    told = Revocation()
    for signature in signatures:
        path = await _path(signature, offline)
        told.ask_about(path.iter_certs(include_root=True))
    knowing = ValidationContext(
        trust_roots=roots,
        moment=now,
        allow_fetching=False,
        revocation_mode="hard-fail",
        ocsps=told.responses,
        crls=list(told.lists.values()),
    )
    try:
        paths = [path for each in signatures for path in await collect_validation_info(each, knowing)]
    except RevokedError as revoked:
        raise CannotLast("Chứng thư số của người ký đã bị thu hồi, không chứng minh được là sau khi ký.") from revoked
    except (InsufficientRevinfoError, ValueError) as lacking:
        raise NoRevocationData("Trả lời về tình trạng thu hồi không dùng được: quá cũ hoặc sai chữ ký.") from lacking
    out = BytesIO(pdf)
    DocumentSecurityStore.add_dss(out, None, paths=paths, validation_context=knowing, force_write=True)
    return bytes(out.getvalue())


async def _path(signature: EmbeddedPdfSignature, context: ValidationContext) -> ValidationPath:
    """:raises CannotLast: when no chain leads to a trusted root; then nobody is asked."""
    carried = extract_certificate_info(signature.signed_data)
    validator = CertificateValidator(carried.signer_cert, carried.other_certs, validation_context=context)
    try:
        return await validator.async_validate_usage(key_usage=set())
    except (ValidationError, PathError) as untrusted:
        raise CannotLast("Không xác thực được chứng thư số theo các tổ chức chứng thực được tin cậy.") from untrusted


async def _stamped(pdf: bytes) -> bytes:
    with stamping() as stamp:

        class Service(TimeStamper):  # type: ignore[misc]  # pyHanko is not typed
            async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
                return cms.ContentInfo.load(stamp(message_digest))

        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=True)
        out = await PdfTimeStamper(Service()).async_timestamp_pdf(writer, DIGEST, bytes_reserved=ROOM)
    return bytes(out.getvalue())
