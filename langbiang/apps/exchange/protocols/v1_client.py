"""The earlier REST protocol of the Lâm Đồng hub as client; not verified with a real server."""

from collections.abc import Iterator, Sequence
from typing import IO, Any, BinaryIO

from langbiang.apps.exchange.transport import Entry, Kind, RefusedByPeer, Rubbish, Sent, Waiting

from .line import Line, text_of

KINDS: dict[str, str] = {"edoc": "EDOC", "status": "STATUS"}


class V1Client:
    """One agency (`organ`) of a hub of that protocol, by its token there."""

    def __init__(self, address: str, organ: str, token: str, *, packet_limit: int) -> None:
        self._line, self._limit = Line(address), packet_limit
        self._headers = {"OrganId": organ, "Authorization": token}

    def send(self, body: BinaryIO, *, size: int, digest: str, kind: Kind, from_code: str, to: Sequence[str]) -> str:
        told = {"OrganId": from_code, "Type": KINDS[kind], "Content-Type": "application/octet-stream"}
        answer = self._ask("POST", "sendDocument", told, body=body, size=size)
        return text_of(answer, "docId")

    def list_received(self, kind: Kind) -> Iterator[Waiting]:
        found = self._ask("GET", "getPendingDocIds", {"Type": KINDS[kind]}).get("data")
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise Rubbish("Danh sách trả lời thiếu data.")
        for item in found:
            yield Waiting(text_of(item, "docId"), kind, str(item.get("organId") or ""))

    def fetch(self, remote_id: str, out: IO[bytes]) -> None:
        headers = {**self._headers, "docid": remote_id}
        before = out.tell()
        answer = self._line.call("GET", "/getDocument", headers=headers, out=out, limit=self._limit)
        if answer.status != 200:
            raise RefusedByPeer(f"Không lấy được gói tin (HTTP {answer.status}).", str(answer.status))
        if out.tell() == before:
            raise Rubbish("Gói tin rỗng.")

    def acknowledge(self, remote_id: str, *, done: bool, words: str = "") -> None:
        if done:  # the protocol has no word for what will never be taken: it stays listed, and is known again here
            self._ask("POST", "confirmReceived", {"docid": remote_id})

    def list_sent(self, kind: Kind) -> Iterator[Sent]:
        return iter(())  # the protocol does not tell

    def agencies(self) -> Iterator[Entry]:
        found = self._ask("GET", "getOrganizations", {}).get("data")
        if not isinstance(found, list):
            raise Rubbish("Danh sách cơ quan thiếu data.")
        for item in found:
            yield Entry(text_of(item, "organId"), text_of(item, "organName"), mail=str(item.get("email") or ""))

    def _ask(
        self, method: str, operation: str, told: dict[str, str], *, body: Any = b"", size: int | None = None
    ) -> dict[str, Any]:
        answer = self._line.call(method, f"/{operation}", headers={**self._headers, **told}, body=body, size=size)
        found = answer.json()
        if not isinstance(found, dict) or "status" not in found:
            raise Rubbish(f"Trả lời của {operation} thiếu status.")
        if found["status"] != "Success":
            raise RefusedByPeer(_reasons(found), str(found.get("code", "")))
        return found


def _reasons(answer: dict[str, Any]) -> str:
    errors = answer.get("errors")
    rows = errors if isinstance(errors, list) else []
    said = [str(row.get("description") or row.get("code")) if isinstance(row, dict) else str(row) for row in rows]
    return ("; ".join(said) or "Trục từ chối, không nêu lý do.")[:400]
