"""Receivers for ticking: the units of the own agency, then all other agencies in groups."""

from collections.abc import Collection
from typing import Any

from langbiang.apps.directory.interface import Agency, list_agencies
from langbiang.apps.documents import queries
from langbiang.foundation import clock


def choice_of_receivers(agency: Agency, ticked: Collection[str], within: Collection[str]) -> dict[str, Any]:
    """Give what the part `_receiver_choice.html` shows, with the agencies and units that are ticked."""
    rooms = [(version, str(version.unit.uid) in within) for version in queries.units_to_send(agency, clock.today())]
    return {
        "units": {"rows": rooms, "ticked": sum(chosen for _, chosen in rooms)},
        "groups": _agencies_by_kind(agency.pk, ticked),
        "total": len(ticked) + len(within),
    }


def _agencies_by_kind(sender: int, ticked: Collection[str]) -> list[dict[str, Any]]:
    """Group the agencies for ticking: the province's by kind, the districts, then the communes of each district."""
    versions = [v for v in list_agencies(clock.today()) if v.agency_id != sender]
    groups: dict[str, dict[str, Any]] = {}
    districts = {v.agency_id: v for v in versions if v.level == v.Level.DISTRICT}
    for version in sorted(versions, key=lambda v: v.level == v.Level.COMMUNE):
        if version.level == version.Level.PROVINCE:
            key, name = version.kind, version.get_kind_display()
        elif version.level == version.Level.DISTRICT:
            key, name = version.level, "UBND các huyện, thành phố"
        else:
            head = districts.get(version.parent_id or 0)
            key, name = (head.agency.slug, f"Cấp xã thuộc {head.short_name}") if head else ("khac", "Cấp xã khác")
        groups.setdefault(key, {"name": name, "agencies": []})["agencies"].append(version)
    for group in groups.values():
        group["rows"] = [(version, version.agency.slug in ticked) for version in group["agencies"]]
        group["ticked"] = sum(chosen for _, chosen in group["rows"])
    return list(groups.values())
