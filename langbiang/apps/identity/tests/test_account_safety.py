"""Locks and their release, passwords, one-time links, sessions; access ends with the last appointment."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from langbiang.apps.directory.interface import Role
from langbiang.apps.directory.services import close_dated
from langbiang.apps.identity import passwords, queries
from langbiang.apps.identity.devices import device_of
from langbiang.apps.identity.interface import User, open_demo_account
from langbiang.apps.identity.models import AccountRecord, RecoveryLink, SignInAttempts
from langbiang.apps.identity.services import Locked, begin_attempt, fail_attempt, forget_attempts, recover
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import drain, timeline, verify

SIGN_IN = "/tai-khoan/dang-nhap/"
PASSWORD, OTHER = "rừng thông xanh 1893", "mưa trên đỉnh Langbiang"
DAY = date(2020, 9, 9)


@pytest.fixture
def seat(province):
    cache.clear()
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def user(seat):
    return User.objects.create_user("chi.btk@lamdong.example", PASSWORD, person=seat.person)


def sign_in(client, user, password=PASSWORD):
    return client.post(SIGN_IN, {"login": user.email, "password": password})


@pytest.fixture
def entered(client, user):
    sign_in(client, user)
    return client


def told_of(user) -> list[str]:
    return [act.verb for act in timeline("identity.account", AccountRecord.objects.get(user=user).uid)]


def account(*words) -> str:
    out = StringIO()
    call_command("account", *words, stdout=out)
    return out.getvalue()


# -- too many tries


def lock(client, login):
    for _ in range(5):
        client.post(SIGN_IN, {"login": login, "password": "sai hẳn rồi"})


def test_five_wrong_passwords_lock_even_the_right_one_out(client, user):
    lock(client, user.email)
    answer = sign_in(Client(), user)
    assert "tạm khóa đến" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert told_of(user) == ["identity.account.locked"]


def test_an_address_without_an_account_is_locked_the_same(client, db, september_2020):
    lock(client, "khong.co@lamdong.example")
    answer = client.post(SIGN_IN, {"login": "khong.co@lamdong.example", "password": PASSWORD})
    assert "tạm khóa đến" in answer.content.decode()


def test_four_wrong_passwords_lock_nobody_and_are_forgotten_at_the_right_one(client, user):
    for _ in range(4):
        sign_in(client, user, "sai hẳn rồi")
    assert sign_in(client, user).status_code == 302
    assert not SignInAttempts.objects.exists()


def test_a_lock_opens_by_itself_after_a_quarter_of_an_hour(user):
    now = clock.now()
    for _ in range(5):
        begin_attempt(user.email, now=now)
        fail_attempt(user.email, now=now)
    with pytest.raises(Locked):
        begin_attempt(user.email, now=now + timedelta(minutes=14, seconds=59))
    begin_attempt(user.email, now=now + timedelta(minutes=15))


def test_tries_at_once_are_no_more_than_one_after_another(user):
    for _ in range(5):
        begin_attempt(user.email, now=clock.now())  # five under way, none has failed yet
    with pytest.raises(Locked):
        begin_attempt(user.email.upper(), now=clock.now())


def test_what_was_counted_is_forgotten_after_a_day(user):
    begin_attempt(user.email, now=clock.now())
    forget_attempts(clock.now() + timedelta(hours=23))
    assert SignInAttempts.objects.exists()
    forget_attempts(clock.now() + timedelta(hours=25))
    assert not SignInAttempts.objects.exists()


def test_an_administrator_releases_who_is_locked(client, user, seat):
    lock(client, user.email)
    other = next(one for one in queries.list_colleagues(seat, DAY) if one.person != seat.person)
    other.roles = [Role.ADMIN]
    other.save()
    desk = Client()
    desk.force_login(open_demo_account(other.person))
    assert user.email in desk.get(reverse("identity:locked")).content.decode()
    address = reverse("identity:release", args=[user.uid])
    assert desk.post(address, {"seat": "khác"}).status_code == 422
    assert desk.post(address, {"seat": str(other.uid)}).status_code == 302
    assert desk.post(address, {"seat": str(other.uid)}).status_code == 404
    assert sign_in(client, user).status_code == 302
    assert told_of(user) == ["identity.account.locked", "identity.account.released"]
    drain()
    assert verify().ok


def test_who_is_no_administrator_releases_nobody(client, user, seat):
    lock(client, user.email)
    client.force_login(open_demo_account(seat.person))
    assert client.get(reverse("identity:locked")).status_code == 403
    assert client.post(reverse("identity:release", args=[user.uid]), {"seat": str(seat.uid)}).status_code == 403
    assert sign_in(Client(), user).status_code == 200


def test_the_command_lists_and_releases(client, user):
    assert "Không có tài khoản nào" in account("locked")
    lock(client, user.email)
    assert user.email in account("locked")
    assert "Đã mở khóa" in account("release", user.email)
    with pytest.raises(CommandError, match="không bị khóa tạm"):
        account("release", user.email)


# -- passwords


@pytest.mark.parametrize(
    "common", ["MatKhau@123456", "lamdong@2020!!", "anh yêu em 1234", "matkhaumatkhau1", "123456789012"]
)
def test_a_common_vietnamese_password_is_refused(common):
    with pytest.raises(passwords.ValidationError, match="dễ đoán"):
        passwords.VietnamesePasswordValidator().validate(common)


def test_a_sentence_of_ones_own_is_no_common_password():
    passwords.VietnamesePasswordValidator().validate(PASSWORD)


def change(client, **changes):
    form = {"password": PASSWORD, "password1": OTHER, "password2": OTHER}
    return client.post(reverse("identity:password"), form | changes)


def test_change_password_ends_every_other_session(entered, user):
    elsewhere = Client()
    sign_in(elsewhere, user)
    assert change(entered).status_code == 302
    assert entered.get(reverse("identity:account")).status_code == 200
    assert elsewhere.get(reverse("identity:account")).status_code == 302
    assert sign_in(Client(), user).status_code == 200
    assert sign_in(Client(), user, OTHER).status_code == 302
    assert told_of(user) == ["identity.password.changed"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "sai"}, "Mật khẩu hiện tại không đúng"),
        ({"password1": "matkhau@123456"}, "dễ đoán"),
        ({"password2": "khác"}, "không giống nhau"),
    ],
)
def test_change_password_refuses_beside_the_field(entered, user, wrong, said):
    answer = change(entered, **wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


# -- a link from the administrator


@pytest.fixture
def link(user):
    return re.search(r"/tai-khoan/lien-ket/\S+", account("reset", user.email))[0]


def test_a_link_sets_a_password_once(client, entered, user, link):
    other = Client()
    assert user.email in other.get(link).content.decode()
    weak = other.post(link, {"password1": "matkhau@123456", "password2": "matkhau@123456"})
    assert weak.status_code == 422
    assert other.post(link, {"password1": OTHER, "password2": OTHER}).headers["Location"] == SIGN_IN
    assert other.get(link).status_code == 404
    assert other.post(link, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 404
    assert entered.get(reverse("identity:account")).status_code == 302
    assert sign_in(other, user, OTHER).status_code == 302
    assert told_of(user) == ["identity.recovery.issued", "identity.recovery.used"]


def test_a_link_is_good_for_a_day_and_only_the_newest(client, user, link):
    RecoveryLink.objects.update(expires_at=clock.now())
    assert client.get(link).status_code == 404
    newer = [re.search(r"/tai-khoan/lien-ket/\S+", account("reset", user.email))[0] for _ in range(2)]
    assert [client.get(one).status_code for one in newer] == [404, 200]
    secret = newer[1].split("/")[-2]
    assert queries.find_recovery(secret, clock.now() + timedelta(hours=23, minutes=59))
    assert not queries.find_recovery(secret, clock.now() + timedelta(hours=24))
    assert not RecoveryLink.objects.filter(digest__contains=secret[:10]).exists()


def test_a_link_opens_what_was_locked_and_takes_factors_away_only_when_asked(client, user):
    lock(client, user.email)
    factors = queries.Authenticator.objects.filter(user=user)
    queries.Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    for more, left in (([], 1), (["--factors"], 0)):
        secret = account("reset", user.email, *more).split("/")[-2]
        recover(secret, OTHER, now=clock.now())
        assert factors.count() == left
    assert sign_in(client, user, OTHER).status_code == 302


def test_no_link_for_a_closed_account(user):
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="Không có tài khoản"):
        account("reset", user.email)


# -- where one is signed in


def test_sessions_are_listed_and_ended_one_or_all(entered, user):
    away = [Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Edg/140"}) for _ in range(3)]
    for one in away:
        sign_in(one, user)
    page = entered.get(reverse("identity:account"))
    shown = page.context["sessions"]
    assert [one["this"] for one in shown] == [True, False, False, False]
    assert "Edge trên Windows" in page.content.decode()
    entered.post(reverse("identity:sessions-end"), {"session": shown[1]["row"].pk})
    assert away[2].get(reverse("identity:account")).status_code == 302
    assert away[1].get(reverse("identity:account")).status_code == 200
    entered.post(reverse("identity:sessions-end"))
    assert [one.get(reverse("identity:account")).status_code for one in (entered, *away)] == [200, 302, 302, 302]
    assert told_of(user) == ["identity.sessions.ended"] * 2


def test_another_persons_session_is_not_ended(entered, province):
    person = province.seat_named("stttt", "Hồ Văn Thành").person
    other = Client()
    sign_in(other, User.objects.create_user("thanh.hv@lamdong.example", PASSWORD, person=person))
    session = UserSession.objects.get(session_key=other.session.session_key)
    entered.post(reverse("identity:sessions-end"), {"session": session.pk})
    assert other.get(reverse("identity:account")).status_code == 200


def test_a_device_nobody_knows_has_a_name():
    assert device_of("") == "Trình duyệt khác trên thiết bị khác"


def test_the_page_shows_nothing_to_others(client, user):
    assert client.get(reverse("identity:account")).headers["Location"].startswith(SIGN_IN)


# -- access ends with the last appointment


def test_access_ends_at_the_minute_the_appointment_ends(entered, user, seat, settings):
    """Until 23:59 of the last day the person works; the next minute the session is no more, without any job."""
    close_dated(seat, day=DAY + timedelta(days=1))
    began = settings.CLOCK_START
    now = clock.now()
    settings.CLOCK_START = began + (clock.local(now).replace(hour=23, minute=59, second=0) - now)
    assert entered.get("/van-ban-di/").status_code == 200
    settings.CLOCK_START += timedelta(minutes=1)
    refused = entered.get("/van-ban-di/")
    assert refused.status_code == 403
    assert "đã kết thúc" in refused.content.decode()
    assert "_auth_user_id" not in entered.session


def test_who_has_left_does_not_sign_in(client, user, seat):
    close_dated(seat, day=DAY)
    answer = sign_in(client, user)
    assert answer.headers["Location"] == SIGN_IN
    assert any("đã kết thúc" in message.message for message in get_messages(answer.wsgi_request))
    assert "_auth_user_id" not in client.session


def test_who_has_another_seat_to_come_stays(entered, user, seat):
    close_dated(seat, day=DAY)
    seat.pk, seat.uid, seat._state.adding = None, queries.User().uid, True
    seat.valid_from, seat.valid_to = DAY + timedelta(days=3), None
    seat.save()
    assert not queries.has_left(user, DAY)
    assert entered.get(reverse("identity:account")).status_code == 200
