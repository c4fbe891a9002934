"""The national protocol (VXP SDK 2.0) as client: what the SDK does, without its silent losses."""

import base64
import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any, BinaryIO

from langbiang.apps.exchange.transport import Entry, Kind, RefusedByPeer, Rubbish, Sent, Unreached, Waiting
from langbiang.foundation import clock
from langbiang.foundation.line import Answer, Line, items_of, text_of

from . import lists
from .national import END, GOOD, PREFIX, mac, spelled

JSON, BYTES = "application/json", "application/octet-stream"
SERVICE = "eDoc"
ABOUT_US = {"15", "20", "23"}  # signature, fault or too many calls, suspended: nothing against what was sent


class NationalClient:
    """A system on the national axis, by its id and secret there."""

    def __init__(self, address: str, system_id: str, secret: str, *, packet_limit: int) -> None:
        self._line, self._id, self._secret = Line(address), system_id, secret
        self._limit = packet_limit

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
        said = {"servicetype": SERVICE, "messagetype": kind, "hash-file": spelled(digest), "from": from_code}
        told = {**said, **({"to": json.dumps(list(to))} if to else {})}
        answer = self._ask("sendEdoc", told, body=_WithEnd(body), size=size + len(END), content_type=BYTES)
        return text_of(answer, "DocId")

    def list_received(self, kind: Kind) -> Iterator[Waiting]:
        for item in items_of(self._ask("getReceivedEdocList", {"servicetype": SERVICE, "messagetype": kind}), "data"):
            yield Waiting(text_of(item, "docId"), kind, str(item.get("from") or ""), str(item.get("to") or ""))

    def fetch(self, remote_id: str, out: IO[bytes]) -> None:
        answer = self._ask("getEdoc", {"docId": remote_id}, body=b"{}", limit=self._limit * 3 // 2)
        try:
            out.write(base64.b64decode(text_of(answer, "data"), validate=True))
        except ValueError as error:  # binascii.Error is one; letters beyond ASCII are another
            raise Rubbish("Nội dung gói tin không phải base64.") from error

    def acknowledge(self, remote_id: str, *, done: bool, words: str = "") -> None:
        told = {"docId": remote_id, "status": "done" if done else "fail"}
        # A description beyond ASCII is lost or breaks the signature at some servers; the code of the refusal is not.
        plain = words.encode("ascii", "backslashreplace").decode()[:500]
        self._ask("updateStatus", {**told, **({"description": plain} if plain else {})}, body=b"{}")

    def list_sent(self, kind: Kind) -> Iterator[Sent]:
        for item in items_of(self._ask("getSentEdocList", {"servicetype": SERVICE, "messagetype": kind}), "data"):
            state, words = str(item.get("receiveStatus") or ""), str(item.get("receiveStatusDesc") or "")
            yield Sent(text_of(item, "senderDocId"), str(item.get("toCode") or ""), state, words)

    def agencies(self) -> Iterator[Entry]:
        with tempfile.TemporaryFile() as copy:
            answer = self._call("getAgenciesList", {}, out=copy, limit=lists.LONGEST)
            found = lists.read_head(copy, "data") if answer.status == 200 else answer.object()
            if _checked(found, "getAgenciesList").get("data") is not True:
                raise Rubbish("Danh sách trả lời thiếu data.")
            yield from lists.read_entries(copy, "data", code="code", title="name", old="oldCode", parent="pid")

    def _ask(
        self,
        operation: str,
        told: dict[str, str],
        *,
        body: Any = b"",
        size: int | None = None,
        content_type: str = JSON,
        **more: Any,
    ) -> dict[str, Any]:
        """Call an operation and give what a good answer says; `more` is the line's."""
        answer = self._call(operation, told, body=body, size=size, content_type=content_type, **more)
        return _checked(answer.object(), operation)

    def _call(
        self,
        operation: str,
        told: dict[str, str],
        *,
        body: Any = b"",
        size: int | None = None,
        content_type: str = JSON,
        **more: Any,
    ) -> Answer:
        headers = self._signed({"systemid": self._id, **told, "timestamp": _stamp(clock.now())}, content_type)
        return self._line.call("POST", f"/{operation}", headers=headers, body=body, size=size, **more)

    def _signed(self, told: dict[str, str], content_type: str) -> dict[str, str]:
        named = {f"{PREFIX}{name}": value for name, value in {**told, "Content-Type": content_type}.items()}
        message = json.dumps(named, separators=(",", ":"), ensure_ascii=True)
        return {
            **named,
            "Content-Type": content_type,
            f"{PREFIX}sign-header-key": ";".join([*told, "Content-Type"]),
            f"{PREFIX}sign-header": message,
            f"{PREFIX}hash-header": mac(self._secret, message.encode()),
            f"{PREFIX}version": "3.0.201608",
        }


def _checked(found: dict[str, Any], operation: str) -> dict[str, Any]:
    """
    Give an answer that says it is good.

    :raises Unreached, RefusedByPeer: with the other side's words; Rubbish: when it says neither.
    """
    if not isinstance(found.get("status"), str):
        raise Rubbish(f"Trả lời của {operation} thiếu status.")
    code = str(found.get("ErrorCode", GOOD))
    if found["status"].upper() == "OK" and code == GOOD:
        return found
    words = str(found.get("ErrorDesc") or "Trục từ chối, không nêu lý do.")[:400]
    if code in ABOUT_US:
        raise Unreached(words)
    raise RefusedByPeer(words, code)


class _WithEnd:
    """A file followed by the line end that every sendEdoc has."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._rest = file, END

    def read(self, size: int = -1) -> bytes:
        if piece := self._file.read(size):
            return piece
        rest, self._rest = self._rest, b""
        return rest

    def seek(self, place: int) -> None:
        self._file.seek(place)
        self._rest = END


def _stamp(now: datetime) -> str:
    """Write the time as the SDK does: Vietnam's, and after the plus the milliseconds."""
    local = clock.local(now)
    return f"{local:%d%m%Y}T{local:%H%M%S}+{local.microsecond // 1000:04}"
