"""One finished hand-over of Sở Thông tin và Truyền thông; another is ordered by who may."""

from datetime import date

from langbiang.apps.documents.tests.factories import NOW
from langbiang.apps.handover import queries
from langbiang.apps.handover.interface import Order, order_hand_over
from langbiang.foundation.journal.interface import drain


def make_things(world) -> None:
    retiring = Order(world.seats["head2"], {}, "Nghỉ hưu", date(2020, 12, 31))
    job = order_hand_over(retiring, seat=world.seats["lead"], now=NOW)
    drain()
    job.refresh_from_db()
    world.things["given-over"] = job


def filled(world) -> dict[str, dict[str, object]]:
    leaving, to = world.seats["spec"], world.seats["head"]
    count = sum(pile.count for pile in queries.list_piles(leaving))
    order = {"vi-tri": str(leaving.uid), "to": str(to.uid), "reason": "Chuyển công tác", "confirm": "1"}
    return {
        "handover:job-new": {**order, "version": count},
        "handover:job-undo": {"reason": "Nhầm người"},
    }
