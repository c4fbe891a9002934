"""
Detached seals over bytes that are known by their SHA-256 (CMS, RFC 5652), and time stamps on them (RFC 3161).

Nothing here reads the sealed bytes: their digest is enough, however long they are.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from asn1crypto import algos, cms, tsp, x509
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.validation.generic_cms import async_validate_cms_signature, validate_tst_signed_data
from pyhanko.sign.validation.status import SignatureStatus, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from langbiang.foundation.errors import Refused
from langbiang.foundation.signing.keys import KeyHolder
from langbiang.foundation.signing.signatures import DIGEST, wait_for


class NoSeal(Refused):
    """The bytes are no detached CMS signature with SHA-256."""


class CannotStamp(Refused):
    """The time-stamping service answered something that is no time stamp of what was asked."""


@dataclass(frozen=True)
class SealFinding:
    """What was found about a seal: `intact` when it fits the digest, `trusted` when a trusted root stands behind it."""

    signer: str
    agency: str
    signed_at: datetime | None
    intact: bool
    trusted: bool


@dataclass(frozen=True)
class StampFinding:
    """What was found about a time stamp."""

    at: datetime
    intact: bool
    trusted: bool


def seal_digest(digest: str, key: KeyHolder, *, now: datetime) -> bytes:
    """
    Seal bytes by their SHA-256 (hex) with a key that is here; gives the CMS (DER). `now` is the signing time.

    Put together from its parts: pyHanko's signers are made for documents, and take three times as long for a seal.
    """
    own, certificates, vouched = _identity(key.certificate_der, tuple(key.chain_der))
    attributes = cms.CMSAttributes(
        [
            simple_cms_attribute("content_type", "data"),
            simple_cms_attribute("message_digest", bytes.fromhex(digest)),
            simple_cms_attribute("signing_time", cms.Time({"utc_time": now.astimezone(UTC).replace(microsecond=0)})),
            vouched,
        ]
    )
    algorithm = algos.DigestAlgorithm({"algorithm": DIGEST})
    is_ecdsa = own.public_key.algorithm == "ec"
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": _name_of(own)}),
            "digest_algorithm": algorithm,
            "signature_algorithm": {"algorithm": "sha256_ecdsa" if is_ecdsa else "sha256_rsa"},
            "signed_attrs": attributes,
            "signature": key.sign(attributes.dump(), digest=DIGEST),
        }
    )
    signed = {
        "version": "v1",
        "encap_content_info": {"content_type": "data"},
        "digest_algorithms": [algorithm],
        "certificates": certificates,
        "signer_infos": [signer],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump())


@lru_cache(maxsize=64)
def _identity(
    certificate: bytes, chain: tuple[bytes, ...]
) -> tuple[x509.Certificate, list[x509.Certificate], cms.CMSAttribute]:
    """Give a signer's certificate, all that go with the seal, and the attribute that names it (RFC 5035)."""
    own, *others = (x509.Certificate.load(each) for each in (certificate, *chain))
    with_it = [own, *(each for each in others if each.self_signed == "no")]  # who verifies has roots of its own
    named = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate).digest()}]})
    return own, with_it, simple_cms_attribute("signing_certificate_v2", named)


def _name_of(certificate: x509.Certificate) -> cms.IssuerAndSerialNumber:
    return cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})


def judge_seal(seal: bytes, digest: str, *, trust: list[bytes], moment: datetime | None = None) -> SealFinding:
    """
    Judge a seal (DER) over bytes with this SHA-256 (hex), without any network; revocation is not looked up.

    Whether the signer is trusted is judged at `moment`, by default the signing time that the seal itself tells.

    :raises NoSeal: when it cannot be read, or is made with another digest than SHA-256.
    """
    try:
        signed = _signed_data(seal)
        info = signed["signer_infos"][0]
        signed_at = _told_time(info)
        told = ValidationContext(trust_roots=_roots(trust), moment=moment or signed_at, allow_fetching=False)
        status: SignatureStatus = wait_for(
            async_validate_cms_signature(signed, raw_digest=bytes.fromhex(digest), validation_context=told)
        )
        subject = status.signing_cert.subject.native
    except NoSeal:
        raise
    except Exception as error:  # a hostile message breaks its reader in any way
        raise NoSeal("Không đọc được chữ ký CMS.") from error
    return SealFinding(
        signer=str(subject.get("common_name", "")),
        agency=str(subject.get("organization_name", "")),
        signed_at=signed_at,
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
    )


def _signed_data(seal: bytes) -> cms.SignedData:
    message = cms.ContentInfo.load(seal, strict=True)
    if message["content_type"].native != "signed_data":
        raise NoSeal("Chữ ký không phải CMS SignedData.")
    signed = message["content"]
    if signed["encap_content_info"]["content"].native is not None or len(signed["signer_infos"]) != 1:
        raise NoSeal("Chữ ký phải tách rời nội dung (detached) và có đúng một người ký.")
    if signed["signer_infos"][0]["digest_algorithm"]["algorithm"].native != DIGEST:
        raise NoSeal("Chữ ký phải dùng SHA-256.")
    return signed


def _told_time(info: cms.SignerInfo) -> datetime | None:
    for attribute in info["signed_attrs"]:
        if attribute["type"].native == "signing_time":
            told: datetime = attribute["values"][0].native
            return told
    return None


def _roots(trust: list[bytes]) -> list[x509.Certificate]:
    return [x509.Certificate.load(root) for root in trust]


# -- time stamps


def stamp_request(digest: bytes) -> bytes:
    """Ask for a time stamp on a SHA-256: the request (DER) to be posted as application/timestamp-query."""
    asked = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": DIGEST}),
                "hashed_message": digest,
            },
            "nonce": secrets.randbits(63),
            "cert_req": True,
        }
    )
    return bytes(asked.dump())


def stamp_of(reply: bytes, request: bytes) -> bytes:
    """
    Take the time stamp (DER) out of a service's reply to a request.

    :raises CannotStamp: when the service refused, or stamped something else.
    """
    try:
        told, asked = tsp.TimeStampResp.load(reply, strict=True), tsp.TimeStampReq.load(request)
        if told["status"]["status"].native not in ("granted", "granted_with_mods"):
            raise CannotStamp("Dịch vụ cấp dấu thời gian từ chối yêu cầu.")
        token = told["time_stamp_token"]
        info = token["content"]["encap_content_info"]["content"].parsed
        same = info["message_imprint"].native == asked["message_imprint"].native
        if not same or info["nonce"].native != asked["nonce"].native:
            raise CannotStamp("Dấu thời gian không phải cho nội dung đã hỏi.")
        return bytes(token.dump())
    except CannotStamp:
        raise
    except Exception as error:
        raise CannotStamp("Trả lời của dịch vụ cấp dấu thời gian không đọc được.") from error


def judge_stamp(stamp: bytes, seal: bytes, *, trust: list[bytes]) -> StampFinding:
    """
    Judge a time stamp (DER) on a seal, without any network.

    :raises NoSeal: when it cannot be read.
    """
    try:
        signed = cms.ContentInfo.load(stamp, strict=True)["content"]
        at: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
        told = ValidationContext(trust_roots=_roots(trust), moment=at, allow_fetching=False)
        found = TimestampSignatureStatus(
            **wait_for(validate_tst_signed_data(signed, told, lambda algorithm: hashlib.new(algorithm, seal).digest()))
        )
    except Exception as error:  # a hostile token breaks its reader in any way
        raise NoSeal("Không đọc được dấu thời gian.") from error
    return StampFinding(at=at, intact=bool(found.intact and found.valid), trusted=bool(found.trusted))
