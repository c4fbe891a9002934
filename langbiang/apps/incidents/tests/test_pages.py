"""The pages: reporting from an error page and an alarm, finding, taking away, refusals that lose nothing typed."""

import io
from hashlib import sha256

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from langbiang.apps.documents.tests.factories import NOW
from langbiang.apps.identity.interface import open_demo_account
from langbiang.apps.incidents import services
from langbiang.apps.incidents.models import Incident
from langbiang.foundation.journal.interface import Act

from .factories import report

pytestmark = pytest.mark.django_db
LIST = "/su-co/"


@pytest.fixture(autouse=True)
def official_time(settings):
    settings.DEMO, settings.CLOCK_START = True, NOW


def at(seat) -> Client:
    client = Client()
    client.force_login(open_demo_account(seat.person))
    session = client.session
    session["seat"] = str(seat.uid)
    session.save()
    return client


def text(answer) -> str:
    return answer.content.decode()


def filled(seat, **said):
    usual = {"title": "Mất mạng", "kind": "outage", "severity": "high", "day": "09/09/2020", "hour": "07:30"}
    return {"seat": str(seat.uid), **usual, "words": "Không mở được trang nào", "fault_number": "", **said}


def test_an_error_page_leads_here_with_its_number(clerk, operator):
    client = at(clerk)
    assert 'value="4F0A92C1"' in text(client.get("/su-co/bao/?so=4F0A92C1"))
    answer = client.post("/su-co/bao/", filled(clerk, fault_number="4f0a92c1"), follow=True)
    incident = Incident.objects.get()
    assert answer.redirect_chain == [(f"/su-co/{incident.uid}/", 302)]
    assert (incident.fault_number, incident.agency_id, incident.reporter) == ("4F0A92C1", clerk.agency_id, clerk)
    board = text(at(operator).get("/"))
    assert "Sự cố chưa ai xử lý" in board
    assert "Mất mạng" in board


def test_an_alarm_leads_here_with_its_words(operator):
    page = text(at(operator).get(reverse("exchange:traffic")))
    assert "/su-co/bao/?ten=" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": ""}, "Ghi sự cố trong một câu."),
        ({"fault_number": "lỗi"}, "Số yêu cầu gồm 8 chữ số"),
        ({"day": "31/02/2020"}, "Nhập ngày theo dạng"),
        ({"day": "10/09/2020"}, "Lúc phát hiện phải trước"),
        ({"hour": "25:00"}, "Nhập giờ theo dạng"),
        ({"kind": "khac"}, "Lỗi: Báo sự cố"),
    ],
)
def test_a_refused_report_keeps_what_was_typed(clerk, said, sentence):
    answer = at(clerk).post("/su-co/bao/", filled(clerk, **said))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Không mở được trang nào" in text(answer)
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?buoc=opened", {"Mất mạng", "Lộ mật khẩu"}),
        ("?buoc=closed", set()),
        ("?muc=critical", {"Lộ mật khẩu"}),
        ("?loai=outage", {"Mất mạng"}),
        ("?tu=09/09/2020&den=09/09/2020", {"Mất mạng", "Lộ mật khẩu"}),
        ("?tu=10/09/2020", set()),
        ("?tim=4f0a92c1", {"Mất mạng"}),
        ("?tim=mật", {"Lộ mật khẩu"}),
        ("?tim=sc-{}", {"Mất mạng"}),
        ("?tim=sc-99999999999999999999", set()),
        ("?sau=x", {"Mất mạng", "Lộ mật khẩu"}),
    ],
)
def test_incidents_are_found(clerk, operator, asked, found):
    first = report(clerk, title="Mất mạng", kind="outage", fault_number="4f0a92c1")
    report(clerk, title="Lộ mật khẩu", kind="leak", severity="critical")
    page = text(at(operator).get(LIST + asked.format(first.pk)))
    assert {title for title in ("Mất mạng", "Lộ mật khẩu") if title in page} == found


def test_a_day_that_is_none_is_told(operator):
    answer = at(operator).get(LIST, {"tu": "31/02/2020"})
    assert answer.status_code == 422
    assert "Nhập ngày theo dạng" in text(answer)


def test_pages_follow_each_other_and_ask_as_much_for_many(clerk, operator):
    for _ in range(3):
        report(clerk)
    client = at(operator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    few = asked()
    for _ in range(25):
        report(clerk)
    assert asked() == few
    first = client.get(LIST)
    second = client.get(LIST + first.context["more"])
    shown = [incident.pk for part in (first, second) for incident in part.context["incidents"]]
    assert shown == list(Incident.objects.order_by("-pk").values_list("pk", flat=True))


def test_what_is_found_is_taken_away_and_that_is_an_act(clerk, operator):
    incident = report(clerk, title="=1+1")
    services.close_incident(incident, cause="Báo nhầm", remedy="Không có gì", seat=operator, now=NOW)
    asked = dict.fromkeys(("tu", "den", "loai", "muc", "tim"), "") | {"buoc": "closed"}
    answer = at(operator).post("/su-co/ket-xuat/", {"seat": str(operator.uid), **asked})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="so-su-co-')
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[-1][:2] == [incident.code, "=1+1"]
    assert "Báo nhầm" in rows[-1]
    act = Act.objects.get(verb="incidents.rows.exported")
    told = {"asked": "Bước: closed", "count": 1, "digest": sha256(answer.content).hexdigest()}
    assert act.details == told


def test_moves_are_made_on_the_page_and_a_refusal_stands_there(clerk, operator):
    incident = report(clerk)
    client, address = at(operator), f"/su-co/{incident.uid}/"
    assert "Chưa có ai xử lý" in text(client.get(address))
    carried = {"seat": str(operator.uid), "version": incident.version}
    assert client.post(address + "giao/", {**carried, "to": str(operator.uid)}).status_code == 302
    answer = client.post(address + "dong/", {**carried, "cause": "Hết chỗ đĩa", "remedy": "Đã thêm"})
    assert answer.status_code == 422, "the page was opened before it was given"
    assert "Hết chỗ đĩa" in text(answer)
    carried["version"] = Incident.objects.get().version
    done = client.post(address + "dong/", {**carried, "cause": "Hết chỗ đĩa", "remedy": "Đã thêm"}, follow=True)
    assert "Đã đóng sự cố" in text(done)
    assert "Mở lại sự cố" in text(done)
