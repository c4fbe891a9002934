"""Receivers for ticking: the units of the own agency, then all other agencies in groups."""

from collections.abc import Collection, Iterable
from typing import Any

from langbiang.apps.directory.interface import UnitVersion, list_agencies
from langbiang.foundation import clock


def choice_of_receivers(
    sender: int, rooms: Iterable[UnitVersion], ticked: Collection[str], within: Collection[str]
) -> dict[str, Any]:
    """Give what the part `_receiver_choice.html` shows: units and agencies, with those that are ticked."""
    rows = [(version, str(version.unit.uid) in within) for version in rooms]
    return {
        "units": {"rows": rows, "ticked": sum(chosen for _, chosen in rows)},
        "groups": _agencies_by_kind(sender, ticked),
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
