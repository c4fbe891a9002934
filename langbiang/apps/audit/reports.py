"""Pages of verification: order one, see how far it is, take the signed report."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from langbiang.apps.directory.interface import Role
from langbiang.apps.identity.interface import SeatForm, SeatRequest, answer, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.files.interface import answer_with

from . import queries
from .models import VerificationReport
from .services import order_report

SHOWN = 100  # the newest; all stand in the journal


@require_GET
@seat_required(Role.AUDITOR)
def report_list(request: SeatRequest) -> HttpResponse:
    """List what was verified, newest first, and offer to do it again."""
    return _list(request)


@require_POST
@seat_required(Role.AUDITOR)
def report_order(request: SeatRequest) -> HttpResponse:
    """Let a worker recompute everything and sign a report of it."""
    return answer(
        request,
        SeatForm(request.POST, acting=request.seat),
        version=None,
        do=lambda: order_report(seat=request.seat, now=clock.now()),
        done="Máy chủ đang tính lại toàn bộ nhật ký. Biên bản có chữ ký hiện ở đây khi xong.",
        back=reverse("audit:report-list"),
        refused=lambda refused: _list(request, refused),
    )


@require_GET
@seat_required(Role.AUDITOR)
def report_progress(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Tell a page that asks again and again how far it is; at the end the whole page is to be read anew."""
    report = _report_or_404(request, uid)
    answered = page(request, "audit/_progress.html", {"report": report})
    if report.state != VerificationReport.State.ORDERED:
        answered.headers["HX-Refresh"] = "true"
    return answered


@require_GET
@seat_required(Role.AUDITOR)
def report_file(request: SeatRequest, uid: UUID) -> HttpResponseBase:
    """Give the signed report."""
    report = _report_or_404(request, uid)
    if report.file is None:
        raise Http404("Biên bản này chưa có tệp.")
    return answer_with(report.file, inline=True)


def _list(request: SeatRequest, refused: SeatForm | None = None) -> HttpResponse:
    reports = list(queries.list_reports(request.seat)[:SHOWN])
    at_work = next((each for each in reports if each.state == VerificationReport.State.ORDERED), None)
    form = refused or SeatForm(acting=request.seat)
    context = {"reports": reports, "report": at_work, "form": form, "refused": refused}
    return page(request, "audit/report_list.html", context, form=refused)


def _report_or_404(request: SeatRequest, uid: UUID) -> VerificationReport:
    try:
        return queries.list_reports(request.seat).get(uid=uid)
    except VerificationReport.DoesNotExist as missing:
        raise Http404("Không có biên bản này.") from missing
