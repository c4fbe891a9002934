"""Outgoing documents: list, registration, the page, and its steps."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role, Seat, list_agencies
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import ActForm, DraftForm, ReasonForm, ReceiversForm
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.documents.panels import panels_of
from langbiang.apps.identity.interface import SeatRequest, seat_required
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .answering import act_on, answer, page
from .asking import outgoing_or_404, page_after, tabs_of

State = OutgoingDocument.State
TABS = (
    ("", "Tất cả"),
    (State.DRAFT, "Dự thảo"),
    (State.PRESENTED, "Chờ ký"),
    (State.SIGNED, "Chờ phát hành"),
    (State.ISSUED, "Chờ gửi"),
    (State.SENT, "Đã gửi"),
)


@require_GET
@seat_required()
def outgoing_list(request: SeatRequest) -> HttpResponse:
    """List the outgoing documents this seat may see, by step."""
    parts, chosen = queries.parts_of_outgoing(request.seat, clock.today()), request.GET.get("buoc", "")
    shown = [part.filter(state=chosen) for part in parts] if chosen in State.values else parts
    rows = page_after(shown, "moved_at", request.GET.get("sau", ""))
    tabs = tabs_of(TABS, queries.count_open_outgoing(request.seat, clock.today()))
    may_register = bool(queries.drafting_agencies(request.seat, clock.today()))
    context = {"page": rows, "tabs": tabs, "chosen": chosen, "may_register": may_register}
    return page(request, "documents/outgoing_list.html", context)


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)
def outgoing_register(request: SeatRequest) -> HttpResponse:
    """Register an outgoing document with its PDF."""
    form = DraftForm(request.POST or None, request.FILES or None, acting=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            document = services.register_outgoing(
                form.draft(), form.cleaned_data["file"], seat=request.seat, now=clock.now()
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Đã đăng ký dự thảo. Đặt vị trí số, ngày, chữ ký trên trang.")
            return redirect("documents:outgoing-places", document.uid)
    return page(request, "documents/outgoing_form.html", {"form": form, "document": None}, form=form)


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)
def outgoing_change(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Change a draft; what is signed cannot be changed."""
    document = outgoing_or_404(request.seat, uid)
    initial = {
        "agency": document.agency_id,
        "type": document.type.code,
        "subject": document.subject,
        "notation": document.notation,
        "urgency": document.urgency,
        "signer": document.signer.uid if document.signer else None,
    }
    form = DraftForm(
        request.POST or None,
        request.FILES or None,
        acting=request.seat,
        shown_version=document.version,
        document=document,
        initial=initial,
    )

    def show(shown: Any) -> HttpResponse:
        return page(request, "documents/outgoing_form.html", {"form": shown, "document": document}, form=shown)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=document.version,
        do=lambda: services.change_outgoing(
            document, form.draft(), form.cleaned_data["file"], seat=request.seat, now=clock.now()
        ),
        done="Đã lưu thay đổi.",
        back=_address(document),
        refused=show,
    )


@require_GET
@seat_required()
def outgoing_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a document: its paper beside what to do, its verdict, its facts, its way through the agencies."""
    return _show(request, outgoing_or_404(request.seat, uid))


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)
def outgoing_receivers(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Choose to whom a document goes."""
    document = outgoing_or_404(request.seat, uid)
    chosen = [row.agency.slug for row in document.recipients.select_related("agency")]
    form = ReceiversForm(request.POST or None, acting=request.seat, shown_version=document.version, document=document)

    def show(shown: Any) -> HttpResponse:
        ticked = request.POST.getlist("receivers") if request.method == "POST" else chosen
        context = {
            "form": shown,
            "document": document,
            "groups": _receiver_groups(document, ticked),
            "ticked": ticked,
        }
        return page(request, "documents/outgoing_receivers.html", context, form=shown)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=document.version,
        do=lambda: services.choose_receivers(
            document, list(form.cleaned_data["receivers"]), seat=request.seat, now=clock.now()
        ),
        done="Đã lưu nơi nhận.",
        back=_address(document),
        refused=show,
    )


def _receiver_groups(document: OutgoingDocument, ticked: Collection[str]) -> list[dict[str, Any]]:
    """Group the agencies for ticking: the province's by kind, the districts, then the communes of each district."""
    versions = [v for v in list_agencies(clock.today()) if v.agency_id != document.agency_id]
    groups: dict[str, dict[str, Any]] = {}
    districts = {v.agency_id: v for v in versions if v.level == v.Level.DISTRICT}
    for version in sorted(versions, key=lambda v: v.level == v.Level.COMMUNE):
        if version.level == version.Level.PROVINCE:
            key, name = version.kind, version.get_kind_display()
        elif version.level == version.Level.DISTRICT:
            key, name = version.level, "UBND các huyện, thành phố"
        else:
            head = districts.get(version.parent_id or 0)
            key, name = (head.agency.slug, f"Cấp xã thuộc {head.short_name}") if head else ("khac", "Cấp xã khác")
        groups.setdefault(key, {"name": name, "agencies": []})["agencies"].append(version)
    for group in groups.values():
        group["ticked"] = sum(version.agency.slug in ticked for version in group["agencies"])
        group["open"] = group["ticked"] > 0
    return list(groups.values())


Step = Callable[[OutgoingDocument, Seat, Any], Any]


@act_on("documents:outgoing-detail")
@seat_required()
def outgoing_present(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Put a draft before its signer."""
    return _step(
        request,
        uid,
        ActForm,
        "Đã trình ký.",
        lambda d, s, f: services.present_outgoing(d, seat=s, now=clock.now()),
    )


@act_on("documents:outgoing-detail")
@seat_required(Role.LEADER)
def outgoing_sign(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Sign with the key of the person in this seat."""
    return _step(
        request,
        uid,
        ActForm,
        "Đã ký. Văn thư sẽ cấp số, đóng dấu và gửi.",
        lambda d, s, f: services.sign_outgoing(d, seat=s, now=clock.now()),
    )


@act_on("documents:outgoing-detail")
@seat_required(Role.LEADER)
def outgoing_return(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give a document back to its drafter, with the reason."""
    return _step(
        request,
        uid,
        ReasonForm,
        "Đã trả lại cho người soạn.",
        lambda d, s, f: services.return_outgoing(d, reason=f.cleaned_data["reason"], seat=s, now=clock.now()),
    )


@act_on("documents:outgoing-detail")
@seat_required(Role.CLERK)
def outgoing_issue(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give number and date and add the agency's signature."""
    return _step(
        request,
        uid,
        ActForm,
        "Đã cấp số, ngày và đóng dấu số.",
        lambda d, s, f: services.issue_outgoing(d, seat=s, now=clock.now()),
    )


@act_on("documents:outgoing-detail")
@seat_required(Role.CLERK)
def outgoing_send(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Send an issued document to its receivers."""
    return _step(
        request,
        uid,
        ActForm,
        "Đã gửi. Trạng thái của từng nơi nhận hiện ở trang này.",
        lambda d, s, f: services.send_outgoing(d, seat=s, now=clock.now()),
    )


@act_on("documents:outgoing-detail")
@seat_required(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)
def outgoing_cancel(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Cancel a draft; it stays in the list as cancelled."""
    return _step(
        request,
        uid,
        ReasonForm,
        "Đã hủy dự thảo.",
        lambda d, s, f: services.cancel_outgoing(d, reason=f.cleaned_data["reason"], seat=s, now=clock.now()),
    )


def _step(request: SeatRequest, uid: UUID, kind: type[ActForm] | type[ReasonForm], done: str, do: Step) -> HttpResponse:
    document = outgoing_or_404(request.seat, uid)
    form = kind(request.POST, acting=request.seat)
    return answer(
        request,
        form,
        version=document.version,
        do=lambda: do(document, request.seat, form),
        done=done,
        back=_address(document),
        refused=lambda f: _show(request, outgoing_or_404(request.seat, uid), refused=f),
    )


def _show(request: SeatRequest, document: OutgoingDocument, *, refused: Any = None) -> HttpResponse:
    seat = request.seat
    deliveries = queries.deliveries_of(document)
    context = {
        "document": document,
        "may": _may(seat, document),
        "panels": panels_of(document, seat=seat, now=clock.now()),
        "act_form": ActForm(acting=seat, shown_version=document.version),
        "reason_form": refused
        if isinstance(refused, ReasonForm)
        else ReasonForm(acting=seat, shown_version=document.version),
        "refused": refused,
        "missing": queries.missing_before_presenting(document) if document.state == State.DRAFT else [],
        "verdict": queries.find_verdict(document.file.digest),
        "recipients": document.recipients.count(),
        "deliveries": deliveries,
        "tally": queries.tally(deliveries),
        "history": [
            *queries.group_by_agency(queries.history_of_outgoing(document)),
            *queries.chapters_of_receivers(document),
        ],
        "due": queries.due_of(document),
        "pages": range(1, document.pages + 1),
        "file_address": reverse("documents:outgoing-file", args=[document.uid]),
        "now": clock.now(),
    }
    return page(request, "documents/outgoing_detail.html", context, form=refused)


def _may(seat: Seat, document: OutgoingDocument) -> set[str]:
    """Say which steps this seat may take now."""
    day, state, steps = clock.today(), document.state, set[str]()
    if state == State.DRAFT and queries.may_edit(seat, document, day):
        steps |= {"change", "place", "receivers", "present", "cancel"}
    if state == State.PRESENTED and document.signer_id == seat.pk:
        steps |= {"sign", "return"}
    if queries.keeps_records_of(seat, document.agency_id, day):
        steps |= {
            State.SIGNED: {"issue", "receivers"},
            State.ISSUED: {"send", "receivers"},
            State.SENT: {"packet"},
        }.get(State(state), set())
    return steps


def _address(document: OutgoingDocument) -> str:
    return reverse("documents:outgoing-detail", args=[document.uid])
