"""A leader signs with the token at the own PC: browser, program and token are real, the token is SoftHSM2."""

import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from langbiang.apps.documents.tests import factories
from langbiang.apps.documents.tests.desks import bound, own_key
from langbiang.foundation import signing
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.signing.tests import softhsm
from tests.carrying import free_port

from .test_accessibility import examine

PERMISSION = "local-network-access"  # Playwright's word; Chromium calls the part that is asked here loopback-network


@pytest.fixture(scope="module")
def browser(launch_browser, browser_type_launch_args, live_server) -> Iterator[Browser]:
    """Launch a browser that takes our server for a public site: it asks before a page of it reaches this computer."""
    port = urlsplit(live_server.url).port
    public = f"--ip-address-space-overrides=127.0.0.1:{port}=public,[::1]:{port}=public"
    launched = launch_browser(args=[*browser_type_launch_args["args"], public])
    yield launched
    launched.close()


@pytest.fixture
def leader(seat):
    return seat("ubnd-tinh", "Đinh Quốc Việt")


@pytest.fixture
def document(seat, leader):
    return factories.outgoing("presented", clerk=seat("vp-ubnd-tinh", "Vũ Hồng Nhung"), signer=leader)


@pytest.fixture
def token(leader, document):
    """Give a key whose certificate is bound to the leader."""
    own = own_key(leader)
    with bound(leader.person, own):
        yield own


@pytest.fixture
def port(settings) -> int:
    settings.AGENT_PORT = free_port()
    return settings.AGENT_PORT


@pytest.fixture
def program(token, port, live_server) -> Iterator[None]:
    """Put the leader's key into a token and start the program beside it."""
    with softhsm.open_token(softhsm.LEADERS) as session:
        softhsm.put_in(session, "ky", (token.key, token.certificate))
    command = ["-m", "langbiang_agent", "--origin", live_server.url, "--module", softhsm.MODULE, "--port", str(port)]
    with subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, text=True) as running:
        assert "chạy ở" in running.stderr.readline()
        yield
        running.terminate()


def test_a_leader_signs_with_the_token(at_desk, document, program):
    leader = at_desk("Đinh Quốc Việt")
    leader.page.context.grant_permissions([PERMISSION])
    leader.open(f"/van-ban-di/{document.uid}/")
    leader.follow("Ký số", exact=True)
    leader.shoot("token", docs="token")
    examine(leader)
    with leader.page.context.expect_page() as opened:
        leader.press("Ký bằng USB token")
    leader.is_told("Đang chờ bạn xác nhận")
    expect(leader.page.get_by_role("link", name="Mở cửa sổ xác nhận")).to_have_attribute("href", opened.value.url)
    confirm = opened.value
    confirm.get_by_label("Mã PIN").fill(softhsm.PIN)
    confirm.get_by_role("button", name="Ký", exact=True).click()
    leader.is_told("Đã ký. Văn thư sẽ cấp số")
    document.refresh_from_db()
    verdict = signing.verify(read_file(document.file), trust=signing.trusted_roots(), now=factories.NOW)
    assert verdict.standing == "valid"


def test_what_the_browser_or_nobody_answers_is_told_with_what_to_do(at_desk, document, token, port):
    leader = at_desk("Đinh Quốc Việt", reduced_motion="reduce")
    leader.open(f"/van-ban-di/{document.uid}/ky-bang-usb/")
    leader.press("Ký bằng USB token")  # a browser without a window answers its own question with no
    leader.is_told("Trình duyệt không cho trang này gọi chương trình ký số")
    leader.page.context.grant_permissions([PERMISSION])
    leader.press("Ký bằng USB token")
    leader.is_told("Không thấy chương trình ký số")
    leader.shoot("token-none")
    examine(leader)
    # What the console says of calls that nobody answered is what was tried here.
    leader.complaints[:] = [line for line in leader.complaints if "net::ERR_" not in line]
