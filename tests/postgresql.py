"""A throw-away PostgreSQL cluster for tests and bench: nothing of the machine's own server is touched."""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import psycopg


def binary(name: str) -> str | None:
    """Find a PostgreSQL server program, where Debian keeps it or on PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(places[0]) if places else shutil.which(name)


def available() -> bool:
    return binary("initdb") is not None and binary("postgres") is not None


@cache
def cluster(keep: Path | None = None, settings: str = "") -> str:
    """
    Start the cluster once for this process and its children; give its address as a database URL.

    With `keep` it stands in that folder, made there if need be, and stays when the process ends.

    PostgreSQL refuses to run as root, so as root it runs as user `postgres`, in a folder that user can enter.
    """
    inherited = os.environ.get("LANGBIANG_TEST_CLUSTER")
    if inherited:
        return inherited
    initdb, pg_ctl = binary("initdb"), binary("pg_ctl")
    if not initdb or not pg_ctl:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    folder = keep or Path(tempfile.mkdtemp(prefix="langbiang-pg-", dir="/tmp"))
    folder.mkdir(parents=True, exist_ok=True)
    as_user: dict[str, object] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = {
        "cwd": folder,
        "check": True,
        "stdout": subprocess.DEVNULL,
        "env": {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
    }
    data = folder / "data"
    if not data.exists():
        subprocess.run([initdb, "-D", data, "-U", "langbiang", "-A", "trust", "-E", "UTF8"], **run, **as_user)
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200 {settings}"
    )
    subprocess.run([pg_ctl, "-D", data, "-l", folder / "log", "-w", "-o", options, "start"], **run, **as_user)

    @atexit.register
    def stop() -> None:
        mode = "fast" if keep else "immediate"
        subprocess.run([pg_ctl, "-D", data, "-m", mode, "stop"], **{**run, "check": False}, **as_user)
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)

    url = f"postgres://langbiang@127.0.0.1:{port}/postgres"
    os.environ["LANGBIANG_TEST_CLUSTER"] = url  # xdist's workers share it
    return url


def postmaster() -> int:
    """Give the process id of the cluster's server."""
    with psycopg.connect(cluster()) as server:
        found = server.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    return int(found[0].split()[0])
