"""An agent on a free port, a token with a person's key, and a document of the server that waits for its signature."""

import base64
import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from langbiang_agent import server

from langbiang.foundation.printing import letter_places, render_pdf
from langbiang.foundation.printing.tests.letter import LETTER, NOW
from langbiang.foundation.signing import Places, Prepared, lay_fields, prepare
from langbiang.foundation.signing.demo import make_authority
from langbiang.foundation.signing.tests import softhsm

ORIGIN = "https://egov.example"
NAME, POST = "Đoàn Văn Việt", "Chủ tịch"
FACTS = {"agency": softhsm.UBND, "symbol": "UBND-VX", "title": "Về <b>ký số</b>", "receivers": "Sở TT&TT"}


@dataclass(frozen=True)
class Own:
    """A certificate of the token, as `prepare` takes it."""

    certificate_der: bytes
    chain_der: list[bytes] = field(default_factory=list)


@dataclass
class Caller:
    """Calls the agent over its socket, as a browser on a page of some origin would."""

    port: int

    def __call__(self, method: str, path: str, *, body: bytes | None = None, **headers: str):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        told = {name.replace("_", "-"): value for name, value in headers.items() if value}
        link.putrequest(method, path, skip_host="Host" in headers)
        for name, value in told.items():
            link.putheader(name, value)
        if body is not None and "Content-Length" not in told:
            link.putheader("Content-Length", str(len(body)))
        link.endheaders(body)
        answer = link.getresponse()
        content = answer.read()
        link.close()
        return answer, content

    def page(self, method: str, path: str, said: object = None, *, origin: str = ORIGIN):
        """Call the interface as the allowed page; gives status and what was told."""
        body = None if said is None else json.dumps(said).encode()
        answer, content = self(method, path, body=body, Origin=origin)
        return answer.status, json.loads(content)

    def press(self, address: str, form: str, **headers: str):
        """Send the form of the agent's own page."""
        own = {"Origin": f"http://127.0.0.1:{self.port}", "Content_Type": "application/x-www-form-urlencoded"}
        answer, content = self("POST", address, body=form.encode(), **{**own, **headers})
        return answer.status, content.decode()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk-authority")
    make_authority(folder, now=NOW)
    return folder


@pytest.fixture(scope="session")
def own(authority) -> Own:
    """Put a person's key into the token, found by its id; its authority's certificate beside it."""
    key, certificate = softhsm.issue(authority, NAME)
    with softhsm.open_token(softhsm.DESK) as session:
        softhsm.put_in(session, "ky", (key, certificate), key_id=b"\x07")
        softhsm.put_certificate(session, "co-quan-chung-thuc", (authority / "root.cer").read_bytes())
    return Own(certificate.public_bytes(Encoding.DER))


@pytest.fixture(scope="session")
def prepared(own) -> Prepared:
    laid = lay_fields(render_pdf("van_ban", LETTER, now=NOW), Places(**letter_places(LETTER, now=NOW)))
    return prepare(laid, role="person", certificate=own, name=NAME, post=POST, now=NOW)


@pytest.fixture
def said(prepared, own) -> dict:
    """Give what a page asks for."""
    return {
        "document": base64.b64encode(prepared.document).decode(),
        "hole": [prepared.hole_start, prepared.hole_end],
        "attributes": base64.b64encode(prepared.to_sign).decode(),
        "certificate": sha256(own.certificate_der).hexdigest(),
        "facts": FACTS,
    }


@pytest.fixture
def desk() -> Iterator[server.Server]:
    made = server.make_server([ORIGIN], softhsm.MODULE, 0)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def agent(desk) -> server.Agent:
    return desk.RequestHandlerClass.agent


@pytest.fixture
def call(desk) -> Caller:
    return Caller(desk.server_address[1])


@pytest.fixture
def asked(call, said) -> tuple[str, str]:
    """Ask for a signature; gives the id and the path of the person's page."""
    status, told = call.page("POST", "/requests", said)
    assert status == 202
    return told["id"], told["confirm"].removeprefix(f"http://127.0.0.1:{call.port}")
