"""Child processes: started again when they fall, given up when they always do, stopped even when they will not."""

import os
import signal
import sys
import time

import pytest

from langbiang.web import processes
from langbiang.web.processes import Child, Crew, GaveUp

SLEEPS = "import time; time.sleep(60)"
FALLS = "raise SystemExit(3)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


def child(code, **said):
    return Child("con", [sys.executable, "-c", code], os.environ, **said)


def look_until(crew, done, seconds=60):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        crew.look()
        time.sleep(0.02)


@pytest.fixture
def crew():
    crew = Crew([child(SLEEPS)])
    yield crew
    crew.stop(grace=0.1)


def test_a_killed_child_is_started_again(crew):
    (one,) = crew.children
    crew.look()
    first = one.process.pid
    os.kill(first, signal.SIGKILL)
    look_until(crew, lambda: one.process is not None and one.process.pid != first)
    assert one.falls == 1
    assert one.is_running()


def test_what_always_falls_is_given_up(monkeypatch):
    monkeypatch.setattr(processes, "_LONGEST_PAUSE", 0.0)
    monkeypatch.setattr(processes, "FALLS", 2)
    crew = Crew([child(FALLS)])
    with pytest.raises(GaveUp, match="con"):
        look_until(crew, lambda: False)


def test_stopping_asks_first(crew):
    crew.look()
    crew.stop(grace=5)
    assert crew.children[0].process.returncode == -signal.SIGTERM


def test_what_does_not_hear_is_killed(tmp_path):
    mark = tmp_path / "deaf"
    code = DEAF.replace("print('deaf', flush=True)", f"open({str(mark)!r}, 'w').close()")
    crew = Crew([child(code)])
    look_until(crew, mark.exists)
    crew.stop(grace=0.3)
    crew.children[0].process.wait(timeout=60)
    assert crew.children[0].process.returncode == -signal.SIGKILL
