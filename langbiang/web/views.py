"""Pages where apps meet: the work board, search, the journal's head, health, and errors."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from langbiang.apps.direction import interface as direction
from langbiang.apps.directory.interface import Role, list_agencies
from langbiang.apps.documents.interface import audience_of
from langbiang.apps.identity.interface import SeatRequest, enrol_first, seat_required
from langbiang.foundation import clock
from langbiang.foundation.http import request_number, way_back
from langbiang.foundation.journal.interface import list_checkpoints
from langbiang.foundation.metrics import MEDIA_TYPE, exposition
from langbiang.foundation.search.interface import find, suggest

from . import board
from .context import CONTRAST
from .health import health

# What search finds: the page that shows it, its icon and its name.
KINDS = {
    "incoming": ("documents:incoming-detail", "inbox", "Văn bản đến"),
    "outgoing": ("documents:outgoing-detail", "send", "Văn bản đi"),
    "workfile": ("workfiles:file-detail", "papers", "Hồ sơ công việc"),
    "task": ("direction:task-detail", "flag", "Nhiệm vụ"),
    "meeting": ("direction:meeting-detail", "msg", "Cuộc họp"),
}


@require_GET
@login_required
def home(request: SeatRequest) -> HttpResponse:
    """Show the work board of the seat in use; a person without a seat learns why there is nothing to do."""
    if request.seat is None:
        return render(request, "web/no_seat.html")
    if request.enrol_first:
        return enrol_first(request)
    now, chosen = clock.now(), request.GET.get("han", "")
    waiting = board.waiting_for(request.seat, now)
    groups = board.groups_of(waiting, now, chosen)
    shown = [group for group in groups if not chosen or group.key == chosen]
    leads = request.seat.has(Role.LEADER)
    context = {"groups": shown, "tabs": groups, "all": len(waiting), "chosen": chosen, "now": now}
    context |= {
        "tiles": board.tiles_of(waiting) if leads else [],
        "called": request.seat.user.person.full_name.split()[-1],
    }
    return render(request, "web/board.html", context)


@require_GET
@seat_required()
def search(request: SeatRequest) -> HttpResponse:
    """Find documents, tasks and meetings that the seat may see, and agencies; without tones."""
    words = request.GET.get("q", "").strip()[:200]
    hits = find(words, audience=_audience(request), limit=50)
    agencies = list_agencies(clock.today(), words=words)[:10] if words else []
    return render(
        request, "web/search.html", {"search_words": words, "hits": hits, "agencies": agencies, "kinds": KINDS}
    )


@require_GET
@seat_required()
def suggestions(request: SeatRequest) -> HttpResponse:
    """Give what somebody typing in the search field may mean, as options of its list; only what the seat may see."""
    words = request.GET.get("q", "").strip()[:200]
    return render(request, "web/_suggestions.html", {"titles": suggest(words, audience=_audience(request))})


def _audience(request: SeatRequest) -> set[str]:
    return {*audience_of(request.seat, clock.today()), *direction.audience_of(request.seat)}


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Publish the signed heads of the journal, so that others can hold them against us."""
    return render(request, "web/journal.html", {"checkpoints": list_checkpoints(50)})


@require_GET
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether web, database and worker are ready: 200, or 503 with the reason."""
    found = health()
    return JsonResponse(found, status=200 if found["status"] == "ok" else 503)


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures for Prometheus to who says the token; without one set there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404("Không mở số liệu giám sát.")
    said = request.headers.get("Authorization", "")
    if not constant_time_compare(said, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition(), content_type=MEDIA_TYPE)


@require_POST
def contrast(request: HttpRequest) -> HttpResponse:
    """Switch the high-contrast look on or off and go back to the page."""
    response = redirect(way_back(request, request.POST.get("next", "/")))
    if request.COOKIES.get(CONTRAST):
        response.delete_cookie(CONTRAST)
    else:
        response.set_cookie(
            CONTRAST, "1", max_age=365 * 86400, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
        )
    return response


# -- errors


def forged_or_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose security token is missing or old; nothing was done."""
    return _error(
        request, 403, "Biểu mẫu đã hết hạn", "Chưa có gì được lưu. Quay lại trang trước, tải lại rồi gửi lần nữa."
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400, "Yêu cầu không đọc được", "Kiểm tra lại địa chỉ hoặc biểu mẫu rồi thử lần nữa.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = str(exception) or "Vị trí đang dùng không có quyền mở trang này."
    return _error(request, 403, "Không có quyền", f"{words} Nếu bạn có vị trí khác, đổi ở trang Vị trí làm việc.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = "Trang không có, hoặc vị trí đang dùng không được xem. Kiểm tra địa chỉ, hoặc tìm theo tên."
    return _error(request, 404, "Không tìm thấy trang", words)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours with a number that the log holds too."""
    context = {"number": request_number(), "official": getattr(request, "seat", None) is not None}
    return render(request, "web/fault.html", context, status=500)


def _error(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    context = {"title": title, "words": words, "number": request_number()}
    return render(request, "web/error.html", context, status=status)
