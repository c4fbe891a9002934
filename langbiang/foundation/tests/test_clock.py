import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from langbiang.foundation import clock

ROOT = Path(__file__).resolve().parents[3]


def test_official_time_is_the_machines_outside_the_demo(settings):
    settings.CLOCK_START = None
    before = time.time()
    assert before <= clock.now().timestamp() <= time.time()


def test_demo_time_begins_where_it_is_told_and_runs_on(september_2020):
    first, second = clock.now(), clock.now()
    assert first.utcoffset() == timedelta(0)
    assert first <= second
    assert clock.today() == date(2020, 9, 9)


def test_a_day_begins_at_midnight_in_vietnam():
    assert clock.local(datetime(2020, 12, 31, 17, 0, tzinfo=UTC)).date() == date(2021, 1, 1)
    assert clock.local(datetime(2020, 12, 31, 16, 59, tzinfo=UTC)).date() == date(2020, 12, 31)


@pytest.mark.parametrize(("demo", "starts"), [("1", True), ("0", False)])
def test_an_installation_that_is_no_demo_refuses_a_shifted_clock(demo, starts, tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LANGBIANG_DATA": str(tmp_path),
        "LANGBIANG_DEMO": demo,
        "LANGBIANG_CLOCK_START": "2020-09-09T08:00:00+07:00",
    }
    read = [sys.executable, "-c", "from django.conf import settings; print(settings.CLOCK_START)"]
    run = subprocess.run(read, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode == 0) is starts
    assert starts or "official time cannot be shifted" in run.stderr


def test_processes_that_begin_the_demo_at_once_agree_on_its_first_moment(tmp_path):
    read = "from django.conf import settings; settings.configure(); from langbiang.foundation import clock; "
    read += f"from pathlib import Path; print(clock._demo_began(Path({str(tmp_path)!r})))"
    processes = [subprocess.Popen([sys.executable, "-c", read], stdout=subprocess.PIPE, text=True) for _ in range(6)]
    told = {process.communicate(timeout=300)[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 6
    assert len(told) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["demo_first_start"]
