"""Filing plans: the list of years, one plan, its entries and its approval."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role
from langbiang.apps.documents.interface import kept_by
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.apps.workfiles import queries, services
from langbiang.apps.workfiles.forms import ActForm, EntryForm, PlanForm
from langbiang.apps.workfiles.models import FilingPlan, PlanEntry
from langbiang.apps.workfiles.printouts import plan_table
from langbiang.foundation import clock

from .showing import in_form

State = FilingPlan.State


@require_GET
@seat_required()
def plan_list(request: SeatRequest) -> HttpResponse:
    """List the plans of the seat's agency by year, and of those whose records it keeps."""
    day = clock.today()
    context = {
        "plans": queries.list_plans(request.seat, day),
        "unplanned": queries.list_unplanned(request.seat, day)[:50],
        "may_draft": bool(kept_by(request.seat, day)),
    }
    return page(request, "workfiles/plan_list.html", context)


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK)
def plan_draft(request: SeatRequest) -> HttpResponse:
    """Begin the plan of a year, from last year's or from nothing."""
    form = PlanForm(request.POST or None, acting=request.seat)

    def show(form: SeatForm) -> HttpResponse:
        return page(request, "workfiles/plan_form.html", {"form": form}, form=form)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=None,
        do=lambda: services.draft_plan(
            form.cleaned_data["agency"],
            form.cleaned_data["year"],
            copy=bool(form.cleaned_data["copy"]),
            seat=request.seat,
            now=clock.now(),
        ),
        done="Đã lập dự thảo danh mục. Thêm từng hồ sơ rồi trình lãnh đạo duyệt.",
        back=lambda plan: reverse("workfiles:plan-detail", args=[plan.uid]),
        refused=show,
    )


@require_GET
@seat_required()
def plan_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a plan; `?dang=pdf` and `?dang=xlsx` give it as paper and as sheet."""
    return _show(request, _plan_or_404(request, uid))


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK)
def entry_add(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Add a file to a draft, or supplement an approved plan."""
    plan = _kept_plan_or_404(request, uid)
    form = EntryForm(request.POST or None, acting=request.seat, plan=plan, shown_version=plan.version)

    def show(form: SeatForm) -> HttpResponse:
        return page(request, "workfiles/entry_form.html", {"form": form, "plan": plan}, form=form)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=plan.version,
        do=lambda: services.add_entry(plan, form.planned(), seat=request.seat, now=clock.now()),
        done="Đã thêm vào danh mục.",
        back=reverse("workfiles:plan-detail", args=[plan.uid]),
        refused=show,
    )


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK)
def entry_change(request: SeatRequest, uid: UUID, entry: UUID) -> HttpResponse:
    """Change a line of a draft."""
    plan = _kept_plan_or_404(request, uid)
    line = _entry_or_404(plan, entry)
    form = EntryForm(request.POST or None, acting=request.seat, plan=plan, entry=line, shown_version=plan.version)

    def show(form: SeatForm) -> HttpResponse:
        act = ActForm(acting=request.seat, shown_version=plan.version)
        context = {"form": form, "plan": plan, "entry": line, "act_form": act}
        return page(request, "workfiles/entry_form.html", context, form=form)

    if request.method == "GET":
        return show(form)
    return answer(
        request,
        form,
        version=plan.version,
        do=lambda: services.change_entry(line, form.planned(), seat=request.seat, now=clock.now()),
        done="Đã sửa danh mục.",
        back=reverse("workfiles:plan-detail", args=[plan.uid]),
        refused=show,
    )


@act_on("workfiles:plan-detail")
@seat_required(Role.CLERK)
def entry_remove(request: SeatRequest, uid: UUID, entry: UUID) -> HttpResponse:
    """Take a line out of a draft."""
    plan = _kept_plan_or_404(request, uid)
    line = _entry_or_404(plan, entry)
    return answer(
        request,
        ActForm(request.POST, acting=request.seat),
        version=plan.version,
        do=lambda: services.remove_entry(line, seat=request.seat, now=clock.now()),
        done=f"Đã bỏ {line.notation} khỏi danh mục.",
        back=reverse("workfiles:plan-detail", args=[plan.uid]),
        refused=lambda form: _show(request, plan, refused=form),
    )


@act_on("workfiles:plan-detail")
@seat_required(Role.LEADER)
def plan_approve(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Approve the plan of the year."""
    plan = _plan_or_404(request, uid)
    return answer(
        request,
        ActForm(request.POST, acting=request.seat),
        version=plan.version,
        do=lambda: services.approve_plan(plan, seat=request.seat, now=clock.now()),
        done="Đã duyệt danh mục hồ sơ. Người được phân công mở hồ sơ từ danh mục này.",
        back=reverse("workfiles:plan-detail", args=[plan.uid]),
        refused=lambda form: _show(request, _plan_or_404(request, uid), refused=form),
    )


def _plan_or_404(request: SeatRequest, uid: UUID) -> FilingPlan:
    try:
        return queries.get_plan(request.seat, uid, clock.today())
    except FilingPlan.DoesNotExist as missing:
        raise Http404("Không có danh mục này, hoặc vị trí đang dùng không được xem.") from missing


def _kept_plan_or_404(request: SeatRequest, uid: UUID) -> FilingPlan:
    """Give a plan of an agency whose records this clerk keeps."""
    plan = _plan_or_404(request, uid)
    if plan.agency_id not in kept_by(request.seat, clock.today()):
        raise Http404("Danh mục này do văn thư của cơ quan khác giữ.")
    return plan


def _entry_or_404(plan: FilingPlan, uid: UUID) -> PlanEntry:
    try:
        return queries.get_entry(plan, uid)
    except PlanEntry.DoesNotExist as missing:
        raise Http404("Danh mục không có mục này.") from missing


def _show(request: SeatRequest, plan: FilingPlan, *, refused: SeatForm | None = None) -> HttpResponse:
    entries = list(queries.list_entries(plan))
    made = in_form(request, plan_table(plan, entries), f"danh-muc-ho-so-{plan.year}")
    if made is not None:
        return made
    seat, day = request.seat, clock.today()
    kept = plan.agency_id in kept_by(seat, day)
    context = {
        "plan": plan,
        "entries": entries,
        "may_change": kept and plan.state == State.DRAFT,
        "may_add": kept,
        "may_approve": plan.state == State.DRAFT and queries.may_approve(seat, plan),
        "may_open": plan.state == State.APPROVED and queries.may_open_files(seat),
        "act_form": ActForm(acting=seat, shown_version=plan.version),
        "history": queries.history_of(plan),
        "refused": refused,
    }
    return page(request, "workfiles/plan_detail.html", context, form=refused)
