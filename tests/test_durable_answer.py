"""
What is acknowledged is on disk: the system calls of the web server, and of PostgreSQL where it keeps the rows, for one
document, seen from outside with strace.

Process death is what the crash test speaks to; this speaks to loss of power.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

import psycopg
import pytest

from langbiang.apps.exchange.tests.factories import document_bytes
from tests import postgresql
from tests.installations import installed

CALLS = "fsync,fdatasync,rename,renameat,renameat2,sendto,sendmsg,write,writev,pwrite64"
GRANIAN = ["--interface", "asgi", "--log-level", "critical", "config.asgi:application"]

pytestmark = pytest.mark.crash


def take_in_one(installation, folder):
    """Send one document to a traced web server; give the lines of the trace."""
    added = installation.run("exchange", "system", "add", "--json", "--agency", "H99.1", "H99.2", "--protocol", "own")
    told = json.loads(added[added.index("{") : added.rindex("}") + 1])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = installation.start("granian", "--port", str(port), *GRANIAN, start_new_session=True)
    base = f"http://127.0.0.1:{port}"
    try:
        token = _token(base, told)
        database = [postgresql.postmaster()] if on_postgresql(installation) else []
        trace = _traced([served.pid, *database], folder / "trace")
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/xml"}
        asked = urllib.request.Request(
            f"{base}/api/exchange/v1/documents", document_bytes(sender="H99.1", to=["H99.2"]), headers
        )
        with urllib.request.urlopen(asked, timeout=200) as answer:
            assert answer.status == 201
        trace.send_signal(signal.SIGINT)
        trace.wait(20)
    finally:
        os.killpg(served.pid, signal.SIGKILL)
        served.wait()
    return (folder / "trace").read_text(errors="replace").splitlines()


def on_postgresql(installation):
    return installation.environment["LANGBIANG_DATABASE_URL"].startswith("postgres")


def _traced(pids, out):
    """Trace processes with their children and all their threads, with names of files and the beginning of texts."""
    parents = ",".join(map(str, pids))
    children = subprocess.run(["pgrep", "-P", parents], capture_output=True, text=True, check=False).stdout.split()
    traced = [*map(str, pids), *children]
    who = [word for each in traced for word in ("-p", each)]
    command = ["strace", "-f", "-y", "-s", "100", "-e", f"trace={CALLS}", "-o", str(out), *who]
    trace = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for _ in traced:
        assert "attached" in trace.stderr.readline()
    return trace


def _token(base, told):
    said = {"grant_type": "client_credentials", "scope": "exchange"}
    said |= {"client_id": told["id"], "client_secret": told["secret"]}
    end = time.monotonic() + 200
    while True:
        try:
            with urllib.request.urlopen(f"{base}/oauth/token", urllib.parse.urlencode(said).encode()) as answer:
                return json.load(answer)["access_token"]
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed: apt-get install strace")
def test_file_and_folder_are_synced_before_the_commit_and_that_before_the_answer(tmp_path):
    with installed(tmp_path / "here") as installation:
        lines = take_in_one(installation, tmp_path)
        kept = on_postgresql(installation)

    def first(pattern, after=-1):
        found = [number for number, line in enumerate(lines) if number > after and re.search(pattern, line)]
        assert found, f"{pattern} is missing after {after}:\n" + "\n".join(lines[-60:])
        return found[0]

    moved = first(r"rename\w*\(.*/files/coming/.*/files/[0-9a-f]{2}/([0-9a-f]{64})")
    packet = re.search(r"/files/coming/(\w+)", lines[moved])[1]
    assert first(rf"fsync\(\d+<[^>]*/coming/{packet}>\)") < moved
    folder = re.search(r"(/files/[0-9a-f]{2})/[0-9a-f]{64}", lines[moved])[1]
    synced = first(rf"fsync\(\d+<[^>]*{folder}>\)", moved)
    committed = first(r"sendto\(.*COMMIT" if kept else r"f(data)?sync\(\d+<[^>]*sqlite3(-wal)?>\)", synced)
    answered = first(r"HTTP/1\.1 201", committed)
    if kept:  # the commit went out to the database, which answers only once its log is on disk
        assert committed < completed(lines, first(r"f(data)?sync\(\d+<[^>]*/pg_wal/", committed)) < answered


def completed(lines, begun):
    """Give where a call that began there came back: in the same line, or in one of the same process that resumes it."""
    process = lines[begun].split()[0]
    back = (number for number in range(begun, len(lines)) if lines[number].startswith(f"{process} "))
    return next(number for number in back if lines[number].endswith("= 0"))


@pytest.mark.postgresql
@pytest.mark.skipif(os.environ.get("LANGBIANG_TEST_DB") != "postgresql", reason="a setting of PostgreSQL")
def test_on_a_database_that_may_lose_a_commit_nothing_starts(tmp_path):
    with installed(tmp_path / "here") as installation:
        address = installation.environment["LANGBIANG_DATABASE_URL"]
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f"ALTER DATABASE {address.rsplit('/', 1)[1]} SET synchronous_commit = off")
        told = installation.run("serve", "--port", "0", code=1)
        assert "synchronous_commit = off, có thể mất" in told
        assert "Đặt synchronous_commit = on." in told
        web = installation.start("granian", *GRANIAN, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert web.wait(60) != 0
