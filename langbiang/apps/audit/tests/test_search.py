"""Acts found by what an auditor knows of them; who may find which."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from langbiang.apps.audit.queries import Asked, search_acts
from langbiang.apps.audit.words import DEEDS, DETAILS, Family, say_verb
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.documents.tests import factories
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.journal.interface import Act, declared_facts, list_acts
from langbiang.foundation.keyset import page_after

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LIST = "/kiem-soat/hanh-vi/"


def at(seat) -> Client:
    client = Client()
    client.force_login(open_demo_account(seat.person))
    session = client.session
    session["seat"] = str(seat.uid)
    session.save()
    return client


def found(seat, **narrowed):
    asked = Asked(begins=factories.NOW - DAY, ends=factories.NOW + DAY, **narrowed)
    return list(search_acts(seat, asked))


def test_every_verb_and_detail_has_words():
    ours = {verb: fact for verb, fact in declared_facts().items() if not verb.startswith("sample.")}
    assert [verb for verb in ours if say_verb(verb) == verb] == []
    assert {name for fact in ours.values() for name in fact.hints} <= set(DETAILS)
    assert {verb.rpartition(".")[2] for verb in ours} == set(DEEDS), "no word that no verb needs"
    assert {verb.rpartition(".")[0] for verb in ours} == set(Family.values)


def test_an_auditor_finds_all_acts_of_the_period_and_no_others(acts, auditor):
    assert len(found(auditor)) == Act.objects.filter(recorded_at__gte=factories.NOW - DAY).count() >= 3
    late = Asked(begins=factories.NOW + DAY, ends=factories.NOW + 2 * DAY)
    assert not search_acts(auditor, late).exists()


@pytest.mark.parametrize(
    ("narrowed", "most"),
    [({"person": "vu hong nhung"}, 2), ({"agency": "thong tin va truyen thong"}, 1), ({"family": "journal.acts"}, 0)],
)
def test_acts_are_found_by_person_agency_and_kind_without_tones(acts, auditor, narrowed, most):
    registered = [act for act in found(auditor, **narrowed) if act.verb == "documents.outgoing.registered"]
    assert len(registered) == most


def test_acts_are_found_by_number_and_notation(acts, auditor):
    document = OutgoingDocument.objects.get(notation="UBND-HAI")
    OutgoingDocument.objects.filter(pk=document.pk).update(code="145/UBND-HAI")
    assert {act.subject_id for act in found(auditor, code="145/ubnd-hai")} == {str(document.uid)}
    assert found(auditor, code="145/UBND-KHAC") == []


def test_an_administrator_finds_the_own_agencys_acts_alone(acts, admin):
    agencies = {act.agency_id for act in found(admin)}
    assert agencies == {admin.agency_id}


def test_who_does_not_control_finds_nothing(acts, clerk):
    assert found(clerk) == []
    assert at(clerk).get(LIST).status_code == 403


def test_pages_follow_each_other_without_gap_or_double(acts, auditor):
    mark, seen = "", []
    while True:
        part, mark = page_after(list_acts(), "recorded_at", mark, size=2)
        seen += part
        if not mark:
            break
    assert [act.pk for act in seen] == list(Act.objects.order_by("-recorded_at", "-pk").values_list("pk", flat=True))


def test_the_list_asks_as_much_for_many_acts(acts, auditor, clerk, leader):
    client = at(auditor)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST, {"tu": "08/09/2020", "den": "10/09/2020"}).status_code == 200
        return len(queries)

    few = asked()
    for number in range(4):
        factories.register(clerk, leader, notation=f"UBND-{number}")
    assert asked() == few <= 14  # the last notes who searched


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"tu": "32/09/2020"}, 422),
        ({"tu": "10/09/2020", "den": "09/09/2020"}, 422),
        ({"tu": "01/01/2018", "den": "09/09/2020"}, 422),
        ({"loai": "khong-co"}, 422),
        ({"doituong": "1 OR 1=1"}, 422),
        ({"sau": "hom-qua_1"}, 200),
        ({"sau": "2020-09-09T08:00:00_1"}, 200),
        ({"sau": "2020-09-09T08:00:00+07:00_x"}, 200),
        ({"nguoi": "%_'\";--", "so": "\\"}, 200),
    ],
)
def test_odd_questions_are_answered_with_a_sentence(acts, auditor, said, status):
    assert at(auditor).get(LIST, said).status_code == status


def test_one_act_shows_what_it_changed_and_that_it_holds(signed, auditor):
    act = Act.objects.filter(verb="documents.outgoing.registered").first()
    page = at(auditor).get(reverse("audit:act-detail", args=[act.uid])).content.decode()
    assert "Văn bản đi: Đăng ký" in page
    assert "Còn nguyên" in page
    assert "Dự thảo" in page, "the state in words"
    assert act.details["subject"] in page
    assert f'vị trí <span class="lb-num">{signed.position}</span>' in page


def test_an_act_that_was_changed_by_hand_does_not_hold(signed, auditor):
    act = Act.objects.filter(verb="documents.outgoing.registered").first()
    Act.objects.filter(pk=act.pk).update(person="Người khác")
    assert "KHÔNG khớp" in at(auditor).get(reverse("audit:act-detail", args=[act.uid])).content.decode()


def test_an_administrator_sees_no_details(acts, admin):
    own = Act.objects.get(verb="documents.outgoing.registered", agency_id=admin.agency_id)
    page = at(admin).get(reverse("audit:act-detail", args=[own.uid])).content.decode()
    assert "Văn bản đi: Đăng ký" in page
    assert own.details["subject"] not in page


def test_an_act_of_another_agency_does_not_exist_for_an_administrator(acts, admin):
    other = Act.objects.filter(verb="documents.outgoing.registered").exclude(agency_id=admin.agency_id).first()
    assert at(admin).get(reverse("audit:act-detail", args=[other.uid])).status_code == 404
