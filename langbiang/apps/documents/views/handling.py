"""The steps of the units and their people."""

from uuid import UUID

from django.http import Http404, HttpResponse

from langbiang.apps.directory.interface import Role
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import ActForm, AssignForm, ProposalForm, ReasonForm, ResultForm, ShareForm
from langbiang.apps.identity.interface import SeatRequest, act_on, seat_required
from langbiang.foundation import clock

from .asking import incoming_or_404
from .incoming_page import act_on_incoming


@act_on("documents:incoming-detail")
@seat_required(Role.UNIT_HEAD)
def incoming_assign(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give a part of the unit to one of its people."""
    document = incoming_or_404(request.seat, uid)
    parts = [one for one in queries.list_handlings(document) if one.unit_id == request.seat.unit_id]
    part = next((one for one in parts if str(one.uid) == request.POST.get("handling")), None)
    if part is None:
        raise Http404("Phần việc này không thuộc đơn vị của vị trí đang dùng.")
    form = AssignForm(request.POST, acting=request.seat, part=part)
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.assign_incoming(
            document,
            part,
            to=form.cleaned_data["to"],
            note=form.cleaned_data["note"],
            due_at=form.due_at(),
            seat=request.seat,
            now=clock.now(),
        ),
        "Đã phân công.",
    )


@act_on("documents:incoming-detail")
@seat_required()
def incoming_return(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give an own part back to the unit head, with the reason."""
    document = incoming_or_404(request.seat, uid)
    form = ReasonForm(request.POST, acting=request.seat, auto_id="tra-lai-%s", step="return")
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.return_incoming(
            document, reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()
        ),
        "Đã trả lại trưởng đơn vị.",
    )


@act_on("documents:incoming-detail")
@seat_required()
def incoming_start(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Begin the work on a document."""
    document = incoming_or_404(request.seat, uid)
    form = ActForm(request.POST, acting=request.seat)
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.start_incoming(document, seat=request.seat, now=clock.now()),
        "Đã bắt đầu xử lý.",
    )


@act_on("documents:incoming-detail")
@seat_required()
def incoming_propose(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Write down what the officer proposes."""
    document = incoming_or_404(request.seat, uid)
    form = ProposalForm(request.POST, acting=request.seat)
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.propose_incoming(
            document, proposal=form.cleaned_data["proposal"], seat=request.seat, now=clock.now()
        ),
        "Đã ghi ý kiến đề xuất.",
    )


@act_on("documents:incoming-detail")
@seat_required()
def incoming_contribute(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give the own part, by who takes part."""
    document = incoming_or_404(request.seat, uid)
    form = ShareForm(request.POST, acting=request.seat)
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.contribute_incoming(
            document, result=form.cleaned_data["share"], seat=request.seat, now=clock.now()
        ),
        "Đã xong phần phối hợp.",
    )


@act_on("documents:incoming-detail")
@seat_required()
def incoming_see(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Say that what was to be known was seen."""
    document = incoming_or_404(request.seat, uid)
    form = ActForm(request.POST, acting=request.seat)
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.see_incoming(document, seat=request.seat, now=clock.now()),
        "Đã ghi nhận bạn đã xem.",
    )


@act_on("documents:incoming-detail")
@seat_required()
def incoming_complete(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Finish the work, saying what came of it."""
    document = incoming_or_404(request.seat, uid)
    form = ResultForm(request.POST, acting=request.seat, document=document)
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.complete_incoming(
            document,
            result=form.cleaned_data["result"],
            reply=form.cleaned_data["reply"],
            seat=request.seat,
            now=clock.now(),
        ),
        "Đã hoàn thành; nơi gửi qua trục thấy kết quả." if document.delivery else "Đã hoàn thành.",
    )
