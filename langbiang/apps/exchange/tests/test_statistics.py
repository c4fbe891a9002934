"""Figures of Decision 28 by agency and period, and the packets behind each of them."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from langbiang.apps.directory.interface import Role
from langbiang.apps.directory.models import Person, Post, PostVersion, Unit, UnitVersion
from langbiang.apps.directory.services import give_seat
from langbiang.apps.exchange.models import Packet
from langbiang.apps.exchange.services import deliver_waiting, export
from langbiang.apps.exchange.statistics import Figure, Scope, count_lines, list_behind
from langbiang.apps.exchange.tests.factories import (
    FAR,
    NOW,
    RECEIVER,
    SENDER,
    come,
    connect,
    document_bytes,
    make_agency,
    send,
)
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.signing import carries_signature

SEPTEMBER = (date(2020, 9, 1), date(2020, 9, 30))


def lines(*days, agency=None):
    return {line.code or line.name: line.counts for line in count_lines(Scope(*days or SEPTEMBER, agency))}


@pytest.fixture
def sent(province):
    """Two documents, one of them to two agencies, and one that came from another system."""
    for number, to in (("45", [province.receiver]), ("46", [province.receiver, province.codeless])):
        packet = send(province.sender, to, code_number=number, document_id=number)
        deliver_waiting(packet, now=NOW)
    come(connect(FAR), document_bytes(to=[RECEIVER]))
    deliver_waiting(Packet.objects.get(origin="system"), now=NOW)


def test_decision28_art11_each_agency_has_what_it_sent_and_received(sent):
    found = lines()
    assert {code: (counts["gui"], counts["nhan"]) for code, counts in found.items()} == {
        SENDER: (2, 0),
        RECEIVER: (0, 3),
        FAR: (1, 0),
        "UBND xã Rô Men": (0, 1),
    }
    assert lines(date(2020, 8, 1), date(2020, 8, 31)) == {}
    assert sum(counts["gui"] for counts in lines(date(2020, 9, 21), date(2020, 9, 21)).values()) == 3


def test_every_figure_is_as_long_as_the_list_behind_it(sent):
    scope = Scope(*SEPTEMBER)
    for line in count_lines(scope):
        for figure in Figure:
            behind = list_behind(scope, figure, code=line.code, name="" if line.code else line.name)
            assert behind.count() == line.counts[figure.value], (line, figure)


def test_an_agency_alone_sees_its_own(sent, province):
    assert lines(agency=province.sender).keys() == {SENDER}
    assert lines(agency=province.receiver).keys() == {RECEIVER}
    assert lines(agency=province.codeless).keys() == {"UBND xã Rô Men"}


def test_what_left_after_the_next_working_morning_is_late_decision28_art6(sent):
    packet = Packet.objects.get(code_number="45")  # of Monday 21 September: until 11:30 of Tuesday
    limit = datetime(2020, 9, 22, 4, 30, tzinfo=UTC)
    for at, on_time in ((limit, 2), (limit + timedelta(seconds=1), 1)):
        Packet.objects.filter(pk=packet.pk).update(created_at=at)
        counts = lines()[SENDER]
        assert (counts["gui-dung-han"], counts["gui-tre"]) == (on_time, 2 - on_time)
    Packet.objects.filter(pk=packet.pk).update(promulgated_on=None)
    assert [lines()[SENDER][each] for each in ("gui", "gui-dung-han", "gui-tre")] == [2, 1, 0]


def test_signed_is_what_carries_a_signature_and_old_rows_count_as_neither(sent):
    Packet.objects.filter(code_number="45").update(signed=True)
    assert [lines()[SENDER][each] for each in ("gui-ky-so", "gui-khong-ky")] == [1, 1]
    assert [lines()[RECEIVER][each] for each in ("nhan-ky-so", "nhan-khong-ky")] == [1, 2]
    Packet.objects.update(signed=None)
    assert [lines()[SENDER][each] for each in ("gui-ky-so", "gui-khong-ky")] == [0, 0]


def test_decision28_art11_without_paper_is_what_says_so_and_old_rows_count_as_neither(sent):
    Packet.objects.filter(code_number="45").update(paper=True)
    assert [lines()[code]["gui-khong-giay"] for code in (SENDER, FAR)] == [1, 1]
    assert lines()[RECEIVER]["nhan-khong-giay"] == 2
    Packet.objects.update(paper=None)
    assert [lines()[code][each] for code, each in ((SENDER, "gui-khong-giay"), (RECEIVER, "nhan-khong-giay"))] == [0, 0]


def test_that_paper_follows_is_read_from_a_packet_and_written_into_one(province):
    packet = send(province.sender, [province.receiver], paper=True)
    out = io.BytesIO()
    export(packet.uid, out)
    assert b"Paper>1</" in out.getvalue()
    system = connect(FAR)
    for number, told in (("1", b"<e:Paper>1</e:Paper>"), ("2", b"<e:Paper>0</e:Paper>"), ("3", b"")):
        content = document_bytes(to=[RECEIVER], number=number)
        come(system, content.replace(b"</e:BussinessDocType>", b"</e:BussinessDocType>" + told))
    told = dict(Packet.objects.filter(origin="system").values_list("code_number", "paper"))
    assert told == {"1": True, "2": False, "3": False}


def person(agency, role):
    unit = Unit.objects.create(agency=agency, key="van-phong")
    UnitVersion.objects.create(unit=unit, name="Văn phòng")
    post = Post.objects.create(unit=unit)
    PostVersion.objects.create(post=post, title="Chuyên viên")
    holder = Person.objects.create(full_name=f"Người {role}", folded=f"nguoi {role}")
    give_seat(holder, post, roles=[role], begin=date(2020, 1, 1))
    client = Client()
    client.force_login(open_demo_account(holder))
    return client


def test_pages_sheet_and_json_say_the_same_and_a_clerk_sees_the_own_agency(sent, province):
    days = {"tu": "01/09/2020", "den": "30/09/2020"}
    admin, clerk = person(province.commune, Role.EXCHANGE), person(province.receiver, Role.CLERK)
    told = admin.get("/truc/thong-ke/", days | {"dang": "json"}).json()
    assert {each["code"] or each["name"]: each["sent"] for each in told["agencies"]}[SENDER] == 2
    assert admin.get("/truc/thong-ke/", days | {"dang": "xlsx"}).content[:2] == b"PK"
    own = clerk.get("/truc/thong-ke/", days | {"dang": "json"}).json()
    assert [(each["code"], each["received"]) for each in own["agencies"]] == [(RECEIVER, 3)]
    body = clerk.get("/truc/thong-ke/goi-tin/", days | {"so": "nhan"}).content.decode()
    assert ('Đã nhận: <span class="lb-num">3</span>' in body, "/truc/goi/" in body) == (True, False)
    assert "/truc/goi/" in admin.get("/truc/thong-ke/goi-tin/", days | {"so": "nhan"}).content.decode()
    assert "45/STN-VP" not in clerk.get("/truc/thong-ke/goi-tin/", days | {"so": "gui", "ma": SENDER}).content.decode()
    assert admin.get("/truc/thong-ke/goi-tin/", days | {"so": "sai"}).status_code == 404
    assert admin.get("/truc/thong-ke/", {"tu": "30/09/2020", "den": "01/09/2020"}).status_code == 422


def test_the_list_goes_on_page_by_page(province):
    for number in range(26):
        send(province.sender, [province.receiver], code_number=str(number), document_id=str(number))
    admin = person(province.commune, Role.EXCHANGE)
    days = {"tu": "01/09/2020", "den": "30/09/2020", "so": "gui"}
    first = admin.get("/truc/thong-ke/goi-tin/", days)
    assert len(first.context["rows"]) == 25
    (last,) = admin.get(first.context["older"]).context["rows"]
    assert last["packet"].code_number == "0"


def test_the_mark_of_a_signature_is_found_across_pieces():
    assert not carries_signature(io.BytesIO(b"%PDF-1.7 /Byte Range"))
    for before in (0, 1024 * 1024 - 4, 1024 * 1024, 3 * 1024 * 1024 - 1):
        assert carries_signature(io.BytesIO(b" " * before + b"/ByteRange [0 1 2 3]"))


def test_the_count_costs_the_same_however_many_agencies(sent, province, django_assert_num_queries):
    for number in range(8):
        send(province.sender, [make_agency(f"x{number}", f"Xã {number}", f"H99.9.{number}")], document_id=f"x{number}")
    with django_assert_num_queries(5):
        count_lines(Scope(*SEPTEMBER))
