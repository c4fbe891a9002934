"""
Kill -9 at any moment, under load: the next start goes on where the last one was ended.

Two workers, the web server and a desk that drafts, signs, issues and sends documents run as real processes; one of
them, chosen by chance, is killed again and again. Afterwards everything comes to rest: each delivery arrived once and
was reported once, no number is missing, the journal proves itself.
"""

import json
import os
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import pytest

from tests.installations import installed

KILLS = 100 if os.environ.get("LANGBIANG_LONG") else 20
GRANIAN = ["--interface", "asgi", "--log-level", "critical"]

pytestmark = pytest.mark.crash


@pytest.fixture
def installation(tmp_path):
    with installed(tmp_path / "here", begun="province") as installation:
        installation.run("collectstatic", "--no-input", "--verbosity", "0")
        yield installation


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A process that is started again whenever it was killed; a group of its own, for a server has children."""

    def __init__(self, installation, module, *words):
        self._start = lambda: installation.start(module, *words, start_new_session=True, **QUIET)
        self.process = self._start()

    def kill(self):
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def again(self):
        self.kill()
        self.process = self._start()


QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def ask_for_health(port, stop, answers):
    """Ask all the time, as a monitor does; count the answers of each kind."""
    while not stop.wait(0.05):
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=60) as answer:
                answers[json.load(answer)["status"]] += 1
        except urllib.error.HTTPError as error:
            answers[json.load(error)["status"]] += 1
            error.close()
        except OSError:
            answers["none"] += 1


def wait_until(done):
    end = time.monotonic() + 300
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def files_of(installation):
    return {path.name for path in (installation.folder / "files").glob("??/*")}


def look(installation):
    return json.loads(installation.run("look", module="tests.province"))


def test_killed_at_any_moment_the_next_start_goes_on(installation, port):
    chance = random.Random(20200909)
    web = ["--port", str(port), *GRANIAN, "config.asgi:application"]
    running = [
        Running(installation, "langbiang", "worker"),
        Running(installation, "langbiang", "worker"),
        Running(installation, "granian", *web),
        Running(installation, "tests.province", "work"),
    ]
    stop, answers = Event(), Counter()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask_for_health, port, stop, answers)
        try:
            wait_until(lambda: answers["ok"])
            for _ in range(KILLS):  # paced by the work that is done, for a machine may be slow
                enough = len(files_of(installation)) + 2
                wait_until(lambda enough=enough: len(files_of(installation)) >= enough)
                time.sleep(chance.uniform(0, 1.5))
                chance.choice(running).again()
        finally:
            for one in running:
                one.kill()
            stop.set()
    asked.result()
    assert answers["ok"] > 0
    installation.run("go_on", module="tests.province")
    found = look(installation)
    assert found["findings"] == []
    assert found["parked"] == found["queued"] == 0
    assert found["outgoing"] == found["sent"] == found["packets"] > KILLS / 4
    assert found["deliveries"] == found["arrived_once"] == found["incoming"] == found["reported_once"]
    assert found["deliveries"] == 2 * found["sent"]
    assert found["numbers_without_gap"]
