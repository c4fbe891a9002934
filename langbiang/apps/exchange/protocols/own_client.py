"""Our own API as client: another Langbiang, or whatever speaks as it does."""

import base64
import hashlib
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import IO, Any, BinaryIO
from urllib.parse import quote, urlencode, urlsplit

from langbiang.apps.exchange.transport import Entry, Kind, Receipt, RefusedByPeer, Rubbish, Sent, Unreached, Waiting
from langbiang.foundation.line import Answer, Line, items_of, text_of

from . import lists

AHEAD = 60.0  # seconds before its end in which a token is no longer used
SENDER_UNKNOWN = "ma-gui-chua-dang-ky"


class OwnClient:
    """A client of another hub's API, by the id and secret that it gave us."""

    def __init__(self, address: str, client_id: str, secret: str, *, packet_limit: int) -> None:
        parts = urlsplit(address)
        self._line, self._gate = Line(address), Line(f"{parts.scheme}://{parts.netloc}")
        self._id, self._secret, self._limit = client_id, secret, packet_limit
        self._token, self._until = "", 0.0
        self._digests: dict[str, str] = {}  # of what was fetched: an acknowledgement names what it is for

    def send(
        self,
        body: BinaryIO,
        *,
        size: int,
        digest: str,
        kind: Kind,
        from_code: str,
        to: Sequence[str],
        seal: bytes = b"",
    ) -> str:
        headers = {
            "Content-Type": "application/xml",
            "Idempotency-Key": f"{digest}.{from_code}",
            "Content-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:",
        }
        if seal and kind == "edoc":
            headers["Document-Seal"] = base64.b64encode(seal).decode()
        only = urlencode([("to", code) for code in to])
        path = f"/documents?{only}" if kind == "edoc" else "/statuses"
        told = self._ask("POST", path, headers=headers, body=body, size=size).object()
        if told.get("sha256") != digest:
            raise Rubbish("Bên kia xác nhận một nội dung khác với nội dung đã gửi.")
        return text_of(told, "id")

    def list_received(self, kind: Kind) -> Iterator[Waiting]:
        for item in self._pages("/waiting", {"kind": kind}):
            self._digests[text_of(item, "id")] = text_of(item, "sha256")
            yield Waiting(text_of(item, "id"), kind, str(item.get("from") or ""), str(item.get("to") or ""))

    def fetch(self, remote_id: str, out: IO[bytes]) -> None:
        before = out.tell()
        self._ask("GET", f"/waiting/{quote(remote_id)}/content", out=out, limit=self._limit)
        out.seek(before)
        found = hashlib.file_digest(out, "sha256")  # type: ignore[arg-type]  # every open file has readinto
        if found.hexdigest() != self._digests.get(remote_id):
            raise Rubbish("Nội dung tải về không đúng SHA-256 đã báo.")

    def acknowledge(self, remote_id: str, *, done: bool, words: str = "") -> None:
        digest = self._digests.get(remote_id, "")
        told = {"outcome": "stored", "sha256": digest} if done else {"outcome": "refused", "reason": words}
        body = json.dumps(told).encode()
        headers = {"Content-Type": "application/json"}
        self._ask("POST", f"/waiting/{quote(remote_id)}/acknowledgement", headers=headers, body=body)
        self._digests.pop(remote_id, None)

    def list_sent(self, kind: Kind) -> Iterator[Sent]:
        for item in self._pages("/sent", {}):
            yield Sent(text_of(item, "document"), str(item.get("to") or ""), str(item.get("state") or ""))

    def receipts(self, documents: Sequence[str]) -> Iterator[Receipt]:
        """Give what receivers have signed so far over these documents, by the ids that `send` gave."""
        asked = urlencode([("document", each) for each in documents])
        for item in items_of(self._ask("GET", f"/receipts?{asked}").object(), "items"):
            yield Receipt(
                remote_id=text_of(item, "document"),
                to_code=text_of(item, "to"),
                uid=text_of(item, "id"),
                statement=str(item.get("statement") or ""),
                manifest=str(item.get("manifest") or ""),
                cms=_decoded(text_of(item, "cms")),
            )

    def agencies(self) -> Iterator[Entry]:
        with tempfile.TemporaryFile() as copy:
            self._ask("GET", "/agencies", out=copy, limit=lists.LONGEST)
            if lists.read_head(copy, "items").get("items") is not True:
                raise Rubbish("Danh sách trả lời thiếu items.")
            yield from lists.read_entries(copy, "items", code="code", title="name", old="oldCode", parent="parent")

    def _pages(self, path: str, told: dict[str, str]) -> Iterator[dict[str, Any]]:
        after = ""
        while True:
            found = self._ask("GET", f"{path}?{urlencode({**told, **({'after': after} if after else {})})}").object()
            yield from items_of(found, "items")
            before, after = after, str(found.get("next") or "")
            if not after:
                return
            if after == before:
                raise Rubbish("Danh sách trả lời không bao giờ hết.")

    def _ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> Answer:
        told = {**(headers or {}), "Authorization": f"Bearer {self._access()}"}
        answer = self._line.call(method, path, headers=told, **more)
        if answer.status in (200, 201):
            return answer
        words, code = _problem(answer)
        if answer.status == 401:
            self._token = ""
        if answer.status in (401, 403) and code != SENDER_UNKNOWN:
            raise Unreached(words)  # a question of who we are, not of what we sent
        raise RefusedByPeer(words, code)

    def _access(self) -> str:
        """Give a token, asking for a new one when there is none or it is about to end."""
        if self._token and time.monotonic() < self._until:
            return self._token
        pair = base64.b64encode(f"{quote(self._id)}:{quote(self._secret)}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"grant_type": "client_credentials", "scope": "exchange"}).encode()
        answer = self._gate.call("POST", "/oauth/token", headers=headers, body=body)
        if answer.status != 200:
            raise Unreached(f"Bên kia không cấp mã truy cập (HTTP {answer.status}): kiểm tra mã hệ thống và bí mật.")
        told = answer.object()
        self._token = text_of(told, "access_token")
        self._until = time.monotonic() + max(_seconds(told.get("expires_in")) - AHEAD, 0)
        return self._token


def _decoded(said: str) -> bytes:
    try:
        return base64.b64decode(said, validate=True)
    except ValueError as error:
        raise Rubbish("Biên nhận trả lời không phải base64.") from error


def _seconds(said: object) -> float:
    return float(said) if isinstance(said, int | float) else 0.0


def _problem(answer: Answer) -> tuple[str, str]:
    """
    Read a problem of RFC 9457: its sentence and its short name.

    :raises Rubbish: when the answer is none, as a redirect or the page of a server in between.
    """
    told = answer.json()
    if not isinstance(told, dict) or not isinstance(told.get("detail"), str) or not told.get("code"):
        raise Rubbish(f"Trả lời (HTTP {answer.status}) không theo giao thức.")
    return told["detail"][:400], str(told["code"])
