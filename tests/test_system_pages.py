"""The pages of connected systems: a secret is shown once, a refusal keeps what was typed, things go again."""

import re

import pytest
from django.urls import reverse

from langbiang.apps.exchange.models import AgencySync, Home, ListedAgency, System, Transfer
from langbiang.apps.exchange.services import set_transfer_aside
from langbiang.apps.exchange.tests.factories import (
    ADMIN,
    FAR,
    FAR_TOO,
    NOW,
    come,
    connect,
    connect_axis,
    document_bytes,
)
from langbiang.foundation import vault

from .test_pages import at, carried, huy, queries_of

__all__ = ["huy"]  # a fixture
LIST = "/truc/he-thong/"


@pytest.fixture
def desk(huy):
    return at(huy)


def said(huy, **more):
    told = {"seat": str(huy.uid), "name": "Hệ thống Một", "protocol": "national", "role": "system", "codes": f"{FAR}\n"}
    return told | more


def text_of(page):
    return page.content.decode()


def test_a_secret_is_shown_once_and_only_in_the_answer(desk, huy):
    page = desk.post(f"{LIST}ket-noi/", said(huy))
    secret = vault.unseal(System.objects.get().sealed_secret)
    assert (page.status_code, secret in text_of(page)) == (200, True)
    assert "no-store" in page.headers["Cache-Control"]
    detail = reverse("exchange:system-detail", args=[System.objects.get().uid])
    for address in (LIST, detail):
        assert secret not in text_of(desk.get(address))


def test_a_renewed_secret_is_shown_once(desk, huy):
    system = connect(FAR)
    page = desk.post(reverse("exchange:system-renew", args=[system.uid]), carried(huy, system))
    new = vault.unseal(System.objects.get().sealed_secret)
    assert new != system.secret
    assert new in text_of(page)
    stale = desk.post(reverse("exchange:system-renew", args=[system.uid]), carried(huy, system))
    assert (stale.status_code, vault.unseal(System.objects.get().sealed_secret)) == (422, new)


def test_what_is_refused_stands_beside_its_field_and_what_was_typed_is_kept(desk, huy):
    connect(FAR)
    page = desk.post(f"{LIST}ket-noi/", said(huy, name="Hệ thống Hai"))
    assert page.status_code == 422
    assert "Mỗi mã ở một hệ thống" in page.context["form"].errors["codes"][0]
    assert "Hệ thống Hai" in text_of(page)
    page = desk.post(f"{LIST}ket-noi/", said(huy, role="axis"))
    assert "không giao mã riêng" in page.context["form"].errors["codes"][0]


def test_who_works_here_is_told_about_when_the_code_goes_elsewhere(desk, huy):
    system = connect(FAR)
    address = reverse("exchange:home-give", args=[system.uid])
    page = desk.post(address, carried(huy, system, code="000.00.20.H36"), follow=True)
    assert re.search(r"Sở Thông tin và Truyền thông tỉnh Lâm Đồng có \d+ vị trí đang dùng hệ thống này", text_of(page))
    assert Home.objects.filter(system=system, code="000.00.20.H36").exists()


def test_a_system_is_stopped_with_a_reason_and_what_stands_aside_goes_again(desk, huy):
    sender, there = connect(FAR), connect(FAR_TOO)
    come(sender, document_bytes())
    transfer = set_transfer_aside(Transfer.objects.get(), "Tệp đính kèm hỏng", by=ADMIN, now=NOW)
    detail = reverse("exchange:system-detail", args=[there.uid])
    assert "Tệp đính kèm hỏng" in text_of(desk.get(detail))
    desk.post(reverse("exchange:transfer-again", args=[transfer.uid]), carried(huy, there))
    assert Transfer.objects.get().state == "waiting"
    stop = reverse("exchange:system-suspend", args=[there.uid])
    refused = desk.post(stop, carried(huy, there, reason=""))
    assert (refused.status_code, "Nhập lý do tạm dừng" in text_of(refused)) == (422, True)
    page = desk.post(stop, carried(huy, there, reason="Đang bảo trì"), follow=True)
    assert "Đang bảo trì" in text_of(page)
    assert System.objects.get(pk=there.pk).state == "suspended"


def test_a_list_of_systems_asks_no_more_often_when_it_is_longer(desk, huy):
    connect("H99.10")
    first = queries_of(desk, LIST)
    for number in range(11, 16):
        connect(f"H99.{number}")
    assert queries_of(desk, LIST) == first


def test_the_api_is_shown_to_anybody_as_it_is_described(client, db):
    page = text_of(client.get("/truc/giao-dien/"))
    for path in ("/api/exchange/v1/documents", "/api/exchange/v1/waiting/{id}/content", "Idempotency-Key"):
        assert path in page


# -- the lists of agencies


AGENCIES = "/truc/danh-ba/"


def list_many(axis, number):
    ListedAgency.objects.bulk_create(
        ListedAgency(system=axis, code=f"G{n:04}", name=f"Cục số {n}", folded=f"cuc so {n} g{n:04}", listed_at=NOW)
        for n in range(number)
    )


def test_agencies_of_the_axis_are_found_and_listed_page_by_page_with_few_queries(desk, huy):
    axis = connect_axis(name="Trục thử")
    list_many(axis, 3)
    few = queries_of(desk, AGENCIES)
    ListedAgency.objects.all().delete()
    list_many(axis, 60)
    assert queries_of(desk, AGENCIES) == few
    first = desk.get(AGENCIES)
    rest = desk.get(AGENCIES, {"sau": first.context["older"]})
    codes = [row.code for page in (first, rest) for row in page.context["agencies"]]
    assert codes == [f"G{n:04}" for n in range(60)]
    [row] = desk.get(AGENCIES, {"q": "cục số 41"}).context["agencies"]
    assert row.code == "G0041"
    ListedAgency.objects.filter(code="G0041").update(gone_at=NOW)
    assert not desk.get(AGENCIES, {"q": "G0041"}).context["agencies"]
    gone = desk.get(AGENCIES, {"q": "G0041", "da-het": "1"})
    assert "21/09/2020" in text_of(gone)


def test_a_list_is_asked_for_once_and_the_page_says_what_came_of_it(desk, huy):
    axis = connect_axis(name="Trục thử")
    address = reverse("exchange:agency-sync", args=[axis.uid])
    done = desk.post(address, carried(huy, axis), follow=True)
    assert "Đã xếp hàng" in text_of(done)
    again = desk.post(address, carried(huy, axis))
    assert (again.status_code, "đang chờ" in again.context["refused"]) == (422, True)
    AgencySync.objects.update(state="refused", words="Danh sách không có cơ quan nào dùng được.")
    page = text_of(desk.get(AGENCIES))
    assert "Danh sách không có cơ quan nào dùng được." in page
    assert "Lâm Quang Huy" in page
    peer = connect(FAR)
    refused = desk.post(reverse("exchange:agency-sync", args=[peer.uid]), carried(huy, peer))
    assert (refused.status_code, "Không lấy danh bạ" in text_of(refused)) == (422, True)
