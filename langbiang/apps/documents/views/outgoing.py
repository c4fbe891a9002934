"""Outgoing documents: list, registration, the page, and its steps."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role, Seat, list_agencies
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import (
    ActForm,
    AskForm,
    DraftForm,
    IssueForm,
    OpinionForm,
    ReasonForm,
    ReceiversForm,
)
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.documents.panels import panels_of
from langbiang.apps.identity.interface import SeatForm, SeatRequest, answer, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .asking import outgoing_or_404, page_after, tabs_of

State = OutgoingDocument.State
TABS = (
    ("", "Tất cả"),
    (State.DRAFT, "Dự thảo"),
    (State.CONTENT, "Chờ duyệt"),
    (State.FORM, "Chờ kiểm tra"),
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
    """Register an outgoing document: with its file, or with the words that are laid out here."""
    initial = {"answers": request.GET.get("tra-loi"), "replaces": request.GET.get("thay-the")}
    form = DraftForm(request.POST or None, request.FILES or None, acting=request.seat, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            document = services.register_outgoing(
                form.draft(), form.cleaned_data["file"], seat=request.seat, now=clock.now()
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Đã đăng ký dự thảo.")
            return redirect("documents:outgoing-detail" if document.body else "documents:outgoing-places", document.uid)
    context = {"form": form, "document": None, **_ties(request, form)}
    return page(request, "documents/outgoing_form.html", context, form=form)


def _ties(request: SeatRequest, form: DraftForm) -> dict[str, Any]:
    """Name the documents that a draft answers and replaces, as far as this seat may see them."""
    day, found = clock.today(), {}
    for name, see in (("answers", queries.list_incoming), ("replaces", queries.list_outgoing)):
        with suppress(ValueError):
            found[name] = see(request.seat, day).filter(uid=UUID(str(form[name].value()))).first()
    return found


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
        "body": document.body,
        "addressed_to": document.addressed_to,
        "copies_to": document.copies_to,
        "answers": document.answers.uid if document.answers else None,
        "replaces": document.replaces.uid if document.replaces else None,
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
        context = {"form": shown, "document": document, **_ties(request, shown)}
        return page(request, "documents/outgoing_form.html", context, form=shown)

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
    return show_outgoing(request, outgoing_or_404(request.seat, uid))


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
            "groups": receiver_groups(document.agency_id, ticked),
            "own_groups": queries.list_receiver_groups(document.agency_id),
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


def receiver_groups(sender: int, ticked: Collection[str]) -> list[dict[str, Any]]:
    """Group the agencies for ticking: the province's by kind, the districts, then the communes of each district."""
    versions = [v for v in list_agencies(clock.today()) if v.agency_id != sender]
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


def show_outgoing(request: SeatRequest, document: OutgoingDocument, *, refused: Any = None) -> HttpResponse:
    """Show the page of a document; with a refused form, that one in its place and a 422."""
    seat, now = request.seat, clock.now()
    deliveries = queries.deliveries_of(document)
    may = queries.outgoing_steps(seat, document, clock.local(now).date())
    context = {
        "document": document,
        "may": may,
        "panels": panels_of(document, seat=seat, now=now),
        "next": queries.next_step(document, clock.local(now).date()) if document.state == State.DRAFT else "",
        "refused": refused,
        "missing": queries.missing_before_presenting(document) if document.state in (State.DRAFT, State.FORM) else [],
        "verdict": queries.find_verdict(document.file.digest),
        "recipients": document.recipients.count(),
        "opinions": list(queries.opinions_of(document)),
        "versions": document.versions.count(),
        "limits": queries.limits_of(document),
        "deliveries": deliveries,
        "tally": queries.tally(deliveries),
        "history": [
            *queries.group_by_agency(queries.history_of_outgoing(document)),
            *queries.chapters_of_receivers(document),
        ],
        "due": queries.due_of(document),
        "pages": range(1, document.pages + 1),
        "file_address": reverse("documents:outgoing-file", args=[document.uid]),
        "now": now,
        **_forms(seat, document, may, refused),
    }
    return page(request, "documents/outgoing_detail.html", context, form=refused)


def _forms(seat: Seat, document: OutgoingDocument, may: set[str], refused: Any) -> dict[str, SeatForm]:
    """Give the forms of the page; the refused one stands in its place with what was typed."""
    carried: dict[str, Any] = {"acting": seat, "shown_version": document.version}
    fresh: dict[str, SeatForm] = {
        "act_form": ActForm(**carried),
        "reason_form": ReasonForm(**carried),
        "opinion_form": OpinionForm(**carried),
    }
    if "ask" in may:
        fresh["ask_form"] = AskForm(document=document, **carried)
    if "issue" in may:
        fresh["issue_form"] = IssueForm(document=document, **carried)
    return {name: refused if type(refused) is type(form) else form for name, form in fresh.items()}


def _address(document: OutgoingDocument) -> str:
    return reverse("documents:outgoing-detail", args=[document.uid])
