"""The earlier REST protocol of the Lâm Đồng hub as client; not verified with a real server."""

from collections.abc import Iterator, Sequence
from typing import IO, Any, BinaryIO

from langbiang.apps.exchange.transport import Entry, Kind, RefusedByPeer, Rubbish, Sent, Unreached, Waiting
from langbiang.foundation.line import Line, items_of, text_of

KINDS: dict[str, str] = {"edoc": "EDOC", "status": "STATUS"}


class V1Client:
    """One agency (`organ`) of a hub of that protocol, by its token there."""

    def __init__(self, address: str, organ: str, token: str, *, packet_limit: int) -> None:
        self._line, self._limit = Line(address), packet_limit
        self._headers = {"OrganId": organ, "Authorization": token}
        self._unwanted: set[str] = set()

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
        told = {"OrganId": from_code, "Type": KINDS[kind], "Content-Type": "application/octet-stream"}
        answer = self._ask("POST", "sendDocument", told, body=body, size=size)
        return text_of(answer, "docId")

    def list_received(self, kind: Kind) -> Iterator[Waiting]:
        for item in items_of(self._ask("GET", "getPendingDocIds", {"Type": KINDS[kind]}), "data"):
            if (remote_id := text_of(item, "docId")) not in self._unwanted:
                yield Waiting(remote_id, kind, str(item.get("organId") or ""))

    def fetch(self, remote_id: str, out: IO[bytes]) -> None:
        headers = {**self._headers, "docid": remote_id}
        before = out.tell()
        answer = self._line.call("GET", "/getDocument", headers=headers, out=out, limit=self._limit)
        if answer.status != 200:
            raise RefusedByPeer(f"Không lấy được gói tin (HTTP {answer.status}).", str(answer.status))
        out.seek(before)
        if out.read(1) in (b"", b"{"):  # a refusal in the place of the packet, which is XML
            raise Rubbish("Bên kia không giao gói tin.")

    def acknowledge(self, remote_id: str, *, done: bool, words: str = "") -> None:
        if done:
            self._ask("POST", "confirmReceived", {"docid": remote_id})
        else:  # the protocol has no word for it: the thing stays listed there, and is passed over here
            self._unwanted.add(remote_id)

    def list_sent(self, kind: Kind) -> Iterator[Sent]:
        return iter(())  # the protocol does not tell

    def agencies(self) -> Iterator[Entry]:
        for item in items_of(self._ask("GET", "getOrganizations", {}), "data"):
            yield Entry(text_of(item, "organId"), text_of(item, "organName"), mail=str(item.get("email") or ""))

    def _ask(
        self, method: str, operation: str, told: dict[str, str], *, body: Any = b"", size: int | None = None
    ) -> dict[str, Any]:
        answer = self._line.call(method, f"/{operation}", headers={**self._headers, **told}, body=body, size=size)
        found = answer.object()
        if found.get("status") == "Success":
            return found
        if found.get("status") not in ("Fail", "Error") or not isinstance(found.get("errors"), list):
            raise Rubbish(f"Trả lời của {operation} không theo giao thức.")
        if answer.status in (401, 403):
            raise Unreached(_reasons(found["errors"]))  # a question of who we are, not of what we sent
        raise RefusedByPeer(_reasons(found["errors"]), str(found.get("code", "")))


def _reasons(errors: list[Any]) -> str:
    said = [str(row.get("description") or row.get("code")) if isinstance(row, dict) else str(row) for row in errors]
    return ("; ".join(said) or "Trục từ chối, không nêu lý do.")[:400]
