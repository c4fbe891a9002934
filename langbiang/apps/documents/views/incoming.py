"""Incoming documents: list, the page, and its steps."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import ActForm, AssignForm, ReasonForm, ResultForm
from langbiang.apps.documents.models import IncomingDocument
from langbiang.apps.documents.panels import panels_of
from langbiang.apps.identity.interface import SeatForm, SeatRequest, seat_required
from langbiang.foundation import clock, printing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, read_file

from .answering import act_on, answer, page
from .asking import incoming_or_404, page_after, tabs_of

State = IncomingDocument.State
TABS = (
    ("", "Tất cả"),
    (State.ARRIVED, "Chờ tiếp nhận"),
    (State.ACCEPTED, "Chờ phân công"),
    (State.ASSIGNED, "Đã phân công"),
    (State.WORKING, "Đang xử lý"),
    (State.DONE, "Hoàn thành"),
    (State.REFUSED, "Đã từ chối"),
)


@require_GET
@seat_required()
def incoming_list(request: SeatRequest) -> HttpResponse:
    """List the incoming documents this seat may see, by step."""
    parts, chosen = queries.parts_of_incoming(request.seat, clock.today()), request.GET.get("buoc", "")
    shown = [part.filter(state=chosen) for part in parts] if chosen in State.values else parts
    rows = page_after(shown, "arrived_at", request.GET.get("sau", ""))
    tabs = tabs_of(TABS, queries.count_open_incoming(request.seat, clock.today()))
    context = {"page": rows, "tabs": tabs, "chosen": chosen, "now": clock.now()}
    return page(request, "documents/incoming_list.html", context)


@require_GET
@seat_required()
def incoming_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a document: its paper beside what to do, whether it is genuine, its facts, its way through the agencies."""
    return _show(request, incoming_or_404(request.seat, uid))


@act_on("documents:incoming-detail")
@seat_required(Role.CLERK)
def incoming_accept(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Accept a document under the next arrival number."""
    document = incoming_or_404(request.seat, uid)
    form = ActForm(request.POST, acting=request.seat)
    return _act(
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
    form = ReasonForm(request.POST, acting=request.seat)
    return _act(
        request,
        document,
        form,
        lambda: services.refuse_incoming(
            document, reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()
        ),
        "Đã từ chối; lý do đã báo về nơi gửi.",
    )


@act_on("documents:incoming-detail")
@seat_required(Role.CLERK, Role.LEADER, Role.UNIT_HEAD)
def incoming_assign(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Assign a document to a person, with instruction and deadline."""
    document = incoming_or_404(request.seat, uid)
    form = AssignForm(request.POST, acting=request.seat, document=document)
    return _act(
        request,
        document,
        form,
        lambda: services.assign_incoming(
            document,
            to=form.cleaned_data["to"],
            instruction=form.cleaned_data["instruction"],
            due_at=form.due_at(),
            seat=request.seat,
            now=clock.now(),
        ),
        "Đã phân công.",
    )


@act_on("documents:incoming-detail")
@seat_required()
def incoming_start(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Begin the work on a document."""
    document = incoming_or_404(request.seat, uid)
    form = ActForm(request.POST, acting=request.seat)
    return _act(
        request,
        document,
        form,
        lambda: services.start_incoming(document, seat=request.seat, now=clock.now()),
        "Đã bắt đầu xử lý.",
    )


@act_on("documents:incoming-detail")
@seat_required()
def incoming_complete(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Finish the work, saying what came of it."""
    document = incoming_or_404(request.seat, uid)
    form = ResultForm(request.POST, acting=request.seat)
    return _act(
        request,
        document,
        form,
        lambda: services.complete_incoming(
            document, result=form.cleaned_data["result"], seat=request.seat, now=clock.now()
        ),
        "Đã hoàn thành; nơi gửi thấy kết quả.",
    )


def _act(
    request: SeatRequest, document: IncomingDocument, form: SeatForm, do: Callable[[], Any], done: str
) -> HttpResponse:
    return answer(
        request,
        form,
        version=document.version,
        do=do,
        done=done,
        back=reverse("documents:incoming-detail", args=[document.uid]),
        refused=lambda refused: _show(request, incoming_or_404(request.seat, document.uid), refused=refused),
    )


def _show(request: SeatRequest, document: IncomingDocument, *, refused: SeatForm | None = None) -> HttpResponse:
    seat, packet, shown = request.seat, document.delivery.packet, document.version
    files = list(packet.files.select_related("file"))
    paper = next((e.file for e in files if e.file and e.file.media_type == "application/pdf"), None)
    readable = paper if paper and packet.integrity == packet.Integrity.OK else None
    context = {
        "document": document,
        "packet": packet,
        "files": files,
        "paper": readable,
        "pages": _page_numbers(readable) if readable else (),
        "may": _may(seat, document),
        "panels": panels_of(document, seat=seat, now=clock.now()),
        "act_form": ActForm(acting=seat, shown_version=shown),
        "reason_form": refused if isinstance(refused, ReasonForm) else ReasonForm(acting=seat, shown_version=shown),
        "assign_form": refused
        if isinstance(refused, AssignForm)
        else AssignForm(document=document, acting=seat, shown_version=shown),
        "result_form": refused if isinstance(refused, ResultForm) else ResultForm(acting=seat, shown_version=shown),
        "refused": refused,
        "verdict": queries.find_verdict(paper.digest) if paper else None,
        "history": queries.group_by_agency(queries.history_of_incoming(document), receiver=document.agency_name),
        "due": queries.due_of(document),
        "now": clock.now(),
    }
    return page(request, "documents/incoming_detail.html", context, form=refused)


def _page_numbers(file: File) -> Sequence[int]:
    """Number the pages that can be shown; none for a file that the page drawer cannot open."""
    try:
        return range(1, printing.page_count(read_file(file)) + 1)
    except Refused:
        return ()


def _may(seat: Seat, document: IncomingDocument) -> set[str]:
    """Say which steps this seat may take now."""
    day, state, steps = clock.today(), document.state, set[str]()
    if state == State.ARRIVED and queries.keeps_records_of(seat, document.agency_id, day):
        steps |= {"accept", "refuse"} if document.integrity == "ok" else {"refuse"}
    if state in (State.ACCEPTED, State.ASSIGNED, State.WORKING) and queries.may_assign(seat, document, day):
        steps.add("assign")
    if document.assigned_to_id == seat.pk:
        steps |= {State.ASSIGNED: {"start"}, State.WORKING: {"complete"}}.get(State(state), set())
    return steps
