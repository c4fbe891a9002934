"""Tasks: the list, giving one, the page of one, and its steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.deadlines.interface import end_of_office
from langbiang.apps.direction import forms, queries, services
from langbiang.apps.direction.models import Task
from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .asking import agency_asked, day_asked, page_by, task_or_404

State = Task.State
TABS = (
    ("lead", "Tôi được giao"),
    ("assigner", "Tôi giao"),
    ("coordinator", "Phối hợp"),
    ("late", "Quá hạn"),
    ("closed", "Đã đóng"),
    ("all", "Tất cả"),
)
COUNTED = ("lead", "assigner", "coordinator", "late")  # what is open is bounded; the rest is not counted
OUTCOMES = {
    "open": "đang mở",
    "late": "quá hạn",
    "asked": "đang xin gia hạn",
    "due": "đến hạn trong kỳ",
    "ontime": "đúng hạn trong kỳ",
    "missed": "quá hạn trong kỳ",
}


@require_GET
@seat_required()
def task_list(request: SeatRequest) -> HttpResponse:
    """List the tasks this seat may see, by what it has to do with them; or those behind a figure of the report."""
    seat, now = request.seat, clock.now()
    seen, wanted = queries.tasks.list_tasks(seat, clock.today()), _wanted(request)
    asked = request.GET.get("muc", "")
    chosen = asked if asked in dict(TABS) else "all" if wanted else _first_tab(seat)
    shown = queries.tasks.in_tab(seen, chosen, seat, now).filter(queries.tasks.kept_for(wanted, now))
    by, newest_first = ("moved_at", True) if chosen in ("closed", "all") else ("due_at", False)
    rows = page_by(shown, by, request.GET.get("sau", ""), newest_first=newest_first)
    tabs = [
        (name, words, queries.tasks.in_tab(seen, name, seat, now).count() if name in COUNTED else None)
        for name, words in TABS
    ]
    context = {
        "page": rows,
        "tabs": tabs,
        "chosen": chosen,
        "wanted": wanted,
        "outcome": OUTCOMES.get(wanted.outcome, ""),
        "kept": _kept(request, chosen),
        "gives": queries.tasks.may_give(seat),
        "now": now,
    }
    return page(request, "direction/task_list.html", context)


def _first_tab(seat: Seat) -> str:
    return "assigner" if seat.has(Role.LEADER) else "lead"


def _wanted(request: SeatRequest) -> queries.tasks.Wanted:
    asked = "co-quan" in request.GET
    agencies = queries.debts.agencies_of(request.seat, clock.today())
    return queries.tasks.Wanted(
        agency=agency_asked(request, agencies).agency_id if asked else None,
        lead=_uid_asked(request, "nguoi"),
        unit=_uid_asked(request, "don-vi"),
        begin=day_asked(request, "tu"),
        end=day_asked(request, "den"),
        outcome=request.GET.get("ket-qua", "") if request.GET.get("ket-qua") in OUTCOMES else "",
    )


def _uid_asked(request: SeatRequest, name: str) -> str:
    try:
        return str(UUID(request.GET.get(name, "")))
    except ValueError:
        return ""


def _kept(request: SeatRequest, chosen: str) -> str:
    """Give what the address of the next page keeps of this one."""
    kept = request.GET.copy()
    kept.pop("sau", None)
    kept["muc"] = chosen
    return kept.urlencode()


@require_http_methods(["GET", "POST"])
@seat_required(Role.LEADER, Role.UNIT_HEAD)
def task_give(request: SeatRequest) -> HttpResponse:
    """Give a task: of a document, of a meeting's conclusion, as a part of another task, or of nothing."""
    seat, source = request.seat, _source_asked(request)
    initial = {"title": _title_of(source)}
    form = forms.GiveForm(request.POST or None, acting=seat, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            task = services.tasks.give_task(form.errand(source), seat=seat, now=clock.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"Đã giao nhiệm vụ cho {task.lead_name}.")
            return redirect("direction:task-detail", task.uid)
    return page(request, "direction/task_form.html", {"form": form, "source": source}, form=form)


def _source_asked(request: SeatRequest) -> services.tasks.Source:
    """Read from the address what the task comes from; what the seat may not see is a 404."""
    asked, seat, day = request.GET, request.seat, clock.today()
    found: dict[str, Any] = {}
    finders: dict[str, tuple[str, Callable[[str], Any]]] = {
        "van-ban-den": ("incoming", lambda uid: queries.tasks.find_incoming(seat, uid, day)),
        "van-ban-di": ("outgoing", lambda uid: queries.tasks.find_outgoing(seat, uid, day)),
        "cuoc-hop": ("meeting", lambda uid: queries.meetings.find_meeting(seat, uid)),
        "thuoc": ("parent", lambda uid: queries.tasks.find_task(seat, uid, day)),
    }
    for name, (part, find) in finders.items():
        if name in asked:
            uid = _uid_asked(request, name)
            found[part] = find(uid) if uid else None
            if found[part] is None:
                raise Http404("Không có nguồn giao việc này, hoặc vị trí đang dùng không được xem.")
            break
    return services.tasks.Source(**found)


def _title_of(source: services.tasks.Source) -> str:
    document = source.incoming or source.outgoing
    return document.subject[:300] if document else ""


# -- the page


@require_GET
@seat_required()
def task_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a task: what is asked, what was told, its parts, and what to do now."""
    return _show(request, task_or_404(request.seat, uid))


FORMS: dict[str, type[forms.DirectionForm]] = {
    "start": forms.ActForm,
    "progress": forms.ProgressForm,
    "contribute": forms.ContributeForm,
    "done": forms.DoneForm,
    "return": forms.ReturnForm,
    "close": forms.CloseForm,
    "cancel": forms.CancelForm,
    "extend": forms.ExtendForm,
    "answer": forms.AnswerExtensionForm,
}


def _show(request: SeatRequest, task: Task, *, refused: SeatForm | None = None) -> HttpResponse:
    seat, day = request.seat, clock.today()
    may = _may(seat, task)
    carried: dict[str, Any] = {"acting": seat, "shown_version": task.version}
    shown: dict[str, SeatForm] = {name: kind(**carried) for name, kind in FORMS.items() if name in may}
    if "pass" in may:
        shown["pass"] = forms.PassForm(task=task, **carried)
    shown = {name: refused if refused and type(refused) is type(form) else form for name, form in shown.items()}
    context = {
        "task": task,
        "may": may,
        "forms": shown,
        "refused": refused,
        "coordinators": list(task.coordinators.all()),
        "reports": list(task.reports.prefetch_related("files__file")),
        "extensions": list(task.extensions.all()),
        "children": list(queries.tasks.children_of(task, seat, day)),
        "parent": queries.tasks.find_task(seat, task.parent.uid, day) if task.parent else None,
        "source": _source_link(seat, task),
        "reply": queries.tasks.find_outgoing(seat, str(task.reply.uid), day) if task.reply else None,
        "history": queries.history.history_of("direction.task", task.uid),
        "now": clock.now(),
    }
    return page(request, "direction/task_detail.html", context, form=refused)


def _may(seat: Seat, task: Task) -> set[str]:
    """Say which steps this seat may take now."""
    steps = set[str]()
    if task.lead_id == seat.pk:
        steps |= {State.ASSIGNED: {"start"}, State.WORKING: {"progress", "done"}}.get(State(task.state), set())
        if task.state in Task.OWED and not task.extension_open:
            steps.add("extend")
    if task.assigner_id == seat.pk and task.is_open:
        steps |= {"cancel"} | ({"answer"} if task.extension_open else set())
        steps |= {"return", "close"} if task.state == State.REPORTED else set()
    if queries.tasks.may_pass(seat, task):
        steps.add("pass")
    if queries.tasks.may_divide(seat, task):
        steps.add("divide")
    if task.is_open and queries.tasks.coordinates(seat, task):
        steps.add("contribute")
    return steps


def _source_link(seat: Seat, task: Task) -> str:
    """Give the address of what the task comes from, when this seat may see it."""
    day = clock.today()
    if task.incoming and queries.tasks.find_incoming(seat, str(task.incoming.uid), day):
        return reverse("documents:incoming-detail", args=[task.incoming.uid])
    if task.outgoing and queries.tasks.find_outgoing(seat, str(task.outgoing.uid), day):
        return reverse("documents:outgoing-detail", args=[task.outgoing.uid])
    if task.meeting and queries.meetings.find_meeting(seat, task.meeting.uid):
        return reverse("direction:meeting-detail", args=[task.meeting.uid])
    return ""


# -- the steps

Do = Callable[[Task, Seat, Any], Any]


@act_on("direction:task-detail")
@seat_required(Role.UNIT_HEAD)
def task_pass(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Pass a task on within the lead unit."""
    task = task_or_404(request.seat, uid)
    form = forms.PassForm(request.POST, acting=request.seat, task=task)
    return _answer(
        request,
        task,
        form,
        lambda t, s, said: services.tasks.pass_task(t, to=said["to"], seat=s, now=clock.now()),
        "Đã chuyển nhiệm vụ trong đơn vị.",
    )


@act_on("direction:task-detail")
@seat_required()
def task_start(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Begin the work."""
    return _step(
        request,
        uid,
        forms.ActForm,
        lambda t, s, said: services.tasks.start_task(t, seat=s, now=clock.now()),
        "Đã nhận việc.",
    )


@act_on("direction:task-detail")
@seat_required()
def task_progress(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Tell how far the work is."""
    return _step(
        request,
        uid,
        forms.ProgressForm,
        lambda t, s, said: services.tasks.report_progress(
            t, percent=said["percent"], words=said["words"], uploads=said["enclosed"], seat=s, now=clock.now()
        ),
        "Đã gửi báo cáo tiến độ.",
    )


@act_on("direction:task-detail")
@seat_required()
def task_contribute(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Add a co-ordinator's part."""
    return _step(
        request,
        uid,
        forms.ContributeForm,
        lambda t, s, said: services.tasks.contribute(
            t, words=said["words"], uploads=said["enclosed"], seat=s, now=clock.now()
        ),
        "Đã gửi ý kiến phối hợp.",
    )


@act_on("direction:task-detail")
@seat_required()
def task_report(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Report the work as done."""
    return _step(
        request,
        uid,
        forms.DoneForm,
        lambda t, s, said: services.tasks.report_done(
            t, words=said["words"], uploads=said["enclosed"], seat=s, now=clock.now()
        ),
        "Đã báo cáo hoàn thành, chờ người giao duyệt.",
    )


@act_on("direction:task-detail")
@seat_required(Role.LEADER, Role.UNIT_HEAD)
def task_return(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give what was reported back."""
    return _step(
        request,
        uid,
        forms.ReturnForm,
        lambda t, s, said: services.tasks.return_task(t, reason=said["reason"], seat=s, now=clock.now()),
        "Đã trả lại để làm tiếp.",
    )


@act_on("direction:task-detail")
@seat_required(Role.LEADER, Role.UNIT_HEAD)
def task_close(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Close a task with its reply or result."""
    return _step(
        request,
        uid,
        forms.CloseForm,
        lambda t, s, said: services.tasks.close_task(
            t, reply=said["reply"], result=said["result"], seat=s, now=clock.now()
        ),
        "Đã đóng nhiệm vụ.",
    )


@act_on("direction:task-detail")
@seat_required(Role.LEADER, Role.UNIT_HEAD)
def task_cancel(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Take a task back."""
    return _step(
        request,
        uid,
        forms.CancelForm,
        lambda t, s, said: services.tasks.cancel_task(t, reason=said["reason"], seat=s, now=clock.now()),
        "Đã hủy nhiệm vụ.",
    )


@act_on("direction:task-detail")
@seat_required()
def task_extend(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Ask for a later deadline."""
    return _step(
        request,
        uid,
        forms.ExtendForm,
        lambda t, s, said: services.extensions.ask_extension(
            t, due_at=end_of_office(said["due"], t.agency_id), reason=said["reason"], seat=s, now=clock.now()
        ),
        "Đã gửi đề nghị gia hạn.",
    )


@act_on("direction:task-detail")
@seat_required(Role.LEADER, Role.UNIT_HEAD)
def task_answer_extension(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Grant or refuse a later deadline."""

    def decide(task: Task, seat: Seat, said: dict[str, Any]) -> Task:
        granted = said["verdict"] == forms.AnswerExtensionForm.GRANT
        service = services.extensions.grant_extension if granted else services.extensions.refuse_extension
        return service(task, words=said["words"], seat=seat, now=clock.now())

    return _step(request, uid, forms.AnswerExtensionForm, decide, "Đã trả lời đề nghị gia hạn.")


def _step(request: SeatRequest, uid: UUID, kind: type[forms.DirectionForm], do: Do, done: str) -> HttpResponse:
    task = task_or_404(request.seat, uid)
    return _answer(request, task, kind(request.POST, request.FILES, acting=request.seat), do, done)


def _answer(request: SeatRequest, task: Task, form: SeatForm, do: Do, done: str) -> HttpResponse:
    return answer(
        request,
        form,
        version=task.version,
        do=lambda: do(task, request.seat, form.cleaned_data),
        done=done,
        back=_back(task),
        refused=lambda refused: _show(request, task_or_404(request.seat, task.uid), refused=refused),
    )


def _back(task: Task) -> str:
    return reverse("direction:task-detail", args=[task.uid])
