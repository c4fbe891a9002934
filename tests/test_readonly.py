"""Read-only mode: pages open, nothing is written by any way in, who asks is told why, and work goes on afterwards."""

import re
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from langbiang.apps.exchange.models import Packet, System
from langbiang.apps.exchange.tests.factories import FAR, connect, document_bytes
from langbiang.apps.exchange.tests.sdk import Sdk
from langbiang.apps.exchange.tests.test_api import Program, token_of
from langbiang.apps.exchange.tests.test_v1 import Office
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import (
    Act,
    Actor,
    Worker,
    drain,
    resume_writing,
    stop_writing,
    verify,
    worker_alive,
)
from langbiang.foundation.journal.models import ActPending, Heartbeat
from langbiang.foundation.readonly import RETRY, find_readonly

from .test_pages import at, clerk

__all__ = ["clerk"]  # a fixture
CONSOLE = Actor(kind="client", id="console", person="Quản trị hệ thống")
REASON = "Nâng cấp đến 22 giờ"


def told(*words):
    out = StringIO()
    call_command("readonly", *words, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def stopped(province):
    told("on", "--reason", REASON)


def text_of(answer):
    return answer.content.decode()


def test_it_is_switched_with_a_reason_journalled_and_told(province):
    assert "bình thường" in told("status")
    assert "chỉ cho xem" in told("on", "--reason", REASON)
    assert REASON in told("status")
    with pytest.raises(CommandError, match="Đang ở chế độ chỉ xem"):
        told("on", "--reason", "Lần nữa")
    told("off")
    assert find_readonly() is None
    with pytest.raises(CommandError, match="không ở chế độ chỉ xem"):
        told("off")
    with pytest.raises(CommandError, match="Hãy ghi lý do"):
        told("on", "--reason", " ")
    stop, go = Act.objects.order_by("id")[Act.objects.count() - 2 :]
    assert (stop.verb, stop.details, stop.actor_id) == ("journal.writing.stopped", {"reason": REASON}, "console")
    assert go.verb == "journal.writing.resumed"


def test_every_page_opens_and_says_why_nothing_can_be_written(stopped, clerk):
    for address in ("/", "/van-ban-di/", "/tai-khoan/dang-nhap/"):
        client = Client() if "tai-khoan" in address else at(clerk)
        page = client.get(address)
        assert (page.status_code, REASON in text_of(page)) == (200, True)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_would_write_is_refused_before_it_is_begun(stopped, clerk, method):
    page = getattr(at(clerk), method)("/van-ban-di/moi/", {"seat": str(clerk.uid)}, content_type="text/plain")
    assert (page.status_code, page.headers["Retry-After"]) == (503, str(RETRY))
    assert "Chưa có gì được lưu" in text_of(page)
    assert "Quay lại" in text_of(page)
    assert re.search(r"Số yêu cầu <span[^>]*>[0-9A-F]{8}", text_of(page))


def test_nobody_signs_in_and_no_token_is_given(province, clerk):
    system = connect(FAR, protocol="own")
    told("on", "--reason", REASON)
    assert Client().post("/tai-khoan/dang-nhap/", {"login": "a@b.vn", "password": "x"}).status_code == 503
    answer = token_of(system.code, system.secret, scope="exchange")
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    told("off")
    assert token_of(system.code, system.secret, scope="exchange").status_code == 200


# -- the three protocols


def test_our_own_protocol_says_so_as_a_problem(province):
    program = Program(connect(FAR, protocol="own"))
    seen = System.objects.values_list("seen_at", flat=True).get()
    told("on", "--reason", REASON)
    for answer in (program.send(document_bytes()), program.get("/waiting")):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(RETRY))
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.json()["code"], REASON in answer.json()["detail"]) == ("chi-xem", True)
    assert (Packet.objects.count(), System.objects.values_list("seen_at", flat=True).get()) == (0, seen)


def test_the_earlier_protocol_says_so_as_an_error(province):
    office = Office(connect(FAR, protocol="v1"), FAR)
    told("on", "--reason", REASON)
    for answer in (office.post("sendDocument", document_bytes()), office.get("getPendingDocIds")):
        assert (answer.status_code, answer.json()["status"]) == (503, "Error")
        assert REASON in answer.json()["errors"][0]["description"]
    assert Packet.objects.count() == 0


def test_the_national_protocol_says_so_as_its_sdk_reads_it(province):
    sdk = Sdk(connect(FAR))
    told("on", "--reason", REASON)
    answer = sdk.send(document_bytes())
    assert (answer["status"], REASON in answer["ErrorDesc"]) == ("FAIL", True)
    assert sdk.call("downloadEdoc", method="get", docId="1").status_code == 503
    assert Packet.objects.count() == 0


# -- the processes


def test_the_worker_rests_but_shows_that_it_is_there(stopped, province):
    worker = Worker()
    waiting = ActPending.objects.count()
    assert (waiting > 0, worker._turn(), worker_alive()) == (True, False, True)
    assert ActPending.objects.count() == waiting
    told("off")
    assert worker._turn()
    assert ActPending.objects.count() == 0


def test_a_clock_that_was_set_back_breaks_no_chain_and_keeps_no_worker_alive(province):
    now = clock.now()
    stop_writing(REASON, by=CONSOLE, now=now)
    resume_writing(by=CONSOLE, now=now - timedelta(hours=1))
    drain()
    assert verify().ok
    Heartbeat.objects.create(worker=uuid4(), at=now + timedelta(hours=1))
    assert not worker_alive()
