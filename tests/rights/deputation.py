"""One deputation of Sở Thông tin và Truyền thông: a specialist names the administrator of the exchange."""

from datetime import date

from langbiang.apps.documents.tests.factories import NOW
from langbiang.apps.identity.interface import Wanted, grant_deputation


def make_things(world) -> None:
    coll, exch = world.seats["coll"], world.seats["exch"]
    wanted = Wanted(coll, exch, date(2020, 10, 1), date(2020, 10, 9), "Nghỉ phép")
    world.things["away"] = grant_deputation(wanted, seat=coll, now=NOW)


def filled(world) -> dict[str, dict[str, object]]:
    pair = {"principal": str(world.seats["coll"].uid), "deputy": str(world.seats["head2"].uid)}
    return {
        "identity:deputation-grant": {**pair, "begins": "10/09/2020", "ends": "18/09/2020", "reason": "Đi công tác"},
        "identity:deputation-withdraw": {"reason": "Về sớm"},
    }
