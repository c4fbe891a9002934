import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from langbiang.apps.identity.interface import User, open_demo_account

SIGN_IN = "/tai-khoan/dang-nhap/"
PASSWORD = "rừng thông xanh 1893"


@pytest.fixture
def seat(province):
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def user(seat):
    return User.objects.create_user("Chi.BTK@LamDong.example", PASSWORD, person=seat.person)


def sign_in(client, login, password, **more):
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def plain(response) -> str:
    """The page without what differs at each showing, or was typed."""
    return re.sub(r'value="[^"]*"', "", response.content.decode())


# -- with a password


def test_sign_in_with_the_official_mail_address_in_any_case(client, user):
    assert sign_in(client, "CHI.btk@lamdong.example", PASSWORD).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.get_expiry_age() == 12 * 3600


def test_a_wrong_password_does_not_tell_whether_the_account_is_there(client, user):
    wrong, unknown = (sign_in(client, login, "sai hẳn rồi") for login in (user.email, "khong.co@lamdong.example"))
    assert wrong.status_code == unknown.status_code == 200
    assert plain(wrong) == plain(unknown)
    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_enter(client, user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = sign_in(client, user.email, PASSWORD)
    assert response.headers["Location"] == SIGN_IN
    assert any("đã đóng" in message.message for message in get_messages(response.wsgi_request))
    assert "_auth_user_id" not in client.session


def test_sign_in_never_leads_out_of_the_site(client, user):
    response = sign_in(client, user.email, PASSWORD, next="https://xau.example/")
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/tai-khoan/dang-ky/", "/accounts/signup/", "/accounts/password/reset/"])
def test_nobody_signs_up_by_themselves(path, client, db):
    assert client.get(path).status_code == 404


# -- the demo's entrance


def test_open_demo_account_once_without_a_password_that_works(seat):
    account = open_demo_account(seat.person)
    assert open_demo_account(seat.person) == account
    assert not account.has_usable_password()
    assert account.email.endswith("@lamdong.example")


def test_demo_enter_acts_from_the_chosen_seat(client, seat):
    response = client.post(reverse("identity:demo-enter"), {"seat": str(seat.uid)})
    assert response.status_code == 302
    assert client.get(reverse("identity:seat-choice")).context["request"].seat == seat


def test_demo_entrance_is_not_there_outside_the_demo(client, seat, settings):
    settings.DEMO = False
    assert client.get(reverse("identity:demo-people")).status_code == 404
    assert client.post(reverse("identity:demo-enter"), {"seat": str(seat.uid)}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_demo_enter_as_a_real_person_is_not_found(client, seat):
    type(seat.person).objects.filter(pk=seat.person_id).update(demo=False)
    assert client.post(reverse("identity:demo-enter"), {"seat": str(seat.uid)}).status_code == 404


def test_demo_enter_never_leads_out_of_the_site(client, seat):
    entered = client.post(reverse("identity:demo-enter"), {"seat": str(seat.uid), "next": "//xau.example"})
    assert entered.headers["Location"] == "/"


def test_demo_enter_is_no_link(client, seat):
    assert client.get(reverse("identity:demo-enter"), {"seat": str(seat.uid)}).status_code == 405
