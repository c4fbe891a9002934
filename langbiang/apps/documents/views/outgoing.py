"""Outgoing documents: list, registration, the page, and its steps."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import (
    ActForm,
    AskForm,
    DraftForm,
    GiveForm,
    IssueForm,
    OpinionForm,
    PublishForm,
    ReasonForm,
    ReceiversForm,
    SendForm,
    UnpublishForm,
)
from langbiang.apps.documents.keys import find_certificate
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.documents.panels import panels_of
from langbiang.apps.identity.interface import SeatForm, SeatRequest, answer, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .asking import outgoing_or_404, page_after, tabs_of
from .choosing import choice_of_outside, choice_of_receivers, typed

State = OutgoingDocument.State
TABS: tuple[tuple[str, str], ...] = (
    ("", "Tất cả"),
    (State.DRAFT, "Dự thảo"),
    (State.CONTENT, "Chờ duyệt"),
    (State.FORM, "Chờ kiểm tra"),
    (State.PRESENTED, "Chờ ký"),
    (State.SIGNED, "Chờ phát hành"),
    (State.ISSUED, "Chờ gửi"),
    (State.SENT, "Đã gửi"),
)
UNARRIVED = "chua-den"


@require_GET
@seat_required()
def outgoing_list(request: SeatRequest) -> HttpResponse:
    """List the outgoing documents this seat may see, by step."""
    parts, chosen = queries.parts_of_outgoing(request.seat, clock.today()), request.GET.get("buoc", "")
    counts, steps = queries.count_open_outgoing(request.seat, clock.today()), TABS
    shown = [part.filter(state=chosen) for part in parts] if chosen in State.values else parts
    if request.seat.has(Role.CLERK):
        unarrived = queries.list_unarrived(request.seat, clock.now())
        shown, counts[UNARRIVED] = [unarrived] if chosen == UNARRIVED else shown, unarrived.count()
        if counts[UNARRIVED] or chosen == UNARRIVED:  # a list on which nothing is late has no such tab
            steps = (*TABS, (UNARRIVED, "Chưa đến nơi nhận"))
    rows = page_after(shown, "moved_at", request.GET.get("sau", ""))
    may_register = bool(queries.drafting_agencies(request.seat, clock.today()))
    context = {
        "page": rows,
        "tabs": tabs_of(steps, counts),
        "chosen": chosen,
        "hours": settings.ALARM_HOURS if chosen == UNARRIVED else None,
        "may_register": may_register,
        "reads_registers": request.seat.has(Role.CLERK, Role.LEADER),
    }
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
    chosen = queries.receivers_of(document)
    form = ReceiversForm(typed(request), acting=request.seat, shown_version=document.version, document=document)

    def show(shown: Any) -> HttpResponse:
        said = request.POST if request.method == "POST" else _chosen_before(chosen)
        ticked, within, outside = (said.getlist(name) for name in ("receivers", "units", "outside"))
        context = {
            "form": shown,
            "document": document,
            **choice_of_receivers(document.agency_id, form.rooms, ticked, within),
            **choice_of_outside(said.get("tim", ""), outside, chosen.outside),
            "own_groups": queries.list_receiver_groups(document.agency_id),
            "own_ticked": said.getlist("groups"),
        }
        return page(request, "documents/outgoing_receivers.html", context, form=shown)

    if not form.is_bound:
        return show(form)
    return answer(
        request,
        form,
        version=document.version,
        do=lambda: services.choose_receivers(
            document,
            list(form.cleaned_data["receivers"]),
            units=list(form.cleaned_data["units"]),
            outside=form.cleaned_data["outside"],
            seat=request.seat,
            now=clock.now(),
        ),
        done="Đã lưu nơi nhận.",
        back=_address(document),
        refused=show,
    )


def _chosen_before(chosen: queries.Receivers) -> QueryDict:
    """Give receivers that were chosen before in the shape of a form that was sent."""
    said = QueryDict(mutable=True)
    said.setlist("receivers", [agency.slug for agency in chosen.agencies])
    said.setlist("units", [str(unit.uid) for unit in chosen.units])
    said.setlist("outside", [each.code for each in chosen.outside])
    return said


@require_GET
@seat_required(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)
def outside_find(request: SeatRequest) -> HttpResponse:
    """Give the agencies outside that words find, with those that are ticked; asked while somebody types."""
    context = choice_of_outside(request.GET.get("tim", ""), request.GET.getlist("outside"))
    return render(request, "documents/_outside_rows.html", context)


def show_outgoing(request: SeatRequest, document: OutgoingDocument, *, refused: Any = None) -> HttpResponse:
    """Show the page of a document; with a refused form, that one in its place and a 422."""
    seat, now = request.seat, clock.now()
    deliveries, day = queries.deliveries_of(document), clock.local(now).date()
    may, copies = queries.outgoing_steps(seat, document, day), queries.copies_of(document)
    to = queries.receivers_of(document)
    making = not copies or queries.sees_making(seat, document, day)
    history = queries.history_of_outgoing(document)
    context = {
        "document": document,
        "may": may,
        "elsewhere": find_certificate(seat.person) if "sign" in may else None,
        "panels": panels_of(document, seat=seat, now=now),
        "next": queries.next_step(document, day) if document.state == State.DRAFT else "",
        "refused": refused,
        "missing": queries.missing_before_presenting(document) if document.state in (State.DRAFT, State.FORM) else [],
        "verdict": queries.find_verdict(document.file.digest),
        "recipients": len(to.agencies) + len(to.units) + len(to.outside),
        "inside": queries.names_of_units([unit.pk for unit in to.units], day),
        "outside": to.outside,
        "publications": queries.publications_of(document),
        "copies": copies,
        "opinions": list(queries.opinions_of(document)) if making else [],
        "versions": document.versions.count() if making else 0,
        "limits": queries.limits_of(document),
        "deliveries": deliveries,
        "tally": queries.tally(deliveries),
        "history": [
            *queries.group_by_agency(history if making else queries.read_by_receivers(history)),
            *queries.chapters_of_receivers(document),
        ],
        "due": queries.due_of(document),
        "pages": range(1, document.pages + 1),
        "file_address": reverse("documents:outgoing-file", args=[document.uid]),
        "now": now,
        "today": day,
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
    if "give" in may:
        fresh["give_form"] = GiveForm(auto_id="giao-%s", **carried)
    if "issue" in may:
        fresh["issue_form"] = IssueForm(document=document, **carried)
    if "send" in may:
        fresh["send_form"] = SendForm(**carried)
    if "publish" in may:
        fresh["publish_form"] = PublishForm(document=document, **carried)
    if "unpublish" in may:
        fresh["unpublish_form"] = UnpublishForm(document=document, auto_id="bo-cong-bo-%s", **carried)
    return {name: refused if type(refused) is type(form) else form for name, form in fresh.items()}


def _address(document: OutgoingDocument) -> str:
    return reverse("documents:outgoing-detail", args=[document.uid])
