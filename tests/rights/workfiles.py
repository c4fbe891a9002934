"""
Plans and files of Sở Thông tin và Truyền thông. `spec` keeps the files; the open one is shared with `head2` for adding.

In it lie a document that neither `head` nor `head2` may see, one that `head` may, and a paper for all who see the file.
"""

from datetime import timedelta

from langbiang.apps.workfiles import services
from langbiang.apps.workfiles.models import FilingPlan, WorkFile
from langbiang.apps.workfiles.tests import factories
from langbiang.apps.workfiles.tests.factories import NOW, planned


def make_things(world) -> None:
    seats, mark = world.seats, lambda name: _mark(world, name)
    draft = services.draft_plan(seats["clerk"].agency, 2022, copy=False, seat=seats["clerk"], now=NOW)
    services.add_entry(draft, planned(seats["spec"].unit, title=mark("wf-draft")), seat=seats["clerk"], now=NOW)
    plan = services.draft_plan(seats["clerk"].agency, 2020, copy=False, seat=seats["clerk"], now=NOW)
    services.add_entry(plan, planned(seats["spec"].unit, title=mark("wf-plan")), seat=seats["clerk"], now=NOW)
    plan.refresh_from_db()
    services.approve_plan(plan, seat=seats["lead"], now=NOW)
    world.things |= {"wf-draft": draft, "wf-plan": plan}
    for number, state in enumerate(factories.State.values, 1):
        name = f"wf-{state}"
        told = {"notation": f"{number:02}.XA", "title": mark(name), "now": NOW + timedelta(minutes=number)}
        world.things[name] = factories.file_in(state, seats["spec"], seats["clerk"], **told)
    second = {"notation": "09.XA", "title": "Hồ sơ thứ hai"}
    world.things["wf-second"] = factories.opened(seats["spec"], **second)
    world.things["wf-theirs"] = factories.opened(seats["audit"], notation="01.TT", title=mark("wf-theirs"))
    opened = world.things["wf-open"]
    for name in ("sent", "working"):
        opened.refresh_from_db()
        services.add_document(opened, world.things[name], seat=seats["spec"], now=NOW)
    opened.refresh_from_db()
    services.share_file(opened, to=seats["head2"], may_add=True, seat=seats["spec"], now=NOW)
    for thing in world.things.values():
        if isinstance(thing, FilingPlan | WorkFile):
            thing.refresh_from_db()


def _mark(world, name: str) -> str:
    """Name a thing apart from the documents, whose hits are counted."""
    world.marks[name] = f"HỒ-DANH-{name.upper()}"
    return f"Hồ sơ về liên thông {world.marks[name]}"


def arguments(world, name: str, thing: str) -> list[object] | None:
    """Give what an address of this area needs beside the thing's uid; None where that is all."""
    if not name.startswith("workfiles:"):
        return None
    found = world.things.get(thing)
    if name.startswith("workfiles:item-"):
        return [found.uid, found.items.get(paper__isnull=False).uid]
    if name in ("workfiles:entry-change", "workfiles:entry-remove"):
        return [found.uid, found.entries.get().uid]
    if name == "workfiles:document-add":
        return ["outgoing", found.uid]
    return [found.agency_id, found.year] if name == "workfiles:transfer-list" else None


def filled(world) -> dict[str, dict[str, object]]:
    seats, opened = world.seats, world.things["wf-open"]
    entry = {"heading": "Công nghệ", "notation": "77.XA", "title": "Hồ sơ mới", "who": f"u{seats['spec'].unit_id}"}
    file = {"agency": "stttt", "notation": "78.XA", "title": "Hồ sơ mới", "start_date": "01/09/2020"}
    file |= {"rights": "Hạn chế", "language": "Tiếng Việt"}
    return {
        "workfiles:plan-draft": {"agency": "stttt", "year": 2021, "copy": ""},
        "workfiles:entry-add": entry,
        "workfiles:entry-change": entry,
        "workfiles:file-open": file,
        "workfiles:file-change": file,
        "workfiles:item-detail": {"title": "Biên bản", "dated": "08/09/2020"},
        "workfiles:item-remove": {"reason": "Nhầm hồ sơ"},
        "workfiles:document-add": {"file": str(world.things["wf-second"].uid)},
        "workfiles:file-close": {"end_date": "09/09/2020"},
        "workfiles:file-share": {"to": f"s{seats['coll'].pk}"},
        "workfiles:file-unshare": {"share": opened.shares.get().pk},
        "workfiles:file-reopen": {"reason": "Còn thiếu"},
        "workfiles:file-return": {"reason": "Còn thiếu"},
        "workfiles:file-defer": {"until": "08/09/2022", "ground": "12/QĐ-STTTT"},
    }
