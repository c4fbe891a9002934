from datetime import date, timedelta

import pytest
from django import forms
from django.urls import reverse

from langbiang.apps.directory.services import close_dated
from langbiang.apps.identity import queries
from langbiang.apps.identity.interface import SeatForm, actor_of, open_demo_account
from langbiang.foundation.errors import Stale

DAY = date(2020, 9, 9)


@pytest.fixture
def nhung(province):
    return province.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung")


@pytest.fixture
def thu_ha(province):
    return province.seat_named("stttt", "Nguyễn Thị Thu Hà")


@pytest.fixture
def user(thu_ha):
    return open_demo_account(thu_ha.person)


@pytest.fixture
def entered(client, user):
    client.force_login(user)
    return client


def in_use(client):
    return client.get(reverse("identity:seat-choice")).context["request"].seat


# -- which seat


def test_choose_seat_gives_the_wished_one_else_the_first(user, nhung):
    first, second = queries.list_seats(user, DAY)
    assert queries.choose_seat(user, str(second.uid), DAY) == second
    for uid in ("", "không phải mã", str(nhung.uid)):
        assert queries.choose_seat(user, uid, DAY) == first


def test_a_seat_that_has_ended_is_no_seat_from_that_day_on(user):
    first, second = queries.list_seats(user, DAY)
    close_dated(first, day=DAY)
    assert queries.choose_seat(user, str(first.uid), DAY) == second
    assert queries.choose_seat(user, str(first.uid), DAY - timedelta(days=1)) == first


def test_a_person_without_a_seat_is_told_so(entered, user):
    for seat in queries.list_seats(user, DAY):
        close_dated(seat, day=DAY)
    assert queries.choose_seat(user, "", DAY) is None
    response = entered.get("/van-ban-di/")
    assert response.status_code == 403


def test_a_visitor_is_sent_to_sign_in(client, db):
    response = client.get("/van-ban-di/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/tai-khoan/dang-nhap/")


# -- switching


def switch(client, seat, **more):
    return client.post(reverse("identity:seat-switch"), {"seat": str(seat.uid), **more})


def test_switch_to_another_own_seat(entered, user):
    first, second = queries.list_seats(user, DAY)
    assert in_use(entered) == first
    assert switch(entered, second).status_code == 302
    assert in_use(entered) == second


def test_switch_to_another_persons_seat_is_not_found(entered, user, nhung):
    assert switch(entered, nhung).status_code == 404
    assert in_use(entered) == queries.list_seats(user, DAY)[0]


def test_switch_to_a_seat_that_has_ended_is_not_found(entered, user):
    second = queries.list_seats(user, DAY)[1]
    close_dated(second, day=DAY)
    assert switch(entered, second).status_code == 404


def test_a_seat_that_ends_while_it_is_used_is_used_no_more(entered, user):
    first, second = queries.list_seats(user, DAY)
    switch(entered, second)
    close_dated(second, day=DAY)
    assert in_use(entered) == first


@pytest.mark.parametrize("away", ["https://xau.example/", "//xau.example", "javascript:alert(1)", "/\\xau.example"])
def test_switch_never_leads_out_of_the_site(away, entered, user):
    assert switch(entered, queries.list_seats(user, DAY)[1], next=away).headers["Location"] == "/"


def test_switch_leads_back_to_where_one_was(entered, user):
    response = switch(entered, queries.list_seats(user, DAY)[1], next="/van-ban-den/")
    assert response.headers["Location"] == "/van-ban-den/"


@pytest.mark.parametrize("seat", ["", "abc", "00000000-0000-0000-0000-000000000000"])
def test_switch_to_what_is_no_seat_is_not_found(seat, entered):
    assert entered.post(reverse("identity:seat-switch"), {"seat": seat}).status_code == 404


# -- forms that act


class Note(SeatForm):
    text = forms.CharField()


def test_a_form_for_the_seat_in_use_is_valid(thu_ha):
    shown = Note(acting=thu_ha, shown_version=3)
    carried = {"seat": shown["seat"].value(), "version": shown["version"].value(), "text": "a"}
    form = Note(carried, acting=thu_ha)
    assert form.is_valid()
    form.check_version(3)


def test_a_form_opened_from_another_seat_is_refused_with_a_sentence(thu_ha, nhung):
    form = Note({"seat": str(nhung.uid), "text": "a"}, acting=thu_ha)
    assert not form.is_valid()
    assert "mở từ một vị trí khác" in form.errors["seat"][0]


@pytest.mark.parametrize("carried", [{}, {"seat": ""}, {"seat": "x" * 5000}])
def test_a_form_with_a_forged_seat_is_refused(carried, thu_ha):
    assert not Note({"text": "a", **carried}, acting=thu_ha).is_valid()


def test_a_form_that_showed_an_older_version_is_stale(thu_ha):
    form = Note({"seat": str(thu_ha.uid), "version": "3", "text": "a"}, acting=thu_ha)
    assert form.is_valid()
    with pytest.raises(Stale, match="đã thay đổi"):
        form.check_version(4)


def test_actor_of_names_person_post_and_agency_as_they_are(thu_ha):
    actor = actor_of(thu_ha)
    assert (actor.kind, actor.id, actor.person) == ("seat", str(thu_ha.uid), "Nguyễn Thị Thu Hà")
    assert (actor.post, actor.agency_id, actor.agency) == ("Chuyên viên", thu_ha.agency_id, thu_ha.agency_name)
