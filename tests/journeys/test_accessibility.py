"""Every page under axe at both widths, with errors shown, empty, and in high contrast; nothing runs over the side."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from langbiang.apps.directory.interface import get_agency, list_below
from langbiang.apps.documents.tests import factories
from langbiang.apps.exchange.models import Packet
from langbiang.apps.exchange.services import import_file
from langbiang.apps.exchange.tests.store import PACKETS
from langbiang.apps.identity.interface import User, actor_of
from langbiang.apps.incidents.services import close_incident
from langbiang.apps.incidents.tests.factories import NOW
from langbiang.apps.incidents.tests.factories import report as report_incident
from langbiang.foundation.journal.interface import drain

from .desk import HEIGHT, NARROW, WIDE, Desk

AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async tags => (await axe.run({ runOnly: { type: "tag", values: tags } })).violations.map(
  fault => `${fault.id}: ${fault.help}: ${fault.nodes.map(node => node.html.slice(0, 160)).join(" | ")}`)"""


# -- what there is to show


@pytest.fixture
def outgoing(seat):
    """Make an outgoing document of UBND tỉnh in each of some states."""
    clerk, leader = seat("vp-ubnd-tinh", "Vũ Hồng Nhung"), seat("ubnd-tinh", "Đinh Quốc Việt")
    below = [version.agency for version in list_below(get_agency("ubnd-duc-trong"), factories.DAY)]
    everybody = [get_agency("stttt"), *below]
    return lambda *states: [
        factories.outgoing(state, clerk=clerk, signer=leader, receivers=everybody) for state in states
    ]


@pytest.fixture
def incoming(seat):
    """One incoming document of Sở TT&TT in each state, keyed by it, and a damaged one."""
    people = {
        "clerk": seat("stttt", "Bùi Thị Kim Chi"),
        "leader": seat("stttt", "Hồ Văn Thành"),
        "worker": seat("stttt", "Nguyễn Thị Thu Hà"),
        "sender": seat("thanh-tra", "Tô Minh Khánh"),
    }
    states = ("arrived", "refused", "accepted", "presented", "assigned", "working", "done")
    made = {state: factories.incoming(state, number=n, **people) for n, state in enumerate(states, 1)}
    made["damaged"] = factories.incoming("arrived", number=9, damaged=True, **people)
    return made


# -- the look


def examine(desk: Desk) -> None:
    """Run axe at both widths over the page as it stands."""
    desk.page.evaluate(AXE)
    for width in (NARROW, WIDE):
        desk.page.set_viewport_size({"width": width, "height": HEIGHT})
        desk.fits()
        assert desk.page.evaluate(RUN, TAGS) == [], f"{desk.page.url} at {width} px"


def unfold(desk: Desk) -> None:
    """Open what is folded, three at the most; each one opened leaves one less that is closed."""
    closed = desk.page.locator("main details:not([open]) > summary")
    for _ in range(min(closed.count(), 3)):
        closed.first.click()


def walk(desk: Desk, *addresses: str, status: int = 200) -> None:
    for address in addresses:
        assert desk.open(address) == status, address
        unfold(desk)
        examine(desk)


def test_axe_would_find_a_fault(open_desk) -> None:
    visitor = open_desk()
    visitor.open("/tai-khoan/dang-nhap/")
    visitor.page.evaluate("document.querySelector('label').remove()")
    with pytest.raises(AssertionError, match="label"):
        examine(visitor)


# -- every page


def test_pages_before_signing_in(open_desk, demo) -> None:
    visitor = open_desk()
    walk(
        visitor, "/tai-khoan/dang-nhap/", "/trinh-dien/", "/trinh-dien/?q=so", "/trinh-dien/?co-quan=stttt", "/nhat-ky/"
    )
    visitor.open("/tai-khoan/dang-nhap/")
    visitor.page.get_by_label("Địa chỉ thư công vụ").fill("ai-do@lamdong.example")
    visitor.page.get_by_label("Mật khẩu").fill("sai")
    visitor.press("Đăng nhập")
    visitor.is_refused("không đúng")
    examine(visitor)
    visitor.shoot("sign-in-refused")
    walk(visitor, "/khong-co/", status=404)


def test_empty_pages(at_desk) -> None:
    clerk = at_desk("Bùi Thị Kim Chi")
    walk(clerk, "/", "/van-ban-den/", "/van-ban-di/", "/van-ban-den/?buoc=done", "/tim/", "/tim/?q=khongcogi")
    huy = at_desk("Lâm Quang Huy")
    walk(huy, "/truc/", "/truc/nhap/")
    walk(huy, "/van-ban-di/moi/", status=403)


def test_pages_of_outgoing_documents(at_desk, outgoing) -> None:
    made = outgoing("cancelled", "draft", "presented", "signed", "issued", "sent")
    drain()
    clerk = at_desk("Vũ Hồng Nhung")
    walk(
        clerk, "/", "/?han=today", "/van-ban-di/", "/van-ban-di/?buoc=draft", "/tim/?q=trien khai", "/tim/?q=duc trong"
    )
    walk(clerk, *(f"/van-ban-di/{document.uid}/" for document in made))
    draft = f"/van-ban-di/{made[1].uid}/"
    walk(clerk, f"{draft}sua/", f"{draft}vi-tri/", f"{draft}noi-nhan/")
    leader = at_desk("Đinh Quốc Việt")
    walk(leader, "/", f"/van-ban-di/{made[2].uid}/")
    inspector = at_desk("Tô Minh Khánh")
    for page in ("hanh-vi", "truy-cap", "bien-ban"):
        walk(inspector, f"/kiem-soat/{page}/")
        inspector.shoot(f"control-{page}")


def test_pages_of_incidents(at_desk, seat) -> None:
    operator = seat("stttt", "Lâm Quang Huy")
    fresh = report_incident(seat("stttt", "Bùi Thị Kim Chi"))
    closed = close_incident(report_incident(operator), cause="Đĩa đầy", remedy="Đã dọn", seat=operator, now=NOW)
    desk = at_desk("Lâm Quang Huy")
    walk(desk, "/", "/su-co/", "/su-co/bao/", f"/su-co/{fresh.uid}/", f"/su-co/{closed.uid}/")
    desk.open("/su-co/bao/")
    desk.press("Báo sự cố")
    desk.is_refused("Ghi sự cố trong một câu")
    examine(desk)


def test_refused_forms_of_outgoing_documents(at_desk, outgoing) -> None:
    clerk = at_desk("Vũ Hồng Nhung")
    clerk.open("/van-ban-di/moi/")
    clerk.page.get_by_label("Ký hiệu").fill("sai ký hiệu")
    clerk.page.get_by_role("button", name="Lưu và tiếp tục").click()
    clerk.is_refused("Chọn tệp PDF")
    examine(clerk)
    draft = f"/van-ban-di/{outgoing('draft')[0].uid}/"
    clerk.open(f"{draft}noi-nhan/")
    clerk.page.get_by_role("checkbox", checked=True).first.wait_for()
    for group in clerk.page.get_by_role("button", name="Bỏ cả nhóm").all():
        if group.is_visible():
            group.click()
    clerk.press("Lưu nơi nhận")
    clerk.is_refused("Chọn ít nhất một nơi nhận")
    examine(clerk)
    clerk.open(f"{draft}vi-tri/")
    clerk.page.locator("details.lb-card summary").click()
    clerk.page.get_by_label("Cách mép trái (mm)").fill("ba mươi")
    clerk.press("Đặt ô đang chọn")
    expect(clerk.summary).to_be_visible()
    examine(clerk)
    clerk.open(draft)
    clerk.page.locator("summary", has_text="Hủy dự thảo").click()
    clerk.press("Hủy dự thảo này")
    expect(clerk.summary).to_be_visible()
    examine(clerk)


def test_pages_of_incoming_documents(at_desk, incoming) -> None:
    drain()
    clerk = at_desk("Bùi Thị Kim Chi")
    walk(clerk, "/", "/van-ban-den/", *(f"/van-ban-den/{document.uid}/" for document in incoming.values()))
    clerk.open("/van-ban-den/moi/")
    clerk.press("Vào sổ, cấp số đến")
    clerk.is_refused("Nhập nơi gửi")
    examine(clerk)
    leader = at_desk("Hồ Văn Thành")
    walk(leader, "/", f"/van-ban-den/{incoming['presented'].uid}/")
    leader.open(f"/van-ban-den/{incoming['presented'].uid}/but-phe/")
    leader.page.get_by_text("Ngày khác").first.click()
    leader.page.get_by_label("Ngày khác").last.fill("hôm nào đó")
    leader.press("Gửi bút phê")
    leader.is_refused("Nhập ngày theo dạng")
    examine(leader)
    worker = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên, Sở TT&TT")
    walk(worker, "/", f"/van-ban-den/{incoming['assigned'].uid}/", f"/van-ban-den/{incoming['working'].uid}/")
    worker.press("Hoàn thành")
    worker.is_refused("Ghi kết quả xử lý")
    examine(worker)
    walk(worker, "/vi-tri/", "/tai-khoan/dang-xuat/")
    pages = ("", "ung-dung/", "khoa/", "mat-khau/", "ma-du-phong/moi/")
    walk(worker, *(f"/tai-khoan/bao-mat/{page}" for page in pages))
    worker.shoot("sign-out")


def test_pages_of_the_exchange(at_desk, seat, outgoing) -> None:
    outgoing("sent")
    drain()
    by = actor_of(seat("stttt", "Lâm Quang Huy"))
    for name in ("hub-corrupted-pdf", "java-three-mislabelled", "status-13", "malformed-unbound-prefix"):
        with (PACKETS / f"{name}.edxml").open("rb") as file:
            import_file(file, f"{name}.edxml", by=by, now=factories.NOW)
    huy = at_desk("Lâm Quang Huy")
    walk(huy, "/truc/", *(f"/truc/goi/{packet.uid}/" for packet in Packet.objects.all()))
    huy.shoot("packet-detail")
    walk(huy, "/truc/luu-luong/danh-sach/?so=cho", "/truc/luu-luong/")
    huy.shoot("traffic")
    huy.open("/truc/nhap/")
    huy.press("Nhập tệp")
    huy.is_refused("Chọn tệp edXML")
    examine(huy)


def test_pages_of_the_directory(at_desk) -> None:
    clerk = at_desk("Vũ Hồng Nhung")
    walk(clerk, "/co-quan/", "/co-quan/?q=duc trong", "/co-quan/?ngay=2025-07-02", "/co-quan/?q=khongcogi")
    clerk.open("/co-quan/")
    clerk.shoot("agencies")
    walk(clerk, "/co-quan/ubnd-tinh/", "/co-quan/ubnd-duc-trong/", "/co-quan/ubnd-duc-trong-xa-hiep-an/")
    clerk.shoot("agency-commune")
    walk(clerk, "/co-quan/stttt/?ngay=2020-03-01")
    clerk.shoot("agency")


def test_pages_of_the_calendar(at_desk) -> None:
    huy = at_desk("Lâm Quang Huy")
    walk(huy, "/lich-nghi/", "/lich-nghi/?nam=2024", "/lich-nghi/?nam=2027")
    huy.open("/lich-nghi/")
    huy.press("Ghi vào lịch")
    huy.is_refused("Nhập ngày theo dạng")
    examine(huy)
    huy.shoot("calendar-refused")
    huy.open("/lich-nghi/")
    huy.shoot("calendar", docs="calendar")


def test_pages_in_high_contrast(at_desk, outgoing) -> None:
    clerk = at_desk("Vũ Hồng Nhung")
    clerk.open("/vi-tri/")
    clerk.press("Bật tương phản cao")
    expect(clerk.page.locator("html.lb-contrast")).to_be_visible()
    first, sent = outgoing("draft", "sent")
    draft = f"/van-ban-di/{first.uid}/"
    walk(clerk, "/", "/van-ban-di/", draft, f"{draft}vi-tri/", f"{draft}noi-nhan/", "/co-quan/stttt/", "/vi-tri/")
    walk(clerk, f"/van-ban-di/{sent.uid}/", "/van-ban-di/moi/")
    clerk.shoot("contrast-register")


def test_the_page_for_who_has_no_seat(open_desk, live_server, client, demo) -> None:
    client.force_login(User.objects.create_user("khong-vi-tri@lamdong.example", None))
    somebody = open_desk()
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    somebody.page.context.add_cookies([session])
    walk(somebody, "/")
    somebody.reads("Chưa có vị trí công tác")
    walk(somebody, "/van-ban-den/", status=403)


def test_the_page_of_a_fault(open_desk, settings) -> None:
    settings.ROOT_URLCONF = "tests.journeys.faulty_urls"
    walk(open_desk(), "/hong/", status=500)


def test_the_letters_are_ours(open_desk) -> None:
    """Without its static files a page looks fine to every other test."""
    visitor = open_desk()
    visitor.open("/tai-khoan/dang-nhap/")
    loaded = visitor.page.evaluate(
        "document.fonts.ready.then(fonts => [...fonts].filter(f => f.status == 'loaded').map(f => f.family))"
    )
    assert any("Be Vietnam Pro" in family for family in loaded)
    assert "Be Vietnam Pro" in visitor.page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
