"""Pages of hand-overs: what was handed over, ordering one with a preview, how far it is, taking it back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.foundation import clock

from . import queries
from .forms import OrderForm, UndoForm
from .models import HandOver, HandOverLine
from .services import order_hand_over, undo_hand_over

ROLES = (Role.LEADER, Role.ADMIN)
PAGE = 50
JOBS = 100  # on the list; all stand in the journal
Line = HandOverLine.State


@require_GET
@seat_required(*ROLES)
def job_list(request: SeatRequest) -> HttpResponse:
    """List the hand-overs of the agency, newest first."""
    return page(request, "handover/job_list.html", {"jobs": queries.list_jobs(request.seat)[:JOBS]})


@require_http_methods(["GET", "POST"])
@seat_required(*ROLES)
def job_new(request: SeatRequest) -> HttpResponse:
    """Choose who leaves, see what that seat holds, say who takes it, look at the preview, start."""
    asked = request.POST.get("vi-tri") or request.GET.get("vi-tri", "")
    if not asked:
        return page(request, "handover/job_leaving.html", {"people": queries.list_leaving(request.seat, clock.today())})
    leaving = _leaving_or_404(request.seat, asked)
    piles = queries.list_piles(leaving)
    if request.method == "GET":
        return _form(request, OrderForm(acting=request.seat, leaving=leaving, piles=piles))
    form = OrderForm(request.POST, acting=request.seat, leaving=leaving, piles=piles)
    if form.is_valid() and not form.cleaned_data["confirm"]:
        return _preview(request, form)
    return answer(
        request,
        form,
        version=sum(pile.count for pile in piles),
        do=lambda: order_hand_over(form.order(), seat=request.seat, now=clock.now()),
        done="Đã đặt bàn giao. Máy chủ đang chuyển từng việc; tiến độ ở lần bàn giao trên cùng.",
        back=reverse("handover:job-list"),
        refused=lambda refused: _form(request, refused),
    )


@require_GET
@seat_required(*ROLES)
def job_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show how far a hand-over is, what could not be handed over and why, and every line page by page."""
    return _show(request, _job_or_404(request, uid))


@require_GET
@seat_required(*ROLES)
def job_progress(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Tell a page that asks again and again how far the job is; at the end the whole page is to be read anew."""
    job = _job_or_404(request, uid)
    answered = page(request, "handover/_progress.html", {"job": job, **_how_far(job, queries.tally_of(job))})
    if not job.at_work:
        answered.headers["HX-Refresh"] = "true"
    return answered


@act_on("handover:job-detail")
@seat_required(*ROLES)
def job_undo(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Take back what has not moved on since."""
    job = _job_or_404(request, uid)
    form = UndoForm(request.POST, acting=request.seat, shown_version=job.version)
    return answer(
        request,
        form,
        version=job.version,
        do=lambda: undo_hand_over(job, reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()),
        done="Đã đặt lấy lại. Việc nào đã được xử lý tiếp thì ở lại, nêu tên bên dưới.",
        back=reverse("handover:job-detail", args=[job.uid]),
        refused=lambda refused: _show(request, _job_or_404(request, uid), refused),
    )


def _form(request: SeatRequest, form: SeatForm) -> HttpResponse:
    assert isinstance(form, OrderForm)
    if form.is_bound:
        form.ask_to_confirm(confirmed=False)
    context = {"form": form, "leaving": form.leaving, "piles": form.kinds.values()}
    return page(request, "handover/job_form.html", context, form=form)


def _preview(request: SeatRequest, form: OrderForm) -> HttpResponse:
    receivers, said = form.receivers(), form.cleaned_data
    form.ask_to_confirm(confirmed=True)
    context = {
        "form": form,
        "leaving": form.leaving,
        "rows": [(pile, receivers.get(pile.kind)) for pile in form.kinds.values()],
        "total": sum(pile.count for pile in form.kinds.values() if pile.kind in receivers),
        "said": said,
    }
    return page(request, "handover/job_preview.html", context)


def _show(request: SeatRequest, job: HandOver, refused: SeatForm | None = None) -> HttpResponse:
    tally = queries.tally_of(job)
    rows = list(queries.lines_after(queries.list_lines(job, *Line.values), request.GET.get("sau", ""))[: PAGE + 1])
    undo = UndoForm(acting=request.seat, shown_version=job.version) if _may_undo(request.seat, job) else None
    context: dict[str, Any] = {
        "job": job,
        "tally": tally,
        **_how_far(job, tally),
        "problems": queries.list_lines(job, Line.REFUSED, Line.KEPT)[:PAGE],
        "lines": rows[:PAGE],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "names": queries.names_of([line.kind for line in rows]),
        "left": queries.count_left(job),
        "history": queries.history_of(job),
        "undo_form": refused or undo,
        "refused": refused,
    }
    return page(request, "handover/job_detail.html", context, form=refused)


def _how_far(job: HandOver, tally: queries.Tally) -> dict[str, int]:
    """Count what is done, of how many: on the way there, or back."""
    if job.state == HandOver.State.RUNNING:
        return {"done": job.total - tally.waiting, "whole": job.total}
    back = tally.returned + tally.kept
    return {"done": back, "whole": tally.moved + back}


def _may_undo(seat: Seat, job: HandOver) -> bool:
    return job.state == HandOver.State.DONE and queries.may_hand_over(seat, job.leaving)


def _job_or_404(request: SeatRequest, uid: UUID) -> HandOver:
    try:
        return queries.get_job(request.seat, uid)
    except HandOver.DoesNotExist as missing:
        raise Http404("Không có lần bàn giao này ở cơ quan.") from missing


def _leaving_or_404(seat: Seat, asked: str) -> Seat:
    try:
        leaving = queries.find_leaving(seat, asked)
    except ValidationError as unreadable:
        raise Http404("Không có vị trí này.") from unreadable
    if leaving is None:
        raise Http404("Không có vị trí này ở cơ quan.")
    return leaving
