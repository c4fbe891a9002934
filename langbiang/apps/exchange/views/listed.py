"""The page of the agencies of other systems' lists: finding one, what the last readings brought, reading now."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role
from langbiang.apps.exchange import listed, queries
from langbiang.apps.exchange.models import System
from langbiang.apps.exchange.services import ask_sync, gives_list
from langbiang.apps.identity.interface import SeatForm, SeatRequest, actor_of, seat_required
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

PAGE = 50
RUNS = 5  # of each system


@require_GET
@seat_required(Role.EXCHANGE)
def agency_list(request: SeatRequest) -> HttpResponse:
    """List the agencies of other systems' lists, or those that left, page by page; above them the last readings."""
    return _show(request)


@require_http_methods(["GET", "POST"])
@seat_required(Role.EXCHANGE)
def agency_sync(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Have a system's list read now; a carrier does it."""
    if request.method == "GET":
        return redirect("exchange:agency-list")
    try:
        system = queries.get_system(uid)
    except System.DoesNotExist as missing:
        raise Http404("Không có hệ thống này.") from missing
    form = SeatForm(request.POST, acting=request.seat)
    if not form.is_valid():
        return _show(request, str(next(iter(form.errors.values()))[0]))
    try:
        form.check_version(system.version)
        ask_sync(system, by=actor_of(request.seat), now=clock.now())
    except Refused as refusal:
        return _show(request, str(refusal))
    messages.success(request, "Đã xếp hàng. Tiến trình chuyển lấy danh bạ trong ít giây, xong thì kết quả hiện ở đây.")
    return redirect("exchange:agency-list")


def _show(request: SeatRequest, refused: str = "") -> HttpResponse:
    words, gone = request.GET.get("q", "")[:200], "da-het" in request.GET
    found = listed.listed_after(listed.list_listed(words, gone=gone), request.GET.get("sau", ""))
    rows = list(found.select_related("system")[: PAGE + 1])
    context = {
        "agencies": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "words": words,
        "gone": gone,
        "counts": listed.count_listed(),
        "sources": [
            {
                "system": system,
                "runs": listed.list_syncs(system, RUNS),
                "form": SeatForm(acting=request.seat, shown_version=system.version),
            }
            for system in queries.list_systems()
            if gives_list(system)
        ],
        "refused": refused,
    }
    return render(request, "exchange/agency_list.html", context, status=422 if refused else 200)
