"""
The earlier REST protocol of the Lâm Đồng hub as server, as published sources tell it; not verified with a real client.

What the sources leave open, and how it is read here: the token in Authorization is the system's secret, with or
without "Bearer"; OrganId is one code of the system; confirmReceived needs nothing but docid.
"""

import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from langbiang.apps.exchange import queries
from langbiang.apps.exchange.models import Packet, System, Transfer
from langbiang.apps.exchange.services import (
    CannotReceive,
    actor_for,
    finish_transfer,
    note_fetched,
    original_of,
    receive,
)
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import NotScanned
from langbiang.foundation.http import find_oversize, request_number
from langbiang.foundation.readonly import NotWritable

from . import access

logger = logging.getLogger(__name__)

GOOD, BAD = "0", "9999"
MOST = 1000
KINDS = {"EDOC": Transfer.Kind.DOCUMENT, "STATUS": Transfer.Kind.STATUS}


class NotAnswered(Refused):
    """A call cannot be answered; the HTTP status, and the code that errors of this protocol carry."""

    def __init__(self, sentence: str, *, code: str = "R.Request", status: int = 200) -> None:
        super().__init__(sentence)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Asked:
    """One call of a system that said rightly who it is, for one of its codes."""

    request: HttpRequest
    system: System
    organ: str

    def kind(self) -> str:
        """:raises NotAnswered: when Type is neither EDOC nor STATUS."""
        said = self.request.headers.get("Type", "EDOC").upper()
        if said not in KINDS:
            raise NotAnswered("Type là EDOC hoặc STATUS.", code="M.Type")
        return KINDS[said]

    def transfer(self) -> Transfer:
        """:raises NotAnswered: when docid names nothing that is on its way to this system."""
        try:
            found = queries.find_transfer(self.system, UUID(self.request.headers.get("docid", "")))
        except ValueError:
            found = None
        if found is None:
            raise NotAnswered("Không có bản tin mang docid này.", code="N.DocId")
        return found


def good(**more: object) -> HttpResponse:
    return JsonResponse({"status": "Success", "code": GOOD, "errors": [], **more})


def failed(words: str, code: str, *, status: str = "Fail", http: int = 200) -> HttpResponse:
    told = {"status": status, "code": BAD, "errors": [{"code": code, "description": words}]}
    return JsonResponse(told, status=http)


@csrf_exempt
def v1_call(request: HttpRequest, operation: str) -> HttpResponseBase:
    """Answer one operation."""
    methods, do = OPERATIONS[operation]
    try:
        if request.method not in methods:
            raise NotAnswered(f"{operation} được gọi bằng {', '.join(methods)}.", status=405)
        return do(_asked(request))
    except NotAnswered as refusal:
        return failed(str(refusal), refusal.code, http=refusal.status)
    except CannotReceive as refusal:
        return failed(str(refusal), f"M.{refusal.code}")
    except (NotWritable, NotScanned) as refusal:
        return failed(str(refusal), "T.NotNow", status="Error", http=503)
    except Refused as refusal:
        return failed(str(refusal), "M.Refused", http=403 if isinstance(refusal, access.Suspended) else 200)
    except Exception:
        logger.exception("The earlier protocol could not answer %s", operation)
        return failed(f"Lỗi của trục, mã tra cứu {request_number()}.", "T.Fault", status="Error", http=500)


v1_call.tells_readonly = True  # type: ignore[attr-defined]


def _asked(request: HttpRequest) -> Asked:
    organ = request.headers.get("OrganId", "").strip()
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    homes, _ = queries.find_homes([organ], [])
    system = homes[organ].system if organ in homes else None
    known = system is not None and access.caller(system.code, System.Protocol.V1)
    if not known or not hmac.compare_digest(token.encode(), access.secret_of(known).encode()):
        raise NotAnswered("Sai OrganId hoặc Authorization.", code="N.Authorization", status=401)
    access.admit(known, clock.now())
    return Asked(request, known, organ)


def send(asked: Asked) -> HttpResponseBase:
    """Take in a packet as the body of the request."""
    if status := find_oversize(asked.request):
        raise NotAnswered("Gói tin vượt dung lượng cho phép, hoặc không ghi độ dài.", code="R.Size", status=status)
    length = int(asked.request.META["CONTENT_LENGTH"])

    def check(digest: str, size: int) -> None:
        if size != length:
            raise CannotReceive("Gói tin đến không đủ độ dài đã ghi.", code="bi-cat-cut")

    received = receive(
        asked.request,
        system=asked.system,
        kind=asked.kind(),
        from_code=asked.organ,
        now=clock.now(),
        check=check,
    )
    return good(docId=str(received.uid))


def list_pending(asked: Asked) -> HttpResponseBase:
    """List what waits for the code: ids alone for POST, as the first version did, items for GET, as 2.0 does."""
    waiting = queries.list_waiting(asked.system, asked.kind()).filter(to_code=asked.organ)[:MOST]
    if asked.request.method == "POST":
        return good(docIDs=[str(each.uid) for each in waiting])
    return good(data=[{"docId": str(each.uid), "organId": each.from_code} for each in waiting])


def get(asked: Asked) -> HttpResponseBase:
    """Give the bytes of a packet."""
    transfer = asked.transfer()
    file = original_of(transfer)
    note_fetched(transfer, now=clock.now())
    response = StreamingHttpResponse(access.whole(file), content_type="application/octet-stream")
    response.headers["Content-Length"] = str(file.size)
    return response


def confirm(asked: Asked) -> HttpResponseBase:
    finish_transfer(asked.transfer(), by=actor_for(asked.system), now=clock.now())
    return good()


def list_organizations(asked: Asked) -> HttpResponseBase:
    rows = queries.list_reachable(clock.now())
    return good(data=[{"organId": each.code, "organName": each.name, "email": each.mail} for each in rows])


def check_exists(asked: Asked) -> HttpResponseBase:
    """Say whether the code has sent a document of that DocumentId."""
    said = asked.request.headers.get("docid", "") or asked.request.GET.get("docid", "")
    return good(data=Packet.objects.filter(sender_code=asked.organ, document_id=said).exists())


Answer = Callable[[Asked], HttpResponseBase]
OPERATIONS: dict[str, tuple[tuple[str, ...], Answer]] = {
    "sendDocument": (("POST",), send),
    "getPendingDocIds": (("GET", "POST"), list_pending),
    "getDocument": (("GET", "POST"), get),
    "confirmReceived": (("GET", "POST"), confirm),
    "getOrganizations": (("GET", "POST"), list_organizations),
    "checkExistDocument": (("GET", "POST"), check_exists),
}
