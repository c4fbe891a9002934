"""The archive's desk: what waits to be taken over, and the lists of what was."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from langbiang.apps.directory.interface import Role
from langbiang.apps.documents.interface import kept_by
from langbiang.apps.identity.interface import SeatRequest, page, seat_required
from langbiang.apps.workfiles import queries
from langbiang.apps.workfiles.printouts import transfer_table
from langbiang.foundation import clock

from .showing import in_form, table_page


@require_GET
@seat_required(Role.CLERK)
def archive(request: SeatRequest) -> HttpResponse:
    """Show what waits for the archive, what is due, and the years of which something is kept."""
    seat, day = request.seat, clock.today()
    context = {
        "waiting": queries.list_waiting(seat, day)[: queries.BOARD],
        "due": queries.list_due(seat, day)[: queries.BOARD],
        "held": queries.list_archived_years(kept_by(seat, day)),
        "today": day,
    }
    return page(request, "workfiles/archive.html", context)


@require_GET
@seat_required(Role.CLERK)
def transfer_list(request: SeatRequest, agency: int, year: int) -> HttpResponse:
    """Show the list of what was handed over of a year; `?dang=pdf` and `?dang=xlsx` give paper and sheet."""
    if agency not in kept_by(request.seat, clock.today()):
        raise Http404("Lưu trữ của cơ quan này do văn thư khác giữ.")
    files = list(queries.list_archived(agency, year))
    name = files[0].agency_name if files else queries.names_of([agency], clock.today()).get(agency, "")
    table = transfer_table(name, year, files)
    made = in_form(request, table, f"muc-luc-ho-so-nop-luu-{year}")
    return made or table_page(request, table, back=reverse("workfiles:archive"), words="Về lưu trữ cơ quan")
