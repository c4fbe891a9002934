"""What every page owes: few queries however long the list, whole lists by pages, headers, cookies, clean refusals."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from langbiang.apps.directory.interface import Seat, get_agency, list_below
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
from langbiang.apps.documents.tests import factories
from langbiang.apps.exchange.models import Packet
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.files.interface import File
from langbiang.foundation.journal.interface import drain

FEW, MANY, PAGE = 3, 30, 25
MOST_QUERIES = 32  # the last notes who looked, when the page has been sent


@pytest.fixture
def clerk(province) -> Seat:
    """Vũ Hồng Nhung, who keeps the records of the Office and of the Provincial People's Committee."""
    return province.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung")


@pytest.fixture
def leader(province) -> Seat:
    seat = province.seat_named("ubnd-tinh", "Đinh Quốc Việt")
    province.key_for(seat, seat.agency)
    return seat


@pytest.fixture
def stttt(province) -> Seat:
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def huy(province) -> Seat:
    return province.seat_named("stttt", "Lâm Quang Huy")


@pytest.fixture
def draft(clerk, leader) -> OutgoingDocument:
    return factories.prepare(clerk, leader, [get_agency("stttt")])


def at(seat: Seat) -> Client:
    client = Client()
    client.force_login(open_demo_account(seat.person))
    session = client.session
    session["seat"] = str(seat.uid)
    session.save()
    return client


def carried(seat: Seat, document, **said) -> dict[str, object]:
    return {"seat": str(seat.uid), "version": document.version, **said}


def page_of(document, tail: str = "") -> str:
    kind = "di" if isinstance(document, OutgoingDocument) else "den"
    return f"/van-ban-{kind}/{document.uid}/{tail}"


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


# -- queries


def fill_outgoing(clerk: Seat, leader: Seat, count: int) -> None:
    first = OutgoingDocument.objects.first() or factories.register(clerk, leader)
    _multiply(OutgoingDocument, first, count)


def fill_incoming(receiver: Seat, sender: Seat, count: int) -> None:
    for number in range(IncomingDocument.objects.count(), count):
        when = factories.NOW + timedelta(minutes=number)
        factories.arrive(receiver.agency, sender=sender, number=number + 1, subject=f"Báo cáo {number}", now=when)


def _multiply(model, first, count: int) -> None:
    """Copy a row until there are so many, each moved a minute later."""
    for number in range(model.objects.count(), count):
        first.pk, first.uid, first._state.adding = None, File._meta.get_field("uid").get_default(), True
        first.moved_at = first.moved_at + timedelta(minutes=1)
        first.subject = f"Văn bản {number}"
        first.save_base(raw=True)


@pytest.mark.parametrize("address", ["/", "/van-ban-di/", "/van-ban-di/?buoc=draft"])
def test_lists_of_outgoing_documents_ask_as_much_for_many_rows(clerk, leader, address) -> None:
    fill_outgoing(clerk, leader, FEW)
    client = at(clerk)
    few = queries_of(client, address)
    fill_outgoing(clerk, leader, MANY)
    assert queries_of(client, address) == few <= MOST_QUERIES


@pytest.mark.parametrize("address", ["/", "/van-ban-den/", "/van-ban-den/?buoc=arrived"])
def test_lists_of_incoming_documents_ask_as_much_for_many_rows(stttt, clerk, address) -> None:
    fill_incoming(stttt, clerk, FEW)
    client = at(stttt)
    few = queries_of(client, address)
    fill_incoming(stttt, clerk, MANY)
    assert queries_of(client, address) == few <= MOST_QUERIES


def test_packets_ask_as_much_for_many_rows(huy, stttt, clerk) -> None:
    fill_incoming(stttt, clerk, FEW)
    client = at(huy)
    few = queries_of(client, "/truc/")
    fill_incoming(stttt, clerk, MANY)
    assert queries_of(client, "/truc/") == few <= MOST_QUERIES


def test_search_asks_as_much_for_many_hits(stttt, clerk) -> None:
    fill_incoming(stttt, clerk, FEW)
    client = at(stttt)
    few = queries_of(client, "/tim/?q=bao cao")
    fill_incoming(stttt, clerk, MANY)
    assert queries_of(client, "/tim/?q=bao cao") == few <= MOST_QUERIES


def test_a_document_asks_as_much_with_many_receivers(clerk, leader, huy) -> None:
    below = [version.agency for version in list_below(get_agency("ubnd-duc-trong"), factories.DAY)]
    one, many = (
        factories.outgoing("sent", clerk=clerk, signer=leader, receivers=to) for to in ([get_agency("stttt")], below)
    )
    drain()
    client = at(clerk)
    assert queries_of(client, page_of(one)) == queries_of(client, page_of(many)) <= MOST_QUERIES
    packets = [reverse("exchange:packet-detail", args=[p.uid]) for p in Packet.objects.order_by("pk")]
    alike = {queries_of(at(huy), address) for address in packets}
    assert len(alike) == 1
    assert alike.pop() <= MOST_QUERIES


def test_pages_of_a_draft_ask_little(clerk, draft) -> None:
    client = at(clerk)
    for tail in ("", "noi-nhan/", "vi-tri/", "sua/"):
        assert queries_of(client, page_of(draft, tail)) <= MOST_QUERIES


@pytest.mark.parametrize("address", ["/co-quan/", "/co-quan/ubnd-tinh/", "/co-quan/ubnd-duc-trong/", "/co-quan/stttt/"])
def test_the_directory_asks_little(clerk, address) -> None:
    assert queries_of(at(clerk), address) <= MOST_QUERIES


# -- page by page


@pytest.mark.parametrize("filtered", ["", "buoc=draft&"])
def test_a_long_list_is_whole_page_by_page(clerk, leader, filtered) -> None:
    fill_outgoing(clerk, leader, PAGE * 2 + 3)
    same_moment = OutgoingDocument.objects.order_by("-moved_at")[PAGE - 2 : PAGE + 2]
    moment = same_moment[0].moved_at
    OutgoingDocument.objects.filter(pk__in=[row.pk for row in same_moment]).update(moved_at=moment)
    seen = _walk(at(clerk), f"/van-ban-di/?{filtered}", "page")
    assert len(seen) == len(set(seen)) == PAGE * 2 + 3


def test_a_long_list_of_arrivals_is_whole(stttt, clerk) -> None:
    fill_incoming(stttt, clerk, PAGE + 2)
    seen = _walk(at(stttt), "/van-ban-den/", "page")
    assert len(seen) == len(set(seen)) == PAGE + 2


def test_a_long_list_of_packets_is_whole(stttt, clerk, huy) -> None:
    fill_incoming(stttt, clerk, PAGE + 2)
    seen = _walk(at(huy), "/truc/", "packets")
    assert len(seen) == len(set(seen)) == PAGE + 2


def _walk(client: Client, address: str, name: str) -> list[int]:
    """Follow the link to what is older until there is none; give the ids in the order shown."""
    seen: list[int] = []
    while address:
        answer = client.get(address)
        shown = answer.context[name]
        seen += [row.pk for row in getattr(shown, "rows", shown)]
        older = re.search(r'href="(\?[^"]*(?:sau|truoc)=[^"]+)"', answer.content.decode())
        address = answer.request["PATH_INFO"] + older[1].replace("&amp;", "&") if older else ""
    return seen


@pytest.mark.parametrize(
    "mark", ["?sau=khong-doc-duoc", "?sau=2020-09-09_x", "?sau=2020-09-09T08:00_5", "?buoc=khong-co", "?sau=%00"]
)
def test_an_unreadable_mark_begins_at_the_top(clerk, draft, mark) -> None:
    answer = at(clerk).get(f"/van-ban-di/{mark}")
    assert answer.status_code == 200
    assert [row.pk for row in answer.context["page"].rows] == [draft.pk]


@pytest.mark.parametrize(
    "address", ["/co-quan/?ngay=0000-13-99", "/co-quan/?q=%00", "/tim/?q=%00", '/tim/?q="a* OR (', "/?han=x"]
)
def test_odd_questions_are_answered(clerk, address) -> None:
    assert at(clerk).get(address).status_code == 200


@pytest.mark.parametrize("number", ["²", "9" * 30, "-1", "x", ""])
def test_odd_page_numbers_are_answered(clerk, draft, number) -> None:
    client = at(clerk)
    assert client.get(page_of(draft, "vi-tri/"), {"trang": number}).status_code == 200
    odd = carried(clerk, draft, field="number", page=number, x="1", y="1")
    assert client.post(page_of(draft, "vi-tri/"), odd).status_code == 422


@pytest.mark.parametrize("distance", ["nan", "inf", "1e400", "-5", "ba"])
def test_odd_distances_are_refused(clerk, draft, distance) -> None:
    before = draft.places
    odd = carried(clerk, draft, field="number", page="1", x=distance, y="40")
    assert at(clerk).post(page_of(draft, "vi-tri/"), odd).status_code == 422
    draft.refresh_from_db()
    assert draft.places == before


def test_packets_older_than_an_odd_mark(huy) -> None:
    for mark in ("²", "9" * 40, "x"):
        assert at(huy).get("/truc/", {"truoc": mark}).status_code == 200


# -- acts and their refusals


def test_a_stale_change_is_shown_with_what_holds_now(clerk, draft) -> None:
    client = at(clerk)
    said = {"agency": draft.agency_id, "type": "cong-van", "subject": "Sửa", "notation": "UBND-VX", "urgency": 0}
    said["signer"] = str(draft.signer.uid)
    shown = {**carried(clerk, draft, **said), "version": draft.version - 1}
    answer = client.post(page_of(draft, "sua/"), shown)
    assert answer.status_code == 422
    again = {name: answer.context["form"][name].value() for name in ("seat", "version")}
    assert client.post(page_of(draft, "sua/"), {**said, **again}).status_code == 302
    draft.refresh_from_db()
    assert draft.subject == "Sửa"


def test_the_usual_places_ask_for_seat_and_version_too(clerk, leader, draft) -> None:
    second = factories.register(clerk, leader)
    client, address = at(clerk), page_of(second, "vi-tri/")
    for wrong in ({"seat": str(leader.uid)}, {"version": second.version + 1}):
        answer = client.post(address, {**carried(clerk, second), **wrong, "dung-lai": "1"})
        assert answer.status_code == 422
    assert client.post(address, carried(clerk, second, **{"dung-lai": "1"})).status_code == 302
    second.refresh_from_db()
    assert second.places.keys() == draft.places.keys()


def test_the_usual_places_of_a_signed_document_are_refused(clerk, leader) -> None:
    factories.prepare(clerk, leader, [get_agency("stttt")])
    signed = factories.outgoing("signed", clerk=clerk, signer=leader)
    answer = at(clerk).post(page_of(signed, "vi-tri/"), carried(clerk, signed, **{"dung-lai": "1"}))
    assert answer.status_code == 422


def test_no_packet_file_where_a_receiver_has_no_code(clerk, leader, huy) -> None:
    codeless = get_agency("ubnd-dam-rong-xa-ro-men")
    sent = factories.outgoing("sent", clerk=clerk, signer=leader, receivers=[codeless])
    told = at(clerk).get(page_of(sent, "goi-tin.edxml"), follow=True)
    assert "chưa có mã định danh" in told.content.decode()
    packet = Packet.objects.get(source_uid=sent.uid)
    told = at(huy).get(reverse("exchange:packet-file", args=[packet.uid]), follow=True)
    assert "chưa có mã định danh" in told.content.decode()


def test_a_closed_account_cannot_sign_in(clerk) -> None:
    account = open_demo_account(clerk.person)
    account.set_password("đà-lạt-ngàn-hoa-2020")
    account.is_active = False
    account.save()
    typed = {"login": account.email, "password": "đà-lạt-ngàn-hoa-2020"}
    visitor = Client()
    told = visitor.post("/tai-khoan/dang-nhap/", typed, follow=True)
    assert "_auth_user_id" not in visitor.session
    assert "Tài khoản này đã đóng" in told.content.decode()


# -- headers and cookies


@pytest.mark.parametrize(
    "address", ["/", "/van-ban-di/", "/tai-khoan/dang-nhap/", "/khong-co/", "/healthz", "/nhat-ky/"]
)
def test_every_answer_carries_the_policy(clerk, address) -> None:
    headers = at(clerk).get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_file_is_never_run_as_a_page(clerk, draft) -> None:
    headers = at(clerk).get(page_of(draft, "tep/")).headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src" in headers["Content-Security-Policy"]


def test_pages_of_a_person_are_kept_by_no_shared_cache(clerk, draft) -> None:
    client = at(clerk)
    for address in ("/", page_of(draft), page_of(draft, "tep/"), page_of(draft, "trang/1.png")):
        told = client.get(address).headers.get("Cache-Control", "") + client.get(address).headers.get("Vary", "")
        assert "private" in told or "Cookie" in told, address


def test_cookies_of_a_real_installation_go_over_https_only(tmp_path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("LANGBIANG_", "DJANGO_"))},
        "LANGBIANG_HTTPS": "1",
        "LANGBIANG_DEMO": "0",
        "LANGBIANG_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    expected = {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": 31_536_000,
        "DEBUG": False,
        "DEMO": False,
        "CLOCK_START": None,
    }
    names = [*expected]
    asked = f"import json; from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {names}]))"
    told = subprocess.run(
        [sys.executable, "-c", asked], env=environment, cwd=django_settings.BASE_DIR, capture_output=True, check=True
    )
    assert json.loads(told.stdout) == [*expected.values()]
