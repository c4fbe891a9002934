"""Keys in a token, with SoftHSM2 in the place of one: signing, sharing, a wrong PIN, a token that is gone."""

import io
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import CommandError, call_command

from langbiang.foundation import signing
from langbiang.foundation.printing.tests.letter import NOW
from langbiang.foundation.signing import NoToken, TokenKey, judge_seal, seal_digest, sign_as_person, tokens, verify
from langbiang.foundation.signing.keys import signature_fits

from .softhsm import LABEL, MODULE, PIN, UBND, issue, open_token, put_in


@pytest.fixture(scope="module")
def token(authority) -> str:
    """Put an elliptic and an RSA key into a token, and a key without a certificate."""
    with open_token(LABEL) as session:
        put_in(session, "ban-ec", issue(authority, "Đoàn Văn Việt"))
        put_in(session, "dau-rsa", issue(authority, UBND, key=rsa.generate_private_key(65537, 2048)))
        put_in(session, "khong-chung-thu", issue(authority, "Không ai"), certificate=False)
    return LABEL


@pytest.fixture
def key(token):
    return lambda label="ban-ec", pin=PIN: TokenKey(signing.make_binding(MODULE, token, label, pin))


@pytest.fixture(autouse=True)
def _fresh_process():
    """What a process remembers of a token, a wrong PIN above all, is not the next test's."""
    yield
    for module, label in ((MODULE, LABEL),):
        known = tokens._token(module, label)
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


class AskedAgain:
    """A token that may be looked at and not opened."""

    flags = pkcs11.TokenFlag(0)

    def open(self, **_):
        pytest.fail("the token was asked again")


def test_a_wrong_pin_is_refused_and_tried_once(key, token, monkeypatch):
    with pytest.raises(NoToken, match="Mã PIN của thiết bị Thiết bị thử không đúng"):
        key(pin="000000")
    monkeypatch.setattr("langbiang_agent.tokens._token", lambda *_: AskedAgain())
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
