"""The hub as it really runs: granian with the product behind it, spoken to byte by byte."""

import base64
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from langbiang.apps.exchange.tests.factories import document_bytes
from langbiang.apps.exchange.tests.sdk import signed
from tests.installations import ROOT, installed

GRANIAN = ["--interface", "asgi", "--log-level", "critical", "config.asgi:application"]


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A hub with two systems on the national protocol and one on our own; its port and their ids and secrets."""
    with installed(tmp_path_factory.mktemp("hub")) as installation, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        added = {
            code: json.loads(installation.run("exchange", "system", "add", "--json", *words))
            for code, *words in (
                ("H99.1", "--agency", "H99.1", "--protocol", "national"),
                ("H99.2", "--agency", "H99.2", "--protocol", "national", "--name", "Hệ thống hai"),
                ("H99.3", "--agency", "H99.3", "H99.4", "--protocol", "own"),
            )
        }
        served = installation.start("granian", "--port", str(port), *GRANIAN, stderr=subprocess.DEVNULL)
        try:
            _wait(port)
            yield Wire(port, {code: (told["id"], told["secret"]) for code, told in added.items()})
        finally:
            served.terminate()
            served.wait(100)


def _wait(port):
    end = time.monotonic() + 200
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)


class Wire:
    def __init__(self, port, systems):
        self.port, self.systems = port, systems

    def ask(self, head, body=b"", *, wait_for_continue=False):
        """Send a request as bytes; give what came before the body went out, the status line and the body."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as line:
            line.sendall(head)
            before = line.recv(1000) if wait_for_continue else b""
            line.sendall(body)
            answer = b""
            while piece := line.recv(65536):
                answer += piece
        told, _, content = answer.partition(b"\r\n\r\n")
        if b"chunked" in told:
            content = _unchunked(content)
        return before, told.split(b"\r\n")[0], content

    def head(self, code, operation, length, *more, method="POST", path="//", **values):
        headers = signed(*self.systems[code], **values)
        lines = [f"{method} {path}{operation} HTTP/1.1", "Host: localhost", *(f"{k}: {v}" for k, v in headers.items())]
        lines += ["Connection: close", f"Content-Length: {length}", *more]
        return "\r\n".join([*lines, "", ""]).encode()

    def said(self, code, operation, body=b"{}", *more, **values):
        return json.loads(self.ask(self.head(code, operation, len(body), *more, **values), body)[2])

    def send(self, content, code="H99.1", **values):
        digest = hashlib.sha256(content).hexdigest()
        named = {"from": code, "hash_file": digest, "messagetype": "edoc", "servicetype": "eDoc"}
        return self.said(code, "sendEdoc", content + b"\r\n", **named | values)


def _unchunked(content):
    whole = b""
    while content:
        size, _, content = content.partition(b"\r\n")
        whole += content[: int(size, 16)]
        content = content[int(size, 16) + 2 :]
    return whole


def test_vietnamese_in_a_header_arrives_as_it_was_sent(hub):
    body = document_bytes(sender="H99.1", to=["H99.2"], number="41")
    assert hub.send(body)["status"] == "OK"
    item = hub.said("H99.2", "getReceivedEdocList", b"", messagetype="edoc")["data"][-1]  # the newest is the last
    words = "Tệp đính kèm bị hỏng, đề nghị gửi lại"
    told = hub.said("H99.2", "updateStatus", docId=item["docId"], status="fail", description=words)
    assert told == {"status": "OK", "ErrorCode": "0", "ErrorDesc": "Thanh cong"}
    sent = hub.said("H99.1", "getSentEdocList", b"", messagetype="edoc")["data"]
    assert [each["receiveStatus"] for each in sent if each["receiverDocId"] == item["docId"]] == ["fail"]
    assert hub.said("H99.2", "updateStatus", docId=item["docId"], status="done")["status"] == "OK"
    downloaded = hub.ask(hub.head("H99.2", "downloadEdoc", 0, method="GET", docId=item["docId"]))[2]
    assert downloaded == body


def test_the_server_says_to_go_on_before_a_body_that_it_reads(hub):
    body = json.dumps({"code": "H99.1", "name": "Đơn vị"}).encode()
    head = hub.head("H99.1", "registerAgency", len(body), "Expect: 100-continue", path="/truc/quoc-gia/")
    before, status, content = hub.ask(head, body, wait_for_continue=True)
    assert before == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert (status, json.loads(content)["status"]) == (b"HTTP/1.1 200 OK", "OK")


def test_the_server_answers_at_once_where_it_needs_no_body(hub):
    _, status, content = hub.ask(hub.head("H99.1", "countReceiveEdoc", 2, "Expect: 100-continue"))
    assert (status, json.loads(content)["count"]) == (b"HTTP/1.1 200 OK", 0)


def test_two_ids_that_differ_are_refused_on_the_wire(hub):
    ids = {"docId": "66138690-dda1-4582-ac99-ae676d3f2c1c", "docid": "66138690-dda1-4582-ac99-ae676d3f2c1d"}
    told = hub.said("H99.2", "updateStatus", status="done", **ids)
    assert (told["status"], "hai giá trị" in told["ErrorDesc"]) == ("FAIL", True)


def test_a_large_body_is_taken_and_one_that_breaks_off_leaves_nothing(hub):
    text = base64.b64encode(b"Van ban. " * 400_000)
    content = document_bytes(sender="H99.1", to=["H99.2"], number="99").replace(b"VmFuIGJhbg==", text)
    head = hub.head(
        "H99.1", "sendEdoc", len(content), **{"from": "H99.1", "hash_file": "0" * 64, "messagetype": "edoc"}
    )
    with socket.create_connection(("127.0.0.1", hub.port)) as line:
        line.sendall(head + content[:100_000])
    first = hub.send(content)
    assert first["status"] == "OK"
    assert hub.send(content)["DocId"] == first["DocId"]
    (item,) = hub.said("H99.2", "getReceivedEdocList", b"", messagetype="edoc")["data"]
    assert base64.b64decode(hub.said("H99.2", "getEdoc", docId=item["docId"])["data"]) == content


def test_a_body_that_is_refused_unread_still_gets_its_answer(hub):
    head = hub.head("H99.1", "sendEdoc", 600 * 1024 * 1024, messagetype="edoc")
    told = json.loads(hub.ask(head)[2])
    assert (told["status"], told["DocId"]) == ("FAIL", "")


def test_a_program_gets_a_token_and_sends_by_our_own_api(hub):
    client_id, secret = hub.systems["H99.3"]
    said = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, "scope": "exchange"}
    base = f"http://127.0.0.1:{hub.port}"
    with urllib.request.urlopen(f"{base}/oauth/token", urllib.parse.urlencode(said).encode()) as answer:
        token = json.load(answer)["access_token"]

    def ask(path, data=None, **headers):
        asked = urllib.request.Request(f"{base}/api/exchange/v1{path}", data, {"Authorization": f"Bearer {token}"})
        for name, value in headers.items():
            asked.add_header(name, value)
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.read()

    status, content = ask("/documents", document_bytes(sender="H99.3", to=["H99.1", "H99.4"]), Idempotency_Key="x")
    assert (status, json.loads(content)["duplicate"]) == (201, False)
    (item,) = json.loads(ask("/waiting")[1])["items"]
    assert (item["from"], item["to"]) == ("H99.3", "H99.4")
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask("/documents", b"rac")
    assert refused.value.headers["Content-Type"] == "application/problem+json"
    refused.value.close()


def test_the_how_to_works_as_it_is_written(hub, tmp_path):
    page = (ROOT / "docs/how-to/connect-a-system.md").read_text(encoding="utf-8")
    shell, python = (re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)[1] for kind in ("sh", "python"))
    client_id, secret = hub.systems["H99.3"]
    (tmp_path / "packet.edxml").write_bytes(document_bytes(sender="H99.3", to=["H99.4"], number="500"))
    named = {"HUB": f"http://127.0.0.1:{hub.port}", "ID": client_id, "SECRET": secret}
    told = {"cwd": tmp_path, "env": os.environ | named, "text": True, "check": True, "stdout": subprocess.PIPE}
    assert '"duplicate": false' in subprocess.run(["bash", "-ec", shell], **told).stdout
    assert "H99.3 → H99.4 H99.3,2026/11/03,500/UBND-VP" in subprocess.run([sys.executable, "-c", python], **told).stdout
    assert (tmp_path / "packet.edxml").read_bytes() in [path.read_bytes() for path in tmp_path.glob("*-*.edxml")]
