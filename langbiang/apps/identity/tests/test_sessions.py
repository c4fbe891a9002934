"""Sessions cannot be planted, and headers of a stranger change nothing."""

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from langbiang.apps.identity.interface import User
from langbiang.apps.identity.models import SignInAttempts

SIGN_IN = "/tai-khoan/dang-nhap/"
PASSWORD = "rừng thông xanh 1893"


@pytest.fixture
def user(province):
    cache.clear()
    person = province.seat_named("stttt", "Bùi Thị Kim Chi").person
    return User.objects.create_user("chi.btk@lamdong.example", PASSWORD, person=person)


def sign_in(client, user, password=PASSWORD, **headers):
    return client.post(SIGN_IN, {"login": user.email, "password": password}, **headers)


def test_a_planted_session_is_not_the_one_after_sign_in(client, user):
    """Session fixation: who gave the victim a session id holds nothing once the victim has signed in."""
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client, user)
    assert client.session.session_key != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get(reverse("identity:account")).headers["Location"].startswith(SIGN_IN)


def test_a_made_up_session_is_nobodys(client, user):
    client.cookies["sessionid"] = "a" * 32
    assert client.get(reverse("identity:account")).headers["Location"].startswith(SIGN_IN)
    sign_in(client, user)
    assert client.session.session_key != "a" * 32


def test_signing_out_ends_the_session_for_who_copied_it(client, user):
    sign_in(client, user)
    copied = Client()
    copied.cookies["sessionid"] = client.session.session_key
    assert copied.get(reverse("identity:account")).status_code == 200
    client.post("/tai-khoan/dang-xuat/")
    assert copied.get(reverse("identity:account")).status_code == 302


def test_another_host_name_is_refused(client, user, settings):
    settings.ALLOWED_HOSTS = ["langbiang.example"]
    assert client.get(SIGN_IN, HTTP_HOST="xau.example").status_code == 400
    forwarded = client.get(SIGN_IN, HTTP_HOST="langbiang.example", HTTP_X_FORWARDED_HOST="xau.example")
    assert "xau.example" not in forwarded.content.decode()


def test_the_link_of_the_administrator_names_our_address_alone(user, settings, capsys):
    settings.ADDRESS = "https://langbiang.example"
    call_command("account", "reset", user.email)
    assert "https://langbiang.example/tai-khoan/lien-ket/" in capsys.readouterr().out


def test_a_forged_proxy_header_does_not_hide_where_one_comes_from(client, user):
    sign_in(client, user, HTTP_X_FORWARDED_FOR="203.0.113.9", REMOTE_ADDR="10.0.0.5")
    assert UserSession.objects.get().ip == "10.0.0.5"


def test_behind_our_proxy_only_what_it_added_counts(client, user, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    sign_in(client, user, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7", REMOTE_ADDR="127.0.0.1")
    assert UserSession.objects.get().ip == "198.51.100.7"


def test_other_headers_for_every_try_give_no_more_tries(user):
    for number in range(5):
        sign_in(Client(), user, "sai hẳn rồi", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}", HTTP_USER_AGENT=str(number))
    assert "tạm khóa" in sign_in(Client(), user).content.decode()
    assert SignInAttempts.objects.get().count == 5


def test_without_our_proxy_nobody_says_that_it_was_https(client, db):
    assert not client.get(SIGN_IN, HTTP_X_FORWARDED_PROTO="https").wsgi_request.is_secure()
