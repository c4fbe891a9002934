"""
The document axis through its own endpoints: granian with TLS, tokens, delivery rows, acts written and sealed; hub,
worker and receiver sync to disk what they acknowledge. On PostgreSQL where it is installed, else SQLite.

messages_per_second.1, .8     a 100 KB document from the sender's call to the receiver's acknowledgement, by so many
                              senders at once
cpu_ms_per_message            of all processes: sender, web server, worker, receiver, database (at 8 senders)
limit.…                       what this machine would allow: RSA-2048 signatures on one core; commits of one row by 8
                              connections; posts over TLS and through all of Django that are answered 401
broadcast_10000_s             one document to 10,000 receivers on another system: from the sender's call until each
                              has acknowledged it and its status 01 waits for the sender; …_taken_s until the answer
crash.…                       of tests/test_carrying_crash.py: lost, twice and hollow must be 0
packet_500mb_extra_rss_mb     what the largest packet adds to the memory of the web server, going in
agency_list_s                 reading the country's list of agencies (111,000) into an empty table, by the command
agency_list_extra_rss_mb      what that takes more memory than reading a list of one agency

LANGBIANG_BENCH_SECONDS, _PACKET_MB, _RECEIVERS, _KILLS, _MESSAGES, _AGENCIES name other sizes.
"""

import base64
import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from bench.processes import cpu_seconds, extra_memory
from langbiang.apps.exchange.tests import peers
from langbiang.foundation.line import Line
from tests import carrying, postgresql
from tests.installations import ROOT, Installation, installed

REPEATS = 1
SECONDS = float(os.environ.get("LANGBIANG_BENCH_SECONDS", "30"))
PACKET_MB = int(os.environ.get("LANGBIANG_BENCH_PACKET_MB", "500"))
RECEIVERS = int(os.environ.get("LANGBIANG_BENCH_RECEIVERS", "10000"))
KILLS = os.environ.get("LANGBIANG_BENCH_KILLS", "200")
MESSAGES = os.environ.get("LANGBIANG_BENCH_MESSAGES", "20000")
AGENCIES = int(os.environ.get("LANGBIANG_BENCH_AGENCIES", "111000"))
KIND = "postgresql" if postgresql.available() else "sqlite"
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
WEB = ["--interface", "asgi", "--log-level", "critical", "--workers", "2", "config.asgi:application"]


class Hub:
    """A hub at work behind TLS, with a sender and a receiver that call it."""

    def __init__(self, installation: Installation, folder: Path) -> None:
        self.installation, self.folder, self.port = installation, folder, carrying.free_port()
        self.address = f"https://127.0.0.1:{self.port}/api/exchange/v1"
        certificate, key = _certificate(folder)
        # Who calls trusts this certificate and no other.
        installation.environment["SSL_CERT_FILE"] = os.environ["SSL_CERT_FILE"] = str(certificate)
        web = ["--port", str(self.port), "--ssl-certificate", str(certificate), "--ssl-keyfile", str(key), *WEB]
        (folder / "given").write_text(json.dumps({"address": self.address, "threads": 4, "kilobytes": 100}))
        installation.run("connect", str(folder), module="tests.carrying")
        self.sent = folder / "sender" / "acknowledged"
        self.web = installation.start("granian", *web, **QUIET)
        self.worker = installation.start("langbiang", "worker", **QUIET)
        _until(lambda: _answers(self.address))

    def stop(self) -> None:
        for process in (self.web, self.worker):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stored(self) -> int:
        """Count what the receiver has stored; it acknowledges each before it takes the next."""
        return sum(1 for _ in (self.folder / "receiver" / "stored").iterdir())

    def measure(self, senders: int) -> tuple[float, float]:
        """Give messages a second and seconds of CPU a message."""
        told = self.folder / "sender" / "told"
        told.write_text(json.dumps({**json.loads(told.read_text()), "threads": senders}))
        (self.folder / "sender" / "stop").unlink(missing_ok=True)
        running = [
            self.installation.start("tests.carrying", word, str(self.folder / place), **QUIET)
            for word, place in (("receive", "receiver"), ("send", "sender"))
        ]
        (self.folder / "receiver" / "stored").mkdir(exist_ok=True)
        started = self.stored()
        _until(lambda: self.stored() >= started + 2 * senders)  # all are at work
        at_work = [process.pid for process in (self.web, self.worker, *running)]
        at_work += [postgresql.postmaster()] if KIND == "postgresql" else []
        before, spent, begun = self.stored(), cpu_seconds(at_work), time.monotonic()
        time.sleep(SECONDS)
        (self.folder / "sender" / "stop").touch()
        _until(lambda: self.stored() >= len(self.sent.read_text().splitlines()))
        number, spent, took = self.stored() - before, cpu_seconds(at_work) - spent, time.monotonic() - begun
        running[1].wait(60)
        os.killpg(running[0].pid, signal.SIGKILL)
        running[0].wait()
        return number / took, spent / number


def measure() -> dict[str, float]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="langbiang-bench-")))
        installation = stack.enter_context(installed(folder / "hub", KIND))
        hub = Hub(installation, folder)
        stack.callback(hub.stop)
        one, _ = hub.measure(1)
        eight, cpu = hub.measure(8)
        figures = {
            "messages_per_second.1": one,
            "messages_per_second.8": eight,
            "cpu_ms_per_message": cpu * 1000,
            "limit.signatures_per_second": _signatures(),
            "limit.posts_per_second": _posts(hub),
            "packet_500mb_extra_rss_mb": _largest(hub),
        }
        figures |= _broadcast(hub) | _agency_list(installation, folder)
        if KIND == "postgresql":
            figures["limit.durable_commits_per_second"] = _commits()
    return figures | _crash()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    now = datetime.now(UTC)  # noqa: TID251  of the machine, for TLS
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    certificate, private = folder / "tls.pem", folder / "tls.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


def _answers(address: str) -> bool:
    try:
        return Line(address).call("GET", "/openapi.json").status == 200
    except Exception:
        return False


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60 + 4 * SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def _rate(do: Callable[[], Callable[[], object]], threads: int) -> float:
    """Say how often a second so many threads do a thing; each makes ready what it needs."""
    counts, end = [0] * threads, time.monotonic() + min(SECONDS, 5)

    def work(number: int) -> None:
        once = do()
        while time.monotonic() < end:
            once()
            counts[number] += 1

    workers = [threading.Thread(target=work, args=[number]) for number in range(threads)]
    begun = time.monotonic()
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    return sum(counts) / (time.monotonic() - begun)


def _signatures() -> float:
    key = rsa.generate_private_key(65537, 2048)
    return _rate(lambda: lambda: key.sign(b"x" * 32, padding.PKCS1v15(), hashes.SHA256()), 1)


def _commits() -> float:
    with psycopg.connect(postgresql.cluster(), autocommit=True) as server:
        server.execute("CREATE TABLE IF NOT EXISTS bench_commits (id bigserial PRIMARY KEY, words text)")

    def ready() -> Callable[[], object]:
        server = psycopg.connect(postgresql.cluster(), autocommit=True)
        return lambda: server.execute("INSERT INTO bench_commits (words) VALUES (repeat('x', 200))")

    return _rate(ready, 8)


def _posts(hub: Hub) -> float:
    def ready() -> Callable[[], object]:
        line = Line(hub.address)
        return lambda: line.call("POST", "/documents")

    return _rate(ready, 8)


def _largest(hub: Hub) -> float:
    """Send one packet of the largest size; give what it added to the memory of the web server, in MB."""
    packet = hub.folder / "largest.edxml"
    before, _, after = (hub.folder / "template").read_bytes().replace(b"@@NAME@@", b"largest").partition(b"@@BODY@@")
    digest = hashlib.sha256()
    with packet.open("wb") as out:
        piece = base64.b64encode(os.urandom(768 * 1024))
        for part in (before, *[piece] * (PACKET_MB - 1), after):
            out.write(part)
            digest.update(part)
    client, _ = carrying.client_in(hub.folder / "sender")

    def send() -> None:
        with packet.open("rb") as body:
            client.send(
                body,
                size=packet.stat().st_size,
                digest=digest.hexdigest(),
                kind="edoc",
                from_code=carrying.SENDER,
                to=[carrying.RECEIVER],
            )

    return extra_memory(hub.web.pid, send)


def _agency_list(installation: Installation, folder: Path) -> dict[str, float]:
    """Let the operator's command read a list of one agency, then one of the whole country; compare the memory."""
    sizes, secret = iter([1, AGENCIES]), folder / "secret"
    secret.write_text("bi-mat")

    def script(line: socket.socket, over: threading.Event) -> None:
        rows = ({"code": f"G{n % 63:02}.{n}", "name": f"Đơn vị số {n} thuộc tỉnh Mẫu"} for n in range(next(sizes)))
        peers.says_many(rows)(line, over)

    with peers.hostile(script) as address:
        told = ["--axis", "--protocol", "national", "--address", address, "--secret-file", str(secret)]
        installation.run("exchange", "system", "add", *told)
        little, _ = _sync(installation)
        much, took = _sync(installation)
    return {"agency_list_s": took, "agency_list_extra_rss_mb": much - little}


def _sync(installation: Installation) -> tuple[float, float]:
    """Read the list; give the most memory the command held, in MB, and the seconds it took."""
    begun = time.monotonic()
    process = installation.start("langbiang", "exchange", "agencies", "sync", **QUIET)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, status
    return used.ru_maxrss / 1024, time.monotonic() - begun


def _broadcast(hub: Hub) -> dict[str, float]:
    """Send one document to many receivers on one other system."""
    folder = hub.folder / "crowd"
    folder.mkdir()
    (folder / "count").write_text(str(RECEIVERS))
    hub.installation.run("crowd", str(folder), module="tests.carrying")
    packet = (folder / "packet").read_bytes()
    digest = hashlib.sha256(packet).hexdigest()
    sender, _ = carrying.client_in(hub.folder / "sender")
    begun = time.monotonic()
    told = {"size": len(packet), "digest": digest, "kind": "edoc", "from_code": carrying.SENDER}
    sender.send(io.BytesIO(packet), to=[], **told)
    taken = time.monotonic() - begun
    answering = hub.installation.start("tests.carrying", "answer", str(folder))
    assert answering.wait() == 0
    assert sum(1 for _ in sender.list_received("status")) == RECEIVERS
    return {f"broadcast_{RECEIVERS}_s": time.monotonic() - begun, f"broadcast_{RECEIVERS}_taken_s": taken}


def _crash() -> dict[str, float]:
    """Run the crash test with its large counts, in a process of its own."""
    if KILLS == "0":
        return {}
    told = {"LANGBIANG_KILLS": KILLS, "LANGBIANG_MESSAGES": MESSAGES, "LANGBIANG_TEST_DB": KIND}
    if KIND == "postgresql":
        told["LANGBIANG_TEST_CLUSTER"] = postgresql.cluster()
    run = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "tests/test_carrying_crash.py"]
    done = subprocess.run(run, cwd=ROOT, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if '{"kills"' in line]
    assert found, done.stdout[-3000:]
    counts = json.loads(found[0][found[0].index("{") :])
    return {f"crash.{name}": float(number) for name, number in counts.items()}
