"""A key at a remote signing service: found, bound, asked for one signature; what it refuses is told."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from langbiang.foundation import signing
from langbiang.foundation.printing.tests.letter import NOW
from langbiang.foundation.signing import CannotSignRemotely, NoKey, find_credential, send_otp, sign_remotely
from langbiang.foundation.signing.demo import issue_certificate
from langbiang.foundation.signing.keys import signature_fits

from .remote_service import CREDENTIAL, remote_service

DATA = b"attributes to be signed"


@pytest.fixture
def service(settings, authority, tmp_path, root):
    settings.KEYS_DIR = tmp_path / "keys"
    signing.roots_folder().mkdir(parents=True)
    (signing.roots_folder() / "thu.cer").write_bytes(root)
    told = {"common_name": "Đoàn Văn Việt", "organization": "UBND tỉnh", "kind": "person"}
    made = issue_certificate(authority, password="x", **told)
    key, certificate, _ = pkcs12.load_key_and_certificates(made, b"x")
    with remote_service(settings, key, certificate.public_bytes(Encoding.DER)) as running:
        yield running


@pytest.mark.parametrize(
    ("mode", "pin", "otp", "asks"),
    [
        ("explicit", "1234", "", (True, False, False)),
        ("explicit", "1234", "99", (True, True, True)),
        ("explicit", "", "99", (False, True, True)),
        ("implicit", "", "", (False, False, False)),
    ],
)
def test_what_the_person_is_asked_is_known_and_signs(service, mode, pin, otp, asks):
    service.mode, service.pin, service.otp = mode, pin, otp
    found = find_credential(CREDENTIAL)
    assert (found.asks_pin, found.asks_otp) == asks[:2]
    assert found.asks_phone == (mode == "implicit")
    signature = sign_remotely(CREDENTIAL, DATA, pin=pin, otp=otp)
    assert signature_fits(found.certificate_der, DATA, signature, digest="sha256")
    assert not signature_fits(found.certificate_der, DATA + b"x", signature, digest="sha256")


@pytest.mark.parametrize(
    ("said", "field"), [({"pin": "1"}, "pin"), ({"pin": ""}, "pin"), ({"pin": "1234", "otp": "1"}, "otp")]
)
def test_a_wrong_secret_is_told_beside_its_field(service, said, field):
    service.otp = "99"
    with pytest.raises(CannotSignRemotely) as refused:
        sign_remotely(CREDENTIAL, DATA, **said)
    assert refused.value.field == field
    assert "/csc/v1/signatures/signHash" not in service.asked


def test_a_person_who_said_no_on_the_phone_is_told_so(service):
    service.mode = "implicit"
    service.says_no["/csc/v1/credentials/authorize"] = (400, "access_denied")
    with pytest.raises(CannotSignRemotely, match="từ chối, hoặc chưa xác nhận"):
        sign_remotely(CREDENTIAL, DATA)


def test_other_refusals_are_told_with_their_code(service):
    service.says_no["/csc/v1/credentials/authorize"] = (400, "credential_locked")
    with pytest.raises(CannotSignRemotely, match="credential_locked"):
        sign_remotely(CREDENTIAL, DATA, pin="1234")


def test_the_code_is_sent_when_asked(service):
    service.otp = "99"
    send_otp(CREDENTIAL)
    assert service.asked[-1] == "/csc/v1/credentials/sendOTP"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/csc/v1/info", "không trả lời"),
        ("/oauth2/token", "không trả lời"),
        ("/csc/v1/credentials/authorize", "không trả lời"),
        ("/csc/v1/signatures/signHash", "không đúng giao thức"),
    ],
)
def test_a_service_that_fails_on_the_way_signs_nothing(service, path, words):
    service.says_no[path] = (503, "server_error")
    with pytest.raises(NoKey, match=words):
        sign_remotely(CREDENTIAL, DATA, pin="1234")


def test_a_service_that_is_away_or_not_set_is_told(service, settings):
    settings.REMOTE_SIGNING_URL = "http://127.0.0.1:9"
    with pytest.raises(NoKey, match="không trả lời"):
        find_credential(CREDENTIAL)
    settings.REMOTE_SIGNING_URL = ""
    with pytest.raises(NoKey, match="Chưa cài đặt"):
        find_credential(CREDENTIAL)


def test_a_secret_of_ours_that_is_wrong_opens_nothing(service, settings):
    settings.REMOTE_SIGNING_SECRET = "sai"
    with pytest.raises(CannotSignRemotely, match="invalid_client"):
        find_credential(CREDENTIAL)


@pytest.mark.parametrize("told", [{"status": "disabled"}, {"mode": "oauth2code"}])
def test_a_credential_that_cannot_sign_from_here_is_refused(service, told):
    for name, value in told.items():
        setattr(service, name, value)
    with pytest.raises(NoKey, match="đang bị khóa, hoặc chỉ ký được ở trang của họ"):
        signing.bind_credential("person-1", CREDENTIAL, now=NOW)
    assert signing.find_bound("person-1") is None


def test_a_door_less_safe_than_the_service_is_not_used(service, settings, monkeypatch):
    monkeypatch.setattr(service, "url", "ftp://127.0.0.1")
    with pytest.raises(NoKey, match="không đúng giao thức"):
        find_credential(CREDENTIAL)
    assert "/oauth2/token" not in service.asked


def test_binding_takes_the_certificate_from_the_service_and_checks_it(service):
    bound = signing.bind_credential("person-1", CREDENTIAL, now=NOW)
    assert (bound.holder, bound.credential, bound.certificate_der) == ("remote", CREDENTIAL, service.certificate)
    assert signing.find_bound("person-1") == bound
    (signing.roots_folder() / "thu.cer").unlink()
    (signing.roots_folder() / "khac.cer").write_bytes(service.certificate)
    with pytest.raises(signing.CannotBind):
        signing.bind_credential("person-2", CREDENTIAL, now=NOW.replace(year=2035))
