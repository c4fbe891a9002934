"""Looks found by who looked and at what; who may see which; taken away as a spreadsheet."""

import io
from hashlib import sha256

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from uuid_utils.compat import uuid7

from langbiang.apps.audit.queries import Asked, search_looks
from langbiang.apps.audit.services import exporting
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.documents.tests import factories
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation.journal.interface import Act
from langbiang.foundation.keyset import page_after
from langbiang.foundation.looking.interface import Look, note_look

from .test_search import DAY, at

pytestmark = pytest.mark.django_db
LIST = "/kiem-soat/truy-cap/"
PERIOD = {"tu": "08/09/2020", "den": "10/09/2020"}


@pytest.fixture
def document(acts):
    return OutgoingDocument.objects.get(notation="UBND-HAI")


@pytest.fixture
def looks(document, clerk, leader, admin):
    """The clerk saw the page and took the file, the leader saw it, one of another agency saw something else."""
    for seat, what in ((clerk, "page"), (clerk, "file"), (leader, "page")):
        look(seat, document.uid, what=what)
    look(admin, uuid7(), kind="exchange:packet")


def look(seat, thing, *, what="page", kind="documents:outgoing", now=factories.NOW):
    note_look(kind, str(thing), what=Look.What(what), by=actor_of(seat), now=now)


def found(seat, **narrowed):
    return list(search_looks(seat, Asked(begins=factories.NOW - DAY, ends=factories.NOW + DAY, **narrowed)))


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [({}, 4), ({"person": "vu hong nhung"}, 2), ({"what": "file"}, 1), ({"agency": "thong tin va truyen thong"}, 1)],
)
def test_looks_are_found_by_person_way_and_agency_without_tones(looks, auditor, narrowed, count):
    assert len(found(auditor, **narrowed)) == count


def test_looks_are_found_by_number_and_notation_and_by_the_thing(looks, auditor, document):
    OutgoingDocument.objects.filter(pk=document.pk).update(code="145/UBND-HAI")
    assert len(found(auditor, code="145/ubnd-hai")) == 3 == len(found(auditor, subject=str(document.uid)))
    assert found(auditor, code="145/UBND-KHAC") == []


def test_an_administrator_finds_the_own_agencys_looks_without_names(looks, admin, auditor, document):
    assert [each.person for each in found(admin)] == ["Lâm Quang Huy"]
    look(admin, document.uid)
    assert document.subject not in at(admin).get(LIST, PERIOD).content.decode()
    assert document.subject in at(auditor).get(LIST, PERIOD).content.decode()


def test_who_does_not_control_finds_nothing(looks, clerk):
    assert found(clerk) == []
    assert at(clerk).get(LIST).status_code == 403


def test_pages_follow_each_other_without_gap_or_double(looks, auditor, clerk):
    for _ in range(5):
        look(clerk, uuid7())
    asked = Asked(begins=factories.NOW - DAY, ends=factories.NOW + DAY)
    seen, mark = [], ""
    while True:
        rows, mark = page_after(search_looks(auditor, asked), "begins", mark, size=2)
        seen += [row.pk for row in rows]
        if not mark:
            break
    assert sorted(seen) == sorted(set(seen))
    assert len(seen) == 9


def test_the_list_asks_as_much_for_many_looks_and_is_a_look_itself(looks, auditor, clerk):
    client = at(auditor)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST, PERIOD).status_code == 200
        return len(queries)

    few = asked()
    for _ in range(20):
        look(clerk, uuid7())
    assert asked() == few <= 16
    assert Look.objects.get(what="search").person == "Tô Minh Khánh"


@pytest.mark.parametrize("wrong", [{"tu": "32/09/2020"}, {"tu": "01/09/2018"}, {"doituong": "x"}])
def test_what_cannot_be_read_is_said_beside_the_field(looks, auditor, wrong):
    assert at(auditor).get(LIST, {**PERIOD, **wrong}).status_code == 422


def test_from_an_act_one_comes_to_who_looked_at_its_subject(looks, auditor, document):
    act = Act.objects.filter(subject_id=str(document.uid)).first()
    page = at(auditor).get(reverse("audit:act-detail", args=[act.uid])).content.decode()
    assert f"{LIST}?doituong={document.uid}" in page
    page = at(auditor).get(LIST, {**PERIOD, "doituong": document.uid}).content.decode()
    assert "Đinh Quốc Việt" in page
    assert "Gói tin" not in page


def test_an_export_is_a_spreadsheet_and_an_act(looks, auditor, document):
    answer = at(auditor).post(reverse("audit:look-export"), {**PERIOD, "cach": "page", "seat": auditor.uid})
    assert answer.status_code == 200
    told = Act.objects.get(verb="looking.rows.exported")
    assert told.person == "Tô Minh Khánh"
    asked = "Từ ngày: 08/09/2020; Đến ngày: 10/09/2020; Cách xem: page"
    assert told.details == {"asked": asked, "count": 3, "digest": sha256(answer.content).hexdigest()}
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert sum(row[0:1] != (None,) and document.subject in str(row) for row in rows) == 2
    assert Look.objects.get(what="export").subject_kind == "audit:look"


def test_what_cannot_be_exported_is_refused_and_leaves_no_act(looks, auditor, monkeypatch):
    def refused(**said) -> str:
        answer = at(auditor).post(reverse("audit:look-export"), {**PERIOD, "seat": auditor.uid, **said})
        assert answer.status_code == 422
        return answer.content.decode()

    assert "chưa có gì để kết xuất" in refused(nguoi="Không ai")
    assert "vị trí khác" in refused(seat="another")
    monkeypatch.setattr(exporting, "MOST_LOOKS", 1)
    assert "quá lớn" in refused()
    assert not Act.objects.filter(verb="looking.rows.exported").exists()
