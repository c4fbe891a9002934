"""The clerk reads, prints and closes a year's register; the leader goes from a figure to the documents behind it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents.models import IncomingDocument
from langbiang.apps.documents.tests import factories
from langbiang.apps.documents.tests.shelf import NEXT_YEAR, numbered
from langbiang.foundation import clock

from .desk import Desk
from .test_accessibility import examine, walk


@pytest.fixture
def issued(seat):
    """Twenty-eight numbers of UBND tỉnh: one cancelled, one held and given up, the others sent."""
    clerk, leader = seat("vp-ubnd-tinh", "Vũ Hồng Nhung"), seat("ubnd-tinh", "Đinh Quốc Việt")
    sent = factories.outgoing("sent", clerk=clerk, signer=leader, receivers=[get_agency("stttt")])
    for number in range(25):
        numbered(sent, subject=f"Triển khai trục liên thông, đợt {number + 2}")
    numbered(sent, "voided", subject="Kiện toàn tổ công tác")
    held = factories.services.reserve_number(
        sent.agency, series="", reason="Quyết định giấy", seat=clerk, now=factories.NOW
    )
    factories.services.cancel_number(held, reason="Không ban hành", seat=clerk, now=factories.NOW)
    return sent


@pytest.fixture
def incoming(seat):
    """Documents of Sở TT&TT on time, late, in time and without a deadline."""
    people = {
        "clerk": seat("stttt", "Bùi Thị Kim Chi"),
        "leader": seat("stttt", "Hồ Văn Thành"),
        "worker": seat("stttt", "Nguyễn Thị Thu Hà"),
        "sender": seat("thanh-tra", "Tô Minh Khánh"),
    }
    states = ("arrived", "accepted", "assigned", "working", "working", "done", "done", "done")
    made = [factories.incoming(state, number=n, **people) for n, state in enumerate(states, 1)]
    for document, hours in zip(made[2:], (48, -24, None, 1, -1, 24), strict=True):
        due = factories.NOW + timedelta(hours=hours) if hours else None
        IncomingDocument.objects.filter(pk=document.pk).update(due_at=due)
    return made


def test_a_year_is_read_printed_and_closed(at_desk, issued, settings) -> None:
    settings.CLOCK_START = NEXT_YEAR
    clock._demo_began.cache_clear()
    clerk = at_desk("Vũ Hồng Nhung")
    clerk.follow("Sổ đăng ký", exact=True)
    clerk.go(clerk.page.locator("main").get_by_role("link", name="Ủy ban nhân dân tỉnh"))
    clerk.reads("Chưa khóa")
    clerk.shoot("registers")
    examine(clerk)
    clerk.follow("Văn bản đi năm 2020")
    clerk.reads("Số liên tục từ 01 đến 28")
    clerk.reads("Số đã hủy: Không ban hành")
    clerk.reads("Đã hủy số: Sai người ký")
    clerk.shoot("register-outgoing", docs="register")
    examine(clerk)
    year = clerk.page.url
    clerk.follow("Xem dòng cũ hơn")
    expect(clerk.page.get_by_role("row")).to_have_count(4)  # the head and numbers 3 to 1
    clerk.open(year)
    clerk.press("Khóa sổ năm 2020")
    clerk.is_told("Đã khóa sổ năm 2020")
    clerk.reads("sổ vẫn đúng như khi khóa")
    clerk.shoot("register-closed")
    examine(clerk)
    printed = clerk.page.get_by_role("link", name="Bản in (PDF)").get_attribute("href")
    assert clerk.page.request.get(f"{clerk.page.url.split('/so-dang-ky')[0]}{printed}").body().startswith(b"%PDF")

    leader = at_desk("Đinh Quốc Việt")
    leader.open(year)
    leader.page.locator("summary", has_text="Mở lại sổ").click()
    leader.press("Mở lại sổ năm 2020")
    leader.is_refused("Nhập lý do")
    examine(leader)
    leader.page.get_by_label("Lý do").fill("Thiếu một văn bản giấy")
    leader.press("Mở lại sổ năm 2020")
    leader.is_told("Đã mở lại sổ năm 2020")


def test_lines_by_hand_are_written_returned_and_corrected(at_desk, demo) -> None:
    clerk = at_desk("Bùi Thị Kim Chi")
    clerk.open("/so-dang-ky/gui-buu-dien/")
    clerk.reads("Sổ chưa có dòng nào")
    examine(clerk)
    clerk.follow("Ghi lần gửi")
    clerk.press("Ghi vào sổ")
    clerk.is_refused("Nhập nơi nhận")
    examine(clerk)
    clerk.page.get_by_label("Số, ký hiệu văn bản").fill("12/STTTT-CNTT")
    clerk.page.get_by_label("Nơi nhận").fill("Bưu điện tỉnh; UBND huyện Đức Trọng")
    clerk.press("Ghi vào sổ")
    clerk.is_told("Đã ghi sổ gửi văn bản đi bưu điện")
    clerk.open("/so-dang-ky/su-dung-ban-luu/moi/")
    clerk.page.get_by_label("Người sử dụng").fill("Nguyễn Thị Thu Hà, Chuyên viên")
    clerk.page.get_by_label("Số, ký hiệu văn bản").fill("07/QĐ-STTTT")
    clerk.page.get_by_label("Tên loại và trích yếu").fill("Quyết định ban hành Quy chế văn thư")
    clerk.page.get_by_label("Sử dụng để làm gì").fill("Đối chiếu khi sửa quy chế")
    clerk.page.get_by_label("Người cho phép").fill("Hồ Văn Thành, Phó Giám đốc")
    clerk.shoot("copy-use-form")
    clerk.press("Ghi vào sổ")
    clerk.follow("07/QĐ-STTTT")
    clerk.shoot("copy-use")
    clerk.press("Ghi đã trả")
    clerk.is_told("Đã ghi ngày trả bản lưu")
    clerk.page.locator("summary", has_text="Sửa dòng").click()
    clerk.page.get_by_label("Hồ sơ số").fill("01.VP")
    clerk.page.get_by_label("Lý do sửa").fill("Thiếu số hồ sơ")
    clerk.press("Lưu dòng đã sửa")
    clerk.is_told("Đã sửa dòng")
    clerk.reads("Hồ sơ số, trước khi sửa: (trống)")
    clerk.shoot("copy-use-corrected")
    examine(clerk)


def test_a_figure_of_the_report_opens_its_documents(at_desk, incoming, issued) -> None:
    leader = at_desk("Hồ Văn Thành")
    leader.follow("Báo cáo", exact=True)
    expect(leader.page.get_by_role("link", name="Tháng này")).to_have_attribute("aria-current", "page")
    leader.shoot("report")
    examine(leader)
    figure = leader.page.locator(".lb-kpi", has_text="Quá hạn").get_by_role("link")
    number = figure.inner_text().split()[0]
    leader.go(figure)
    expect(leader.page.get_by_role("heading", level=1)).to_have_text(f"Quá hạn: {number}")
    expect(leader.page.locator("tbody tr")).to_have_count(int(number))
    leader.shoot("report-documents")
    examine(leader)
    walk_registers(leader)
    empty: Desk = at_desk("Tô Minh Khánh")
    if empty.open("/bao-cao/") == 200:
        examine(empty)


def walk_registers(leader: Desk) -> None:
    slugs = ("van-ban-di", "van-ban-den", "gui-buu-dien", "su-dung-ban-luu", "theo-doi-giai-quyet")
    walk(leader, *(f"/so-dang-ky/{slug}/" for slug in slugs))
    walk(leader, "/bao-cao/?tu=x", status=422)
    leader.open("/so-dang-ky/van-ban-den/")
    leader.shoot("register-incoming")
    leader.open("/so-dang-ky/theo-doi-giai-quyet/?tuso=5&denso=2")
    leader.reads("Số cuối phải từ số đầu trở đi")
    examine(leader)
