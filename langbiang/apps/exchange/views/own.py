"""
Our own API as server (OpenAPI 3.1 in `protocols.own`): tokens of OAuth 2.0, streams both ways, problems of RFC 9457.

A system sends for its own codes and sees what is on its way to them, and what became of what it sent.
"""

import base64
import binascii
import json
import logging
import tempfile
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from langbiang.apps.exchange import asic, queries
from langbiang.apps.exchange.models import Delivery, Packet, Seal, System, Transfer
from langbiang.apps.exchange.protocols import own
from langbiang.apps.exchange.services import (
    CannotReceive,
    CannotSeal,
    NoEvidence,
    actor_for,
    finish_transfer,
    note_fetched,
    original_of,
    receive,
    set_transfer_aside,
    write_evidence,
)
from langbiang.apps.identity.interface import find_api_client
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.http import find_oversize, request_number

from . import access

logger = logging.getLogger(__name__)

Call = Callable[..., HttpResponseBase]


class Problem(Refused):
    """A call cannot be answered as asked: HTTP status, a short name that does not change, and what to do."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code = status, code


def answer_problem(status: int, code: str, detail: str) -> HttpResponse:
    told = {"type": f"urn:langbiang:{code}", "title": own.TITLES.get(status, "Không thực hiện được"), "status": status}
    response = JsonResponse({**told, "detail": detail, "code": code}, status=status)
    response.headers["Content-Type"] = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = f'Bearer scope="{own.EVERYTHING}"'
    return response


def called(*methods: str, scope: str = "") -> Callable[[Call], Call]:
    """
    Let a system's program call by these methods, with a token of its own; whatever happens is told as a problem.

    With a scope the token must open that part.
    """

    def decorate(view: Call) -> Call:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, **named: Any) -> HttpResponseBase:
            try:
                if request.method not in methods:
                    raise Problem(405, "sai-phuong-thuc", f"Địa chỉ này được gọi bằng {', '.join(methods)}.")
                return view(request, _system(request, scope), **named)
            except Refused as refusal:
                return answer_problem(*_told(refusal), str(refusal))
            except Exception:
                logger.exception("The API of the exchange could not answer")
                detail = f"Mã tra cứu {request_number()}. Gọi lại sau; gọi lại không làm trùng."
                return answer_problem(500, "loi-he-thong", detail)

        return answered

    return decorate


def _told(refusal: Refused) -> tuple[int, str]:
    """Give status and short name of a refusal."""
    if isinstance(refusal, Problem):
        return refusal.status, refusal.code
    if isinstance(refusal, CannotReceive):
        return STATUSES.get(refusal.code, 422), refusal.code
    return PLAIN.get(type(refusal), (409, "khong-lam-duoc"))


PLAIN: dict[type, tuple[int, str]] = {
    CannotSeal: (422, "sai-dau"),
    NoEvidence: (409, "chua-co-chung-cu"),
    access.Suspended: (403, "tam-dung"),
    access.TooMany: (429, "qua-nhieu"),
}
STATUSES = {"ma-gui-chua-dang-ky": 403, "trung-ma-khac-noi-dung": 409, "qua-lon": 413}


def _system(request: HttpRequest, scope: str) -> System:
    client = find_api_client(request.headers.get("Authorization", ""))
    held = client.scopes & own.SCOPES.keys() if client else frozenset()
    system = access.caller(client.id, System.Protocol.OWN) if client and held else None
    if system is None:
        raise Problem(401, "chua-xac-thuc", "Lấy mã truy cập ở /oauth/token rồi gửi trong tiêu đề Authorization.")
    if scope and not held & {scope, own.EVERYTHING}:
        raise Problem(403, "thieu-pham-vi", f"Mã truy cập không có phạm vi {scope}. Xin mã khác với phạm vi đó.")
    access.admit(system, clock.now())
    return system


# -- sending


@called("POST", scope=own.SEND)
def send(request: HttpRequest, system: System, kind: str) -> HttpResponseBase:
    """Take in a packet as the body of the request; under the same Idempotency-Key it is always the same packet."""
    if status := find_oversize(request):
        words = "Gói tin vượt dung lượng cho phép." if status == 413 else "Ghi Content-Length, không gửi theo khối."
        raise Problem(status, "qua-lon" if status == 413 else "khong-do-dai", words)
    key, length = request.headers.get("Idempotency-Key", ""), int(request.META["CONTENT_LENGTH"])
    if len(key) > 200:
        raise Problem(400, "sai-khoa", "Idempotency-Key dài nhất 200 ký tự.")
    said = _said_digest(request.headers.get("Content-Digest", ""))
    seal = _cms(request.headers.get("Document-Seal", ""))

    def check(digest: str, size: int) -> None:
        if size != length:
            raise CannotReceive("Gói tin đến không đủ độ dài đã ghi.", code="bi-cat-cut")
        if said and said != digest:
            raise CannotReceive("Content-Digest không khớp với nội dung nhận được.", code="sai-bam")

    to, now = request.GET.getlist("to"), clock.now()
    received = receive(request, system=system, kind=kind, to_codes=to, remote_id=key, seal=seal, now=now, check=check)
    told = {
        "id": str(received.uid),
        "sha256": received.digest,
        "duplicate": received.duplicate,
        "conflict": received.conflict,
        "warnings": list(received.warnings),
    }
    return JsonResponse(told, status=200 if received.duplicate else 201)


def _said_digest(header: str) -> str:
    """Read the SHA-256 of a Content-Digest header (RFC 9530), empty where none is said."""
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        if name.lower() == "sha-256":
            try:
                return base64.b64decode(value.strip(":"), validate=True).hex()
            except (binascii.Error, ValueError) as error:
                raise Problem(400, "sai-bam", "Content-Digest không đúng dạng sha-256=:base64:.") from error
    return ""


def _cms(said: object) -> bytes:
    """Read a CMS signature (DER) written in base64; empty where none is given."""
    try:
        return base64.b64decode(str(said or ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem(400, "sai-dau", "Chữ ký CMS (DER) phải viết bằng base64 trên một dòng.") from error


# -- what waits


@called("GET", scope=own.RECEIVE)
def list_waiting(request: HttpRequest, system: System) -> HttpResponseBase:
    """List what waits for the system, the oldest first, from `after` on."""
    kind = request.GET.get("kind", "")
    if kind and kind not in Transfer.Kind.values:
        raise Problem(400, "sai-loai", "kind là edoc hoặc status.")
    rows = queries.list_waiting(system, kind)
    if after := request.GET.get("after"):
        rows = rows.filter(pk__gt=_transfer(system, after).pk)
    limit = _limit(request)
    found = list(rows[: limit + 1])
    following = str(found[limit - 1].uid) if len(found) > limit else None
    return JsonResponse({"items": [_waiting(each) for each in found[:limit]], "next": following})


def _waiting(transfer: Transfer) -> dict[str, object]:
    file = original_of(transfer)
    packet = transfer.delivery.packet if transfer.delivery else None
    return {
        "id": str(transfer.uid),
        "kind": transfer.kind,
        "from": transfer.from_code,
        "to": transfer.to_code,
        "size": file.size,
        "sha256": file.digest,
        "createdAt": clock.local(transfer.created_at).isoformat(),
        "documentId": packet.document_id if packet else transfer.report.response_document_id if transfer.report else "",
    }


@called("GET", "HEAD", scope=own.RECEIVE)
def fetch(request: HttpRequest, system: System, uid: str) -> HttpResponseBase:
    """Give the exact bytes of a thing, or a range of them."""
    transfer = _transfer(system, uid)
    note_fetched(transfer, now=clock.now())
    return access.serve(request, original_of(transfer))


@called("POST", scope=own.RECEIVE)
def acknowledge(request: HttpRequest, system: System, uid: str) -> HttpResponseBase:
    """Note that the system has stored a thing, with the digest of what it stored, or will not take it, and why."""
    transfer, said = _transfer(system, uid), _json(request)
    by, now = actor_for(system), clock.now()
    if said.get("outcome") == "stored":
        if str(said.get("sha256", "")).lower() != original_of(transfer).digest:
            raise Problem(
                422, "bien-nhan-noi-dung-khac", "sha256 không phải của nội dung đã giao. Tải lại rồi báo lại."
            )
        transfer = finish_transfer(transfer, by=by, now=now, receipt=_cms(said.get("receipt")))
    elif said.get("outcome") == "refused":
        if not (reason := str(said.get("reason", "")).strip()):
            raise Problem(422, "thieu-ly-do", "Ghi lý do ở trường reason.")
        transfer = set_transfer_aside(transfer, reason, by=by, now=now)
    else:
        raise Problem(422, "sai-ket-qua", "outcome là stored hoặc refused.")
    return JsonResponse({"id": str(transfer.uid), "state": transfer.state})


# -- what was sent


@called("GET", scope=own.SEND)
def list_sent(request: HttpRequest, system: System) -> HttpResponseBase:
    """List the deliveries of what the system sent, newest first, from `after` on."""
    rows, limit = queries.list_sent(system), _limit(request)
    if after := request.GET.get("after"):
        last = rows.filter(uid=_uuid(after)).first()
        if last is None:
            raise Problem(404, "khong-co", "Không có lượt gửi mang mã ở after.")
        rows = rows.filter(pk__lt=last.pk)
    found = list(rows[: limit + 1])
    items = [{"document": str(each.packet.uid), **_delivery(each)} for each in found[:limit]]
    return JsonResponse({"items": items, "next": str(found[limit - 1].uid) if len(found) > limit else None})


@called("GET")
def show_document(request: HttpRequest, system: System, uid: str) -> HttpResponseBase:
    """Tell the whole way of one document: its sender sees every receiver, a receiver's system its own."""
    packet = Packet.objects.filter(uid=_uuid(uid)).first()
    deliveries = list(queries.list_seen_deliveries(packet, system)) if packet else []
    if packet is None or not deliveries:
        raise Problem(404, "khong-co", "Không có văn bản này.")
    return JsonResponse(
        {
            "id": str(packet.uid),
            "documentId": packet.document_id,
            "code": packet.code,
            "subject": packet.subject,
            "from": packet.sender_code,
            "sha256": packet.original.digest if packet.original else "",
            "receivedAt": clock.local(packet.created_at).isoformat(),
            "deliveries": [{**_delivery(each), "statuses": _statuses(each)} for each in deliveries],
        }
    )


@called("GET")
def fetch_evidence(request: HttpRequest, system: System, uid: str) -> HttpResponseBase:
    """Give what proves the way of one document (ASiC-E): its sender all of it, a receiver's system its own part."""
    packet = Packet.objects.select_related("original", "system").filter(uid=_uuid(uid)).first()
    if packet is None or not queries.list_seen_deliveries(packet, system).exists():
        raise Problem(404, "khong-co", "Không có văn bản này.")
    out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    try:
        write_evidence(packet, out, now=clock.now(), system=system)
    except BaseException:
        out.close()
        raise
    size = out.tell()
    out.seek(0)
    answer = StreamingHttpResponse(access.pieces(out, size), content_type=asic.MEDIA_TYPE)
    answer.headers["Content-Length"] = str(size)
    return answer


@called("GET", scope=own.SEND)
def list_receipts(request: HttpRequest, system: System) -> HttpResponseBase:
    """List what receivers signed over documents that the system sent, at most fifty documents at a time."""
    documents = [_uuid(each) for each in request.GET.getlist("document")]
    if not 1 <= len(documents) <= own.RECEIPTS_MOST:
        raise Problem(400, "sai-gioi-han", f"Ghi từ 1 đến {own.RECEIPTS_MOST} mã văn bản ở document.")
    return JsonResponse({"items": [_receipt(each) for each in queries.list_receipts(system, documents)]})


def _receipt(seal: Seal) -> dict[str, str]:
    assert seal.delivery is not None
    return {
        "document": str(seal.packet.uid),
        "to": seal.delivery.receiver_code,
        "id": str(seal.uid),
        "signer": seal.signer,
        "sha256": seal.digest,
        "statement": seal.statement,
        "manifest": seal.manifest,
        "cms": base64.b64encode(seal.cms).decode(),
    }


def _delivery(delivery: Delivery) -> dict[str, object]:
    return {
        "id": str(delivery.uid),
        "to": delivery.receiver_code,
        "state": delivery.state,
        "status": delivery.status,
        "queuedAt": clock.local(delivery.queued_at).isoformat(),
        "arrivedAt": clock.local(delivery.arrived_at).isoformat() if delivery.arrived_at else None,
    }


def _statuses(delivery: Delivery) -> list[dict[str, str]]:
    return [
        {"code": each.code, "at": clock.local(each.at).isoformat(), "staff": each.staff, "note": each.description}
        for each in delivery.reports.all()
    ]


@called("GET")
def list_agencies(request: HttpRequest, system: System) -> HttpResponseBase:
    """List whom one may send to, as one stream."""

    def parts() -> Iterator[bytes]:
        yield b'{"items":['
        for number, each in enumerate(queries.list_reachable(clock.now())):
            told = {"code": each.code, "oldCode": each.old_code, "parent": each.parent_code, "name": each.name}
            yield (b"," if number else b"") + json.dumps(told, ensure_ascii=False).encode()
        yield b"]}"

    return StreamingHttpResponse(access.joined(parts()), content_type="application/json")


@require_GET
def describe(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document."""
    return JsonResponse(own.openapi(), json_dumps_params={"ensure_ascii": False})


# -- reading what is asked


def _limit(request: HttpRequest) -> int:
    said = request.GET.get("limit", "100")
    if not said.isdecimal() or not 1 <= int(said[:6]) <= queries.PAGE_MOST:
        raise Problem(400, "sai-gioi-han", f"limit từ 1 đến {queries.PAGE_MOST}.")
    return int(said)


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as error:
        raise Problem(404, "khong-co", "Không có bản tin này.") from error


def _transfer(system: System, said: str) -> Transfer:
    found = queries.find_transfer(system, _uuid(said))
    if found is None:
        raise Problem(404, "khong-co", "Không có bản tin này.")
    return found


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.read(64 * 1024))
    except (ValueError, RecursionError) as error:
        raise Problem(400, "khong-phai-json", "Nội dung phải là JSON.") from error
    if not isinstance(said, dict):
        raise Problem(400, "khong-phai-json", "Nội dung phải là một đối tượng JSON.")
    return said
