"""The pages of work files: few queries however much there is, whole lists by pages, odd input, stale forms."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import open_demo_account
from langbiang.apps.workfiles import services
from langbiang.apps.workfiles.models import FileItem, WorkFile

from . import factories
from .factories import NOW

FEW, MANY, PAGE, MOST_QUERIES = 3, 30, 25, 30


def at(seat: Seat) -> Client:
    client = Client()
    client.force_login(open_demo_account(seat.person))
    session = client.session
    session["seat"] = str(seat.uid)
    session.save()
    return client


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def fill(first: WorkFile, count: int) -> None:
    """Copy a file until there are so many, each a minute and a day later."""
    for number in range(WorkFile.objects.count(), count):
        first.pk, first.uid, first._state.adding = None, uuid4(), True
        first.notation = f"{number}.SAO"
        first.moved_at += timedelta(minutes=1)
        if first.due_on:
            first.due_on += timedelta(days=1)
        first.save_base(raw=True)


@pytest.mark.parametrize("address", ["/ho-so-cong-viec/", "/ho-so-cong-viec/?muc=tat-ca"])
def test_lists_ask_as_much_for_many_rows(worker, address):
    file = factories.opened(worker)
    fill(file, FEW)
    client = at(worker)
    few = queries_of(client, address)
    fill(file, MANY)
    assert queries_of(client, address) == few <= MOST_QUERIES


@pytest.mark.parametrize("address", ["/", "/ho-so-cong-viec/?muc=den-han", "/ho-so-cong-viec/luu-tru/"])
def test_what_is_due_asks_as_much_for_many_rows(worker, clerk, address):
    file = factories.file_in("closed", worker, clerk)
    file.due_on = date(2020, 8, 1)
    fill(file, FEW)
    client = at(clerk)
    few = queries_of(client, address)
    fill(file, MANY)
    assert queries_of(client, address) == few <= MOST_QUERIES


@pytest.mark.parametrize("tail", ["", "muc-luc/", "ket-thuc/"])
def test_a_file_asks_as_much_for_many_contents(worker, incoming, outgoing, tail):
    file = factories.opened(worker)
    documents = [incoming(number=1), outgoing()]
    for document in documents:
        file.refresh_from_db()
        services.add_document(file, document, seat=worker, now=NOW)
    paper = factories.add_paper(file, worker)
    client, address = at(worker), f"/ho-so-cong-viec/{file.uid}/{tail}"
    few = queries_of(client, address)
    for number in range(20):
        paper.pk, paper.uid, paper._state.adding = None, uuid4(), True
        paper.title = f"Tài liệu {number}"
        paper.save_base(raw=True)
    services.add_document(WorkFile.objects.get(), incoming(number=2), seat=worker, now=NOW)
    assert FileItem.objects.count() == 24
    assert queries_of(client, address) == few <= MOST_QUERIES


@pytest.mark.parametrize("tab", ["", "tat-ca", "den-han"])
def test_a_long_list_is_read_to_its_end_by_pages(worker, clerk, tab):
    file = factories.file_in("closed", worker, clerk)
    WorkFile.objects.update(due_on=date(2020, 8, 1))
    file.refresh_from_db()
    fill(file, MANY)
    client, found, after = at(worker), [], ""
    while True:
        page = client.get("/ho-so-cong-viec/", {"muc": tab, "sau": after}).context["page"]
        found += [row.notation for row in page.rows]
        after = page.more
        if not after:
            break
    assert len(found) == len(set(found)) == MANY


@pytest.mark.parametrize("mark", ["x", "²_3", "2020-13-01_1", "9" * 60, "2020-09-09T09:00:00+07:00_x"])
def test_an_odd_mark_begins_at_the_top(worker, mark):
    factories.opened(worker)
    for tab in ("", "den-han"):
        assert at(worker).get("/ho-so-cong-viec/", {"muc": tab, "sau": mark}).status_code == 200


@pytest.mark.parametrize("entry", ["x", "00000000-0000-4000-8000-000000000000"])
def test_an_entry_that_is_not_there_is_a_404(worker, entry):
    assert at(worker).get("/ho-so-cong-viec/mo/", {"theo": entry}).status_code == 404


def test_a_form_of_another_seat_or_an_older_version_is_refused_and_nothing_is_done(worker, clerk, leader):
    file = factories.file_in("closed", worker, clerk)
    address = reverse("workfiles:file-submit", args=[file.uid])
    for wrong in ({"seat": str(leader.uid), "version": file.version}, {"seat": str(worker.uid), "version": 1}):
        assert at(worker).post(address, wrong).status_code == 422
    file.refresh_from_db()
    assert file.state == "closed"


def test_an_odd_share_number_is_a_404(worker):
    file = factories.opened(worker)
    address = reverse("workfiles:file-unshare", args=[file.uid])
    for number in ("²", "x", "9" * 40):
        said = {"seat": str(worker.uid), "version": file.version, "share": number}
        assert at(worker).post(address, said).status_code == 404


@pytest.mark.parametrize("typed", ["0", "101", "mười", "-5", "²", "10.5"])
def test_an_odd_retention_is_refused_beside_its_field(worker, typed):
    said = {
        "seat": str(worker.uid),
        "agency": "stttt",
        "notation": "01.CNTT",
        "title": "Hồ sơ",
        "language": "Tiếng Việt",
    }
    answer = at(worker).post(
        "/ho-so-cong-viec/mo/", {**said, "start_date": "01/09/2020", "rights": "Hạn chế", "retention": typed}
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["retention"]
    assert not WorkFile.objects.exists()


@pytest.mark.parametrize(("typed", "kept"), [("10", 10), ("10 năm", 10), ("Vĩnh viễn", 0), ("", None)])
def test_retention_is_typed_as_people_write_it(worker, typed, kept):
    said = {
        "seat": str(worker.uid),
        "agency": "stttt",
        "notation": "01.CNTT",
        "title": "Hồ sơ",
        "language": "Tiếng Việt",
    }
    at(worker).post(
        "/ho-so-cong-viec/mo/", {**said, "start_date": "01/09/2020", "rights": "Hạn chế", "retention": typed}
    )
    assert WorkFile.objects.get().retention_years == kept


def test_the_package_is_given_to_who_sees_the_whole_agency_only(worker, clerk):
    file = factories.file_in("submitted", worker, clerk)
    address = reverse("workfiles:file-package", args=[file.uid])
    assert at(worker).get(address).status_code == 404
    answer = at(clerk).get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"PK")
