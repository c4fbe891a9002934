"""Pages of the incident log: the list, reporting one, the page of one with its moves."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.foundation import clock, sheets
from langbiang.foundation.errors import Refused
from langbiang.foundation.keyset import page_after

from . import forms, queries, services
from .models import Incident
from .tables import export_incidents

PAGE = 25
Do = Callable[[Incident, Seat, Any], Any]


@require_GET
@seat_required()
def incident_list(request: SeatRequest) -> HttpResponse:
    """List the incidents this seat may see, newest first; of one's own reports, how far they are."""
    said = {name: request.GET.get(name, "") for name in forms.SearchForm.base_fields}
    return _list(request, forms.SearchForm(said), said)


@require_POST
@seat_required()
def incident_export(request: SeatRequest) -> HttpResponse:
    """Give the incidents found as a spreadsheet; that is written into the journal."""
    form = forms.ExportForm(request.POST, acting=request.seat)
    said = {name: request.POST.get(name, "") for name in forms.SearchForm.base_fields}
    if form.is_valid():
        now = clock.now()
        try:
            made = export_incidents(form.asked(), words=_say(form), seat=request.seat, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            name = f"so-su-co-{clock.local(now):%Y%m%d-%H%M}.xlsx"
            headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
            return HttpResponse(made, content_type=sheets.MEDIA_TYPE, headers=headers)
    return _list(request, forms.SearchForm(said), said, export=form)


@require_http_methods(["GET", "POST"])
@seat_required()
def incident_report(request: SeatRequest) -> HttpResponse:
    """Report an incident; an error page leads here with its number, an alarm with its words."""
    now = clock.local(clock.now())
    known = {"fault_number": request.GET.get("so", "")[:8], "title": request.GET.get("ten", "")[:200]}
    initial = {name: words for name, words in known.items() if words}
    initial |= {"day": f"{now:%d/%m/%Y}", "hour": f"{now:%H:%M}"}
    form = forms.ReportForm(request.POST or None, acting=request.seat, initial=initial)
    if request.method == "GET":
        return page(request, "incidents/incident_form.html", {"form": form})
    return answer(
        request,
        form,
        version=None,
        do=lambda: services.report_incident(form.report(), seat=request.seat, now=clock.now()),
        done="Đã báo sự cố; người quản trị thấy ở “Việc chờ tôi”.",
        back=lambda incident: reverse("incidents:incident-detail", args=[incident.uid]),
        refused=lambda refused: page(request, "incidents/incident_form.html", {"form": refused}, form=refused),
    )


@require_GET
@seat_required()
def incident_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show an incident: what it is, who handles it, its course, and what this seat may do now."""
    return _show(request, _incident_or_404(request.seat, uid))


@act_on("incidents:incident-detail")
@seat_required()
def incident_assign(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give it to who is to handle it."""
    incident = _incident_or_404(request.seat, uid)
    form = _assign_form(request.seat, incident, request.POST)
    return _step(
        request,
        incident,
        form,
        lambda i, s, said: services.assign_incident(i, said["to"], seat=s, now=clock.now()),
        "Đã giao xử lý.",
    )


@act_on("incidents:incident-detail")
@seat_required()
def incident_note(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Write down what was found or done."""
    return _step(
        request,
        _incident_or_404(request.seat, uid),
        forms.NoteForm(request.POST, acting=request.seat),
        lambda i, s, said: services.note_progress(i, said["words"], seat=s, now=clock.now()),
        "Đã ghi diễn biến.",
    )


@act_on("incidents:incident-detail")
@seat_required()
def incident_grade(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Change how grave it is."""
    return _step(
        request,
        _incident_or_404(request.seat, uid),
        forms.GradeForm(request.POST, acting=request.seat),
        lambda i, s, said: services.grade_incident(i, said["severity"], reason=said["reason"], seat=s, now=clock.now()),
        "Đã đổi mức độ.",
    )


@act_on("incidents:incident-detail")
@seat_required()
def incident_close(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Close it with cause and remedy."""
    return _step(
        request,
        _incident_or_404(request.seat, uid),
        forms.CloseForm(request.POST, acting=request.seat),
        lambda i, s, said: services.close_incident(
            i, cause=said["cause"], remedy=said["remedy"], seat=s, now=clock.now()
        ),
        "Đã đóng sự cố. Mở lại được ở trang này.",
    )


@act_on("incidents:incident-detail")
@seat_required()
def incident_reopen(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Open a closed one again."""
    return _step(
        request,
        _incident_or_404(request.seat, uid),
        forms.ReopenForm(request.POST, acting=request.seat),
        lambda i, s, said: services.reopen_incident(i, reason=said["reason"], seat=s, now=clock.now()),
        "Đã mở lại sự cố.",
    )


def _step(request: SeatRequest, incident: Incident, form: SeatForm, do: Do, done: str) -> HttpResponse:
    return answer(
        request,
        form,
        version=incident.version,
        do=lambda: do(incident, request.seat, form.cleaned_data),
        done=done,
        back=reverse("incidents:incident-detail", args=[incident.uid]),
        refused=lambda refused: _show(request, _incident_or_404(request.seat, incident.uid), refused=refused),
    )


def _show(request: SeatRequest, incident: Incident, *, refused: SeatForm | None = None) -> HttpResponse:
    context = {
        "incident": incident,
        "forms": _forms(request.seat, incident, refused),
        "refused": refused,
        "history": queries.history_of(incident),
        "is_open": incident.state in Incident.OPEN,
    }
    return page(request, "incidents/incident_detail.html", context, form=refused)


def _forms(seat: Seat, incident: Incident, refused: SeatForm | None) -> dict[str, SeatForm]:
    """Give the forms this seat may send now; the refused one as it was sent."""
    carried: dict[str, Any] = {"acting": seat, "shown_version": incident.version}
    keeps, is_open = queries.keeps(seat, incident), incident.state in Incident.OPEN
    shown: dict[str, SeatForm] = {}
    if is_open and (keeps or incident.reporter_id == seat.pk):
        shown["note"] = forms.NoteForm(**carried)
    if is_open and keeps:
        shown["assign"] = _assign_form(seat, incident)
        shown["close"] = forms.CloseForm(initial={"cause": incident.cause, "remedy": incident.remedy}, **carried)
        shown["grade"] = forms.GradeForm(initial={"severity": incident.severity}, **carried)
    elif keeps:
        shown["reopen"] = forms.ReopenForm(**carried)
    return {name: refused if refused and type(refused) is type(form) else form for name, form in shown.items()}


def _assign_form(seat: Seat, incident: Incident, data: Any = None) -> forms.AssignForm:
    handlers = queries.list_handlers(incident, seat, clock.today())
    chosen = {"to": incident.handler.uid if incident.handler else seat.uid}
    return forms.AssignForm(data, acting=seat, shown_version=incident.version, initial=chosen, handlers=handlers)


def _list(
    request: SeatRequest, form: forms.SearchForm, said: dict[str, str], *, export: forms.ExportForm | None = None
) -> HttpResponse:
    incidents: list[Incident] = []
    after = ""
    if form.is_valid():
        found = queries.search_incidents(request.seat, form.asked())
        incidents, after = page_after(found, "opened_at", request.GET.get("sau", ""), size=PAGE)
    context: dict[str, Any] = {
        "form": form,
        "export_form": export or forms.ExportForm(acting=request.seat, initial=said),
        "incidents": incidents,
        "more": f"?{urlencode({**said, 'sau': after})}" if after else "",
        "narrowed": any(said.values()),
        "of": _whose(request.seat),
    }
    shown = page(request, "incidents/incident_list.html", context, form=export)
    if form.errors:
        shown.status_code = 422
    return shown


def _whose(seat: Seat) -> str:
    if queries.sees_all(seat):
        return "Mọi cơ quan"
    return seat.agency_name if seat.has(*queries.KEEPERS) else "Sự cố bạn đã báo"


def _say(form: forms.ExportForm) -> str:
    """Say in words what was asked for, as the journal keeps it."""
    names = [name for name in forms.SearchForm.base_fields if form.cleaned_data.get(name)]
    return "; ".join(f"{form.fields[name].label}: {form.data[name]}" for name in names)


def _incident_or_404(seat: Seat, uid: UUID) -> Incident:
    try:
        return queries.get_incident(seat, uid)
    except Incident.DoesNotExist as missing:
        raise Http404("Không có sự cố này, hoặc vị trí đang dùng không được xem.") from missing
