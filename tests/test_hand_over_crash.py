"""Kill -9 while a hand-over is at work: the next worker goes on, nothing is lost and nothing done twice."""

import json
import random
import signal
import subprocess
import time

import pytest

from tests.installations import installed
from tests.leaving import TASKS

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

pytestmark = pytest.mark.crash


def test_a_hand_over_survives_workers_that_are_killed(tmp_path):
    chance = random.Random(20200909)
    with installed(tmp_path / "here") as installation:
        installation.run("prepare", module="tests.leaving")
        for _ in range(6):
            worker = installation.start("langbiang", "worker", **QUIET)
            time.sleep(chance.uniform(1.2, 3.5))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        found = json.loads(installation.run("look", module="tests.leaving"))
    everything = dict.fromkeys(("moved", "taken", "told", "told_once"), TASKS)
    assert found == {"state": "done", "parked": 0, "findings": [], **everything}
