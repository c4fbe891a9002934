"""
Three PostgreSQL servers under Patroni and etcd on loopback, from `deploy/patroni/patroni.yml`: each has an address and
its own processes, all of user `postgres`, so that one can die as a machine does.
"""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from tests import postgresql
from tests.units import DEPLOY, moved

ADDRESSES = ("127.0.0.11", "127.0.0.12", "127.0.0.13")
PATIENCE = 180.0  # seconds until something counts as hanging
PASSWORD = "thu-nghiem"


def available() -> bool:
    return postgresql.available() and all(map(shutil.which, ("etcd", "patroni")))


class Failover:
    """The cluster in a folder; `url` leads to whoever leads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self._port, self._rest, self._client, self._peer = (_free_port() for _ in range(4))
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        folder.mkdir(parents=True)
        self._own(folder)
        everywhere, asked = ",".join(ADDRESSES), {"target_session_attrs": "read-write", "connect_timeout": "2"}
        self.url = f"postgres://postgres:{PASSWORD}@{everywhere}:{self._port}/postgres?{urlencode(asked)}"
        self._leads = {"host": everywhere, "port": self._port, "user": "postgres", "password": PASSWORD, **asked}

    def start(self) -> None:
        for number, address in enumerate(ADDRESSES, start=1):
            self._start(f"etcd{number}", self._etcd(number, address))
        for number in (1, 2, 3):
            self.start_server(number)
        self.wait_for_three()

    def start_server(self, number: int) -> None:
        name, address = f"db{number}", ADDRESSES[number - 1]
        told = (DEPLOY / "patroni" / "patroni.yml").read_text()
        places = {f"10.0.0.1{each}:2379": f"{ADDRESSES[each - 1]}:{self._client}" for each in (1, 2, 3)}
        places |= {"10.0.0.11:8008": f"{address}:{self._rest}", "10.0.0.11:5432": f"{address}:{self._port}"}
        places |= {"name: db1": f"name: {name}", "10.0.0.0/24": "127.0.0.0/8", "CHANGE-ME": PASSWORD}
        places |= {"/var/lib/postgresql/15/langbiang": f"{self._folder}/{name}"}
        places |= {"/var/lib/postgresql/.pgpass_patroni": f"{self._folder}/pgpass{number}"}
        places |= {"/usr/lib/postgresql/15/bin": str(Path(str(postgresql.binary("postgres"))).parent)}
        places |= {"bin_dir:": "parameters: {unix_socket_directories: ''}\n  bin_dir:"}
        config = self._folder / f"{name}.yml"
        config.write_text(moved(told, places))
        self._start(name, ["patroni", str(config)])

    def kill_leader(self) -> int:
        """Kill Patroni and PostgreSQL of the server that leads, all at once; say which it was."""
        leader = next(number for number in (1, 2, 3) if self._state(number).get("role") in ("master", "primary"))
        postmaster = (self._folder / f"db{leader}" / "postmaster.pid").read_text().split("\n")[0]
        children = subprocess.run(["pgrep", "-P", postmaster], capture_output=True, text=True, check=False)
        self._kill(f"db{leader}")
        for pid in (postmaster, *children.stdout.split()):
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        return leader

    def wait_for_three(self) -> None:
        """Wait until one leads and two follow it, one of them synchronously."""
        _until(lambda: self._followers() == 2)

    def stop(self) -> None:
        for name in [*self._running]:
            self._kill(name)
        for number in (1, 2, 3):
            with suppress(OSError, ValueError):
                pid = (self._folder / f"db{number}" / "postmaster.pid").read_text().split("\n")[0]
                os.kill(int(pid), signal.SIGKILL)

    def _followers(self) -> int:
        try:
            with psycopg.connect(**self._leads) as leader:
                told = leader.execute("SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'").fetchall()
        except psycopg.OperationalError:
            return 0
        return len(told) if ("sync",) in told else 0

    def _state(self, number: int) -> dict[str, object]:
        try:
            with urllib.request.urlopen(f"http://{ADDRESSES[number - 1]}:{self._rest}/patroni", timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return dict(json.load(error))
        except OSError:
            return {}

    def _etcd(self, number: int, address: str) -> list[str]:
        everyone = ",".join(f"e{each}=http://{at}:{self._peer}" for each, at in enumerate(ADDRESSES, start=1))
        client, peer = f"http://{address}:{self._client}", f"http://{address}:{self._peer}"
        listens = ["--listen-client-urls", client, "--advertise-client-urls", client]
        listens += ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer]
        words = ["etcd", "--name", f"e{number}", "--data-dir", f"{self._folder}/etcd{number}", *listens]
        return [*words, "--initial-cluster", everyone, "--initial-cluster-token", "langbiang-test"]

    def _start(self, name: str, words: list[str]) -> None:
        who = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        # Debian's own Python and its modules: a virtual environment in the way hides them.
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self._folder)}
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                words, cwd=self._folder, env=environment, stdout=log, stderr=log, start_new_session=True, **who
            )

    def _kill(self, name: str) -> None:
        process = self._running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _own(self, path: Path) -> None:
        if self._user:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end
        time.sleep(0.2)


def _free_port() -> int:
    """Find one that is free at every address of ours."""
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        return int(probe.getsockname()[1])
