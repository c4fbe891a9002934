"""
The national protocol as server: systems that use the national SDK keep it unchanged.

Every answer is complete JSON in ASCII with HTTP 200, also a refusal: the SDK loses the reason of anything less, and
clients of other makes that of another status. downloadEdoc alone answers a refusal with nothing, since the SDK keeps
whatever it gets as the packet.
"""

import base64
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from langbiang.apps.exchange import queries
from langbiang.apps.exchange.models import Delivery, StatusReport, System, Transfer
from langbiang.apps.exchange.protocols import national
from langbiang.apps.exchange.protocols.national import Call, NotUnderstood
from langbiang.apps.exchange.services import (
    CannotReceive,
    actor_for,
    ask_release,
    finish_transfer,
    note_fetched,
    original_of,
    receive,
    set_transfer_aside,
    withdraw_release,
)
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.http import find_oversize, request_number

from . import access

logger = logging.getLogger(__name__)

MOST = 1000  # things in one list; the rest follows once these are acknowledged
CODES = {
    "ma-gui-chua-dang-ky": national.NO_SENDER,
    "sai-bam": national.BAD_FILE,
    "bi-cat-cut": national.BAD_FILE,
    "rong": national.BAD_FILE,
    "qua-lon": national.BAD_FILE,
    "khong-noi-nhan": national.NO_RECEIVER,
    "noi-nhan-khac": national.NO_RECEIVER,
    "noi-nhan-khong-con": national.NO_RECEIVER,
}
_EMPTY = {national.WHO: 401, national.FAULT: 503}  # status of an answer that may hold nothing
FAULT = "Lỗi của trục khi xử lý, mã tra cứu {number}. Gọi lại sau; gọi lại không làm trùng."


@dataclass(frozen=True)
class Asked:
    """One call of a system that said rightly who it is."""

    request: HttpRequest
    system: System
    call: Call

    def kind(self) -> str:
        """
        Say whether documents or statuses are meant.

        :raises NotUnderstood: for anything else.
        """
        said = self.call.required("messagetype").lower()
        if said not in Transfer.Kind.values:
            raise NotUnderstood(f"messagetype “{said[:20]}” không phải edoc hay status.", code=national.BAD_PACKET)
        return said

    def transfer(self) -> Transfer:
        """
        Find the thing that docId names, among those on their way to this system.

        :raises NotUnderstood: when there is none.
        """
        try:
            found = queries.find_transfer(self.system, UUID(self.call.required("docId")))
        except ValueError:
            found = None
        if found is None:
            raise NotUnderstood("Không có bản tin mang docId này.", code=national.NOT_THERE)
        return found


Answer = Callable[[Asked], HttpResponseBase]


def answer_json(code: str, words: str, **more: object) -> HttpResponse:
    said = {"status": "OK" if code == national.GOOD else "FAIL", "ErrorCode": code, "ErrorDesc": words, **more}
    return HttpResponse(json.dumps(said), content_type="application/json;charset=UTF-8")


def good(**more: object) -> HttpResponse:
    return answer_json(national.GOOD, "Thanh cong", **more)


@csrf_exempt
def national_call(request: HttpRequest, operation: str) -> HttpResponseBase:
    """Answer one operation; whatever happens, in the way the SDK can read."""
    method, do = OPERATIONS[operation]
    failed = _fail_empty if operation == "downloadEdoc" else _fail
    try:
        if request.method != method:
            raise NotUnderstood(f"{operation} được gọi bằng {method}.", code=national.BAD_PACKET)
        if operation == "sendEdoc" and (status := find_oversize(request)):
            words = "Gói tin vượt dung lượng cho phép." if status == 413 else "Yêu cầu không ghi Content-Length."
            raise NotUnderstood(words, code=national.BAD_FILE)
        return do(_asked(request))
    except NotUnderstood as refusal:
        return failed(refusal.code, str(refusal))
    except CannotReceive as refusal:
        return failed(CODES.get(refusal.code, national.BAD_PACKET), str(refusal))
    except access.Suspended as refusal:
        return failed(national.LOCKED, str(refusal))
    except Refused as refusal:
        return failed(national.FAULT, str(refusal))
    except Exception:
        logger.exception("The national protocol could not answer %s", operation)
        return failed(national.FAULT, FAULT.format(number=request_number()))


national_call.tells_readonly = True  # type: ignore[attr-defined]


def _fail(code: str, words: str) -> HttpResponse:
    return answer_json(code, words, DocId="")


def _fail_empty(code: str, words: str) -> HttpResponse:
    return HttpResponse(status=_EMPTY.get(code, 404), content_type="application/octet-stream")


def _asked(request: HttpRequest) -> Asked:
    found: dict[str, System] = {}

    def header(name: str) -> bytes:
        key = "HTTP_" + (national.PREFIX + name).upper().replace("-", "_")
        return str(request.META.get(key, "")).encode("latin-1", errors="replace")

    def secret_of(code: str) -> str | None:
        system = access.caller(code, System.Protocol.NATIONAL)
        if system is None:
            return None
        found[code] = system
        return access.secret_of(system)

    call = national.open_call(header, secret_of)
    (system,) = found.values()
    access.admit(system, clock.now())
    return Asked(request, system, call)


# -- sending


def send(asked: Asked) -> HttpResponseBase:
    """Take in a packet; the same again is answered as the first time."""
    call, length = asked.call, int(asked.request.META["CONTENT_LENGTH"])
    said, body = call.required("hash-file"), national.WithoutEnd(asked.request.read)

    def check(digest: str, size: int) -> None:
        if body.total != length:
            raise CannotReceive("Gói tin đến không đủ độ dài đã ghi.", code="bi-cat-cut")
        if not national.is_digest(said, digest):
            raise CannotReceive("hash-file không khớp với gói tin nhận được.", code="sai-bam")

    received = receive(
        body,
        system=asked.system,
        kind=asked.kind(),
        from_code=call.required("from").strip(),
        to_codes=national.read_codes(call.value("to")),
        now=clock.now(),
        check=check,
    )
    return good(DocId=str(received.uid))


# -- lists


def list_received(asked: Asked) -> HttpResponseBase:
    """List what waits, one item for each receiver; a field without a value is left out, or the SDK loses the list."""
    waiting = _between(asked, queries.list_waiting(asked.system, asked.kind()))[:MOST]
    return good(data=[_received(transfer) for transfer in waiting])


def _received(transfer: Transfer) -> dict[str, str]:
    return {
        "docId": str(transfer.uid),
        "serviceType": "eDoc",
        "messageType": transfer.kind,
        "created_time": national.write_time(transfer.created_at),
        "updated_time": national.write_time(transfer.fetched_at or transfer.created_at),
        "from": transfer.from_code,
        "to": transfer.to_code,
        "status": "processing" if transfer.fetched_at else "initial",
        "status_desc": "",
    }


def count_received(kind: str) -> Answer:
    def answer(asked: Asked) -> HttpResponseBase:
        return good(count=_between(asked, queries.list_waiting(asked.system, kind)).count())

    return answer


def list_sent(asked: Asked) -> HttpResponseBase:
    """List what became of what the system sent, newest first."""
    if asked.kind() == Transfer.Kind.STATUS:
        return good(data=[_sent_report(report) for report in _sent(asked, queries.list_sent_reports(asked.system))])
    return good(data=[_sent_delivery(delivery) for delivery in _sent(asked, queries.list_sent(asked.system))])


def _sent(asked: Asked, rows: Any) -> Any:
    by_packet = asked.kind() == Transfer.Kind.DOCUMENT
    if said := asked.call.value("docId"):
        try:
            rows = rows.filter(**{"packet__uid" if by_packet else "uid": UUID(said)})
        except ValueError:
            return []
    return _between(asked, rows, "queued_at" if by_packet else "recorded_at")[:MOST]


def _between(asked: Asked, rows: Any, column: str = "created_at") -> Any:
    begin, end = (national.read_time(asked.call.value(name)) for name in ("fromDate", "toDate"))
    rows = rows.filter(**{f"{column}__gte": begin}) if begin else rows
    return rows.filter(**{f"{column}__lte": end}) if end else rows


RECEIVED = {
    Delivery.State.QUEUED: ("initial", ""),
    Delivery.State.HANDED: ("processing", "Đã chuyển lên trục quốc gia"),
    Delivery.State.ARRIVED: ("done", ""),
    Delivery.State.FAILED: ("fail", "Không chuyển được đến nơi nhận"),
    Delivery.State.UNKNOWN: ("initial", "Chưa rõ nơi nhận; trục giữ lại đến khi có"),
}


def _sent_delivery(delivery: Delivery) -> dict[str, str]:
    packet, transfers = delivery.packet, list(delivery.transfers.all())
    state, words = RECEIVED[Delivery.State(delivery.state)]
    return {
        "serviceType": "eDoc",
        "messageType": "edoc",
        "fromCode": packet.sender_code,
        "toCode": delivery.receiver_code,
        "title": packet.subject,
        "notation": packet.code,
        "senderDocId": str(packet.uid),
        "receiverDocId": str(transfers[0].uid if transfers else packet.uid),
        "sendStatus": "done",
        "sendStatusDesc": "",
        "receiveStatus": state,
        "receiveStatusDesc": words,
        "sentTime": national.write_time(delivery.queued_at),
        **({"receivedTime": national.write_time(delivery.arrived_at)} if delivery.arrived_at else {}),
    }


def _sent_report(report: StatusReport) -> dict[str, str]:
    done = [transfer for transfer in report.transfers.all() if transfer.done_at]
    return {
        "serviceType": "eDoc",
        "messageType": "status",
        "fromCode": report.reporter_code,
        "toCode": report.response_organ,
        "title": report.description,
        "notation": report.response_code,
        "senderDocId": str(report.uid),
        "receiverDocId": str(report.uid),
        "sendStatus": "done",
        "sendStatusDesc": "",
        "receiveStatus": "done" if done or not report.transfers.all() else "initial",
        "receiveStatusDesc": "",
        "sentTime": national.write_time(report.recorded_at),
        **({"receivedTime": national.write_time(done[0].done_at)} if done and done[0].done_at else {}),
    }


# -- fetching and acknowledging


def get(asked: Asked) -> HttpResponseBase:
    """Give a packet in base64 inside the JSON, piece by piece; `filePath` is the caller's own folder, not ours."""
    transfer = asked.transfer()
    file = original_of(transfer)
    note_fetched(transfer, now=clock.now())
    head, tail = json.dumps({"status": "OK", "ErrorCode": "0", "ErrorDesc": "Thanh cong", "data": "|"}).split("|")

    def parts() -> Iterator[bytes]:
        yield head.encode()
        for piece in access.whole(file):
            yield base64.b64encode(piece)
        yield tail.encode()

    response = StreamingHttpResponse(parts(), content_type="application/json;charset=UTF-8")
    response.headers["Content-Length"] = str(len(head) + (file.size + 2) // 3 * 4 + len(tail))
    return response


def download(asked: Asked) -> HttpResponseBase:
    transfer = asked.transfer()
    file = original_of(transfer)
    note_fetched(transfer, now=clock.now())
    response = StreamingHttpResponse(access.whole(file), content_type="application/octet-stream")
    response.headers["Content-Length"] = str(file.size)
    return response


def update_status(asked: Asked) -> HttpResponseBase:
    """Note what the system says of a thing it fetched; saying it again changes nothing."""
    transfer, said = asked.transfer(), asked.call.required("status").lower()
    by, now, words = actor_for(asked.system), clock.now(), asked.call.value("description")
    if said == "done":
        finish_transfer(transfer, words=words, by=by, now=now)
    elif said == "fail":
        set_transfer_aside(transfer, words or "Hệ thống nhận báo lỗi, không nêu lý do.", by=by, now=now)
    elif said == "processing":
        note_fetched(transfer, now=now)
    else:
        raise NotUnderstood(f"status “{said[:20]}” không phải done, fail hay processing.", code=national.BAD_PACKET)
    return good()


# -- agencies


def list_agencies(old_code: str) -> Answer:
    """List whom one may send to; `old_code` is how the operation calls the code of Circular 10."""

    def answer(asked: Asked) -> HttpResponseBase:
        return _stream(
            {
                "id": each.code,
                "pid": each.parent_code,
                "code": each.code,
                "name": each.name,
                "mail": each.mail,
                old_code: each.old_code,
            }
            for each in queries.list_reachable(clock.now())
        )

    return answer


def synchronize_units(asked: Asked) -> HttpResponseBase:
    now = clock.now()
    return _stream(
        {
            "id": each.code,
            "pid": each.parent_code,
            "code": each.code,
            "name": each.name,
            "mail": each.mail,
            "version": 1,
            "centerCode": "",
            "deleted": False,
            "modifyDate": national.write_time(each.since or now),
            "isAgency": True,
        }
        for each in queries.list_reachable(now)
    )


def _stream(rows: Iterable[dict[str, object]]) -> HttpResponseBase:
    """Answer with a list that may hold the whole country, without holding it."""
    head, tail = json.dumps({"status": "OK", "ErrorCode": "0", "ErrorDesc": "Thanh cong", "data": "|"}).split('"|"')

    def parts() -> Iterator[bytes]:
        yield f"{head}[".encode()
        for number, row in enumerate(rows):
            yield (("," if number else "") + json.dumps(row)).encode()
        yield f"]{tail}".encode()

    return StreamingHttpResponse(access.joined(parts()), content_type="application/json;charset=UTF-8")


def register_agency(asked: Asked) -> HttpResponseBase:
    """Confirm a code that an administrator gave to the system; nobody takes one by registering it."""
    try:
        said = json.loads(asked.request.read(64 * 1024))
        code = str(said["code"]).strip()
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise NotUnderstood("Nội dung phải là JSON có trường code.", code=national.BAD_PACKET) from error
    if not queries.lives_on(code, asked.system):
        raise NotUnderstood(f"Mã {code[:60]} chưa được giao cho hệ thống {asked.system.code}.", code=national.NO_SENDER)
    withdraw_release(asked.system, code)
    return good()


def delete_agency(asked: Asked) -> HttpResponseBase:
    """Note that the system wants to receive no more for a code of its own; an administrator decides."""
    code = asked.call.required("AgencyCode").strip()
    if not queries.lives_on(code, asked.system):
        raise NotUnderstood(f"Mã {code[:60]} không ở hệ thống {asked.system.code}.", code=national.NO_SENDER)
    ask_release(asked.system, code, by=actor_for(asked.system), now=clock.now())
    return good()


OPERATIONS: dict[str, tuple[str, Answer]] = {
    "registerAgency": ("POST", register_agency),
    "deleteAgency": ("POST", delete_agency),
    "getAgenciesList": ("POST", list_agencies("oldCode")),
    "getAgenciesListQD20": ("POST", list_agencies("code102")),
    "getSynchronizeUnit": ("POST", synchronize_units),
    "sendEdoc": ("POST", send),
    "getReceivedEdocList": ("POST", list_received),
    "getSentEdocList": ("POST", list_sent),
    "getEdoc": ("POST", get),
    "downloadEdoc": ("GET", download),
    "updateStatus": ("POST", update_status),
    "countReceiveEdoc": ("POST", count_received(Transfer.Kind.DOCUMENT)),
    "countReceiveStatus": ("POST", count_received(Transfer.Kind.STATUS)),
}
