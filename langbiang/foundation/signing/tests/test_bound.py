"""Certificates of people whose key is elsewhere: bound when signatures by them would count, else refused."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from langbiang.foundation import signing
from langbiang.foundation.printing.tests.letter import NOW
from langbiang.foundation.signing.demo import make_authority

NAME = "person-1"
USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


@pytest.fixture(autouse=True)
def _ring(settings, tmp_path, root):
    """A ring of keys with the test's root in it, and nothing else."""
    settings.KEYS_DIR = tmp_path / "keys"
    signing.roots_folder().mkdir(parents=True)
    (signing.roots_folder() / "thu.cer").write_bytes(root)


@pytest.fixture
def under(authority):
    """Make a certificate for a new key: under an authority, for some uses, with others of its parts."""

    def made(*uses, key=None, issuer=None, days=365, ca=False, name="Đoàn Văn Việt"):
        top, top_key = issuer or (
            x509.load_der_x509_certificate((authority / "root.cer").read_bytes()),
            load_pem_private_key((authority / "root.key").read_bytes(), password=None),
        )
        key = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(top.subject).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(NOW - timedelta(days=400)).not_valid_after(NOW + timedelta(days=days))
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
        if uses:
            builder = builder.add_extension(x509.KeyUsage(**{use: use in uses for use in USES}), critical=True)
        return builder.sign(top_key, hashes.SHA256()), key

    return made


def der(certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def pem(certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


@pytest.mark.parametrize("written", [der, pem])
def test_a_certificate_is_bound_found_and_dropped(leader, written):
    certificate = x509.load_der_x509_certificate(leader.certificate_der)
    bound = signing.bind_certificate(NAME, [written(certificate)], now=NOW)
    assert signing.find_bound(NAME) == bound
    assert (bound.certificate_der, bound.holder, bound.subject) == (leader.certificate_der, "agent", "Đoàn Văn Việt")
    assert dict(signing.list_bound()) == {NAME: bound}
    assert signing.drop_bound(NAME)
    assert signing.find_bound(NAME) is None
    assert not signing.drop_bound(NAME)


def test_a_new_certificate_takes_the_place_of_the_old(leader, under):
    signing.bind_certificate(NAME, [leader.certificate_der], now=NOW)
    renewed, _ = under("content_commitment")
    assert signing.bind_certificate(NAME, [der(renewed)], now=NOW) == signing.find_bound(NAME)


def test_the_chain_comes_in_the_same_file_or_beside_it(under):
    top = under("key_cert_sign", ca=True, name="Cơ quan chứng thực gốc")
    between = under("key_cert_sign", ca=True, name="Cơ quan chứng thực cấp hai", issuer=top)
    own, _ = under("digital_signature", "content_commitment", issuer=between, key=rsa.generate_private_key(65537, 2048))
    (signing.roots_folder() / "thu.cer").write_bytes(der(top[0]))
    for contents in ([pem(own) + pem(between[0])], [der(own), der(between[0])]):
        assert signing.bind_certificate(NAME, contents, now=NOW).chain_der == [der(between[0])]
    with pytest.raises(signing.CannotBind, match="Thêm tệp chứng thư trung gian"):
        signing.bind_certificate(NAME, [der(own)], now=NOW)


def test_what_is_no_certificate_is_refused():
    for content in (b"", b"khong", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(signing.CannotBind, match="không phải chứng thư số"):
            signing.bind_certificate(NAME, [content], now=NOW)


@pytest.mark.parametrize("moment", [NOW - timedelta(days=401), NOW + timedelta(days=366)])
def test_a_certificate_that_is_not_in_force_is_refused(under, moment):
    with pytest.raises(signing.CannotBind, match="chỉ có hiệu lực từ"):
        signing.bind_certificate(NAME, [der(under("content_commitment")[0])], now=moment)


@pytest.mark.parametrize("uses", [(), ("digital_signature",), ("key_encipherment",)])
def test_a_certificate_whose_signatures_would_not_count_is_refused(under, uses):
    with pytest.raises(signing.CannotBind, match="chống chối bỏ"):
        signing.bind_certificate(NAME, [der(under(*uses)[0])], now=NOW)


def test_a_weak_key_is_refused(under):
    weak = rsa.generate_private_key(65537, 1024)
    with pytest.raises(signing.CannotBind, match="RSA từ 2048"):
        signing.bind_certificate(NAME, [der(under("content_commitment", key=weak)[0])], now=NOW)


def test_a_certificate_of_an_unknown_authority_is_refused_where_roots_are_known(leader, tmp_path):
    stranger = make_authority(tmp_path / "la", now=NOW)
    (signing.roots_folder() / "thu.cer").write_bytes(stranger)
    with pytest.raises(signing.CannotBind, match="không dẫn về"):
        signing.bind_certificate(NAME, [leader.certificate_der], now=NOW)
    (signing.roots_folder() / "thu.cer").unlink()
    assert signing.bind_certificate(NAME, [leader.certificate_der], now=NOW).holder == "agent"


def test_one_certificate_is_one_persons(leader):
    signing.bind_certificate(NAME, [leader.certificate_der], now=NOW)
    with pytest.raises(signing.CannotBind, match="đã gắn cho người khác"):
        signing.bind_certificate("person-2", [leader.certificate_der], now=NOW)
    assert signing.bind_certificate(NAME, [leader.certificate_der], now=NOW) == signing.find_bound(NAME)
