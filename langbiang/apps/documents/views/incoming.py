"""Incoming documents: the list, the page, and the steps of the records clerk."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role, list_agencies
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import ActForm, ArrivalForm, PresentForm, ReasonForm
from langbiang.apps.documents.models import IncomingDocument
from langbiang.apps.identity.interface import SeatRequest, act_on, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .asking import incoming_or_404, page_after, tabs_of
from .incoming_page import act_on_incoming, show_incoming

State = IncomingDocument.State
TABS = (
    ("", "Tất cả"),
    (State.ARRIVED, "Chờ tiếp nhận"),
    (State.ACCEPTED, "Chờ trình"),
    (State.PRESENTED, "Chờ bút phê"),
    (State.ASSIGNED, "Đã phân công"),
    (State.WORKING, "Đang xử lý"),
    (State.DONE, "Hoàn thành"),
    (State.REFUSED, "Đã từ chối"),
    (State.RECALLED, "Đã thu hồi"),
)
FIRST_YEAR = 2000


@require_GET
@seat_required()
def incoming_list(request: SeatRequest) -> HttpResponse:
    """List the incoming documents this seat may see, by step, agency, year, sender, and lateness."""
    today, chosen = clock.today(), request.GET.get("buoc", "")
    kept = list(list_agencies(today).filter(agency__in=queries.kept_by(request.seat, today)))
    filters = {name: request.GET.get(name, "").strip()[:100] for name in ("coquan", "nam", "noi", "tre")}
    wanted = queries.filter_of_incoming(
        agency=next((v.agency_id for v in kept if v.agency.slug == filters["coquan"]), None),
        year=_year(filters["nam"]),
        sender=filters["noi"],
        late=clock.now() if filters["tre"] else None,
    )
    if chosen in State.values:
        wanted &= Q(state=chosen)
    parts = [part.filter(wanted) for part in queries.parts_of_incoming(request.seat, today)]
    given = {name: value for name, value in filters.items() if value}
    context = {
        "page": page_after(parts, "listed_at", request.GET.get("sau", "")),
        "tabs": tabs_of(TABS, queries.count_open_incoming(request.seat, today)),
        "chosen": chosen,
        "kept": f"&{urlencode(given)}" if given else "",
        "filters": filters,
        "agencies": kept if len(kept) > 1 else [],
        "years": range(today.year, today.year - 5, -1),
        "may_register": bool(kept),
        "now": clock.now(),
    }
    return page(request, "documents/incoming_list.html", context)


def _year(said: str) -> int | None:
    return int(said) if said.isdecimal() and said.isascii() and FIRST_YEAR <= int(said[:5]) <= 9998 else None


@require_GET
@seat_required()
def incoming_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a document: its paper beside what to do, whether it is genuine, its facts, its way through the agencies."""
    return show_incoming(request, incoming_or_404(request.seat, uid))


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK)
def incoming_register(request: SeatRequest) -> HttpResponse:
    """Enter a document that came by post, by hand or by mail; what is there already is shown first."""
    form, found = ArrivalForm(request.POST or None, request.FILES or None, acting=request.seat), []
    if request.method == "POST" and form.is_valid():
        try:
            document = services.enter_incoming(
                form.arrival(), form.uploads, anyway=form.anyway_for(), seat=request.seat, now=clock.now()
            )
            return _entered(request, document)
        except services.CameTwice as twice:
            form.add_error("anyway", str(twice))
            found = twice.found
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    names = [version.name for version in list_agencies(clock.today())]
    return page(request, "documents/incoming_form.html", {"form": form, "found": found, "names": names}, form=form)


def _entered(request: SeatRequest, document: IncomingDocument) -> HttpResponse:
    messages.success(request, f"Đã vào sổ, số đến {document.arrival_number}.")
    return redirect("documents:incoming-detail", document.uid)


@act_on("documents:incoming-detail")
@seat_required(Role.CLERK)
def incoming_accept(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Accept a document under the next arrival number."""
    document = incoming_or_404(request.seat, uid)
    form = ActForm(request.POST, acting=request.seat)
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.accept_incoming(document, seat=request.seat, now=clock.now()),
        "Đã tiếp nhận và cấp số đến.",
    )


@act_on("documents:incoming-detail")
@seat_required(Role.CLERK)
def incoming_refuse(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Refuse a document and tell the sender why."""
    document = incoming_or_404(request.seat, uid)
    form = ReasonForm(request.POST, acting=request.seat, auto_id="tu-choi-%s", step="refuse")
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.refuse_incoming(
            document, reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()
        ),
        "Đã từ chối; lý do đã báo về nơi gửi.",
    )


@act_on("documents:incoming-detail")
@seat_required(Role.CLERK, Role.LEADER)
def incoming_present(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Put a document before a leader, or pass it on to another."""
    document = incoming_or_404(request.seat, uid)
    form = PresentForm(request.POST, acting=request.seat, document=document, auto_id="trinh-%s")
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.present_incoming(document, to=form.cleaned_data["to"], seat=request.seat, now=clock.now()),
        "Đã trình lãnh đạo.",
    )
