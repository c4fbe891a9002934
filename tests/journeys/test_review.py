"""A document written here: drafted, improved, reviewed, signed by the deputy, numbered, sent, recalled, replaced."""

import pytest
from playwright.sync_api import expect

from langbiang.foundation.journal.interface import drain

from .desk import Desk
from .test_accessibility import examine

SUBJECT = "hướng dẫn ký số trên văn bản điện tử"
BODY = """Thực hiện Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư.
1. Văn bản điện tử được ký số của người có thẩm quyền và của cơ quan.
2. Đề nghị các đơn vị báo cáo trước ngày 15 tháng 9 năm 2020."""


@pytest.fixture
def stttt(demo):
    leader = demo.seat_named("stttt", "Hồ Văn Thành")
    demo.key_for(leader, leader.agency)
    return demo


def test_a_draft_goes_through_unit_and_office_to_the_receiver_and_is_recalled(stttt, at_desk) -> None:
    specialist = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên,")
    document = draft(specialist)
    improve(specialist, document)
    hand_in(specialist, document)

    head = at_desk("Trần Đình Phúc")
    return_once(head, document)
    specialist.open(document)
    specialist.reads("Bị trả lại: Nêu rõ đầu mối liên hệ")
    hand_in(specialist, document)
    approve(head, document)

    clerk = at_desk("Bùi Thị Kim Chi")
    complete_form(clerk, document)
    sign(at_desk("Hồ Văn Thành"), document)
    issue_and_send(clerk, document)
    drain()
    recall(clerk, document)
    drain()

    receiver = at_desk("Vũ Hồng Nhung")
    receiver.open("/van-ban-den/?buoc=recalled")
    receiver.follow(SUBJECT)
    receiver.reads("Nơi gửi đã thu hồi")
    receiver.shoot("incoming-recalled")
    examine(receiver)
    clerk.open(document)
    clerk.reads("Đã hủy theo thu hồi")


def test_the_same_without_scripts_up_to_the_signature(stttt, at_desk) -> None:
    plain = {"java_script_enabled": False, "pictures": False}
    specialist = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên,", **plain)
    document = draft(specialist)
    hand_in(specialist, document)
    approve(at_desk("Trần Đình Phúc", **plain), document)
    clerk = at_desk("Bùi Thị Kim Chi", **plain)
    complete_form(clerk, document)
    sign(at_desk("Hồ Văn Thành", **plain), document)


def test_books_held_numbers_and_signing_rights(stttt, at_desk, open_desk) -> None:
    clerk = at_desk("Bùi Thị Kim Chi")
    clerk.open("/so-van-ban/")
    clerk.page.locator("summary", has_text="Giữ số tiếp theo").click()
    clerk.page.get_by_label("Giữ số để làm gì").fill("Quyết định ban hành bằng giấy")
    clerk.press("Giữ số")
    clerk.is_told("Đã giữ số")
    clerk.reads("Quyết định ban hành bằng giấy")
    clerk.page.locator("summary", has_text="Hủy số").click()
    clerk.press("Hủy số")
    clerk.is_refused("Nhập lý do")
    examine(clerk)
    clerk.shoot("books")

    head = open_desk()
    head.open("/trinh-dien/?co-quan=stttt")
    head.page.get_by_role("button").filter(has_text="Giám đốc").filter(has_not_text="Phó").first.click()
    head.open("/so-van-ban/")
    head.page.locator("summary", has_text="Giao quyền ký").click()
    head.page.get_by_label("Giao cho").select_option(label="Trần Đình Phúc, Trưởng phòng · Sở TT&TT")
    head.page.get_by_label("Hình thức").select_option("TUQ.")
    head.page.get_by_label("Phạm vi được ký").fill("Văn bản hướng dẫn nghiệp vụ")
    head.page.get_by_label("Văn bản giao").fill("Quyết định 12/QĐ-STTTT ngày 01/9/2020")
    head.page.get_by_label("Từ ngày").fill("09/09/2020")
    head.press("Ghi quyền ký")
    head.is_refused("phải có thời hạn")
    expect(head.page.get_by_label("Phạm vi được ký")).to_have_value("Văn bản hướng dẫn nghiệp vụ")
    head.page.get_by_label("Đến hết ngày").fill("30/09/2020")
    head.press("Ghi quyền ký")
    head.is_told("Đã ghi quyền ký")
    examine(head)


def test_a_secret_document_is_refused_and_nothing_typed_is_lost(stttt, at_desk) -> None:
    specialist = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên,")
    fill(specialist)
    specialist.page.get_by_label("Độ mật").select_option("mat")
    specialist.press("Lưu và tiếp tục")
    specialist.is_refused("không được soạn, lưu hoặc gửi trên hệ thống nối mạng")
    expect(specialist.page.get_by_label("Nội dung soạn tại đây")).to_have_value(BODY)
    examine(specialist)


# -- steps


def look(desk: Desk, name: str) -> None:
    """Keep a picture and let axe look; where scripts are off nothing can be asked of the page."""
    if desk.pictures:
        desk.shoot(name)
        examine(desk)


def fill(desk: Desk) -> None:
    desk.open("/van-ban-di/moi/")
    desk.page.get_by_label("Trích yếu").fill(SUBJECT)
    desk.page.get_by_label("Ký hiệu").fill("STTTT-CNTT")
    desk.page.get_by_label("Người ký").select_option(label="Hồ Văn Thành, Phó Giám đốc")
    desk.page.get_by_label("Kính gửi").fill("Văn phòng UBND tỉnh.")
    desk.page.get_by_label("Nội dung soạn tại đây").fill(BODY)


def draft(desk: Desk) -> str:
    fill(desk)
    desk.shoot("draft-form")
    desk.press("Lưu và tiếp tục")
    desk.is_told("Đã đăng ký dự thảo")
    desk.shoot("draft")
    return desk.page.url


def improve(desk: Desk, document: str) -> None:
    """Change a date and see exactly that marked."""
    desk.open(document)
    desk.follow("Sửa nội dung, thông tin")
    words = desk.page.get_by_label("Nội dung soạn tại đây")
    words.fill(BODY.replace("15 tháng 9", "20 tháng 9"))
    desk.press("Lưu và tiếp tục")
    desk.is_told("Đã lưu thay đổi")
    desk.follow("lần soạn")
    expect(desk.page.locator("article del")).to_have_text("15")
    expect(desk.page.locator("article ins")).to_have_text("20")
    look(desk, "versions")


def hand_in(desk: Desk, document: str) -> None:
    desk.open(document)
    desk.press("Trình duyệt")
    desk.is_told("Đã trình")


def return_once(desk: Desk, document: str) -> None:
    desk.open(document)
    desk.page.locator("summary", has_text="Trả lại người soạn").click()
    desk.page.get_by_label("Lý do").fill("Nêu rõ đầu mối liên hệ")
    desk.press("Trả lại")
    desk.is_told("Đã trả lại")


def approve(desk: Desk, document: str) -> None:
    desk.open("/")
    desk.follow(SUBJECT)
    look(desk, "content-to-approve")
    desk.press("Duyệt nội dung")
    desk.is_told("Đã duyệt nội dung")


def complete_form(desk: Desk, document: str) -> None:
    """The office adds the receiver; number, date, signature and seal have their places by the layout."""
    desk.open(document)
    desk.follow("Chọn nơi nhận")
    desk.page.locator("summary", has_text="Ủy ban nhân dân, văn phòng").click()
    desk.page.get_by_label("Văn phòng Ủy ban nhân dân tỉnh", exact=True).check()
    desk.press("Lưu nơi nhận")
    desk.press("Đúng thể thức, trình ký")
    desk.is_told("Đã trình ký")


def sign(desk: Desk, document: str) -> None:
    desk.open(document)
    desk.press("Ký số")
    desk.is_told("Đã ký")


def issue_and_send(desk: Desk, document: str) -> None:
    desk.open(document)
    desk.reads("Quyết định 28/2018, Điều 6")
    desk.reads("Nghị định 30/2020, Điều 18")
    desk.shoot("issue-limits")
    desk.press("Cấp số, đóng dấu")
    desk.is_told("Đã cấp số")
    desk.reads("01/STTTT-CNTT")
    desk.press("Gửi văn bản")
    desk.is_told("Đã gửi")


def recall(desk: Desk, document: str) -> None:
    desk.open(document)
    desk.page.locator("summary", has_text="Thu hồi văn bản").click()
    desk.page.get_by_label("Lý do").fill("Ban hành nhầm thẩm quyền")
    desk.press("Thu hồi văn bản này")
    desk.is_told("Đã thu hồi")
    look(desk, "outgoing-recalled")
