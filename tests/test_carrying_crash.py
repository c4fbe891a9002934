"""
Four systems carry documents to each other; then kill -9 at any moment on the way of a document: what was acknowledged
is neither lost nor doubled.

Twenty documents are in flight all the time: a sender on our API, the hub (web, worker, two carriers), a receiver that
calls it and another installation that it calls. One of these, chosen by chance, is killed again and again, and the
hub's web process also kills itself between keeping a file and committing the row that names it.
"""

import hashlib
import io
import json
import os
import random
import re
import time
from collections import Counter

import pytest

from langbiang.apps.exchange.protocols.own_client import OwnClient
from langbiang.apps.exchange.protocols.v1_client import V1Client
from langbiang.apps.exchange.tests.factories import document_bytes, status_bytes
from langbiang.apps.exchange.transport import TransferFailed
from langbiang.foundation.line import Line
from tests import postgresql
from tests.carrying import LIMIT, SENDER, free_port
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


class Site:
    """An installation with the port on which its web server listens."""

    def __init__(self, installation):
        self.installation, self.port = installation, free_port()

    def web(self):
        return Running(self.installation, "granian", "--port", str(self.port), *GRANIAN)

    def base(self, protocol):
        paths = {"own": "/api/exchange/v1", "v1": "/EdocService", "national": "/truc/quoc-gia"}
        return f"http://127.0.0.1:{self.port}{paths[protocol]}"

    def add(self, *words):
        """Connect a system; give what it is told."""
        told = self.installation.run("exchange", "system", "add", "--json", *words)
        return json.loads(told[told.index("{") : told.rindex("}") + 1])


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("hub")) as installation:
        yield Site(installation)


@pytest.fixture(scope="module")
def peer(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("peer"), "sqlite") as installation:
        yield Site(installation)


def connected(hub, peer, folder):
    """Connect a sender, a receiver and the other installation to the hub."""
    told = peer.add("--agency", SENDER, "--protocol", "own", "--id", "HUB-OWN")
    given = {"address": hub.base("own"), "threads": THREADS, "kilobytes": 4}
    given["peer"] = {"address": peer.base("own"), "code": told["id"], "secret": told["secret"]}
    (folder / "given").write_text(json.dumps(given))
    hub.installation.run("connect", str(folder), module="tests.carrying")


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


HOSTED, EARLIER, NEW, OUTSIDE = "H99.20", "H99.21", "H99.22", "000.00.00.G22"


def hand(client, content, kind="edoc"):
    digest, sender = hashlib.sha256(content).hexdigest(), content.split(b"<e:OrganId>")[1].split(b"<")[0].decode()
    told = {"size": len(content), "digest": digest, "kind": kind, "from_code": sender}
    return client.send(io.BytesIO(content), to=[], **told)


def fetch(client, kind, count=1):
    """Fetch so many things and acknowledge them, within three minutes; give their contents."""
    end, found = time.monotonic() + 200, []
    while len(found) < count:
        assert time.monotonic() < end, found
        for waiting in client.list_received(kind):
            out = io.BytesIO()
            client.fetch(waiting.remote_id, out)
            client.acknowledge(waiting.remote_id, done=True)
            found.append(out.getvalue())
        time.sleep(0.2)
    return found


def told_in(status):
    return tuple(re.search(f"<[^>]*{name}>([^<]*)<", status.decode())[1] for name in ("OrganId", "StatusCode"))


def test_four_systems_carry_documents_and_statuses_to_each_other(hub, peer, tmp_path):
    """The national axis (the other installation), the hub, a system on the earlier protocol, one on our own API."""
    outer = peer.add("--agency", OUTSIDE, "--protocol", "own")
    ours = peer.add("--agency", HOSTED, EARLIER, NEW, "--protocol", "national", "--id", "00.99.W00")
    (tmp_path / "secret").write_text(ours["secret"])
    axis = ["--axis", "--protocol", "national", "--address", peer.base("national"), "--id", ours["id"]]
    hub.add(*axis, "--secret-file", str(tmp_path / "secret"))
    earlier, new = hub.add("--agency", EARLIER, "--protocol", "v1"), hub.add("--agency", NEW, "--protocol", "own")
    hub.installation.run("host", HOSTED, module="tests.carrying")
    running = [hub.web(), peer.web(), *(Running(hub.installation, "langbiang", each) for each in ("worker", "carrier"))]
    outside = OwnClient(peer.base("own"), outer["id"], outer["secret"], packet_limit=LIMIT)
    old = V1Client(hub.base("v1"), EARLIER, earlier["secret"], packet_limit=LIMIT)
    system = OwnClient(hub.base("own"), new["id"], new["secret"], packet_limit=LIMIT)
    try:
        keep_up(running, time.monotonic() + 200, lambda: answers(hub) and answers(peer))
        inward = document_bytes(sender=OUTSIDE, to=[HOSTED, EARLIER, NEW], number="1")
        hand(outside, inward)
        assert fetch(old, "edoc") == fetch(system, "edoc") == [inward]
        hand(old, status_bytes(reporter=EARLIER, other=OUTSIDE, number="1"), "status")
        hand(system, status_bytes(reporter=NEW, other=OUTSIDE, number="1"), "status")
        back = {told_in(status) for status in fetch(outside, "status", 3)}
        assert back == {(HOSTED, "01"), (EARLIER, "03"), (NEW, "03")}
        outward = document_bytes(sender=NEW, to=[OUTSIDE, EARLIER], number="2")
        hand(system, outward)
        assert fetch(old, "edoc") == [outward]
        (came,) = fetch(outside, "edoc")
        assert OUTSIDE.encode() in came
        assert EARLIER.encode() not in came
        hand(outside, status_bytes(reporter=OUTSIDE, other=NEW, number="2", code="01"), "status")
        assert [told_in(status) for status in fetch(system, "status")] == [(OUTSIDE, "01")]
        assert {each.to_code: each.state for each in system.list_sent("edoc")} == {
            OUTSIDE: "arrived",
            EARLIER: "arrived",
        }
        assert {each.state for each in outside.list_sent("edoc")} == {"arrived"}
    finally:
        for one in running:
            one.kill()


def answers(site):
    try:
        return Line(site.base("own")).call("GET", "/openapi.json").status == 200
    except TransferFailed:
        return False


def test_killed_at_any_moment_nothing_acknowledged_is_lost_or_doubled(hub, peer, tmp_path):
    chance = random.Random(20201109)
    connected(hub, peer, tmp_path)
    here = hub.installation
    here.environment["LANGBIANG_EXTRA_APPS"] = "tests.dying"
    running = [
        hub.web(),
        peer.web(),
        Running(here, "langbiang", "worker"),
        Running(here, "langbiang", "carrier"),
        Running(here, "langbiang", "carrier"),
        Running(here, "tests.carrying", "receive", str(tmp_path / "receiver")),
        Running(here, "tests.carrying", "send", str(tmp_path / "sender")),
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
        keep_up(running[:-1], time.monotonic() + 500, lambda: sender.process.poll() is not None)
        settled = here.start("tests.carrying", "settle", str(tmp_path))
        keep_up(running[:-1], time.monotonic() + 500, lambda: settled.poll() is not None)
        assert settled.returncode == 0
    finally:
        for one in running:
            one.kill()
    assert not (tmp_path / "sender" / "refused").exists()
    noted = here.folder / "died"
    died = len(noted.read_text()) if noted.exists() else 0
    here, there = look(here, tmp_path), look(peer.installation, tmp_path)
    acknowledged = set(acknowledged_in(tmp_path))
    stored = Counter(path.read_bytes() for path in (tmp_path / "receiver" / "stored").iterdir())
    template = (tmp_path / "sender" / "template").read_bytes()
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
