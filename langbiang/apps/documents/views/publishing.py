"""The legal documents of an agency that are to be published, and those that were."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from langbiang.apps.directory.interface import Role, name_of
from langbiang.apps.documents import queries
from langbiang.apps.identity.interface import SeatRequest, page, seat_required
from langbiang.foundation import clock

from .asking import Tab
from .tabling import agencies_read, agency_asked, names_of, page_by_day

PUBLISHED = "da-cong-bo"


@require_GET
@seat_required(Role.CLERK, Role.LEADER)
def publication_list(request: SeatRequest) -> HttpResponse:
    """List where legal documents are still to appear, or did, newest issue first."""
    agencies, day = agencies_read(request.seat), clock.today()
    agency = agency_asked(request, agencies)
    chosen = PUBLISHED if request.GET.get("buoc") == PUBLISHED else ""
    due = queries.list_publications(agency, published=False)
    rows = queries.list_publications(agency, published=True) if chosen else due
    name = name_of(agency, day)
    context = {
        "page": page_by_day(rows, "issued_on", request.GET.get("sau", "")),
        "tabs": [Tab("", "Cần công bố", due.count()), Tab(PUBLISHED, "Đã công bố", None)],
        "chosen": chosen,
        "kept": f"&co-quan={agency.slug}",
        "name": name.name,
        "others": names_of([other for other in agencies if other != agency], day),
        "rules": queries.rules_of_publication(name.level),
        "today": day,
    }
    return page(request, "documents/publication_list.html", context)
