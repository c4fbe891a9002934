"""
Somebody leaves a post, for tests of whole processes: `python -m tests.leaving WORD` within an installation.

prepare   load the province, give a specialist 180 tasks, order that another takes them
look      let the journal come to rest and say what stands, as one JSON object
"""

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
TASKS = 180


def prepare() -> None:
    from langbiang.apps.direction.tests import factories
    from langbiang.apps.directory.interface import Role, get_agency, list_seats_in
    from langbiang.apps.handover.interface import Order, order_hand_over
    from langbiang.foundation import clock
    from langbiang.foundation.journal.consuming import make_cursors
    from langbiang.web import seeding

    seeding.seed_province()
    make_cursors()  # as an installation has them whose worker ran before
    now = clock.now()
    people = list_seats_in(get_agency("stttt"), clock.today())
    leader = next(seat for seat in people if seat.has(Role.LEADER))
    leaving, to, *_ = (seat for seat in people if seat.roles == [Role.SPECIALIST])
    for number in range(TASKS):
        factories.give(leader, leaving, now=now, title=f"Nhiệm vụ số {number:03}", due_at=now + timedelta(days=9))
    order_hand_over(Order(leaving, {"direction.task-lead": to}, "Chuyển công tác"), seat=leader, now=now)


def look() -> None:
    from django.db.models import Count

    from langbiang.apps.direction.interface import Task
    from langbiang.apps.handover.interface import HandOver
    from langbiang.foundation.journal.interface import Act, Parked, drain, verify

    drain()
    job = HandOver.objects.get()
    told = Act.objects.filter(verb="direction.task.handed_over").values("subject_id").annotate(n=Count("pk"))
    moved = job.lines.filter(state="moved").values_list("to", flat=True)
    found = {
        "state": job.state,
        "moved": len(moved),
        "taken": Task.objects.filter(lead__in=set(moved)).count(),
        "told_once": told.filter(n=1).count(),
        "told": told.count(),
        "parked": Parked.objects.count(),
        "findings": verify().findings,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "look": look}[sys.argv[1]]()
