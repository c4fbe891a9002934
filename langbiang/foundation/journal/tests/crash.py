"""
What the kill test runs in processes of its own.

`write FILE` writes acts until it is killed, some rolled back, and notes in FILE what was committed; `check
FILE...` drains the journal and prints what it finds as one JSON object.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import django
from django.db import transaction

django.setup()

from langbiang.foundation import clock  # noqa: E402
from langbiang.foundation.journal.interface import Act, Actor, drain, verify, write  # noqa: E402
from langbiang.foundation.journal.models import ActPending, Cursor, Parked, Seal  # noqa: E402
from langbiang.foundation.journal.tests.sample.acts import PaperMoved, PaperWritten  # noqa: E402
from langbiang.foundation.journal.tests.sample.models import Effect, Paper  # noqa: E402

BY = Actor(kind="import", id="kill")


class _Changed(Exception):
    """The service changed its mind: all is rolled back."""


def _write_one() -> Act:
    known = Paper.objects.select_for_update().filter(pk__in=random.sample(range(1, 40), 3)).order_by("pk").first()
    if known is None or random.random() < 0.2:
        act = write(Paper(title="Công văn"), PaperWritten("Công văn"), by=BY, now=clock.now(), parties=[1, 2])
    else:
        known.state, before = random.choice(["seen", "signed"]), known.state
        act = write(known, PaperMoved(), by=BY, now=clock.now(), fields=["state"], moved_from=before)
    if random.random() < 0.2:
        raise _Changed
    return act


def write_acts(committed: str) -> None:
    with Path(committed).open("a") as file:
        while True:
            try:
                with transaction.atomic():
                    act = _write_one()
            except _Changed:
                continue
            file.write(f"{act.uid}\n")
            file.flush()
            time.sleep(0.005)


def check(*committed: str) -> None:
    drain()
    acts = {str(uid) for uid in Act.objects.values_list("uid", flat=True)}
    told = {line for name in committed for line in Path(name).read_text().splitlines() if len(line) == 36}
    positions = list(Seal.objects.order_by("position").values_list("position", flat=True))
    found = {
        "acts": len(acts),
        "lost": len(told - acts),
        "unsealed": len(acts) - Seal.objects.filter(act__uid__isnull=False).count(),
        "gaps": positions != list(range(1, len(acts) + 1)),
        "pending": ActPending.objects.count(),
        "parked": Parked.objects.count(),
        "halted": Cursor.objects.filter(state="halted").count(),
        "findings": verify().findings,
        "effects": [_effects("project"), _effects("react"), _effects("relay", verb="sample.paper.moved")],
    }
    sys.stdout.write(json.dumps(found))


def _effects(consumer: str, **heard: str) -> list[int]:
    """Count effects doubled, missing, and out of order within their subject."""
    acts = {act.uid: act for act in Act.objects.filter(**heard)}
    done = list(Effect.objects.filter(consumer=consumer).order_by("id").values_list("act", flat=True))
    by_subject: dict[str, list[int]] = {}
    for uid in done:
        by_subject.setdefault(acts[uid].subject_id, []).append(acts[uid].subject_version)
    turned = sum(one >= two for versions in by_subject.values() for one, two in pairwise(versions))
    return [sum(count - 1 for count in Counter(done).values()), len(set(acts) - set(done)), turned]


if __name__ == "__main__":
    random.seed(os.getpid())
    {"write": write_acts, "check": check}[sys.argv[1]](*sys.argv[2:])
