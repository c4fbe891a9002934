"""
Certificates of people whose key is elsewhere: bound here, so that it is known beforehand by which one a person signs.

One file a name beside the keys of the installation; nothing in it is secret, but who writes it decides whose
signature counts as whose. `holder` says where the key is: `agent`, in a token at the person's PC; `remote`, at the
remote signing service, under the id that is its `credential`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.signing.demo import keep_secret, make_private
from langbiang.foundation.signing.keyring import signing_folder, trusted_roots
from langbiang.foundation.signing.remote import find_credential
from langbiang.foundation.signing.signatures import wait_for

AGENT, REMOTE = "agent", "remote"
ENDING = ".certificate.json"
LEAST_RSA = 2048  # bits


class CannotBind(Refused):
    """The certificate cannot be read, or what it would sign would not count here."""


@dataclass(frozen=True)
class BoundCertificate:
    """A certificate and those between it and its root (DER), and where its key is."""

    certificate_der: bytes
    chain_der: list[bytes]
    holder: str = AGENT
    credential: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return sha256(self.certificate_der).hexdigest()

    @property
    def subject(self) -> str:
        return _named(self._known.subject)

    @property
    def issuer(self) -> str:
        return _named(self._known.issuer)

    @property
    def valid_to(self) -> datetime:
        return self._known.not_valid_after_utc

    @property
    def _known(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.certificate_der)


def find_bound(name: str) -> BoundCertificate | None:
    """Give the certificate that is bound to a name; None when there is none."""
    try:
        told = json.loads(_file(name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    own, *chain = (each.encode() for each in told["certificates"])
    return BoundCertificate(_der(own), [_der(each) for each in chain], told["holder"], told.get("credential", ""))


def list_bound() -> Iterator[tuple[str, BoundCertificate]]:
    """Go through all that are bound, by name."""
    for path in sorted(signing_folder().glob(f"*{ENDING}")):
        name = path.name.removesuffix(ENDING)
        bound = find_bound(name)
        if bound is not None:
            yield name, bound


def bind_certificate(name: str, contents: list[bytes], *, now: datetime) -> BoundCertificate:
    """
    Bind a certificate to a name, in the place of one before: the first of the files' is the own, the others its chain.

    :raises CannotBind: when it cannot be read, is another's, or would not count here now (see `check_certificate`).
    """
    own, *chain = [each for content in contents for each in read_certificates(content)]
    return _bind(name, BoundCertificate(own, [each for each in chain if each != own]), now=now)


def bind_credential(name: str, credential: str, *, now: datetime) -> BoundCertificate:
    """
    Bind to a name the certificate of a key at the remote signing service, as the service gives it.

    :raises NoKey: when the service does not know it; CannotBind: as `bind_certificate`.
    """
    found = find_credential(credential)
    return _bind(name, BoundCertificate(found.certificate_der, found.chain_der, REMOTE, credential), now=now)


def _bind(name: str, bound: BoundCertificate, *, now: datetime) -> BoundCertificate:
    check_certificate(bound, trust=trusted_roots(), now=now)
    own = bound.certificate_der
    taken = next((other for other, each in list_bound() if each.certificate_der == own and other != name), None)
    if taken is not None:
        raise CannotBind("Chứng thư này đã gắn cho người khác. Gỡ ở người đó trước, hoặc chọn đúng tệp chứng thư.")
    told = {"holder": bound.holder, "credential": bound.credential}
    certificates = [_pem(each) for each in (own, *bound.chain_der)]
    make_private(signing_folder())
    keep_secret(_file(name), json.dumps({**told, "certificates": certificates}, indent=1).encode())
    return bound


def drop_bound(name: str) -> bool:
    """Take a certificate from a name; False when none was bound to it."""
    known = _file(name).exists()
    _file(name).unlink(missing_ok=True)
    return known


def read_certificates(content: bytes) -> list[bytes]:
    """Read the certificates of a file, PEM or DER, as DER. :raises CannotBind: when there is none in it."""
    try:
        if b"-----BEGIN" in content:
            return [each.public_bytes(Encoding.DER) for each in x509.load_pem_x509_certificates(content)]
        return [x509.load_der_x509_certificate(content).public_bytes(Encoding.DER)]
    except ValueError as error:
        raise CannotBind("Tệp không phải chứng thư số dạng PEM hoặc DER. Xuất lại chứng thư từ thiết bị.") from error


def check_certificate(bound: BoundCertificate, *, trust: list[bytes], now: datetime) -> None:
    """
    Judge whether signatures by a certificate would count here: the key, the time, the use, the authority.

    The use must be non-repudiation, without which `verify` trusts no signature; without any trusted root the
    authority is not asked. :raises CannotBind: else.
    """
    known = x509.load_der_x509_certificate(bound.certificate_der)
    if not _key_is_known(known):
        raise CannotBind(f"Khóa của chứng thư phải là RSA từ {LEAST_RSA} bit hoặc ECDSA. Xin cấp chứng thư khác.")
    if not known.not_valid_before_utc <= now <= known.not_valid_after_utc:
        begins, ends = (clock.local(each) for each in (known.not_valid_before_utc, known.not_valid_after_utc))
        raise CannotBind(f"Chứng thư chỉ có hiệu lực từ {begins:%d/%m/%Y} đến {ends:%d/%m/%Y}. Gia hạn rồi gắn lại.")
    if not _may_sign_for_good(known):
        raise CannotBind(
            "Chứng thư không ghi mục đích ký chống chối bỏ (nonRepudiation), nên chữ ký sẽ không được công nhận. "
            "Chọn chứng thư để ký văn bản trong thiết bị."
        )
    if trust and not _leads_to(trust, bound, now):
        raise CannotBind(
            "Chứng thư không dẫn về tổ chức chứng thực được tin cậy ở đây. Thêm tệp chứng thư trung gian sau chứng thư "
            "của người, hoặc đặt chứng thư gốc vào thư mục keys/roots."
        )


def _key_is_known(known: x509.Certificate) -> bool:
    key = known.public_key()
    return isinstance(key, ec.EllipticCurvePublicKey) or (
        isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA
    )


def _may_sign_for_good(known: x509.Certificate) -> bool:
    try:
        return known.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    except x509.ExtensionNotFound:
        return False


def _leads_to(trust: list[bytes], bound: BoundCertificate, now: datetime) -> bool:
    own, *chain = (asn1_x509.Certificate.load(each) for each in (bound.certificate_der, *bound.chain_der))
    roots = [asn1_x509.Certificate.load(each) for each in trust]
    context = ValidationContext(trust_roots=roots, moment=now, allow_fetching=False)
    try:
        wait_for(CertificateValidator(own, chain, validation_context=context).async_validate_path())
    except (PathError, ValidationError):
        return False
    return True


def _named(name: x509.Name) -> str:
    for kind in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        for found in name.get_attributes_for_oid(kind):
            return str(found.value)
    return name.rfc4514_string()


def _file(name: str) -> Path:
    return signing_folder() / f"{name}{ENDING}"


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def _pem(der: bytes) -> str:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode()
