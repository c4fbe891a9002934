"""Deputising while away: who may set it, for whom, until when, and under whose names acts are journalled."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from langbiang.apps.directory.interface import Role, get_agency, list_seats_in
from langbiang.apps.directory.services import close_dated
from langbiang.apps.identity import queries
from langbiang.apps.identity.interface import SeatForm, actor_of, open_demo_account, who_did
from langbiang.apps.identity.models import Deputation
from langbiang.apps.identity.services import CannotDeputise, Wanted, grant_deputation, withdraw_deputation
from langbiang.foundation.journal.interface import timeline

NOW = datetime.fromisoformat("2020-09-09T08:30:00+07:00")
DAY, LAST = date(2020, 9, 9), date(2020, 9, 18)


@pytest.fixture
def leader(province):
    return province.seat_named("stttt", "Hồ Văn Thành")


@pytest.fixture
def head(province):
    return province.seat_named("stttt", "Trần Đình Phúc")


@pytest.fixture
def boss(province):
    return next(s for s in list_seats_in(get_agency("stttt"), DAY) if s.title == "Giám đốc")


@pytest.fixture
def clerk(province):
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def stranger(province):
    return list_seats_in(get_agency("thanh-tra"), DAY, role=Role.LEADER)[0]


@pytest.fixture
def wanted(leader, head):
    return Wanted(leader, head, DAY, LAST, "Nghỉ phép")


@pytest.fixture
def granted(wanted, leader):
    return grant_deputation(wanted, seat=leader, now=NOW)


@pytest.fixture
def user(head):
    return open_demo_account(head.person)


@pytest.fixture
def entered(client, user):
    client.force_login(user)
    return client


def deputised(user, day=DAY):
    return [seat for seat, _ in queries.list_deputised(user, day)]


def in_use(client):
    return client.get(reverse("identity:seat-choice")).context["request"].seat


def switch(client, wished):
    return client.post(reverse("identity:seat-switch"), {"seat": wished})


# -- granting


def test_the_deputy_may_act_from_the_seat_in_the_period_alone(granted, user, leader):
    for day, open_to in ((DAY - timedelta(days=1), []), (DAY, [leader]), (LAST, [leader]), (LAST + timedelta(1), [])):
        assert deputised(user, day) == open_to


def test_granting_and_withdrawing_are_journalled(granted, leader):
    withdraw_deputation(granted, reason="Về sớm", seat=leader, now=NOW)
    acts = list(timeline(Deputation.SUBJECT_KIND, granted.uid))
    assert [(act.verb, act.old_state, act.new_state) for act in acts] == [
        ("identity.deputation.granted", "", "granted"),
        ("identity.deputation.withdrawn", "granted", "withdrawn"),
    ]
    assert "Trần Đình Phúc" in acts[0].details["deputy"]


def test_a_leader_sets_a_deputy_for_somebody_of_the_agency_who_is_away(head, clerk, leader):
    granted = grant_deputation(Wanted(clerk, head, DAY, LAST, "Ốm"), seat=leader, now=NOW)
    assert granted.granted_by.startswith("Hồ Văn Thành")


def test_nobody_else_sets_a_deputy_for_another(wanted, head, clerk, stranger):
    for seat in (head, clerk, stranger):
        with pytest.raises(CannotDeputise, match="Chỉ người giữ vị trí hoặc lãnh đạo"):
            grant_deputation(wanted, seat=seat, now=NOW)


def test_a_leader_does_not_make_himself_the_deputy_of_another(boss, leader):
    with pytest.raises(CannotDeputise, match="Không tự nhận"):
        grant_deputation(Wanted(boss, leader, DAY, LAST, "Đi công tác"), seat=leader, now=NOW)


def test_nobody_is_the_own_deputy(wanted, leader):
    with pytest.raises(CannotDeputise, match="chính người giữ vị trí"):
        grant_deputation(replace(wanted, deputy=leader), seat=leader, now=NOW)


def test_a_deputy_is_of_the_same_agency(wanted, leader, stranger):
    with pytest.raises(CannotDeputise, match="cùng cơ quan"):
        grant_deputation(replace(wanted, deputy=stranger), seat=leader, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"begins": DAY - timedelta(days=1)}, "begins"),
        ({"ends": DAY - timedelta(days=1)}, "ends"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_a_period_in_the_past_or_without_a_reason_is_refused(changes, field, wanted, leader):
    with pytest.raises(CannotDeputise) as refused:
        grant_deputation(replace(wanted, **changes), seat=leader, now=NOW)
    assert refused.value.field == field


def test_who_holds_the_post_no_more_is_no_deputy(wanted, leader, head):
    close_dated(head, day=DAY)
    with pytest.raises(CannotDeputise, match="không giữ chức vụ này"):
        grant_deputation(wanted, seat=leader, now=NOW)


def test_a_seat_has_one_deputy_on_a_day(granted, wanted, leader, clerk):
    again = replace(wanted, deputy=clerk, begins=LAST, ends=LAST + timedelta(days=3))
    with pytest.raises(CannotDeputise, match="đã có Trần Đình Phúc"):
        grant_deputation(again, seat=leader, now=NOW)
    after = replace(again, begins=LAST + timedelta(days=1))
    assert grant_deputation(after, seat=leader, now=NOW).state == "granted"


def test_after_a_withdrawal_another_may_be_the_deputy(granted, wanted, leader, clerk):
    withdraw_deputation(granted, reason="Đổi người", seat=leader, now=NOW)
    assert grant_deputation(replace(wanted, deputy=clerk), seat=leader, now=NOW)


def test_a_deputised_seat_is_not_deputised_on(granted, head, clerk, leader, boss):
    with pytest.raises(CannotDeputise, match="không chuyển tiếp"):
        grant_deputation(Wanted(head, clerk, DAY, LAST, "Nghỉ phép"), seat=head, now=NOW)
    with pytest.raises(CannotDeputise, match="vắng mặt"):
        grant_deputation(Wanted(boss, leader, DAY, LAST, "Nghỉ phép"), seat=boss, now=NOW)


def test_a_deputy_neither_grants_nor_withdraws_in_the_others_name(granted, user, clerk):
    [acting] = deputised(user)
    with pytest.raises(CannotDeputise, match="không ủy quyền tiếp"):
        grant_deputation(Wanted(acting, clerk, LAST + timedelta(1), LAST + timedelta(2), "x"), seat=acting, now=NOW)
    with pytest.raises(CannotDeputise, match="không ủy quyền tiếp"):
        withdraw_deputation(granted, reason="x", seat=acting, now=NOW)


def test_the_database_refuses_what_services_forgot(wanted, granted, leader, head):
    fields = {"reason": "x", "granted_by": "x", "granted_at": NOW, "begins": DAY, "ends": LAST}
    with pytest.raises(IntegrityError), transaction.atomic():
        Deputation.objects.create(principal=leader, deputy=leader, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deputation.objects.create(principal=leader, deputy=head, **{**fields, "ends": DAY - timedelta(days=1)})
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="one_a_day"), transaction.atomic():
            Deputation.objects.create(principal=leader, deputy=head, **{**fields, "begins": LAST})


# -- the end


def test_withdrawn_it_is_gone_at_once(granted, user, leader):
    withdraw_deputation(granted, reason="Về sớm", seat=leader, now=NOW)
    assert deputised(user) == []
    with pytest.raises(CannotDeputise, match="đã được thu lại"):
        withdraw_deputation(granted, reason="Lần nữa", seat=leader, now=NOW)


def test_what_is_over_is_not_withdrawn(granted, leader):
    with pytest.raises(CannotDeputise, match="đã hết"):
        withdraw_deputation(granted, reason="Muộn", seat=leader, now=NOW + timedelta(days=30))


@pytest.mark.parametrize("who", ["leader", "head"])
def test_it_ends_with_the_appointment_of_either(who, granted, user, leader, head):
    close_dated({"leader": leader, "head": head}[who], day=DAY + timedelta(days=2))
    assert deputised(user, DAY + timedelta(days=1)) == [leader]
    assert deputised(user, DAY + timedelta(days=2)) == []


# -- acting


def test_the_deputy_switches_into_the_seat_and_sees_whose_it_is(granted, entered, user, leader, head):
    choice = entered.get(reverse("identity:seat-choice")).content.decode()
    assert "Thay Hồ Văn Thành, Phó Giám đốc" in choice
    assert "(đến hết 18/09/2020)" in choice
    [acting] = deputised(user)
    assert switch(entered, acting.used_as).status_code == 302
    used = in_use(entered)
    assert (used, used.user) == (leader, head)
    assert "Trần Đình Phúc thay Hồ Văn Thành" in entered.get("/").content.decode()


def test_switching_into_a_seat_that_is_not_deputised_is_not_found(entered, leader, head):
    assert switch(entered, f"{leader.uid}.{head.uid}").status_code == 404
    assert switch(entered, f"{leader.uid}").status_code == 404


def test_once_it_ends_the_next_request_is_from_the_own_seat(granted, entered, user, leader, head):
    [acting] = deputised(user)
    switch(entered, acting.used_as)
    withdraw_deputation(granted, reason="Về sớm", seat=leader, now=NOW)
    assert in_use(entered) == head
    assert in_use(entered).acted_by is None


def test_a_form_of_the_deputised_seat_is_not_one_of_the_own_nor_of_the_holders(granted, user, leader, head):
    [acting] = deputised(user)
    carried = {seat.used_as for seat in (acting, head, leader)}
    assert len(carried) == 3
    shown = SeatForm(acting=acting)["seat"].value()
    assert SeatForm({"seat": shown}, acting=acting).is_valid()
    for other in (head, leader):
        form = SeatForm({"seat": shown}, acting=other)
        assert "mở từ một vị trí khác" in form.errors["seat"][0]
    back = SeatForm({"seat": head.used_as}, acting=acting)
    assert "thay Hồ Văn Thành" in back.errors["seat"][0]


def test_both_names_stand_in_the_journal(granted, user, head):
    [acting] = deputised(user)
    actor = actor_of(acting)
    assert (actor.id, actor.person, actor.post) == (str(head.uid), head.person.full_name, head.title)
    assert actor.on_behalf_of == "Hồ Văn Thành, Phó Giám đốc"
    act = timeline(Deputation.SUBJECT_KIND, granted.uid)[0]
    act.person, act.post, act.on_behalf_of = actor.person, actor.post, actor.on_behalf_of
    assert who_did(act) == f"Trần Đình Phúc, {head.title}, thay Hồ Văn Thành, Phó Giám đốc"


def test_seats_cost_no_further_question_where_nobody_is_deputised(user, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.choose_seat(user, "", DAY)


# -- pages


def test_a_leader_sets_and_ends_it_on_the_pages(client, leader, head):
    client.force_login(open_demo_account(leader.person))
    page = reverse("identity:deputation-grant")
    shown = client.get(page).context["form"]
    filled = {"seat": shown["seat"].value(), "principal": str(leader.uid), "deputy": str(head.uid)}
    filled |= {"begins": "09/09/2020", "ends": "18/09/2020", "reason": "Nghỉ phép"}
    refused = client.post(page, {**filled, "deputy": str(leader.uid)})
    assert refused.status_code == 422
    assert "chính người giữ vị trí" in refused.content.decode()
    assert client.post(page, filled).status_code == 302
    granted = Deputation.objects.get()
    assert "Trần Đình Phúc" in client.get(reverse("identity:deputation-list")).content.decode()
    away = reverse("identity:deputation-withdraw", args=[granted.uid])
    form = client.get(away).context["form"]
    said = {"seat": form["seat"].value(), "version": form["version"].value(), "reason": "Về sớm"}
    assert client.post(away, {**said, "reason": ""}).status_code == 422
    assert client.post(away, said).status_code == 302
    assert client.post(away, said).status_code == 422
    granted.refresh_from_db()
    assert granted.state == "withdrawn"
    assert "Đã thu lại" in client.get(reverse("identity:deputation-list")).content.decode()


def test_who_does_not_lead_chooses_only_the_deputy(entered):
    form = entered.get(reverse("identity:deputation-grant")).context["form"]
    assert "principal" not in form.fields
