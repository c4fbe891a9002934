"""
A certification authority for the demo and for tests: a root of our own and certificates under it.

Nothing it issues has any legal force; the names say so.
"""

import os
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

AUTHORITY = "Cơ quan chứng thực trình diễn Langbiang"
YEARS = 20
ROOT_KEY, ROOT_CERTIFICATE = "root.key", "root.cer"


def make_authority(folder: Path, *, now: datetime) -> bytes:
    """
    Make the root in a folder, valid for twenty years from the first of January of this year.

    Gives its certificate (DER), the trusted root for `verify`; one that is there already is kept.
    """
    if (folder / ROOT_CERTIFICATE).exists():
        return (folder / ROOT_CERTIFICATE).read_bytes()
    make_private(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(AUTHORITY, AUTHORITY)
    start = datetime(now.year, 1, 1, tzinfo=UTC)
    builder = _builder(name, key.public_key(), start, start.replace(year=start.year + YEARS))
    certificate = (
        builder.issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    keep_secret(folder / ROOT_KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    keep_secret(folder / ROOT_CERTIFICATE, certificate.public_bytes(Encoding.DER))
    return certificate.public_bytes(Encoding.DER)


def issue_certificate(
    folder: Path,
    *,
    common_name: str,
    organization: str,
    kind: Literal["person", "agency"],
    password: str,
    serial: str = "",
    email: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> bytes:
    """
    Issue a key with its certificate under the root of a folder, as PKCS#12.

    `serial` is the person's or agency's code (serialNumber of the subject). Valid as long as the root is,
    unless told otherwise.
    """
    root = x509.load_der_x509_certificate((folder / ROOT_CERTIFICATE).read_bytes())
    root_key = load_pem_private_key((folder / ROOT_KEY).read_bytes(), password=None)
    if not isinstance(root_key, ec.EllipticCurvePrivateKey):
        raise TypeError("The demo root signs with an elliptic curve.")
    key = ec.generate_private_key(ec.SECP256R1())
    unit = "Cá nhân" if kind == "person" else "Cơ quan, tổ chức"
    builder = _builder(
        _name(common_name, organization, unit=unit, serial=serial),
        key.public_key(),
        valid_from or root.not_valid_before_utc,
        valid_to or root.not_valid_after_utc,
    )
    if email:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
    certificate = (
        builder.issuer_name(root.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(_issuer_key(root), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    # The password has 192 random bits: rounds beyond these would slow nobody but ourselves, 633 times.
    sealed = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2048).hmac_hash(hashes.SHA256())
    sealed = sealed.key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
    return pkcs12.serialize_key_and_certificates(
        common_name.encode(), key, certificate, [root], sealed.build(password.encode())
    )


def _name(common_name: str, organization: str, *, unit: str = "", serial: str = "") -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organization),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.COMMON_NAME, common_name),
        (NameOID.SERIAL_NUMBER, serial),
    ]
    with warnings.catch_warnings():
        # The upper bounds of X.520 (64 letters) are too short for the names of Vietnamese agencies.
        warnings.simplefilter("ignore", UserWarning)
        return x509.Name([x509.NameAttribute(kind, value, _validate=False) for kind, value in parts if value])


def _builder(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,  # non-repudiation
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _issuer_key(root: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    known = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)


def keep_secret(path: Path, content: bytes) -> None:
    """Write a file for its owner alone; it appears under its name only when it is whole."""
    coming = path.with_name(f"{path.name}.coming")
    coming.unlink(missing_ok=True)
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    coming.replace(path)


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone."""
    for place in (*reversed(folder.parents), folder):
        place.mkdir(mode=0o700, exist_ok=True)
