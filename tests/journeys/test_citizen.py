"""A citizen opens an account by a mail from a real mail server, and comes back when the password is forgotten."""

import re
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache

from tests.carrying import free_port

from .desk import Desk
from .test_accessibility import examine

EMAIL, PASSWORD, OTHER = "ka.brong@vidu.example", "rừng thông xanh 1893", "mưa trên đỉnh Langbiang"


class Postbox:
    """Takes every mail; `read` gives the last one."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  aiosmtpd calls it so
        self.kept.append(envelope.content)
        return "250 OK"

    def read(self):
        return message_from_bytes(self.kept[-1], policy=policy.default)

    def link(self) -> str:
        return re.search(r"https?://\S+(/cong-dan/\S+)", self.read().get_content())[1]


@pytest.fixture
def postbox(settings):
    cache.clear()
    box = Postbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, port
    settings.MAIL = True
    yield box
    server.stop()


def fill(desk: Desk, **said: str) -> None:
    for label, words in said.items():
        desk.page.get_by_label(label.replace("_", " "), exact=True).fill(words)


def test_from_the_first_mail_to_a_new_password(open_desk, postbox) -> None:
    desk = open_desk()
    desk.open("/cong-dan/dang-nhap/")
    examine(desk)
    desk.shoot("citizen-sign-in")
    desk.follow("Mở tài khoản")
    fill(desk, Địa_chỉ_thư_điện_tử=EMAIL)
    desk.press("Gửi thư")
    desk.is_told("Đã gửi thư đến")
    examine(desk)
    told = postbox.read()
    assert (told["To"], told["Subject"].strip()) == (EMAIL, "Mở tài khoản người dân, doanh nghiệp")
    desk.open(postbox.link())
    desk.press("Mở tài khoản")
    desk.is_refused("Nhập họ và tên")
    examine(desk)
    desk.page.get_by_label("Người dân", exact=True).check()
    fill(desk, **{"Họ và tên, hoặc tên doanh nghiệp, tổ chức": "Ka Brông"})
    desk.page.locator("[name=password1]").fill(PASSWORD)
    desk.page.locator("[name=password2]").fill(PASSWORD)
    desk.shoot("citizen-open")
    desk.press("Mở tài khoản")
    desk.reads("Ka Brông")
    examine(desk)
    desk.shoot("citizen-account")

    later = open_desk()
    later.open("/cong-dan/quen-mat-khau/")
    examine(later)
    fill(later, Địa_chỉ_thư_điện_tử=EMAIL)
    later.page.locator("main form button").first.click()
    later.is_told("Đã gửi thư đến")
    later.open(postbox.link())
    examine(later)
    later.page.locator("[name=password1]").fill(OTHER)
    later.page.locator("[name=password2]").fill(OTHER)
    later.page.locator("main form button").first.click()
    later.page.wait_for_url("**/cong-dan/**")
    later.open("/cong-dan/dang-nhap/")
    later.page.get_by_label("Mật khẩu").fill(OTHER)
    later.page.locator("[name=login]").fill(EMAIL)
    later.press("Đăng nhập")
    later.reads("Ka Brông")
