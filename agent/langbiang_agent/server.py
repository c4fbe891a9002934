"""
What answers on loopback: the interface for pages of known origins, and the agent's own page for the person.

No web page but the allowed ones is answered, and none at all can press the person's button: the page's address holds a
secret, and its form is taken only from itself.
"""

import base64
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from langbiang_agent import PROTOCOL, VERSION, pages, tokens
from langbiang_agent.checking import Unsound, check, read_request
from langbiang_agent.waiting import TIME_TO_SIGN, Room, TooMany, Waiting

MOST_BYTES = 80 * 1024 * 1024  # of a request: a document of 50 MB in base64, and what goes with it
MOST_FORM = 1024
LONG_POLL = 25.0  # seconds
SLOWEST = 30.0  # seconds that a socket may say nothing
OWN_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LEFT = {
    "": "",
    "few": " Thiết bị báo chỉ còn ít lần thử trước khi tự khóa.",
    "one": " Thiết bị báo chỉ còn MỘT lần thử.",
}


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


class Turned(Exception):
    """A request is turned away: with a status, a word for the page, a sentence for the person."""

    def __init__(self, status: int, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.reason, self.sentence = status, reason, sentence


@dataclass(frozen=True)
class Call:
    """One HTTP request, as far as the agent looks at it."""

    method: str
    path: str
    host: str = ""
    origin: str | None = None
    site: str = ""  # Sec-Fetch-Site
    dest: str = ""  # Sec-Fetch-Dest
    body: bytes = b""
    private: bool = False  # a preflight of Private Network Access


class Agent:
    """Who may ask, which library holds the tokens, what waits."""

    def __init__(self, origins: Iterable[str], module: str, port: int, room: Room | None = None) -> None:
        self.origins = frozenset(read_origin(each) for each in origins)
        self.module, self.port = module, port
        self.room = room or Room()
        self._tokens: dict[str, tokens.Token] = {}
        self._lock = threading.Lock()  # a token's library is asked by one thread at a time

    def answer(self, call: Call) -> Reply:
        """Answer a call, or turn it away."""
        try:
            self._check_host(call)
            if call.path == pages.STYLE:
                return Reply(200, pages.style(), "text/css; charset=utf-8")
            if call.path.startswith("/confirm/"):
                return self._confirm(call)
            return self._for_page(call)
        except Turned as turned:
            return _json(turned.status, reason=turned.reason, sentence=turned.sentence)

    # -- the interface for pages

    def _for_page(self, call: Call) -> Reply:
        if call.origin is None or call.origin not in self.origins:
            raise Turned(403, "origin", "Trang này không được phép dùng chương trình ký số trên máy.")
        shared = {"Access-Control-Allow-Origin": call.origin, "Vary": "Origin"}
        if call.method == "OPTIONS":
            allowed = {"Access-Control-Allow-Methods": "GET, POST", "Access-Control-Allow-Headers": "Content-Type"}
            private = {"Access-Control-Allow-Private-Network": "true"} if call.private else {}
            return Reply(204, headers={**shared, **allowed, **private})
        try:
            reply = self._ask(call, call.origin)
        except Turned as turned:
            reply = _json(turned.status, reason=turned.reason, sentence=turned.sentence)
        return Reply(reply.status, reply.body, reply.kind, shared)

    def _ask(self, call: Call, origin: str) -> Reply:
        if (call.method, call.path) == ("GET", "/"):
            return _json(200, agent="langbiang", version=VERSION, protocol=PROTOCOL)
        if (call.method, call.path) == ("GET", "/certificates"):
            return _json(200, certificates=[_told(held) for held in self._own()])
        if (call.method, call.path) == ("POST", "/requests"):
            return self._enter(call.body, origin)
        uid = call.path.removeprefix("/requests/")
        waiting = self.room.find(uid) if call.method == "GET" and uid != call.path else None
        if waiting is None or waiting.origin != origin:
            raise Turned(404, "unknown", "Không có yêu cầu ký này, hoặc đã quá thời hạn.")
        self.room.wait(waiting, LONG_POLL)
        return _json(200, **_standing(waiting))

    def _enter(self, body: bytes, origin: str) -> Reply:
        try:
            request = read_request(body)
            held = next((each for each in self._own() if each.fingerprint == request.certificate), None)
            if held is None:
                raise Turned(
                    409, "no-certificate", "Thiết bị đang cắm không có chứng thư dùng để ký. Cắm đúng thiết bị."
                )
            check(request, held.certificate)
            waiting = self.room.enter(request, held, origin)
        except Unsound as unsound:
            raise Turned(422, "unsound", str(unsound)) from unsound
        except TooMany as full:
            raise Turned(
                429, "busy", "Đang có nhiều yêu cầu chờ xác nhận. Ký hoặc từ chối các yêu cầu đó trước."
            ) from full
        confirm = f"http://127.0.0.1:{self.port}/confirm/{waiting.uid}/{waiting.secret}"
        return _json(202, id=waiting.uid, confirm=confirm, seconds=int(TIME_TO_SIGN))

    def _own(self) -> list[tokens.Held]:
        """List the certificates that may sign, those of authorities left out."""
        try:
            with self._lock:
                return [held for held in tokens.list_certificates(self.module) if not held.is_authority]
        except tokens.NoLibrary as error:
            raise Turned(
                503, "no-library", "Không nạp được thư viện của thiết bị. Kiểm tra đường dẫn --module."
            ) from error
        except tokens.TokenFault as error:
            raise Turned(503, "no-token", "Không đọc được thiết bị. Rút ra, cắm lại rồi thử lại.") from error

    # -- the person's own page

    def _confirm(self, call: Call) -> Reply:
        uid, _, secret = call.path.removeprefix("/confirm/").partition("/")
        secret, _, rest = secret.partition("/")
        waiting = self.room.find(uid)
        if waiting is None or not _same(secret, waiting.secret):
            return _html(404, pages.gone())
        if rest == "document.pdf" and call.method == "GET" and waiting.state == "waiting":
            return _document(waiting)
        if call.dest not in ("", "document") or rest or call.method not in ("GET", "POST"):
            raise Turned(403, "framed", "Trang xác nhận chỉ mở ở cửa sổ riêng.")
        if call.method == "POST":
            self._check_own_form(call)
            return self._decide(waiting, call.body)
        return _html(200, pages.shown(waiting) if waiting.state == "waiting" else pages.ended(waiting.state))

    def _decide(self, waiting: Waiting, body: bytes) -> Reply:
        said = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        choice, pin = said.get("choice", [""])[0], said.get("pin", [""])[0]
        if choice == "refuse":
            self.room.decide(waiting, "refused", reason="person")
        if waiting.state != "waiting":
            return _html(200, pages.ended(waiting.state))
        if not pin:
            return _html(422, pages.shown(waiting, wrong="Nhập mã PIN của thiết bị."))
        return self._sign(waiting, pin)

    def _sign(self, waiting: Waiting, pin: str) -> Reply:
        held = waiting.held
        try:
            with self._lock:
                token = self._tokens.setdefault(held.token, tokens.Token(self.module, held.token))
                signature = token.once(
                    pin, lambda session: tokens.sign(tokens.key_of(session, held), waiting.request.attributes)
                )
        except tokens.PinLocked:
            self.room.decide(waiting, "refused", reason="locked")
            return _html(422, pages.ended("refused"))
        except tokens.PinRefused as refused:
            wrong = f"Mã PIN không đúng.{LEFT[refused.left]} Mã đã bị từ chối không được thử lại."
            return _html(422, pages.shown(waiting, wrong=wrong))
        except tokens.TokenFault:
            wrong = "Không thấy thiết bị hoặc khóa của chứng thư. Cắm lại thiết bị rồi ký lại."
            return _html(422, pages.shown(waiting, wrong=wrong))
        self.room.decide(waiting, "signed", signature=signature)
        return _html(200, pages.ended(waiting.state))

    # -- who asks

    def _check_host(self, call: Call) -> None:
        """Refuse a name that was led to this address (DNS rebinding)."""
        if call.host.lower() not in (f"127.0.0.1:{self.port}", f"localhost:{self.port}"):
            raise Turned(421, "host", "Địa chỉ không phải của chương trình ký số trên máy này.")

    def _check_own_form(self, call: Call) -> None:
        if call.origin != f"http://{call.host.lower()}" or call.site not in ("", "same-origin"):
            raise Turned(403, "foreign", "Chỉ trang xác nhận của chương trình mới gửi được quyết định.")


class Handler(BaseHTTPRequestHandler):
    """Carries calls to the agent and replies back; writes no log, for addresses hold secrets."""

    agent: Agent
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "langbiang-agent", ""
    timeout = SLOWEST

    def do_GET(self) -> None:
        self._carry()

    do_POST = do_OPTIONS = do_GET

    def _carry(self) -> None:
        length = self._length()
        if length is None:
            self.close_connection = True
            self._send(_json(413, reason="size", sentence="Yêu cầu quá lớn hoặc không ghi độ dài."))
            return
        told = self.headers
        call = Call(
            method=self.command,
            path=urlsplit(self.path).path,
            host=told.get("Host", ""),
            origin=told.get("Origin"),
            site=told.get("Sec-Fetch-Site", ""),
            dest=told.get("Sec-Fetch-Dest", ""),
            body=self.rfile.read(length),
            private=told.get("Access-Control-Request-Private-Network") == "true",
        )
        self._send(self.agent.answer(call))

    def _length(self) -> int | None:
        """Say how long the body is; None for one that is not taken. Only an allowed origin may send much."""
        said = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not said.isdecimal() or len(said) > 10:
            return None
        large = self.path == "/requests" and self.headers.get("Origin") in self.agent.origins
        return int(said) if int(said) <= (MOST_BYTES if large else MOST_FORM) else None

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        fixed = {
            "Content-Type": reply.kind,
            "Content-Length": str(len(reply.body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Content-Security-Policy": OWN_POLICY,
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",  # with no-referrer the form of the own page would name no origin
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        for name, value in {**fixed, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # Windows would let a second program listen at the same port


def make_server(origins: Iterable[str], module: str, port: int) -> Server:
    """Make the server on loopback, listening already; port 0 takes any free one."""
    server = Server(("127.0.0.1", port), Handler)
    agent = Agent(origins, module, server.server_address[1])
    server.RequestHandlerClass = type("BoundHandler", (Handler,), {"agent": agent})
    return server


def read_origin(text: str) -> str:
    """Give an origin as browsers write it. :raises ValueError: when it is none."""
    parts = urlsplit(text.strip().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query or "@" in parts.netloc:
        raise ValueError(f"{text} is no origin such as https://egov.example.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _told(held: tokens.Held) -> dict[str, str]:
    return {
        "fingerprint": held.fingerprint,
        "certificate": base64.b64encode(held.certificate).decode(),
        "token": held.token,
        "described": pages.describe(held),
    }


def _standing(waiting: Waiting) -> dict[str, str]:
    if waiting.state == "signed":
        return {"state": "signed", "signature": base64.b64encode(waiting.signature).decode()}
    return {"state": waiting.state, "reason": waiting.reason} if waiting.reason else {"state": waiting.state}


def _document(waiting: Waiting) -> Reply:
    policy = {"Content-Security-Policy": "frame-ancestors 'self'", "X-Frame-Options": "SAMEORIGIN"}
    return Reply(200, waiting.request.document, "application/pdf", policy)


def _json(status: int, **told: object) -> Reply:
    return Reply(status, json.dumps(told, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def _html(status: int, page: str) -> Reply:
    return Reply(status, page.encode(), "text/html; charset=utf-8")


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())
