"""
Kill -9 at any moment on the way of a document: what was acknowledged is neither lost nor doubled.

Twenty documents are in flight all the time: a sender on our API, the hub (web, worker, two carriers), a receiver that
calls it and another installation that it calls. One of these, chosen by chance, is killed again and again, and the
hub's web process also kills itself between keeping a file and committing the row that names it.
"""

import json
import os
import random
import socket
import time
from collections import Counter

import pytest

from langbiang.apps.exchange.tests.factories import document_bytes
from tests import postgresql
from tests.carrying import PEER, RECEIVER, SENDER
from tests.installations import installed
from tests.test_crash import Running

KILLS = int(os.environ.get("LANGBIANG_KILLS", "200" if os.environ.get("LANGBIANG_LONG") else "20"))
MESSAGES = int(os.environ.get("LANGBIANG_MESSAGES", "0"))
THREADS = 20
GRANIAN = ["--interface", "asgi", "--log-level", "critical", "config.asgi:application"]

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(
        postgresql.available() and os.environ.get("LANGBIANG_TEST_DB") != "postgresql",
        reason="killed on PostgreSQL, where it is installed; the receiving installation is on SQLite",
    ),
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def hub(tmp_path):
    with installed(tmp_path / "hub") as installation:
        installation.environment["LANGBIANG_EXTRA_APPS"] = "tests.dying"
        installation.run("migrate", "--verbosity", "0")
        yield installation


@pytest.fixture
def peer(tmp_path):
    with installed(tmp_path / "peer", "sqlite") as installation:
        installation.run("migrate", "--verbosity", "0")
        yield installation


def connected(hub, peer, folder):
    """Connect everybody; give the ports of hub and peer."""
    ports = free_port(), free_port()
    added = peer.run("exchange", "system", "add", "--json", "--agency", SENDER, "--protocol", "own", "--id", "HUB")
    told = json.loads(added[added.index("{") : added.rindex("}") + 1])
    address = f"http://127.0.0.1:{ports[1]}/api/exchange/v1"
    given = {"address": f"http://127.0.0.1:{ports[0]}/api/exchange/v1", "threads": THREADS}
    given["peer"] = {"address": address, "code": told["id"], "secret": told["secret"]}
    (folder / "given").write_text(json.dumps(given))
    hub.run("connect", str(folder), module="tests.carrying")
    packet = document_bytes(sender=SENDER, to=[RECEIVER, PEER], document_id="@@NAME@@", number="1")
    (folder / "sender" / "template").write_bytes(packet)
    return ports


def acknowledged_in(folder):
    noted = folder / "sender" / "acknowledged"
    return noted.read_text().splitlines() if noted.exists() else []


def look(installation, folder):
    installation.run("look", str(folder), module="tests.carrying")
    return json.loads((folder / "look").read_text())


def keep_up(running, end, enough=lambda: False):
    """Start again who killed itself, as `serve` does, until the time is over or it is enough."""
    while time.monotonic() < end and not enough():
        for one in running:
            if one.process.poll() is not None:
                one.again()
        time.sleep(0.1)


def test_killed_at_any_moment_nothing_acknowledged_is_lost_or_doubled(hub, peer, tmp_path):
    chance = random.Random(20201109)
    port, far = connected(hub, peer, tmp_path)
    running = [
        Running(hub, "granian", "--port", str(port), *GRANIAN),
        Running(peer, "granian", "--port", str(far), *GRANIAN),
        Running(hub, "langbiang", "worker"),
        Running(hub, "langbiang", "carrier"),
        Running(hub, "langbiang", "carrier"),
        Running(hub, "tests.carrying", "receive", str(tmp_path / "receiver")),
        Running(hub, "tests.carrying", "send", str(tmp_path / "sender")),
    ]
    sender = running[-1]
    try:
        kills = 0
        while kills < KILLS or len(acknowledged_in(tmp_path)) < MESSAGES:
            moving = len(acknowledged_in(tmp_path)) + THREADS
            keep_up(running, time.monotonic() + 20, lambda to=moving: len(acknowledged_in(tmp_path)) >= to)
            keep_up(running, time.monotonic() + chance.uniform(0, 0.5))
            chance.choice(running).again()
            kills += 1
        (tmp_path / "sender" / "stop").touch()
        keep_up(running[:-1], time.monotonic() + 120, lambda: sender.process.poll() is not None)
        settled = hub.start("tests.carrying", "settle", str(tmp_path))
        keep_up(running[:-1], time.monotonic() + 120, lambda: settled.poll() is not None)
        assert settled.returncode == 0
    finally:
        for one in running:
            one.kill()
    assert not (tmp_path / "sender" / "refused").exists()
    here, there = look(hub, tmp_path), look(peer, tmp_path)
    acknowledged = set(acknowledged_in(tmp_path))
    stored = Counter(path.read_bytes() for path in (tmp_path / "receiver" / "stored").iterdir())
    template = (tmp_path / "sender" / "template").read_bytes()
    died = len((tmp_path / "hub" / "died").read_text()) if (tmp_path / "hub" / "died").exists() else 0
    every = [Counter(here["documents"]), Counter(there["documents"]), _named(template, stored)]
    found = {
        "kills": kills + died,
        "acknowledged": len(acknowledged),
        "lost": sum(name not in those for name in acknowledged for those in every),
        "twice": sum(times > 1 for those in every for times in those.values()),
        "hollow": here["hollow"] + there["hollow"],
    }
    print(json.dumps(found))  # noqa: T201  the bench reads it
    assert len(acknowledged) > 2 * THREADS
    assert (found["lost"], found["twice"], found["hollow"]) == (0, 0, 0)
    assert here["deliveries"].keys() == {"arrived"}
    assert here["transfers"] == {"done": 2 * len(here["documents"])}
    assert here["findings"] == there["findings"] == []


def _named(template, stored):
    """Name the documents that the receiver has stored, by their very bytes."""
    before, _, after = template.partition(b"@@NAME@@")
    return Counter(content.removeprefix(before).removesuffix(after).decode() for content in stored.elements())
