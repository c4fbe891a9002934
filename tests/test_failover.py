"""
The leading database server dies under load, again and again: a second one goes on, and nothing acknowledged is lost.

Ten deaths take some minutes, so this runs in `make test-long` only; it needs Debian's etcd-server and patroni.
"""

import json
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from tests import failover
from tests.carrying import SENDER
from tests.installations import Installation
from tests.test_carrying_crash import Site, acknowledged_in, keep_up, look
from tests.test_crash import Running

DEATHS = int(os.environ.get("LANGBIANG_KILLS", "10"))
THREADS = 4

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(not os.environ.get("LANGBIANG_LONG"), reason="long: make test-long"),
    pytest.mark.skipif(not failover.available(), reason="apt-get install etcd-server patroni"),
    pytest.mark.skipif(os.environ.get("LANGBIANG_TEST_DB") != "postgresql", reason="PostgreSQL's alone"),
]


@pytest.fixture
def cluster():
    folder = Path(tempfile.mkdtemp(prefix="langbiang-failover-", dir="/tmp"))
    folder.chmod(0o755)
    made = failover.Failover(folder / "cluster")
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_leader_killed_under_load_nothing_acknowledged_is_lost_and_writing_goes_on(cluster, tmp_path):
    here = Installation(tmp_path / "here", cluster.url)
    here.folder.mkdir()
    here.run("migrate", "--verbosity", "0")
    site = Site(here)
    (tmp_path / "given").write_text(json.dumps({"address": site.base("own"), "threads": THREADS, "kilobytes": 4}))
    here.run("connect", str(tmp_path), module="tests.carrying")
    running = [
        site.web(),
        Running(here, "langbiang", "worker"),
        Running(here, "tests.carrying", "receive", str(tmp_path / "receiver")),
        Running(here, "tests.carrying", "send", str(tmp_path / "sender")),
    ]
    sender, gaps = running[-1], []
    try:
        for _ in range(DEATHS):
            _more(running, tmp_path, 5 * THREADS)
            dead = cluster.kill_leader()
            killed = time.monotonic()
            _more(running, tmp_path, THREADS + 1)  # as many may have been answered before it died
            gaps.append(round(time.monotonic() - killed, 1))
            cluster.start_server(dead)
            cluster.wait_for_three()
        (tmp_path / "sender" / "stop").touch()
        keep_up(running[:-1], time.monotonic() + 500, lambda: sender.process.poll() is not None)
        here.run("settle", str(tmp_path), module="tests.carrying")
    finally:
        for one in running:
            one.kill()
    assert not (tmp_path / "sender" / "refused").exists()
    found, acknowledged = look(here, tmp_path), acknowledged_in(tmp_path)
    lost = [name for name in acknowledged if name not in found["documents"]]
    told = {"deaths": DEATHS, "acknowledged": len(acknowledged), "lost": len(lost), "seconds without writing": gaps}
    print(json.dumps(told))  # noqa: T201  the figures of the night
    assert len(acknowledged) > DEATHS * THREADS
    assert (lost, found["hollow"], found["findings"]) == ([], 0, [])
    assert set(found["documents"].values()) == {1}


def _more(running, folder, count):
    """Wait until so many more are acknowledged by the system that sends as `SENDER`."""
    enough = len(acknowledged_in(folder)) + count
    keep_up(running, time.monotonic() + 300, lambda: len(acknowledged_in(folder)) >= enough)
    assert len(acknowledged_in(folder)) >= enough, f"{SENDER} is not answered any more"
