"""From what a page asks to the signature: shown, confirmed with the PIN, good for the server; or not."""

import base64
import json
import subprocess
import sys
import threading

import pytest
from langbiang_agent import waiting

from langbiang.foundation.printing.tests.letter import NOW
from langbiang.foundation.signing import finish, verify
from langbiang.foundation.signing.tests.softhsm import DESK, PIN, open_token


@pytest.fixture(autouse=True)
def _unlocked(desk):
    """A right PIN clears what the token remembers of wrong ones."""
    yield
    open_token(DESK).close()


def test_what_the_person_confirms_is_a_good_signature(call, asked, prepared, authority):
    uid, address = asked
    status, page = call.press(address, f"pin={PIN}&choice=sign")
    assert (status, "Đã ký" in page) == (200, True)
    _, told = call.page("GET", f"/requests/{uid}")
    assert told["state"] == "signed"
    signed = finish(prepared, base64.b64decode(told["signature"]), now=NOW)
    verdict = verify(signed, trust=[(authority / "root.cer").read_bytes()], now=NOW)
    assert verdict.standing == "valid"


def test_the_agent_alone_reads_what_the_server_prepares(said, own):
    """In this process the server's libraries have taught asn1crypto more than the agent brings."""
    alone = "import sys; from langbiang_agent.checking import check, read_request; "
    alone += "check(read_request(sys.stdin.buffer.read()), bytes.fromhex(sys.argv[1]))"
    words = [sys.executable, "-c", alone, own.certificate_der.hex()]
    done = subprocess.run(words, input=json.dumps(said).encode(), capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_who_polls_hears_at_once_when_it_is_decided(call, asked):
    uid, address = asked
    heard = []
    poll = threading.Thread(target=lambda: heard.append(call.page("GET", f"/requests/{uid}")))
    poll.start()
    call.press(address, "choice=refuse&pin=")
    poll.join(20)
    assert heard == [(200, {"state": "refused", "reason": "person"})]


def test_a_poll_comes_back_while_nothing_is_decided(call, asked, monkeypatch):
    monkeypatch.setattr("langbiang_agent.server.LONG_POLL", 0.01)
    assert call.page("GET", f"/requests/{asked[0]}") == (200, {"state": "waiting"})


def test_the_page_shows_facts_origin_document_and_certificate(call, asked, prepared):
    answer, page = call("GET", asked[1])
    text = page.decode()
    for words in (
        "https://egov.example",
        "UBND-VX",
        "Về &lt;b&gt;ký số&lt;/b&gt;",
        "Sở TT&amp;TT",
        "Đoàn Văn Việt",
        DESK,
    ):
        assert words in text
    assert "<script" not in text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    document, pdf = call("GET", f"{asked[1]}/document.pdf", Sec_Fetch_Dest="iframe")
    assert (document.headers["Content-Type"], pdf) == ("application/pdf", prepared.document)


def test_a_wrong_pin_is_told_once_with_what_the_token_says_is_left(call, agent, asked):
    status, page = call.press(asked[1], "pin=000000&choice=sign")
    assert status == 422
    assert "Mã PIN không đúng. Thiết bị báo chỉ còn ít lần thử" in page
    assert "000000" not in page
    assert call.press(asked[1], f"pin={PIN}&choice=sign")[0] == 200


def test_a_pin_that_was_refused_never_reaches_the_token_again(call, asked, monkeypatch):
    call.press(asked[1], "pin=111111&choice=sign")
    tried = []
    monkeypatch.setattr("langbiang_agent.tokens.Token._left", lambda token: tried.append(token) or "")
    status, page = call.press(asked[1], "pin=111111&choice=sign")
    assert (status, "Mã PIN không đúng" in page, len(tried)) == (422, True, 1)


def test_without_a_pin_nothing_is_asked_of_the_token(call, asked):
    status, page = call.press(asked[1], "pin=&choice=sign")
    assert (status, "Nhập mã PIN" in page) == (422, True)


def test_what_was_refused_cannot_be_signed_afterwards(call, asked):
    call.press(asked[1], "choice=refuse")
    status, page = call.press(asked[1], f"pin={PIN}&choice=sign")
    assert (status, "Không ký" in page) == (200, True)
    assert call.page("GET", f"/requests/{asked[0]}")[1]["state"] == "refused"


def test_a_token_that_is_gone_is_told_and_can_be_put_in_again(call, agent, asked, monkeypatch):
    with monkeypatch.context() as gone:
        gone.setattr(agent, "module", "/khong/co.so")
        status, page = call.press(asked[1], f"pin={PIN}&choice=sign")
    assert (status, "Cắm lại thiết bị" in page) == (422, True)
    agent._tokens.clear()
    assert call.press(asked[1], f"pin={PIN}&choice=sign")[0] == 200


def test_certificates_are_listed_without_a_pin_and_without_authorities(call, own):
    status, told = call.page("GET", "/certificates")
    assert status == 200
    ours = [each for each in told["certificates"] if each["token"] == DESK]
    assert [base64.b64decode(each["certificate"]) for each in ours] == [own.certificate_der]


def test_without_the_makers_library_the_page_is_told(call, agent, said, monkeypatch):
    monkeypatch.setattr(agent, "module", "/khong/co.so")
    assert call.page("GET", "/certificates")[1]["reason"] == "no-library"
    assert call.page("POST", "/requests", said)[0] == 503


def test_time_runs_out_and_the_document_is_let_go(prepared, said, call, agent):
    now = [0.0]
    agent.room = waiting.Room(clock=lambda: now[0])
    _, told = call.page("POST", "/requests", said)
    now[0] = waiting.TIME_TO_SIGN + 1
    assert call.page("GET", f"/requests/{told['id']}")[1] == {"state": "refused", "reason": "expired"}
    assert agent.room.find(told["id"]).request.document == b""
    now[0] = 3 * waiting.TIME_TO_SIGN
    assert call.page("GET", f"/requests/{told['id']}")[0] == 404


def test_only_a_few_requests_wait_at_once(call, said):
    for _ in range(waiting.MOST):
        assert call.page("POST", "/requests", said)[0] == 202
    status, told = call.page("POST", "/requests", said)
    assert (status, told["reason"]) == (429, "busy")
