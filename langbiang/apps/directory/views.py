"""Pages of the directory: the tree of agencies, and one agency with its people. Any day can be asked for."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from langbiang.foundation import clock

from . import queries
from .models import AdministrativeUnit, Agency, AgencyVersion

PAGE = 50  # people on a page of the address book


@require_GET
@login_required
def agency_list(request: HttpRequest) -> HttpResponse:
    """Show the agencies as a tree by kind and district, or those whose name holds the words; as of any day."""
    day, words = _day_asked(request), request.GET.get("q", "").strip()
    versions = list(queries.list_agencies(day, words=words))
    levels = AdministrativeUnit.Level
    context = {
        "day": day,
        "today": clock.today(),
        "words": words,
        "groups": _groups(versions) if not words else [],
        "found": versions if words else [],
        "count": len(versions),
        "communes": queries.count_territory(day, levels.COMMUNE),
        "districts": queries.count_territory(day, levels.DISTRICT),
    }
    return render(request, "directory/agency_list.html", context)


@require_GET
@login_required
def agency_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an agency as it was on a day: names, codes, territory with lineage, units and people."""
    day = _day_asked(request)
    try:
        agency = queries.get_agency(slug)
        version = queries.name_of(agency, day)
    except (Agency.DoesNotExist, AgencyVersion.DoesNotExist) as missing:
        raise Http404("Không có cơ quan này vào ngày đã chọn.") from missing
    seats = queries.list_seats_in(agency, day)
    territory = queries.find_territory(version.territory_code, day) if version.territory_code else None
    context = {
        "day": day,
        "today": clock.today(),
        "version": version,
        "parent": queries.name_of(version.parent, day) if version.parent else None,
        "identifiers": queries.list_identifiers(agency),
        "no_identifier": queries.NO_IDENTIFIER,
        "below": queries.list_below(agency, day),
        "territory": territory,
        "lineage": queries.list_lineage(version.territory_code) if version.level == version.Level.COMMUNE else (),
        "units": [(unit, [s for s in seats if s.unit_id == unit.unit_id]) for unit in queries.list_units(agency, day)],
        "keeper": _keeper(agency, day),
        "demo_people": any(seat.person.demo for seat in seats),
    }
    return render(request, "directory/agency_detail.html", context)


@require_GET
@login_required
def address_book(request: HttpRequest) -> HttpResponse:
    """List the people of every agency by seat: name, post, unit, agency; found without tones, page by page."""
    today, words = clock.today(), request.GET.get("q", "").replace("\0", "").strip()
    agencies = list(queries.list_agencies(today))
    chosen = next((v for v in agencies if v.agency.slug == request.GET.get("co-quan")), None)
    people = queries.list_people(today, words=words, agency=chosen.agency if chosen else None)
    rows = list(queries.people_after(people, request.GET.get("sau", "").replace("\0", ""))[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = {
        "people": rows[:PAGE],
        "after": f"{last.person.folded}_{last.pk}" if last else "",
        "words": words,
        "agencies": agencies,
        "chosen": chosen,
        "demo_people": any(seat.person.demo for seat in rows),
    }
    return render(request, "directory/address_book.html", context)


def _keeper(agency: Agency, day: date) -> str:
    """Say which unit of another agency keeps this one's records; empty when it keeps its own."""
    unit = queries.keeper_of(agency, day)
    if unit is None or unit.agency_id == agency.pk:
        return ""
    name = queries.list_units(unit.agency, day).get(unit=unit).name
    return f"{name}, {queries.name_of(unit.agency, day).name}"


def _groups(versions: list[AgencyVersion]) -> list[dict[str, Any]]:
    """Group the provincial agencies by kind; communes stand under their district."""
    groups: dict[str, dict[str, Any]] = {}
    for version in versions:
        if version.level == version.Level.PROVINCE:
            group = groups.setdefault(version.kind, {"name": version.get_kind_display(), "rows": []})
            group["rows"].append((version, []))
    below: dict[int, list[AgencyVersion]] = {}
    for version in versions:
        if version.level == version.Level.COMMUNE and version.parent_id:
            below.setdefault(version.parent_id, []).append(version)
    districts = [v for v in versions if v.level == v.Level.DISTRICT]
    rows = [(v, below.get(v.agency_id, [])) for v in districts]
    return [*groups.values(), {"name": "Huyện, thành phố và các xã, phường, thị trấn", "rows": rows}]


def _day_asked(request: HttpRequest) -> date:
    """Read ?ngay=2025-07-01; today for anything else."""
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return clock.today()
