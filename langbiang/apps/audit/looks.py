"""Pages of the access log: who looked at what, found and taken away. Opening them is a look itself."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from langbiang.apps.identity.interface import SeatRequest, page, seat_required
from langbiang.foundation import clock, sheets
from langbiang.foundation.errors import Refused
from langbiang.foundation.keyset import page_after
from langbiang.foundation.looking.interface import Look

from . import queries
from .forms import LookExportForm, LookForm
from .services import export_looks
from .views import PAGE, READERS, asked_by, half_years, say
from .words import LOOKED_AT


@require_GET
@seat_required(*READERS)
def look_list(request: SeatRequest) -> HttpResponse:
    """Find looks by time, person, agency, way and document, newest first, page by page."""
    said = asked_by(request, LookForm)
    return _list(request, LookForm(said), said)


@require_POST
@seat_required(*READERS)
def look_export(request: SeatRequest) -> HttpResponse:
    """Give the looks found as a spreadsheet; that is written into the journal."""
    form = LookExportForm(request.POST, acting=request.seat)
    said = {name: request.POST.get(name, "") for name in LookForm.base_fields}
    if form.is_valid():
        now = clock.now()
        try:
            made = export_looks(form.asked(), words=say(form), seat=request.seat, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            name = f"nhat-ky-truy-cap-{clock.local(now):%Y%m%d-%H%M}.xlsx"
            headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
            return HttpResponse(made, content_type=sheets.MEDIA_TYPE, headers=headers)
    return _list(request, LookForm(said), said, export=form)


def _list(
    request: SeatRequest, form: LookForm, said: dict[str, str], *, export: LookExportForm | None = None
) -> HttpResponse:
    looks: list[Look] = []
    after = ""
    if form.is_valid():
        found = queries.search_looks(request.seat, form.asked())
        looks, after = page_after(found, "begins", request.GET.get("sau", ""), size=PAGE)
    names = queries.names_of_things(request.seat, looks)
    context: dict[str, Any] = {
        "form": form,
        "export_form": export or LookExportForm(acting=request.seat, initial=said),
        "said": said,
        "rows": [_row(look, names) for look in looks],
        "more": f"?{urlencode({**said, 'sau': after})}" if after else "",
        "acts": f"?{urlencode({name: said[name] for name in ('tu', 'den', 'so', 'doituong')})}",
        "whole": queries.sees_details(request.seat),
        "agency": request.seat.agency_name,
    }
    answer = page(request, "audit/look_list.html", context, form=export)
    if form.errors:
        answer.status_code = 422
    return answer


def _row(look: Look, names: dict[str, str]) -> dict[str, Any]:
    return {
        "look": look,
        "kind": LOOKED_AT.get(look.subject_kind, look.subject_kind),
        "name": names.get(look.subject_id, ""),
        "of_thing": urlencode({"doituong": look.subject_id, **half_years(look.begins)}) if look.subject_id else "",
    }
