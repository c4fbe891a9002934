"""Held numbers, papers on signing and groups of receivers of Sở Thông tin và Truyền thông."""

from datetime import date

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents import services
from langbiang.apps.documents.tests.factories import NOW


def make_things(world) -> None:
    seats = world.seats
    agency, clerk = seats["clerk"].agency, {"seat": seats["clerk"], "now": NOW}
    world.things["taken"] = services.reserve_number(agency, series="", reason="Quyết định giấy", **clerk)
    paper = services.Authority(seats["head"], "TUQ.", "Giấy mời", "12/QĐ", date(2020, 9, 1), date(2020, 9, 30))
    world.things["paper"] = services.grant_authority(agency, paper, seat=seats["boss"], now=NOW)
    members = [get_agency("ubnd-da-lat")]
    world.things["group"] = services.keep_group(agency, name="Các thành phố", members=members, **clerk)


def arguments(world, name: str, thing: str) -> list[int] | None:
    """Give what the address of a group needs: it has no uid."""
    return [world.things["group"].pk] if thing == "group" else None


def filled(world) -> dict[str, dict[str, object]]:
    head = str(world.seats["head"].uid)
    return {
        "documents:number-reserve": {"series": "", "reason": "Quyết định giấy"},
        "documents:number-cancel": {"reason": "Không ban hành"},
        "documents:series-set": {"mode": "one"},
        "documents:authority-grant": {
            "to": head,
            "competence": "TL.",
            "content": "Giấy mời",
            "ground": "13/QĐ",
            "begins": "09/09/2020",
        },
        "documents:authority-withdraw": {"reason": "Hết việc"},
        "documents:group-keep": {"name": "Các huyện", "receivers": ["ubnd-da-lat"]},
    }
