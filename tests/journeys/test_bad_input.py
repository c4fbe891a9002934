"""What people do wrong, or twice, or too late: a clear sentence, and nothing half done."""

import uuid

import pytest
from playwright.sync_api import expect

from langbiang.apps.documents.interface import OutgoingDocument
from langbiang.apps.documents.models import NumberSeries
from langbiang.apps.documents.tests import factories
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation.signing.tests.hostile import encrypted

from .desk import Desk

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
SUBJECT = "Tăng cường ký số trên văn bản điện tử"


@pytest.fixture
def outgoing(seat):
    """Make an outgoing document of UBND tỉnh in a state."""
    clerk, leader = seat("vp-ubnd-tinh", "Vũ Hồng Nhung"), seat("ubnd-tinh", "Đinh Quốc Việt")
    return lambda state: factories.outgoing(state, clerk=clerk, signer=leader, subject=SUBJECT)


@pytest.fixture
def assigned(seat):
    """An incoming document assigned to Nguyễn Thị Thu Hà as a specialist; she has a second seat as clerk."""
    return factories.incoming(
        "assigned",
        clerk=seat("stttt", "Bùi Thị Kim Chi"),
        leader=seat("stttt", "Hồ Văn Thành"),
        worker=seat("stttt", "Nguyễn Thị Thu Hà"),
        sender=seat("thanh-tra", "Tô Minh Khánh"),
    )


def address(document) -> str:
    kind = "di" if isinstance(document, OutgoingDocument) else "den"
    return f"/van-ban-{kind}/{document.uid}/"


def carried(desk: Desk, name: str):
    return desk.page.locator(f"main input[name={name}]")


# -- twice, too late, from elsewhere


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_issues_once(at_desk, outgoing, scripts) -> None:
    signed = outgoing("signed")
    clerk = at_desk("Vũ Hồng Nhung", java_script_enabled=scripts)
    clerk.open(address(signed))
    clerk.page.get_by_role("button", name="Cấp số, đóng dấu").dblclick()
    clerk.reads("01/UBND-VX")
    assert [row.last for row in NumberSeries.objects.filter(book="outgoing")] == [1]


def test_two_tabs_with_two_seats(at_desk, assigned) -> None:
    first = at_desk("Nguyễn Thị Thu Hà", "Chuyên viên, Sở TT&TT")
    first.open(address(assigned))
    second = Desk(first.page.context.new_page())
    second.open("/vi-tri/")
    second.page.get_by_role("button", name="Chuyên viên kiêm văn thư").click()
    second.is_told("Bạn đang dùng vị trí Chuyên viên kiêm văn thư")

    first.press("Bắt đầu xử lý")
    first.is_refused("Biểu mẫu này mở từ một vị trí khác")
    first.shoot("refused-other-seat")
    assigned.refresh_from_db()
    assert assigned.state == "assigned"


def test_a_stale_form_is_refused_and_can_be_sent_again(at_desk, outgoing) -> None:
    draft = outgoing("draft")
    first = at_desk("Vũ Hồng Nhung")
    first.open(address(draft))
    second = Desk(first.page.context.new_page())
    second.open(f"{address(draft)}sua/")
    second.page.get_by_label("Trích yếu").fill("Trích yếu sửa ở thẻ khác")
    second.page.get_by_role("button", name="Lưu và tiếp tục").click()
    second.is_told("Đã lưu thay đổi")

    first.press("Trình ký")
    first.is_refused("Nội dung đã thay đổi sau khi bạn mở trang")
    expect(first.page.get_by_role("heading", level=1)).to_have_text("Trích yếu sửa ở thẻ khác")
    draft.refresh_from_db()
    assert draft.state == "draft"
    first.press("Trình ký")
    first.is_told("Đã trình ký")


def test_who_reloads_a_refusal_by_its_address_is_back_on_the_page(at_desk, outgoing) -> None:
    draft = outgoing("draft")
    clerk = at_desk("Vũ Hồng Nhung")
    assert clerk.open(f"{address(draft)}trinh-ky/") == 200
    assert clerk.page.url.endswith(address(draft))


# -- wrong files


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(PNG, "PDF", id="png"),
        pytest.param(encrypted(factories.letter()), "mật khẩu", id="encrypted"),
        pytest.param(factories.letter()[:900], "bị hỏng", id="broken"),
        pytest.param(b"", "Tệp rỗng", id="empty"),
    ],
)
def test_a_wrong_file_is_said_at_its_field_and_what_was_typed_stays(at_desk, content, sentence) -> None:
    clerk = at_desk("Vũ Hồng Nhung")
    clerk.open("/van-ban-di/moi/")
    clerk.page.get_by_label("Trích yếu").fill(SUBJECT)
    clerk.page.get_by_label("Ký hiệu").fill("UBND-KGVX")
    clerk.page.get_by_label("Độ khẩn").select_option("Hỏa tốc")
    clerk.page.get_by_label("Người ký").select_option(label="Đinh Quốc Việt, Phó Chủ tịch · UBND tỉnh")
    file = {"name": "van-ban.pdf", "mimeType": "application/pdf", "buffer": content}
    clerk.page.get_by_label("Tệp PDF").set_input_files(file)
    clerk.page.get_by_role("button", name="Lưu và tiếp tục").click()

    clerk.is_refused(sentence)
    expect(clerk.summary).to_be_focused()
    expect(clerk.page.locator("#id_file_error")).to_contain_text(sentence)
    expect(clerk.page.get_by_label("Trích yếu")).to_have_value(SUBJECT)
    expect(clerk.page.get_by_label("Ký hiệu")).to_have_value("UBND-KGVX")
    expect(clerk.page.get_by_label("Độ khẩn")).to_have_value("3")
    expect(clerk.page.get_by_label("Người ký").locator("option:checked")).to_contain_text("Đinh Quốc Việt")
    clerk.page.get_by_role("link", name=sentence).click()
    expect(clerk.page.get_by_label("Tệp PDF")).to_be_focused()
    clerk.shoot("register-wrong-file")
    assert not OutgoingDocument.objects.exists()


def test_a_packet_that_cannot_be_read_is_refused_at_its_field(at_desk) -> None:
    huy = at_desk("Lâm Quang Huy")
    huy.open("/truc/nhap/")
    huy.page.get_by_label("Tệp edXML").set_input_files(
        {"name": "goi.edxml", "mimeType": "text/xml", "buffer": b"<edXML><chua xong"}
    )
    huy.press("Nhập tệp")
    expect(huy.summary).to_be_focused()
    expect(huy.page.locator("#id_file_error")).to_be_visible()
    huy.shoot("import-refused")


# -- other people's things, forged and expired


def test_another_agencys_document_is_as_if_it_were_not_there(at_desk, outgoing) -> None:
    draft = outgoing("draft")
    stranger = at_desk("Bùi Thị Kim Chi")
    assert stranger.open(address(draft)) == 404
    stranger.reads("Không tìm thấy trang")
    expect(stranger.page.get_by_text(SUBJECT)).to_have_count(0)
    stranger.shoot("not-found")


def test_a_forged_seat_does_nothing(at_desk, outgoing, seat) -> None:
    signed = outgoing("signed")
    clerk = at_desk("Vũ Hồng Nhung")
    clerk.open(address(signed))
    forged = str(seat("ubnd-tinh", "Đinh Quốc Việt").uid)
    carried(clerk, "seat").first.evaluate("(field, seat) => { field.value = seat }", forged)
    clerk.press("Cấp số, đóng dấu")
    clerk.is_refused("Biểu mẫu này mở từ một vị trí khác")
    signed.refresh_from_db()
    assert signed.state == "signed"


def test_nobody_enters_by_an_invented_seat(open_desk) -> None:
    visitor = open_desk()
    visitor.open("/trinh-dien/")
    entrance = visitor.page.locator("input[name=seat]").first
    entrance.evaluate("(field, seat) => { field.value = seat }", str(uuid.uuid4()))
    visitor.page.locator(".lb-person").first.click()
    visitor.reads("Không tìm thấy trang")


def test_an_expired_session_signs_in_and_is_back_on_the_page(at_desk, outgoing, seat) -> None:
    signed = outgoing("signed")
    account = open_demo_account(seat("vp-ubnd-tinh", "Vũ Hồng Nhung").person)
    account.set_password("đà-lạt-ngàn-hoa-2020")
    account.save()
    clerk = at_desk("Vũ Hồng Nhung")
    clerk.open(address(signed))
    clerk.page.context.clear_cookies(name="sessionid")
    clerk.press("Cấp số, đóng dấu")

    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    clerk.is_told("nội dung vừa gửi chưa được lưu")
    clerk.shoot("session-expired")
    clerk.page.get_by_label("Địa chỉ thư công vụ").fill(account.email)
    clerk.page.get_by_label("Mật khẩu").fill("đà-lạt-ngàn-hoa-2020")
    clerk.press("Đăng nhập")
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text(SUBJECT)
    assert clerk.page.url.endswith(address(signed))
    signed.refresh_from_db()
    assert signed.state == "signed"


def test_a_form_without_its_token_is_answered_in_words(at_desk, outgoing) -> None:
    signed = outgoing("signed")
    clerk = at_desk("Vũ Hồng Nhung")
    clerk.open(address(signed))
    carried(clerk, "csrfmiddlewaretoken").evaluate_all("fields => fields.forEach(field => field.remove())")
    with clerk.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        clerk.press("Cấp số, đóng dấu")
    assert answer.value.status == 403
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("Biểu mẫu đã hết hạn")
    clerk.reads("Chưa có gì được lưu")


def test_a_fault_shows_a_number_that_the_log_holds(open_desk, settings, caplog) -> None:
    settings.ROOT_URLCONF = "tests.journeys.faulty_urls"
    visitor = open_desk()
    assert visitor.open("/hong/") == 500
    visitor.reads("Hệ thống gặp lỗi")
    number = visitor.page.locator("main b").inner_text()
    assert number in [record.request_number for record in caplog.records if "/hong/" in record.getMessage()]
