"""Receivers for ticking: the units of the own agency, all other agencies in groups, and whom one finds outside."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict

from langbiang.apps.directory.interface import UnitVersion, list_agencies
from langbiang.apps.exchange.interface import Outside, any_outside, find_outside, suggest_outside
from langbiang.foundation import clock

NOT_LISTED = "không có trong danh bạ, bỏ chọn để lưu"


def typed(request: HttpRequest) -> QueryDict | None:
    """Give a form as it was sent; None when it is only to show whom the words find, and nothing is to be done."""
    return request.POST if request.method == "POST" and "find" not in request.POST else None


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


def choice_of_outside(words: str, ticked: Sequence[str], named: Iterable[Outside] = ()) -> dict[str, Any]:
    """
    Give what the part `_outside_choice.html` shows: the agencies outside that are ticked, then those that words find.

    `named` are those ticked before, by the names they had.
    """
    now = clock.now()
    found, before = find_outside(ticked, now), {each.code: each.name for each in named}
    rows = [(found.get(code) or Outside(code, before.get(code, code), NOT_LISTED), True) for code in ticked]
    suggested = suggest_outside(words, now) if words else []
    rows += [(each, False) for each in suggested if each.code not in ticked]
    return {
        "outside": rows,
        "outside_ticked": len(ticked),
        "outside_words": words,
        "outside_nothing": bool(words) and not suggested,
        "outside_offered": bool(rows) or any_outside(),
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
