"""The page of the calendar: everybody looks, an administrator writes."""

import pytest
from django.test import Client
from django.urls import reverse

from langbiang.apps.deadlines.models import DayRuling
from langbiang.apps.identity.interface import open_demo_account

SAID = {"day": "03/09/2020", "kind": "off", "name": "Quốc khánh", "source": "Thông báo 1/TB", "announced": "yes"}
PAGE = reverse("deadlines:calendar")


@pytest.fixture
def desk(administrator):
    client = Client()
    client.force_login(open_demo_account(administrator.person))
    return client


def test_a_year_is_shown_as_picture_and_table(desk):
    page = desk.get(PAGE, {"nam": "2021"}).content.decode()
    assert page.count("<caption>Tháng") == 12
    assert "nghỉ: Tết Nguyên đán" in page
    assert "Thông báo 4875/TB-LĐTBXH" in page


def test_a_year_that_is_not_announced_says_so(desk):
    assert "Lịch nghỉ năm 2027 chưa công bố" in desk.get(PAGE, {"nam": "2027"}).content.decode()


@pytest.mark.parametrize("asked", ["x", "0001", "99999", "²020"])
def test_an_unreadable_year_is_this_one(desk, asked):
    assert desk.get(PAGE, {"nam": asked}).context["year"] == 2020


def test_hours_from_memory_are_said_to_be_that(desk):
    assert "ghi theo trí nhớ" in desk.get(PAGE).content.decode()


def test_a_day_is_written_and_shown_with_who_wrote_it(desk, administrator):
    answer = desk.post(reverse("deadlines:day-rule"), {**SAID, "seat": str(administrator.uid)}, follow=True)
    assert answer.status_code == 200
    assert "Lâm Quang Huy, Quản trị trục liên thông ghi" in answer.content.decode()


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(desk, administrator):
    said = {**SAID, "seat": str(administrator.uid), "source": "", "day": "31/13/2020"}
    answer = desk.post(reverse("deadlines:day-rule"), said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ghi số, ngày của văn bản" in page
    assert 'value="31/13/2020"' in page
    assert not DayRuling.objects.exists()


def test_who_is_no_administrator_sees_no_form(province):
    client = Client()
    client.force_login(open_demo_account(province.seat_named("stttt", "Trần Đình Phúc").person))
    assert "Ghi vào lịch" not in client.get(PAGE).content.decode()
