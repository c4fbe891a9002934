from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from langbiang.foundation.printing.tests.letter import NOW
from langbiang.foundation.signing import ServerKey, sign_as_person, verify
from langbiang.foundation.signing.demo import _usage


def _rsa_file(path: Path) -> bytes:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Phạm S")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .add_extension(_usage(signs_certificates=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    locked = BestAvailableEncryption("thử".encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"k", key, certificate, None, locked))
    return certificate.public_bytes(Encoding.DER)


def test_rsa_key_of_an_older_token_signs_too(laid: bytes, tmp_path: Path) -> None:
    own = _rsa_file(tmp_path / "rsa.p12")
    holder = ServerKey(tmp_path / "rsa.p12", "thử")
    signed = sign_as_person(laid, holder, name="Phạm S", post="Phó Chủ tịch", now=NOW)
    assert verify(signed, trust=[own], now=NOW).standing == "valid"


def test_file_without_a_key_is_a_fault(authority: Path, tmp_path: Path) -> None:
    certificate = x509.load_der_x509_certificate((authority / "root.cer").read_bytes())
    only = pkcs12.serialize_key_and_certificates(b"k", None, certificate, None, BestAvailableEncryption("thử".encode()))
    (tmp_path / "only.p12").write_bytes(only)
    with pytest.raises(ValueError, match="holds no signing key"):
        ServerKey(tmp_path / "only.p12", "thử")
