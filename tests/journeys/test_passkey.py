"""A passkey from its first day to its last, with a virtual authenticator in a real browser."""

import pytest

from langbiang.apps.identity.interface import User

PASSWORD = "rừng thông xanh 1893"


@pytest.fixture
def account(seat):
    person = seat("stttt", "Bùi Thị Kim Chi").person
    return User.objects.create_user("chi.btk@lamdong.example", PASSWORD, person=person)


def test_a_passkey_is_made_signs_in_and_goes(open_desk, account):
    desk = open_desk()
    page = desk.page
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    desk.open("/tai-khoan/dang-nhap/")
    page.get_by_label("Địa chỉ thư công vụ").fill(account.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    desk.press("Đăng nhập")
    desk.follow("Tài khoản và bảo mật")
    desk.follow("Thêm khóa truy cập")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    desk.press("Xác nhận")
    page.get_by_label("Tên khóa").fill("Máy ở phòng")
    desk.shoot("passkey-add")
    desk.press("Tạo khóa")
    desk.is_told("Đã thêm khóa truy cập")
    desk.shoot("codes")
    desk.follow("Đã cất mã")
    desk.reads("Máy ở phòng")
    desk.shoot("account", docs="account")
    page.context.clear_cookies()
    desk.open("/tai-khoan/dang-nhap/?next=/tai-khoan/bao-mat/")
    desk.shoot("sign-in")
    desk.press("Đăng nhập bằng khóa truy cập")
    desk.reads("dùng gần nhất")
    desk.follow("Gỡ Máy ở phòng")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    desk.press("Xác nhận")
    desk.press("Gỡ")
    desk.is_told("Đã gỡ khóa truy cập")
