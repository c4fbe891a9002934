"""Second factors: added, asked for at sign-in, used once, removed; and who may not act without one."""

import re
import time
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from langbiang.apps.directory.interface import get_agency, list_seats_in
from langbiang.apps.identity.interface import User, open_demo_account
from langbiang.apps.identity.models import AccountRecord, SignInAttempts
from langbiang.foundation.journal.interface import timeline

SIGN_IN = "/tai-khoan/dang-nhap/"
SECOND = "/tai-khoan/dang-nhap/buoc-hai/"
PASSWORD = "rừng thông xanh 1893"


@pytest.fixture
def user(province):
    cache.clear()
    person = province.seat_named("stttt", "Bùi Thị Kim Chi").person
    return User.objects.create_user("chi.btk@lamdong.example", PASSWORD, person=person)


@pytest.fixture
def entered(client, user):
    """Sign in and confirm with the password, as the pages of the account ask."""
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    return client


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def secret(entered):
    """Add an authenticator app; give the secret that the page showed."""
    page = entered.get(reverse("identity:totp-add"))
    secret = page.context["form"].secret
    assert entered.post(reverse("identity:totp-add"), {"code": code_of(secret)}).status_code == 302
    return secret


@pytest.fixture
def codes(entered, secret):
    """The recovery codes, seen the one time they are shown."""
    return re.findall(r"<code>(\d{8})</code>", entered.get(reverse("identity:codes")).content.decode())


def come_to_second_step(client, user):
    client.logout()
    answer = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == SECOND
    assert "_auth_user_id" not in client.session


def told_of(user) -> list[str]:
    return [act.verb for act in timeline("identity.account", AccountRecord.objects.get(user=user).uid)]


# -- the authenticator app


def test_adding_shows_a_picture_and_the_key_as_text(entered):
    page = entered.get(reverse("identity:totp-add"))
    words = page.content.decode()
    assert "data:image/svg+xml;base64," in words
    secret = page.context["form"].secret
    assert secret[:4] + " " + secret[4:8] in words


def test_a_wrong_code_adds_nothing(entered, user):
    entered.get(reverse("identity:totp-add"))
    answer = entered.post(reverse("identity:totp-add"), {"code": "000000"})
    assert answer.status_code == 422
    assert "Mã không đúng" in answer.content.decode()
    assert not Authenticator.objects.filter(user=user).exists()


def test_adding_needs_the_password_again(client, user):
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    answer = client.get(reverse("identity:totp-add"))
    assert answer.headers["Location"].startswith("/tai-khoan/xac-nhan/?")
    assert client.post("/tai-khoan/xac-nhan/", {"password": "sai"}).status_code == 422


def test_the_secret_is_sealed_in_the_database(secret, user):
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in kept
    seed = Authenticator.objects.get(user=user, type="recovery_codes").data["seed"]
    assert seed.startswith("gAAAA")


def test_sign_in_asks_for_the_code_and_lets_in_with_it(client, user, secret):
    come_to_second_step(client, user)
    assert client.post(SECOND, {"code": "000000"}).status_code == 422
    assert client.post(SECOND, {"code": code_of(secret)}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not SignInAttempts.objects.exists()


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_replayed_code_is_refused(client, user, secret, steps):
    code = code_of(secret, steps)
    come_to_second_step(client, user)
    assert client.post(SECOND, {"code": code}).status_code == 302
    cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")  # allauth forgets it after thirty seconds
    come_to_second_step(client, user)
    again = client.post(SECOND, {"code": f"{code[:3]} {code[3:]}"})
    assert again.status_code == 422
    assert "đã dùng" in again.content.decode()


def test_a_used_code_is_remembered_where_every_process_looks(client, user, secret):
    code = code_of(secret)
    come_to_second_step(client, user)
    client.post(SECOND, {"code": code})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM identity_shared_cache WHERE cache_key LIKE %s", [f"%{user.pk}:{code}"])
        assert cursor.fetchone() == (1,)


def test_no_page_opens_between_the_two_steps(client, user, secret):
    come_to_second_step(client, user)
    assert client.get("/van-ban-di/").headers["Location"].startswith(SIGN_IN)
    assert client.get(reverse("identity:account")).headers["Location"].startswith(SIGN_IN)


def test_removing_needs_confirmation_and_is_told(client, user, secret):
    come_to_second_step(client, user)
    client.post(SECOND, {"code": code_of(secret, 1)})
    assert client.post(reverse("mfa_deactivate_totp")).headers["Location"].startswith("/tai-khoan/xac-nhan/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert told_of(user) == ["identity.factor.added", "identity.factor.removed"]


# -- recovery codes


def test_recovery_codes_are_shown_once(entered, codes):
    assert len(set(codes)) == 10
    again = entered.get(reverse("identity:codes")).content.decode()
    assert not any(code in again for code in codes)


def test_a_recovery_code_is_used_once(client, user, codes):
    come_to_second_step(client, user)
    assert client.post(SECOND, {"code": codes[0]}).status_code == 302
    come_to_second_step(client, user)
    assert client.post(SECOND, {"code": codes[0]}).status_code == 422
    assert client.post(SECOND, {"code": codes[1]}).status_code == 302


def test_new_recovery_codes_end_the_old_ones(client, entered, user, codes):
    assert entered.post(reverse("identity:codes-make")).headers["Location"] == reverse("identity:codes")
    come_to_second_step(client, user)
    assert client.post(SECOND, {"code": codes[0]}).status_code == 422


# -- counting


def test_knowing_the_password_gives_no_more_tries_at_the_code(client, user, secret):
    for _ in range(4):
        come_to_second_step(client, user)
        assert client.post(SECOND, {"code": "000000"}).status_code == 422
    come_to_second_step(client, user)
    client.post(SECOND, {"code": "000000"})
    locked = client.post(SECOND, {"code": code_of(secret)})
    assert locked.status_code == 422
    assert "tạm khóa" in locked.content.decode()
    assert told_of(user)[-1] == "identity.account.locked"


# -- who needs one


def test_by_role_nobody_acts_without_a_second_factor(client, user, settings):
    settings.SECOND_FACTOR = "roles"
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    for page in ("/", "/van-ban-di/", "/van-ban-den/"):
        assert client.get(page).headers["Location"] == reverse("identity:account")
    assert client.post(reverse("documents:outgoing-register"), {}).status_code == 403
    assert "cần xác thực hai lớp" in client.get(reverse("identity:account")).content.decode()


def test_with_a_second_factor_the_seat_acts(entered, secret, settings):
    settings.SECOND_FACTOR = "roles"
    assert entered.get("/van-ban-di/").status_code == 200


def test_by_role_a_specialist_acts_without(client, province, settings):
    seats = list_seats_in(get_agency("stttt"), date(2020, 9, 9))
    seat = next(seat for seat in seats if seat.roles == ["specialist"])
    client.force_login(open_demo_account(seat.person))
    settings.SECOND_FACTOR = "roles"
    assert client.get("/van-ban-di/").status_code == 200
    settings.SECOND_FACTOR = "all"
    assert client.get("/van-ban-di/").headers["Location"] == reverse("identity:account")


def test_the_last_factor_stays_where_one_is_needed(entered, secret, user, settings):
    settings.SECOND_FACTOR = "roles"
    answer = entered.post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 422
    assert "Thêm cách khác trước khi gỡ" in answer.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()
