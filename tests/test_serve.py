"""`langbiang serve` as a whole: ready, heals, stops; the demo keeps to this machine."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from tests.installations import installed


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("serve"), "sqlite") as installation:
        installation.run("seed")
        yield installation


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_until(stream, words):
    lines = []
    for line in stream:
        lines.append(line)
        if words in line:
            return "".join(lines)
    pytest.fail("".join(lines))


def health(port):
    with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=60) as answer:
        return answer.status


def test_serves_heals_and_stops(installation, port):
    served = installation.start("langbiang", "serve", "--port", str(port), stdout=subprocess.PIPE)
    try:
        told = read_until(served.stdout, "Ctrl+C")
        assert f"http://localhost:{port}" in told
        assert health(port) == 200
        _kill_child(served.pid, "worker")
        _wait_for_child(served.pid, "worker")
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=120) == 0
        assert "Đã dừng." in served.stdout.read()
    finally:
        served.kill()
    with pytest.raises(OSError, match="refused"):
        health(port)


def test_nothing_stays_behind_when_it_is_killed(installation, port):
    served = installation.start("langbiang", "serve", "--port", str(port), stdout=subprocess.PIPE)
    read_until(served.stdout, "Ctrl+C")
    children = _children(served.pid)
    served.kill()
    served.wait()
    end = time.monotonic() + 120
    while any(_is_alive(pid) for pid in children):
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.parametrize("told", [[], ["--demo-on-network"], ["--yes-anyone-may-enter"]])
def test_the_demo_keeps_to_this_machine_unless_told_twice(installation, port, told):
    said = installation.run("serve", "--host", "0.0.0.0", "--port", str(port), *told, code=1)
    assert "chỉ chạy trên máy này" in said


def test_a_taken_port_is_said(installation, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert f"Cổng {port} đã có chương trình khác dùng" in installation.run("serve", "--port", str(port), code=1)


def _children(pid):
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True)
    return {int(found[1]): found[2] for found in re.finditer(r"(\d+) (.*)", listed.stdout)}


def _kill_child(pid, name):
    (child,) = (child for child, command in _children(pid).items() if command.endswith(name))
    os.kill(child, signal.SIGKILL)
    while _is_alive(child) and _children(pid).get(child, "").endswith(name):
        time.sleep(0.05)


def _wait_for_child(pid, name):
    end = time.monotonic() + 120
    while not any(command.endswith(name) for command in _children(pid).values()):
        assert time.monotonic() < end
        time.sleep(0.1)


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
