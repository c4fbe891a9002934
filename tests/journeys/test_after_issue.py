"""What follows the number: a legal document is published, and units of the own agency receive a document."""

from playwright.sync_api import expect

from langbiang.apps.documents.models import DocumentType
from langbiang.apps.documents.tests import factories

from .test_accessibility import examine, unfold


def test_a_legal_document_is_recorded_as_published_and_a_mistake_taken_back(at_desk, seat) -> None:
    clerk, leader = seat("vp-ubnd-tinh", "Vũ Hồng Nhung"), seat("ubnd-tinh", "Đinh Quốc Việt")
    kind = DocumentType.objects.get(code="quyet-dinh-cua-ubnd-cap-tinh")
    subject = "Ban hành quy chế khai thác dữ liệu dùng chung"
    factories.outgoing("issued", clerk=clerk, signer=leader, type=kind, notation="QĐ-UBND", subject=subject)
    desk = at_desk("Vũ Hồng Nhung")
    desk.follow("Văn bản đi")
    desk.follow("Công bố văn bản quy phạm pháp luật")
    desk.follow("Ủy ban nhân dân tỉnh Lâm Đồng")
    desk.shoot("publications-due")
    examine(desk)
    desk.follow(subject)
    page = desk.page
    page.locator("summary", has_text="Ghi đã công bố").click()
    page.get_by_label("Ngày công bố").fill("09/09/2020")
    desk.press("Ghi đã công bố")
    desk.is_refused("Nhập số Công báo")
    page.get_by_label("Số Công báo, địa chỉ trang").fill("Công báo số 38, ngày 09/09/2020")
    desk.press("Ghi đã công bố")
    desk.is_told("Đã ghi công bố")
    unfold(desk)
    desk.shoot("publication-recorded")
    examine(desk)
    page.locator("#cong-bo").get_by_label("Lý do").fill("Nhầm số Công báo")
    desk.press("Bỏ ghi công bố")
    desk.is_told("Đã bỏ ghi công bố")


def test_units_of_the_own_agency_receive_a_document_and_give_it_on(at_desk, seat, demo) -> None:
    clerk, leader = seat("stttt", "Bùi Thị Kim Chi"), seat("stttt", "Hồ Văn Thành")
    demo.key_for(leader, leader.agency)
    told = {"subject": "Quy chế họp giao ban", "receivers": [seat("thanh-tra", "Tô Minh Khánh").agency]}
    document = factories.outgoing("issued", clerk=clerk, signer=leader, notation="STTTT-VP", **told)
    desk = at_desk("Bùi Thị Kim Chi")
    desk.open(f"/van-ban-di/{document.uid}/noi-nhan/")
    desk.page.get_by_role("button", name="Chọn mọi đơn vị").click()
    boxes = desk.page.locator("[name=units]")
    expect(desk.page.locator("[data-total]")).to_have_text(f"{boxes.count() + 1} nơi nhận")
    desk.shoot("receivers-inside")
    examine(desk)
    desk.press("Lưu nơi nhận")
    desk.is_told("Đã lưu nơi nhận")
    desk.press("Gửi văn bản")
    desk.is_told("Đã gửi")
    desk.shoot("outgoing-sent-inside")
    head = at_desk("Trần Đình Phúc")
    head.reads("Gửi đơn vị để biết")
    head.follow("Quy chế họp giao ban")
    head.page.locator("summary", has_text="Giao trong đơn vị").click()
    head.shoot("unit-copy")
    examine(head)
    head.page.get_by_label("Giao cho").select_option(label="Nguyễn Thị Thu Hà, Chuyên viên")
    head.press("Giao")
    head.is_told("Đã giao người trong đơn vị")
    worker = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên, Sở TT&TT")
    worker.follow("Quy chế họp giao ban")
    worker.press("Đã xem")
    worker.is_told("Đã ghi nhận bạn đã xem")
