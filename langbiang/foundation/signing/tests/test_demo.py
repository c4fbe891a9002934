import stat
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from langbiang.foundation.printing.tests.letter import NOW
from langbiang.foundation.signing.demo import AUTHORITY, issue_certificate, make_authority

LONG = "Trung tâm Quản lý và Khai thác công trình công cộng huyện Đạ Huoai, tỉnh Lâm Đồng"


def test_authority_is_kept_and_its_files_are_the_owners_only(tmp_path: Path) -> None:
    root = make_authority(tmp_path / "ca", now=NOW)
    assert make_authority(tmp_path / "ca", now=NOW) == root
    for path in (tmp_path / "ca").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    known = x509.load_der_x509_certificate(root)
    assert AUTHORITY in known.subject.rfc4514_string()
    assert (known.not_valid_before_utc.year, known.not_valid_after_utc.year) == (2020, 2040)


def test_certificate_may_sign_and_nothing_else(authority: Path) -> None:
    issued = issue_certificate(
        authority,
        common_name="Đoàn Văn Việt",
        organization=LONG,
        kind="person",
        password="thử",
        email="vietdv@lamdong.gov.vn",
    )
    _, certificate, _ = pkcs12.load_key_and_certificates(issued, "thử".encode())
    assert certificate is not None
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    assert certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
