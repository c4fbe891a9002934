"""The bytes behind a task's reports and a meeting's papers. The same rule as the page: see it or 404."""

from uuid import UUID

from django.http import FileResponse, Http404
from django.views.decorators.http import require_GET

from langbiang.apps.identity.interface import SeatRequest, seat_required
from langbiang.foundation.files.interface import File, answer_with

from .asking import meeting_or_404, task_or_404


@require_GET
@seat_required()
def task_file(request: SeatRequest, uid: UUID, number: int) -> FileResponse:
    """Give a file that came with a report."""
    row = task_or_404(request.seat, uid).files.select_related("file").filter(number=number).first()
    return _answer(request, row.file if row else None)


@require_GET
@seat_required()
def meeting_file(request: SeatRequest, uid: UUID, number: int) -> FileResponse:
    """Give a paper of a meeting."""
    row = meeting_or_404(request.seat, uid).papers.select_related("file").filter(number=number).first()
    return _answer(request, row.file if row else None)


def _answer(request: SeatRequest, file: File | None) -> FileResponse:
    if file is None:
        raise Http404("Không có tệp này.")
    return answer_with(file, inline="tai" not in request.GET)
