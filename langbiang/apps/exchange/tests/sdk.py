"""The national SDK as far as the wire shows it: signed headers, its digests, its extra line end; recordings of it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.test import Client

from langbiang.apps.exchange.protocols.national import mac, spelled

WIRE = Path(__file__).parent / "wire"
TIMESTAMP = "23112026T062450+0501"


def signed(system, secret, **values):
    """Give the headers of a call; a value of None leaves its header out."""
    named = {"systemid": system, **values, "timestamp": TIMESTAMP, "Content-Type": "application/json"}
    named = {f"XroadVnpt-{name.replace('_', '-')}": value for name, value in named.items() if value is not None}
    text = json.dumps(named, ensure_ascii=False, separators=(",", ":"))
    signature = mac(secret, text.encode())
    names = ";".join(name.removeprefix("XroadVnpt-") for name in named)
    return {
        **named,
        "XroadVnpt-sign-header-key": names,
        "XroadVnpt-sign-header": text,
        "XroadVnpt-hash-header": signature,
    }


def on_the_wire(headers):
    """Give headers as WSGI hands them over: each byte one Latin-1 letter."""
    return {
        "HTTP_" + name.upper().replace("-", "_"): value.encode().decode("latin-1") for name, value in headers.items()
    }


class Sdk:
    """One service object of the SDK, speaking to the product through Django's test client."""

    def __init__(self, system, base="/truc/quoc-gia"):
        self.system, self.base = system, base

    def call(self, operation, body=b"{}", *, method="post", tamper=(), **values):
        headers = signed(self.system.code, self.system.secret, **values) | dict(tamper)
        # Said apart: of an address that begins with two slashes the test client makes a host.
        wire = on_the_wire(headers) | {"PATH_INFO": f"{self.base}/{operation}"}
        if method == "get":
            return Client().get("/", **wire)
        return Client().post("/", body, content_type="application/json", **wire)

    def said(self, operation, body=b"{}", **values):
        answer = self.call(operation, body, **values)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert content.isascii()
        told = json.loads(content)
        assert all(isinstance(told[name], str) for name in ("status", "ErrorCode", "ErrorDesc"))
        return told

    def send(self, packet, *, kind="edoc", sender=None, digest=None, body=None, **values):
        digest = digest or spelled(hashlib.sha256(packet).hexdigest())
        named = {"from": sender or self.system.homes.first().code, "hash_file": digest, "messagetype": kind}
        return self.said("sendEdoc", packet + b"\r\n" if body is None else body, servicetype="eDoc", **named | values)


@dataclass
class Recording:
    """One recorded request."""

    name: str
    method: str
    address: str
    headers: dict[str, str]
    body: bytes

    def replay(self):
        told = {k: v for k, v in on_the_wire(self.headers).items() if k not in ("HTTP_CONTENT_LENGTH", "HTTP_HOST")}
        told["PATH_INFO"] = self.address
        send = getattr(Client(), self.method.lower())
        if self.method == "GET":
            return send("/", **told)
        return send("/", self.body, content_type=self.headers["Content-Type"], **told)


def recordings(folder):
    """Read the requests recorded in a folder, in the order in which they were made."""
    return [_recorded(path) for path in sorted(folder.glob("[0-9]*.txt"))]


def _recorded(path):
    _, _, rest = path.read_text(encoding="utf-8").partition("REQUEST (line ends CRLF, shown as new lines)\n\n")
    head, _, rest = rest.partition("\n\nbody, ")
    first, *lines = head.splitlines()
    method, address, _ = first.split()
    body = rest.partition(":\n")[2].partition("\n\nRESPONSE of")[0].partition("\n\n(The header block")[0]
    content = b"" if body.strip() == "(none)" else body.replace("\n", "\r\n").encode()
    headers = dict(line.split(": ", 1) for line in lines)
    return Recording(path.stem, method, address, headers, content)
