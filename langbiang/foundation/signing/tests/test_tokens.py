"""Keys in a token, with SoftHSM2 in the place of one: signing, sharing, a wrong PIN, a token that is gone."""

import io
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from django.core.management import CommandError, call_command
from pkcs11.util import ec as ec_util
from pkcs11.util import rsa as rsa_util

from langbiang.foundation import signing
from langbiang.foundation.printing.tests.letter import NOW
from langbiang.foundation.signing import NoToken, TokenKey, judge_seal, seal_digest, sign_as_person, tokens, verify
from langbiang.foundation.signing.demo import issue_certificate
from langbiang.foundation.signing.keys import signature_fits

UBND, PIN, LABEL = "Ủy ban nhân dân tỉnh Lâm Đồng", "246810", "Thiết bị thử"
LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
MODULE = next((path for path in LIBRARIES if Path(path).exists()), "")


@pytest.fixture(scope="module")
def token(tmp_path_factory, authority) -> str:
    """Make one token with an elliptic and an RSA key; without SoftHSM2 it is left out, but never where CI runs."""
    if not MODULE or shutil.which("softhsm2-util") is None:
        assert os.environ.get("LANGBIANG_CI") != "1", "softhsm2 is missing, and CI may leave nothing out"
        pytest.skip("no softhsm2 on this machine")
    place = tmp_path_factory.mktemp("softhsm")
    (place / "tokens").mkdir()
    (place / "softhsm2.conf").write_text(f"directories.tokendir = {place}/tokens\n")
    os.environ["SOFTHSM2_CONF"] = str(place / "softhsm2.conf")
    command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", "13579", "--pin", PIN]
    subprocess.run(command, check=True, capture_output=True)
    with pkcs11.lib(MODULE).get_token(token_label=LABEL).open(user_pin=PIN, rw=True) as session:
        _put_in(session, "ban-ec", _issue(authority, "Đoàn Văn Việt"))
        _put_in(session, "dau-rsa", _issue(authority, UBND, key=rsa.generate_private_key(65537, 2048)))
        _put_in(session, "khong-chung-thu", _issue(authority, "Không ai"), certificate=False)
    return LABEL


def _issue(authority, name, key=None):
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


def _put_in(session, label, made, *, certificate=True):
    key, told = made
    if isinstance(key, ec.EllipticCurvePrivateKey):
        der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        attributes = ec_util.decode_ec_private_key(der)
    else:
        der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        attributes = rsa_util.decode_rsa_private_key(der)
    kept = {pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.SIGN: True}
    session.create_object({**attributes, **kept})
    if certificate:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.LABEL: label,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.SUBJECT: told.subject.public_bytes(),
                pkcs11.Attribute.VALUE: told.public_bytes(Encoding.DER),
            }
        )


@pytest.fixture
def key(token):
    return lambda label="ban-ec", pin=PIN: TokenKey(signing.make_binding(MODULE, token, label, pin))


@pytest.fixture(autouse=True)
def _fresh_process():
    """What a process remembers of a token, a wrong PIN above all, is not the next test's."""
    yield
    for module, label in ((MODULE, LABEL),):
        known = tokens._token(module, label)
        if known._session is not None:
            known._close()
    tokens._token.cache_clear()


def test_a_leaders_key_in_a_token_signs_a_pdf(key, laid, root):
    signed = sign_as_person(laid, key(), name="Đoàn Văn Việt", post="Chủ tịch", now=NOW)
    verdict = verify(signed, trust=[root], now=NOW)
    assert [(found.intact, found.trusted) for found in verdict.signatures] == [(True, True)]


@pytest.mark.parametrize("label", ["ban-ec", "dau-rsa"])
def test_both_kinds_of_key_seal_a_packet(key, root, label):
    digest = sha256(b"packet").hexdigest()
    found = judge_seal(seal_digest(digest, key(label), now=NOW), digest, trust=[root])
    assert found.intact
    assert found.trusted


def test_the_keys_of_one_token_are_used_side_by_side(key):
    holders = [key("ban-ec"), key("dau-rsa")]

    def fits(number: int) -> bool:
        holder, data = holders[number % 2], str(number).encode()
        return signature_fits(holder.certificate_der, data, holder.sign(data, digest="sha256"), digest="sha256")

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(fits, range(24)))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the library ends a search in it
def test_a_session_that_ended_is_opened_again(key, token):
    holder = key()
    tokens._token(MODULE, token)._session.close()
    assert signature_fits(holder.certificate_der, b"x", holder.sign(b"x", digest="sha256"), digest="sha256")


def test_a_wrong_pin_is_refused_and_tried_once(key, token, monkeypatch):
    with pytest.raises(NoToken, match="Mã PIN của thiết bị Thiết bị thử không đúng"):
        key(pin="000000")
    monkeypatch.setattr(tokens, "_library", lambda module: pytest.fail("the token was asked again"))
    with pytest.raises(NoToken, match="Mã PIN"):
        key(pin="000000")


def test_a_token_that_is_not_there_is_refused_with_what_to_do(token):
    with pytest.raises(NoToken, match="Cắm lại thiết bị"):
        signing.make_binding(MODULE, "Không có", "ban-ec", PIN)


@pytest.mark.parametrize(
    ("label", "said"), [("khac", "không có chứng thư"), ("khong-chung-thu", "không có chứng thư cho khóa")]
)
def test_a_key_that_cannot_sign_here_is_not_bound(key, label, said):
    with pytest.raises(NoToken, match=said):
        key(label)


@pytest.mark.parametrize(("module", "said"), [("", "Chưa đặt"), ("/khong/co.so", "Không nạp được")])
def test_without_the_makers_library_there_are_no_tokens(module, said):
    with pytest.raises(NoToken, match=said):
        signing.list_tokens(module)


def test_the_ring_takes_the_token_before_the_file(key, token, settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    signing.signing_folder().mkdir()
    signing.make_binding(MODULE, token, "ban-ec", PIN).write(signing.token_file("exchange"))
    assert PIN not in signing.token_file("exchange").read_text()
    assert isinstance(signing.server_key("exchange"), TokenKey)
    signing.token_file("exchange").write_text("{}")
    with pytest.raises(NoToken, match="langbiang token bind"):
        signing.server_key("exchange")


def test_tokens_and_keys_are_listed(token):
    assert token in signing.list_tokens(MODULE)
    found = {
        each.label: (each.algorithm, each.certificate is not None) for each in signing.list_keys(MODULE, token, PIN)
    }
    assert found == {"ban-ec": ("EC", True), "dau-rsa": ("RSA", True), "khong-chung-thu": ("EC", False)}


def test_the_command_lists_and_binds(token, settings, tmp_path, monkeypatch):
    settings.KEYS_DIR, settings.PKCS11_MODULE = tmp_path, MODULE

    def run(*words: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PIN}\n"))
        out = io.StringIO()
        call_command("token", *words, "--pin-stdin", stdout=out)
        return out.getvalue()

    assert token in run("list")
    assert "khong-chung-thu: EC, KHÔNG có chứng thư" in run("list", "--token", token)
    assert "Đã gắn khóa dau-rsa" in run("bind", "--hub", "--token", token, "--key", "dau-rsa")
    assert isinstance(signing.server_key("exchange"), TokenKey)
    with pytest.raises(CommandError, match="không có chứng thư"):
        run("bind", "--hub", "--token", token, "--key", "khac")
