"""Sign-in by an outside OpenID Connect provider in a process of its own; only who has an account here comes in."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.management import CommandError, call_command

from langbiang.apps.directory.services import close_dated
from langbiang.apps.identity.interface import User
from langbiang.foundation import clock

EMAIL = "chi.btk@lamdong.example"
KNOWN = {"sub": "248289761001", "email": EMAIL, "email_verified": True}
SIGN_IN = "/tai-khoan/dang-nhap/"


@pytest.fixture
def seat(province):
    cache.clear()
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def user(seat):
    return User.objects.create_user(EMAIL, None, person=seat.person)


@pytest.fixture
def provider(settings):
    """Start providers that let in whom they are told to."""
    started = []

    def start(person):
        script = Path(__file__).with_name("outside_provider.py")
        running = subprocess.Popen([sys.executable, str(script), json.dumps(person)], stdout=subprocess.PIPE, text=True)
        started.append(running)
        address = running.stdout.readline().strip()
        app = {"provider_id": "sso", "name": "Tỉnh", "client_id": "langbiang", "secret": "x"}
        app |= {"settings": {"server_url": address, "oauth_pkce_enabled": True}}
        settings.SSO_ISSUER, settings.SOCIALACCOUNT_PROVIDERS = address, {"openid_connect": {"APPS": [app]}}
        return address

    yield start
    for running in started:
        running.kill()
        running.communicate()


def come(client, **changes):
    """Go to the provider and back, as a browser does."""
    there = client.get(SIGN_IN + "sso/vao/")
    asked = requests.get(there.headers["Location"], timeout=20).json()
    back = urlsplit(asked["redirect_uri"]).path
    return client.get(back, {"code": "good", "state": asked["state"], **changes})


def said(answer) -> str:
    return " ".join(message.message for message in get_messages(answer.wsgi_request))


def signed_in(client) -> str:
    return client.session.get("_auth_user_id", "")


def test_who_has_an_account_here_comes_in_and_is_known_by_the_subject_from_then_on(client, user, provider):
    provider(KNOWN)
    assert "Đăng nhập bằng" in client.get(SIGN_IN).content.decode()
    assert come(client).headers["Location"] == "/"
    assert signed_in(client) == str(user.pk)
    client.logout()
    provider({**KNOWN, "email": "doi.ten@lamdong.example"})
    come(client)
    assert signed_in(client) == str(user.pk)


@pytest.mark.parametrize(
    "person",
    [{**KNOWN, "email_verified": False}, {**KNOWN, "email": "khac@lamdong.example"}, {"sub": "1"}],
    ids=["not-verified", "another", "no-address"],
)
def test_nobody_else_comes_in_and_nobody_signs_up(client, user, provider, person):
    provider(person)
    answer = come(client)
    assert answer.headers["Location"] == SIGN_IN
    assert "chưa được nối" in said(answer)
    assert not signed_in(client)
    assert User.objects.count() == 1


def test_another_subject_with_the_same_address_does_not_come_in(client, user, provider):
    provider(KNOWN)
    come(client)
    client.logout()
    provider({**KNOWN, "sub": "666"})
    assert "đã nối với một mã khác" in said(come(client))
    assert not signed_in(client)


@pytest.mark.parametrize("wrong", [{"iss": "https://xau.example"}, {"userinfo": {"sub": "666"}}])
def test_answers_that_do_not_fit_are_refused(client, user, provider, wrong):
    provider({**KNOWN, **wrong})
    assert "chưa trả lời đúng" in said(come(client))
    assert not signed_in(client)


@pytest.mark.parametrize("changes", [{"state": "x"}, {"code": "bad"}, {"error": "access_denied"}])
def test_a_forged_way_back_is_refused(client, user, provider, changes):
    provider(KNOWN)
    answer = come(client, **changes)
    assert answer.headers["Location"] == SIGN_IN
    assert "chưa trả lời đúng" in said(answer)
    assert not signed_in(client)


def test_a_way_back_is_gone_once(client, user, provider):
    provider(KNOWN)
    there = client.get(SIGN_IN + "sso/vao/")
    asked = requests.get(there.headers["Location"], timeout=20).json()
    told = {"code": "good", "state": asked["state"]}
    client.get(SIGN_IN + "sso/ve/", told)
    client.logout()
    assert "chưa trả lời đúng" in said(client.get(SIGN_IN + "sso/ve/", told))
    assert not signed_in(client)


def test_an_administrator_links_by_subject_and_unlinks(client, user, provider, capsys):
    provider({"sub": "248289761001"})
    call_command("account", "sso", EMAIL, "248289761001")
    come(client)
    assert signed_in(client) == str(user.pk)
    with pytest.raises(CommandError, match="đã nối với một mã khác"):
        call_command("account", "sso", EMAIL, "666")
    call_command("account", "sso", EMAIL, "-")
    client.logout()
    come(client)
    assert not signed_in(client)


def test_who_has_left_or_is_closed_does_not_come_in(client, user, seat, provider):
    provider(KNOWN)
    close_dated(seat, day=clock.today())
    assert "đã kết thúc" in said(come(client))
    User.objects.update(is_active=False)
    come(client)
    assert not signed_in(client)


def test_nobody_links_alone_and_a_silent_provider_is_told(client, user, provider, settings):
    provider(KNOWN)
    there = client.get(SIGN_IN + "sso/vao/?process=connect")
    asked = requests.get(there.headers["Location"], timeout=20).json()
    back = client.get(SIGN_IN + "sso/ve/", {"code": "good", "state": asked["state"]})
    assert "chưa trả lời đúng" in said(back)
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    assert client.get(SIGN_IN + "sso/vao/").headers["Location"] == SIGN_IN


def test_without_a_setting_there_is_no_outside_sign_in(client, db):
    assert "sso" not in client.get(SIGN_IN).content.decode()
    assert client.get(SIGN_IN + "sso/vao/").status_code == 404
