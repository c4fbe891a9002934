"""A session that nobody uses ends, and so does one of half a day; what a page asks by itself is no use."""

from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from langbiang.apps.identity.interface import User
from langbiang.apps.identity.models import AccountRecord
from langbiang.apps.identity.services import expire_session
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import timeline
from langbiang.foundation.readonly import ReadOnly, put_readonly

PASSWORD = "rừng thông xanh 1893"
SIGN_IN, PAGE = "/tai-khoan/dang-nhap/", "/nhiem-vu/"
POLL = f"/ban-giao/{uuid4()}/tien-do/"


@pytest.fixture
def seat(province):
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def user(seat):
    cache.clear()
    return User.objects.create_user("chi.btk@lamdong.example", PASSWORD, person=seat.person)


@pytest.fixture
def entered(client, user):
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    assert client.get(PAGE).status_code == 200
    return client


def age(client, minutes, *marks):
    """Let minutes pass for a session, by the marks that it carries."""
    session = client.session
    for mark in marks or ("used",):
        session[mark] -= minutes * 60
    session.save()


def acts_about(user) -> list[tuple[str, str, str]]:
    record = AccountRecord.objects.filter(user=user).first()
    acts = timeline("identity.account", record.uid) if record else []
    return [(act.verb, act.actor_kind, act.details["reason"]) for act in acts]


def test_unused_for_half_an_hour_it_ends_for_whoever_holds_it_and_the_page_says_why(entered, user):
    age(entered, 30)
    copied = Client()
    copied.cookies["sessionid"] = entered.cookies["sessionid"].value
    left = entered.get(PAGE, follow=True)
    assert left.redirect_chain == [(f"{SIGN_IN}?next={PAGE}", 302)]
    assert "Đã tự đăng xuất sau 30 phút không sử dụng. Đăng nhập lại để làm tiếp." in left.content.decode()
    assert copied.get(PAGE).status_code == 302
    assert not UserSession.objects.filter(user=user).exists()
    assert acts_about(user) == [("identity.sessions.expired", "timer", "30 phút không sử dụng")]


def test_used_before_that_it_goes_on(entered):
    for _ in range(3):
        age(entered, 29)
        assert entered.get(PAGE).status_code == 200


def test_a_form_sent_too_late_is_not_done_and_leads_back_to_its_page(entered):
    age(entered, 31)
    sent = entered.post(f"{PAGE}giao/", {"title": "Rà soát"}, headers={"Referer": f"http://testserver{PAGE}giao/"})
    assert sent.headers["Location"] == f"{SIGN_IN}?next=/nhiem-vu/giao/"
    page = entered.get(sent.headers["Location"]).content.decode()
    assert "30 phút không sử dụng" in page
    assert "nội dung vừa gửi chưa được lưu" in page


def test_a_page_costs_a_write_of_the_session_at_most_once_a_minute(entered):
    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            entered.get(PAGE)
        return sum('UPDATE "django_session"' in each["sql"] for each in asked)

    assert writes() == 0
    age(entered, 2)
    assert [writes(), writes()] == [1, 0]


def test_what_a_page_asks_by_itself_is_no_use(entered):
    age(entered, 20)
    marks = dict(entered.session)
    entered.get(POLL, headers={"HX-Request": "true"})
    assert dict(entered.session) == marks
    age(entered, 11)
    ended = entered.get(POLL, headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    assert entered.get(PAGE).status_code == 302


def test_whoever_types_for_long_is_there(entered):
    for _ in range(3):
        age(entered, 20)
        assert entered.get("/con-day/").status_code == 204
    assert entered.get(PAGE).status_code == 200


def test_half_a_day_after_the_sign_in_it_ends_however_much_it_is_used(entered, user):
    age(entered, 12 * 60 - 1, "began")
    assert entered.get(PAGE).status_code == 200
    age(entered, 1, "began", "used")
    assert entered.get(PAGE).status_code == 302
    assert acts_about(user) == [("identity.sessions.expired", "timer", "12 giờ từ lúc đăng nhập")]


def test_without_a_limit_it_may_be_unused_as_long_as_it_lasts(entered, settings):
    settings.IDLE_MINUTES = 0
    age(entered, 600)
    assert entered.get(PAGE).status_code == 200


def test_a_session_from_before_there_were_marks_begins_now(entered):
    session = entered.session
    del session["began"], session["used"]
    session.save()
    assert entered.get(PAGE).status_code == 200
    assert {"began", "used"} <= set(entered.session.keys())


def test_while_nothing_may_be_written_nobody_is_sent_away(entered, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    put_readonly(ReadOnly("Nâng cấp.", clock.now().isoformat()))
    age(entered, 600)
    assert entered.get(PAGE).status_code == 200


def test_requests_that_find_it_over_at_once_tell_it_once(entered, user):
    for _ in range(2):
        expire_session(user, entered.session.session_key, reason="30 phút không sử dụng", now=clock.now())
    assert len(acts_about(user)) == 1


def test_a_citizens_session_ends_too_and_is_told_at_the_citizens_door(client, db):
    citizen = User.objects.create_user("ka.brong@vidu.example", PASSWORD, kind=User.Kind.CITIZEN)
    client.force_login(citizen)
    age(client, 30)
    left = client.get(reverse("citizen:facts"), follow=True)
    assert left.redirect_chain[-1][0].startswith(reverse("citizen:sign-in"))
    assert "30 phút không sử dụng" in left.content.decode()
    assert [verb for verb, *_ in acts_about(citizen)] == ["identity.sessions.expired"]
