"""What pages of direction owe: few queries however long the list, whole lists, refusals beside the field."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from langbiang.apps.direction.models import Task
from langbiang.apps.direction.services import meetings
from langbiang.apps.documents.tests import factories as documents
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.files.interface import File

from . import factories

pytestmark = pytest.mark.django_db
FEW, MANY, MOST_QUERIES = 3, 30, 40


def at(seat) -> Client:
    client = Client()
    client.force_login(open_demo_account(seat.person))
    session = client.session
    session["seat"] = str(seat.uid)
    session.save()
    return client


def asked(client, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(leader, worker, count) -> None:
    task = Task.objects.first() or factories.give(leader, worker)
    for _ in range(Task.objects.count(), count):
        task.pk, task.uid, task._state.adding = None, File._meta.get_field("uid").get_default(), True
        task.save_base(raw=True)


@pytest.mark.parametrize("address", ["/", "/nhiem-vu/", "/nhiem-vu/?muc=all", "/theo-doi/"])
def test_lists_ask_as_much_for_many_tasks(leader, worker, address):
    client = at(leader)
    fill(leader, worker, FEW)
    few = asked(client, address)
    fill(leader, worker, MANY)
    assert asked(client, address) == few <= MOST_QUERIES


def test_a_week_and_a_meeting_ask_as_much_for_many_lines(clerk, leader, worker, head, mate, huy):
    client, counts = at(clerk), []
    for people in ([worker], [worker, head, mate, huy]):
        meeting = factories.meeting(clerk, leader, people=people)
        factories.entry(clerk, leader)
        counts.append([asked(client, f"/hop/{meeting.uid}/"), asked(client, "/lich/")])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST_QUERIES


@pytest.mark.parametrize("tab", ["lead", "all"])
def test_a_long_list_is_whole_page_by_page(leader, worker, tab):
    fill(leader, worker, 53)
    client, address, seen = at(worker), f"/nhiem-vu/?muc={tab}", []
    while address:
        answer = client.get(address)
        seen += [task.pk for task in answer.context["page"].rows]
        onward = re.search(r'href="(\?[^"]*sau=[^"]+)"', answer.content.decode())
        address = "/nhiem-vu/" + onward[1].replace("&amp;", "&") if onward else ""
    assert len(seen) == len(set(seen)) == 53


@pytest.mark.parametrize(
    "address",
    [
        "/nhiem-vu/?muc=x&nguoi=x&tu=0000-99-99&ket-qua=x&sau=x",
        "/nhiem-vu/?co-quan=khong-co&sau=2020-09-09_x",
        "/theo-doi/?tu=2020-09-09&den=2020-01-01",
        "/theo-doi/?tu=9999-12-31&den=x",
        "/lich/?tuan=x&co-quan=khong-co",
        "/lich/?tuan=9999-12-31",
        "/hop/?muc=x&sau=x",
        "/lich/in.pdf?tuan=0001-01-01",
    ],
)
def test_odd_questions_are_answered(leader, address):
    assert at(leader).get(address).status_code == 200


@pytest.mark.parametrize("name", ["van-ban-den", "van-ban-di", "cuoc-hop", "thuoc"])
@pytest.mark.parametrize("uid", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_source_that_is_not_there_is_a_404(leader, name, uid):
    assert at(leader).get(f"/nhiem-vu/giao/?{name}={uid}").status_code == 404


def test_a_refusal_stands_beside_its_field_with_what_was_typed(leader, worker):
    said = {"seat": str(leader.uid), "title": "Việc mới", "lead": str(worker.uid), "due": "01/09/2020"}
    answer = at(leader).post("/nhiem-vu/giao/", said)
    assert answer.status_code == 422
    assert answer.context["form"].errors["due"] == ["Hạn phải sau thời điểm này. Chọn ngày khác."]
    assert "Việc mới" in answer.content.decode()


def test_a_form_of_an_older_version_or_another_seat_is_refused(leader, worker, mate):
    task = factories.give(leader, worker)
    address = reverse("direction:task-start", args=[task.uid])
    for said in ({"seat": str(worker.uid), "version": task.version - 1}, {"seat": str(mate.uid), "version": 1}):
        assert at(worker).post(address, said).status_code == 422
    task.refresh_from_db()
    assert task.state == Task.State.ASSIGNED


def test_a_documents_page_shows_its_tasks_to_who_may_see_them(leader, worker, head, inspector):
    document = documents.arrive(leader.agency, sender=inspector)
    page = at(leader).get(f"/van-ban-den/{document.uid}/").content.decode()
    assert f"/nhiem-vu/giao/?van-ban-den={document.uid}" in page
    source = factories.Source(incoming=document)
    task = factories.give(leader, worker, source=source)
    assert str(task.uid) in at(leader).get(f"/van-ban-den/{document.uid}/").content.decode()
    # Who has the task is not thereby let into the document.
    assert at(worker).get(f"/van-ban-den/{document.uid}/").status_code == 404
    shown = at(worker).get(f"/nhiem-vu/{task.uid}/").content.decode()
    assert document.code in shown
    assert f"/van-ban-den/{document.uid}/" not in shown


def test_answers_are_shown_to_who_directs_the_meeting_alone(clerk, leader, worker, huy):
    meeting = factories.meeting(clerk, leader, people=[worker, huy])
    meetings.answer_invitation(meeting, answer="absent", words="Đi khám bệnh", seat=huy, now=factories.NOW)
    for seat, told in ((clerk, True), (leader, True), (worker, False)):
        assert ("Đi khám bệnh" in at(seat).get(f"/hop/{meeting.uid}/").content.decode()) is told
