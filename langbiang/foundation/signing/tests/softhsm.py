"""SoftHSM2 in the place of tokens: three, made once a process, for its library is loaded once."""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pkcs11
import pytest
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
from pkcs11.util import ec as ec_util
from pkcs11.util import rsa as rsa_util

from langbiang.foundation.signing.demo import issue_certificate

UBND, PIN = "Ủy ban nhân dân tỉnh Lâm Đồng", "246810"
LABEL, DESK, LEADERS = "Thiết bị thử", "Thiết bị bàn làm việc", "Thiết bị của lãnh đạo"
LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
MODULE = next((path for path in LIBRARIES if Path(path).exists()), "")


@cache
def make_tokens() -> None:
    """Make the tokens, empty; without SoftHSM2 the test is left out, but never where CI runs."""
    if not MODULE or shutil.which("softhsm2-util") is None:
        assert os.environ.get("LANGBIANG_CI") != "1", "softhsm2 is missing, and CI may leave nothing out"
        pytest.skip("no softhsm2 on this machine")
    place = Path(tempfile.mkdtemp(prefix="softhsm-", dir=os.environ["LANGBIANG_DATA"]))
    (place / "tokens").mkdir()
    (place / "softhsm2.conf").write_text(f"directories.tokendir = {place}/tokens\n")
    os.environ["SOFTHSM2_CONF"] = str(place / "softhsm2.conf")
    for label in (LABEL, DESK, LEADERS):
        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "13579", "--pin", PIN]
        subprocess.run(command, check=True, capture_output=True)


def open_token(label: str):
    """Open one of them to put keys in."""
    make_tokens()
    return pkcs11.lib(MODULE).get_token(token_label=label).open(user_pin=PIN, rw=True)


def issue(authority, name, key=None):
    """Issue a key with its certificate; with a key given, one for that key under the same root."""
    made = issue_certificate(authority, common_name=name, organization=UBND, kind="person", password="thử")
    own, certificate, _ = pkcs12.load_key_and_certificates(made, "thử".encode())
    return (own, certificate) if key is None else (key, _for(key, certificate, authority))


def _for(key, like, authority):
    root_key = load_pem_private_key((authority / "root.key").read_bytes(), password=None)
    builder = x509.CertificateBuilder().subject_name(like.subject).issuer_name(like.issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(like.not_valid_before_utc).not_valid_after(like.not_valid_after_utc)
    for each in like.extensions:
        if each.oid != x509.oid.ExtensionOID.SUBJECT_KEY_IDENTIFIER:
            builder = builder.add_extension(each.value, critical=each.critical)
    return builder.sign(root_key, hashes.SHA256())


def put_in(session, label, made, *, certificate=True, key_id=b""):
    key, told = made
    if isinstance(key, ec.EllipticCurvePrivateKey):
        der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        attributes = ec_util.decode_ec_private_key(der)
    else:
        der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        attributes = rsa_util.decode_rsa_private_key(der)
    kept = {
        pkcs11.Attribute.ID: key_id,
        pkcs11.Attribute.LABEL: label,
        pkcs11.Attribute.TOKEN: True,
        pkcs11.Attribute.SIGN: True,
    }
    session.create_object({**attributes, **kept})
    if certificate:
        put_certificate(session, label, told.public_bytes(Encoding.DER), key_id=key_id)


def put_certificate(session, label, der, *, key_id=b""):
    """Put a certificate alone into an open token."""
    session.create_object(
        {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
            pkcs11.Attribute.ID: key_id,
            pkcs11.Attribute.LABEL: label,
            pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.PRIVATE: False,
            pkcs11.Attribute.SUBJECT: x509.load_der_x509_certificate(der).subject.public_bytes(),
            pkcs11.Attribute.VALUE: der,
        }
    )
