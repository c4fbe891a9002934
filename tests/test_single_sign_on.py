"""A separate small system signs its user in with us, over real HTTP (OpenID Connect with PKCE)."""

import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
import requests
from allauth.idp.oidc.models import Client, Token
from django.core.cache import cache
from django.core.management import call_command

from langbiang.apps.directory.services import close_dated
from langbiang.apps.identity.interface import CannotChange, User, open_relying_party
from langbiang.apps.identity.models import AccountRecord, ClientRecord
from langbiang.apps.identity.services import remove_expired_tokens
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import Actor, timeline

PASSWORD = "rừng thông xanh 1893"
CALLBACK = "http://127.0.0.1:9/callback"
BY = Actor(kind="client", id="console")
ACCOUNT = "/tai-khoan/bao-mat/"


@pytest.fixture
def seat(province):
    cache.clear()
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def user(seat):
    return User.objects.create_user("chi.btk@lamdong.example", PASSWORD, person=seat.person)


def opened(**told) -> str:
    wanted = {"redirects": [CALLBACK], "trusted": False, **told}
    return open_relying_party("mot-cua", "Một cửa", **wanted, by=BY, now=clock.now())


def post(browser, page, **said):
    """Send the first form of a page, filled, as a browser does."""
    form = re.search(r"<main.*?(<form.*?</form>)", page.text, re.S)[1]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    scopes = re.findall(r'name="scopes" value="([^"]+)"', form)
    where = re.search(r'action="([^"]+)"', form)
    address = requests.compat.urljoin(page.url, where[1]) if where else page.url
    hidden = {name: value.replace("&amp;", "&").replace("&quot;", '"') for name, value in hidden.items()}
    told = [*((k, v) for k, v in hidden.items() if k != "scopes"), *(("scopes", one) for one in scopes), *said.items()]
    return browser.post(address, told, timeout=30, headers={"Referer": page.url})


@pytest.fixture
def system(live_server, settings):
    """Start the small system; give its address."""
    settings.ADDRESS = live_server.url
    script = Path(__file__).with_name("relying_party.py")
    told = [sys.executable, str(script), live_server.url, "mot-cua"]
    started = subprocess.Popen(told, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(secret):
        started.stdin.write(f"{secret}\n")
        started.stdin.flush()
        return started.stdout.readline().strip()

    yield start
    started.kill()
    started.communicate()


def test_a_user_of_another_system_signs_in_here_and_a_replayed_code_is_refused(
    transactional_db, user, seat, system, live_server
):
    secret = opened(trusted=False)
    site = system(secret)
    Client.objects.update(redirect_uris=f"{site}/callback")  # its port is known only now
    browser = requests.Session()
    page = browser.get(f"{site}/login", timeout=30)
    assert page.url.startswith(f"{live_server.url}/tai-khoan/dang-nhap/?next=/oauth/authorize")
    assert f"form-action 'self' {site}" in page.headers["Content-Security-Policy"]
    page = post(browser, page, login=user.email, password=PASSWORD)
    assert "Vào Một cửa" in page.text
    known = post(browser, page, action="grant").json()
    assert known["claims"]["sub"] == known["user"]["sub"] == str(user.uid)
    assert known["user"]["name"] == "Bùi Thị Kim Chi"
    assert known["user"]["email"] == user.email
    assert [held["title"] for held in known["user"]["seats"]] == [seat.title]
    assert len(known["user"]["agency_codes"]) == 1
    again = requests.post(f"{live_server.url}/oauth/token", known["asked"], auth=("mot-cua", secret), timeout=30)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    bearer = {"Authorization": f"Bearer {known['tokens']['access_token']}"}
    assert requests.get(f"{live_server.url}/oauth/userinfo", headers=bearer, timeout=30).status_code == 200
    close_dated(seat, day=clock.today())
    assert requests.get(f"{live_server.url}/oauth/userinfo", headers=bearer, timeout=30).status_code == 401


# -- what is refused, asked of the provider itself


@pytest.fixture
def secret(db, settings):
    settings.ADDRESS = "https://langbiang.example"
    return opened(trusted=True)


ASKED = {
    "response_type": "code",
    "client_id": "mot-cua",
    "redirect_uri": CALLBACK,
    "scope": "openid email",
    "state": "s",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, Appendix B


@pytest.fixture
def entered(client, user):
    client.force_login(user)
    return client


def authorize(client, **changes):
    return client.get("/oauth/authorize?" + urlencode({**ASKED, **changes}))


def code_of(answer) -> str:
    assert answer.headers["Location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]


def exchange(client, secret, code, changes=()):
    told = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    told |= {"client_id": "mot-cua", "client_secret": secret}
    return client.post("/oauth/token", told | dict(changes))


def test_a_trusted_system_asks_nobody(entered, secret):
    told = exchange(entered, secret, code_of(authorize(entered))).json()
    claims = jwt.decode(told["id_token"], options={"verify_signature": False})
    assert (claims["iss"], claims["aud"]) == ("https://langbiang.example", "mot-cua")
    again = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    refused = entered.post("/oauth/token", {**again, "client_id": "mot-cua", "client_secret": secret})
    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")


def test_an_address_that_is_not_registered_gets_no_code(entered, secret):
    for address in ("https://xau.example/", f"{CALLBACK}/../x", f"{CALLBACK}?x=1", ""):
        answer = authorize(entered, redirect_uri=address)
        assert "Location" not in answer.headers
        assert "chưa được đăng ký" in answer.content.decode()


@pytest.mark.parametrize("changes", [{"code_challenge": ""}, {"code_challenge_method": "plain"}])
def test_without_pkce_there_is_no_code(entered, secret, changes):
    assert authorize(entered, **changes).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [{"code_verifier": "a" * 43}, {"client_secret": "sai"}, {"redirect_uri": "https://xau.example/"}, {"code": "x"}],
)
def test_a_code_alone_is_worth_nothing(entered, secret, changes):
    assert exchange(entered, secret, code_of(authorize(entered)), changes).status_code in (400, 401)


def test_a_scope_that_is_not_ours_is_refused(entered, secret):
    answer = authorize(entered, scope="openid exchange:send")
    assert "error=invalid_scope" in answer.headers["Location"]


@pytest.mark.parametrize("token", ["", "x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."])
def test_a_forged_token_opens_nothing(client, secret, token):
    assert client.get("/oauth/userinfo", HTTP_AUTHORIZATION=f"Bearer {token}").status_code in (400, 401)


def test_an_expired_token_opens_nothing(entered, secret):
    token = exchange(entered, secret, code_of(authorize(entered))).json()["access_token"]
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert entered.get("/oauth/userinfo", **bearer).status_code == 200
    Token.objects.update(expires_at=clock.now())  # in 2020; tokens keep the machine's time
    assert entered.get("/oauth/userinfo", **bearer).status_code == 401


@pytest.fixture
def later(monkeypatch):
    """Go so many seconds on from now for codes and tokens, which keep the machine's time."""

    def pass_by(seconds):
        then = datetime.fromtimestamp(time.time() + seconds, UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: then)
        monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: then)  # where a code waits

    return pass_by


@pytest.mark.parametrize(("seconds", "status"), [(30, 200), (61, 400)])
def test_a_code_is_good_for_a_minute(entered, secret, later, seconds, status):
    code = code_of(authorize(entered))
    later(seconds)
    assert exchange(entered, secret, code).status_code == status


def test_a_token_is_good_for_an_hour_and_then_goes(entered, secret, later):
    token = exchange(entered, secret, code_of(authorize(entered))).json()["access_token"]
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    later(3000)
    assert entered.get("/oauth/userinfo", **bearer).status_code == 200
    assert {one.type for one in Token.objects.valid()} == {Token.Type.ACCESS_TOKEN, Token.Type.REFRESH_TOKEN}
    later(3601)
    assert entered.get("/oauth/userinfo", **bearer).status_code == 401
    assert not Token.objects.valid().exists()
    remove_expired_tokens()
    assert not Token.objects.exists()


def test_a_person_sees_what_systems_may_read_and_takes_it_back(entered, secret, user, seat):
    token = exchange(entered, secret, code_of(authorize(entered))).json()["access_token"]
    other = User.objects.create_user("khac@lamdong.example", PASSWORD)
    Token.objects.create(type=Token.Type.ACCESS_TOKEN, hash="x", client_id="mot-cua", user=other)
    page = entered.get(ACCOUNT).content.decode()
    assert "Một cửa" in page
    assert "Nhận ra tài khoản của bạn; Địa chỉ thư công vụ" in page
    left = entered.post(f"{ACCOUNT}he-thong/", {"client": "mot-cua"}, follow=True).content.decode()
    assert "Đã thu lại: Một cửa" in left
    assert "Hệ thống đang đọc được" not in left
    assert entered.get("/oauth/userinfo", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401
    assert [one.user for one in Token.objects.all()] == [other]
    (act,) = timeline("identity.account", AccountRecord.objects.get(user=user).uid)
    assert (act.verb, act.details) == ("identity.consent.withdrawn", {"system": "Một cửa"})
    assert (act.actor_kind, act.person) == ("seat", seat.person.full_name)


@pytest.mark.parametrize("said", [{"client": "mot-cua"}, {"client": "khong-co"}, {}])
def test_of_what_holds_nothing_nothing_is_taken_back(entered, secret, said):
    left = entered.post(f"{ACCOUNT}he-thong/", said, follow=True)
    assert "không còn giữ quyền nào" in left.content.decode()
    assert not AccountRecord.objects.exists()


def test_who_lets_a_system_in_and_out_is_journalled(db, capsys):
    call_command("account", "client", "add", "mot-cua", "--name", "Một cửa", "--redirect", CALLBACK)
    call_command("account", "client", "remove", "mot-cua")
    call_command("account", "client", "add", "mot-cua", "--redirect", CALLBACK, "--trusted")
    acts = list(timeline("identity.client", ClientRecord.objects.get().uid))
    assert [(act.verb, act.person, act.details["name"]) for act in acts] == [
        ("identity.client.opened", "Quản trị hệ thống", "Một cửa"),
        ("identity.client.closed", "Quản trị hệ thống", "Một cửa"),
        ("identity.client.opened", "Quản trị hệ thống", "mot-cua"),
    ]
    assert [act.details.get("trusted") for act in acts] == [False, None, True]
    assert acts[0].details["redirects"] == [CALLBACK]


def test_a_persons_token_is_no_api_clients(entered, secret):
    token = exchange(entered, secret, code_of(authorize(entered))).json()["access_token"]
    answer = entered.get("/api/exchange/v1/waiting", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 401


def test_who_needs_a_second_factor_first_gets_no_code(entered, secret, settings):
    settings.SECOND_FACTOR = "all"
    assert authorize(entered).status_code == 403


def test_the_issuer_is_not_what_the_request_says(client, secret, settings):
    settings.ALLOWED_HOSTS = ["*"]
    told = client.get("/.well-known/openid-configuration", HTTP_HOST="xau.example").json()
    addresses = [told[key] for key in told if key.endswith(("_endpoint", "_uri"))]
    assert [address for address in addresses if not address.startswith("https://langbiang.example/")] == []
    assert told["issuer"] == "https://langbiang.example"


def test_signing_out_there_asks_here_and_leads_only_to_the_system(entered, secret):
    told = exchange(entered, secret, code_of(authorize(entered))).json()
    asked = {"id_token_hint": told["id_token"], "client_id": "mot-cua"}
    page = entered.get("/oauth/logout", {**asked, "post_logout_redirect_uri": "http://127.0.0.1:9/ra"})
    assert "Đăng xuất luôn" in page.content.decode()
    away = entered.get("/oauth/logout", {**asked, "post_logout_redirect_uri": "https://xau.example/"})
    assert "Location" not in away.headers
    left = entered.post("/oauth/logout", {**asked, "action": "logout", "csrfmiddlewaretoken": "x"})
    assert "xau.example" not in left.headers.get("Location", "")


@pytest.mark.parametrize(
    "address", ["http://he-thong.example/", "https://*.example/", "javascript:alert(1)", "https://a.example/#x", "x"]
)
def test_no_code_goes_to_an_unsafe_address(db, address):
    with pytest.raises(CannotChange, match="không dùng được"):
        opened(redirects=[address])
