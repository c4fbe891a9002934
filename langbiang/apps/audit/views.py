"""Pages of who controls: acts found, one act in full, acts taken away with their proof, the signed heads."""

import tempfile
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from langbiang.apps.directory.interface import Role
from langbiang.apps.identity.interface import SeatForm, SeatRequest, page, seat_required, who_did
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Act, open_heads, prove, say_state
from langbiang.foundation.keyset import page_after

from . import queries
from .forms import ExportForm, PeriodForm, SearchForm
from .services import export_acts
from .words import ACTORS, DETAILS, say_detail, say_verb

READERS = (Role.AUDITOR, Role.ADMIN)
PAGE = 50
USUAL = timedelta(days=6)  # before today


@require_GET
@seat_required(*READERS)
def act_list(request: SeatRequest) -> HttpResponse:
    """Find acts by time, person, agency, kind and document, newest first, page by page."""
    said = asked_by(request, SearchForm)
    return _list(request, SearchForm(said), said)


@require_POST
@seat_required(*READERS)
def act_export(request: SeatRequest) -> HttpResponseBase:
    """Give the acts found as a ZIP that proves itself; that is written into the journal."""
    form = ExportForm(request.POST, acting=request.seat)
    said = {name: request.POST.get(name, "") for name in SearchForm.base_fields}
    if form.is_valid():
        out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
        try:
            export_acts(form.asked(), out, words=say(form), seat=request.seat, now=clock.now())
        except Refused as refusal:
            out.close()
            form.add_error(None, str(refusal))
        else:
            name = f"nhat-ky-{clock.local(clock.now()):%Y%m%d-%H%M}.zip"
            return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")
    return _list(request, SearchForm(said), said, export=form)


@require_GET
@seat_required(*READERS)
def act_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show one act in full: who, what it changed, its place in the chain, and whether it still holds."""
    try:
        act = queries.get_act(request.seat, uid)
    except Act.DoesNotExist as missing:
        raise Http404("Không có hành vi này.") from missing
    whole = queries.sees_details(request.seat)
    details = act.details if whole and act.details else {}
    context = {
        "act": act,
        "title": say_verb(act.verb),
        "who": who_did(act) or act.actor_id,
        "states": [say_state(act.subject_kind, state) for state in (act.old_state, act.new_state)],
        "actor": ACTORS[act.actor_kind],
        "details": [(DETAILS.get(name, name), say_detail(value)) for name, value in details.items()],
        "whole": whole,
        "proof": prove(act),
        "digests": {name: bytes(getattr(act, name)).hex() for name in ("digest", "details_digest", "official_digest")},
        "of_subject": f"?{urlencode({'doituong': act.subject_id, **half_years(act.recorded_at)})}",
    }
    return page(request, "audit/act_detail.html", context)


@require_GET
@seat_required(*READERS)
def heads(request: SeatRequest) -> HttpResponseBase:
    """Give the signer's file of signed heads, to be kept outside."""
    try:
        file = open_heads()
    except OSError:
        messages.warning(request, "Tệp đầu chuỗi do dịch vụ ký giữ, máy chủ trang này không đọc được. Lấy tại máy ký.")
        return redirect("audit:act-list")
    return FileResponse(file, as_attachment=True, filename="dau-chuoi.jsonl", content_type="application/jsonl")


def _list(
    request: SeatRequest, form: SearchForm, said: dict[str, str], *, export: ExportForm | None = None
) -> HttpResponse:
    acts: list[Act] = []
    after = ""
    if form.is_valid():
        found = queries.search_acts(request.seat, form.asked())
        acts, after = page_after(found, "recorded_at", request.GET.get("sau", ""), size=PAGE)
    context: dict[str, Any] = {
        "form": form,
        "export_form": export or ExportForm(acting=request.seat, initial=said),
        "said": said,
        "rows": [(act, say_verb(act.verb), who_did(act) or ACTORS[act.actor_kind]) for act in acts],
        "more": f"?{urlencode({**said, 'sau': after})}" if after else "",
        "looks": f"?{urlencode({name: said[name] for name in ('tu', 'den', 'so', 'doituong')})}",
        "whole": queries.sees_details(request.seat),
        "agency": request.seat.agency_name,
    }
    answer = page(request, "audit/act_list.html", context, form=export)
    if form.errors:
        answer.status_code = 422
    return answer


def asked_by(request: SeatRequest, form: type[PeriodForm]) -> dict[str, str]:
    """Give what an address asks for; the last week where it names no days."""
    today = clock.today()
    usual = {"tu": f"{today - USUAL:%d/%m/%Y}", "den": f"{today:%d/%m/%Y}"}
    said = {name: request.GET.get(name, "") for name in form.base_fields}
    return said | {name: said[name] or usual[name] for name in usual}


def say(form: PeriodForm) -> str:
    """Say in words what was asked for, as the journal keeps it."""
    fields = [name for name in form.fields if name not in SeatForm.base_fields and form.cleaned_data.get(name)]
    return "; ".join(f"{form.fields[name].label or 'Đối tượng'}: {form.data[name]}" for name in fields)


def half_years(moment: datetime) -> dict[str, str]:
    """Give a period in which what is about the same thing lies: half a year around a moment, up to today."""
    day, half = clock.local(moment).date(), timedelta(days=180)
    return {"tu": f"{day - half:%d/%m/%Y}", "den": f"{min(day + half, max(day, clock.today())):%d/%m/%Y}"}
