"""The address book: everybody who sits somewhere, found without tones, whole page by page."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from langbiang.apps.directory import queries
from langbiang.apps.directory.views import PAGE
from langbiang.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(province) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_user("ai-do@lamdong.example"))
    return client


def test_a_name_is_found_without_tones(client):
    people = client.get("/danh-ba/", {"q": "ho van thanh"}).context["people"]
    assert {seat.person.full_name for seat in people} == {"Hồ Văn Thành"}


def test_an_agencys_people_are_found(client):
    people = client.get("/danh-ba/", {"co-quan": "stttt"}).context["people"]
    assert len(people) == len(queries.list_seats_in(queries.get_agency("stttt"), clock.today()))


def test_the_book_is_whole_page_by_page(client, django_assert_max_num_queries):
    seen, address = [], "/danh-ba/"
    while address:
        with django_assert_max_num_queries(20):
            answer = client.get(address)
        seen += [seat.pk for seat in answer.context["people"]]
        onward = re.search(r'href="(\?[^"]*sau=[^"]+)"', answer.content.decode())
        address = "/danh-ba/" + onward[1].replace("&amp;", "&") if onward else ""
    assert len(seen) > PAGE
    assert sorted(seen) == sorted(queries.list_people(clock.today()).values_list("pk", flat=True))
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "odd", ["?sau=x", "?sau=a_²", "?sau=%00_1", "?q=%00", "?co-quan=khong-co", "?sau=a_" + "9" * 40]
)
def test_odd_questions_are_answered(client, odd):
    assert client.get(f"/danh-ba/{odd}").status_code == 200
