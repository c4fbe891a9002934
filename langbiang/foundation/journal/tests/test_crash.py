"""Real processes, killed at random: nothing lost, nothing twice. Set LANGBIANG_KILLS for a longer night."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

pytestmark = pytest.mark.crash

HERE = "langbiang.foundation.journal.tests"
KILLS = int(os.environ.get("LANGBIANG_KILLS", "20"))


@pytest.fixture
def environment(tmp_path):
    """A database and a data folder of its own, migrated, guard and all."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        url = f"sqlite:///{tmp_path}/crash.sqlite3"
    else:
        server, _, _ = os.environ["LANGBIANG_DATABASE_URL"].rpartition("/")
        url = f"{server}/crash_{uuid4().hex[:8]}"
        with psycopg.connect(os.environ["LANGBIANG_DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {url.rpartition('/')[2]}")
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "LANGBIANG_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    environment = os.environ | {"LANGBIANG_DATABASE_URL": url} | own
    run(environment, "manage.py", "migrate", "--run-syncdb", "-v0")
    return environment


def run(environment, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def start(environment, *arguments):
    folder = Path(environment["LANGBIANG_DATA"])
    said = folder / f"said-{uuid4()}"
    with said.open("w") as out, (folder / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, stdout=out, stderr=log
        )
    process.said = said
    return process


def wait_until(done):
    end = time.monotonic() + 300
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def wait_until_up(workers):
    """A worker says that it runs once it can be told to stop."""
    wait_until(lambda: all(worker.said.read_text() for worker in workers))


def acts_in(committed):
    return sum(len(path.read_bytes().split()) for path in committed if path.exists())


def test_killed_at_random_nothing_is_lost_or_done_twice(environment, tmp_path):
    committed = [tmp_path / f"committed-{number}" for number in range(2)]
    commands = [("-m", f"{HERE}.crash", "write", str(name)) for name in committed] + [("manage.py", "worker")] * 2
    processes = [start(environment, *command) for command in commands]
    try:
        wait_until_up(processes[2:])
        for _ in range(KILLS):
            enough = acts_in(committed) + random.randint(11, 60)  # counted in acts, for a machine may be slow
            wait_until(lambda enough=enough: acts_in(committed) >= enough)
            time.sleep(random.uniform(0, 0.1))
            victim = random.randrange(len(processes))
            assert processes[victim].poll() is None, (tmp_path / "log").read_text()[-3000:]
            processes[victim].kill()
            processes[victim].wait()
            processes[victim] = start(environment, *commands[victim])
        wait_until_up(processes[2:])
    finally:
        for process in processes:
            process.terminate()
        codes = [process.wait(120) for process in processes]
    assert codes[2:] == [0, 0], (tmp_path / "log").read_text()[-3000:]

    found = json.loads(run(environment, "-m", f"{HERE}.crash", "check", *map(str, committed)))
    assert found.pop("acts") > 10 * KILLS
    nothing = dict.fromkeys(["lost", "unsealed", "gaps", "pending", "parked", "halted"], 0)
    assert found == nothing | {"findings": [], "effects": [[0, 0, 0]] * 3}
