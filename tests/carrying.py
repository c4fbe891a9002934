"""
Systems around a hub, for tests and bench of whole processes: `python -m tests.carrying WORD FOLDER`.

host      within the hub: make an agency with this code
connect   within the hub: connect a sender and a receiver that call it, and one that it calls; tell each how
crowd     within the hub: connect a system on which many agencies live, and write a document for all of them
answer    for all of these: acknowledge the document and report that it has come, by some threads
send      from some threads, one document after the other until a file `stop` is there; note what was acknowledged
receive   fetch what waits, store it, acknowledge it, for ever
settle    within the hub: let time pass until nothing is on its way any more
look      within an installation: what stands, as one JSON object
"""

import base64
import hashlib
import io
import json
import os
import socket
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import django

from langbiang.apps.exchange.protocols.own_client import OwnClient
from langbiang.apps.exchange.transport import RefusedByPeer, TransferFailed, Waiting

SENDER, RECEIVER, PEER = "H99.1", "H99.2", "H99.3"
LIMIT = 50 * 1024 * 1024
PATIENCE = 400.0  # seconds in which everything must have come to rest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def connect(folder: Path) -> None:
    """Read `given`: the hub's address, threads, kilobytes of a document, and how to call the peer, if there is one."""
    from langbiang.apps.exchange.models import System
    from langbiang.apps.exchange.services import Wanted, connect_system
    from langbiang.apps.exchange.tests.factories import document_bytes
    from langbiang.foundation import clock
    from langbiang.foundation.journal.interface import Actor

    given, by = json.loads((folder / "given").read_text()), Actor(kind="import", id="uid:0", person="Thử tải")
    for name, code in (("sender", SENDER), ("receiver", RECEIVER)):
        wanted = Wanted(name=name, protocol="own", codes=[code])
        made = connect_system(wanted, by=by, now=clock.now())
        told = {"address": given["address"], "id": made.system.code, "secret": made.secret}
        (folder / name).mkdir()
        (folder / name / "told").write_text(json.dumps({**told, "threads": given["threads"]}))
    if peer := given.get("peer"):
        connect_system(Wanted(name="peer", protocol="own", codes=[PEER], **peer), by=by, now=clock.now())
    System.objects.update(calls_a_minute=1_000_000)
    to = [RECEIVER, PEER] if peer else [RECEIVER]
    packet = document_bytes(sender=SENDER, to=to, document_id="@@NAME@@", number="1")
    body = base64.b64encode(os.urandom(given["kilobytes"] * 768))
    (folder / "template").write_bytes(packet.replace(b"VmFuIGJhbg==", b"@@BODY@@"))
    (folder / "sender" / "template").write_bytes(packet.replace(b"VmFuIGJhbg==", body))


def crowd(folder: Path) -> None:
    """Read `count`; the packet, from the sender of `connect`, is named `packet`, its DocumentId ends `,1/UBND-VP`."""
    from langbiang.apps.exchange.models import System
    from langbiang.apps.exchange.services import Wanted, connect_system
    from langbiang.apps.exchange.tests.factories import document_bytes
    from langbiang.foundation import clock
    from langbiang.foundation.journal.interface import Actor

    codes = [f"H98.{number}" for number in range(int((folder / "count").read_text()))]
    by = Actor(kind="import", id="uid:0", person="Thử tải")
    made = connect_system(Wanted(name="crowd", protocol="own", codes=codes), by=by, now=clock.now())
    System.objects.update(calls_a_minute=1_000_000)
    address = json.loads((folder.parent / "given").read_text())["address"]
    told = {"address": address, "id": made.system.code, "secret": made.secret, "threads": 4}
    (folder / "told").write_text(json.dumps(told))
    (folder / "packet").write_bytes(document_bytes(sender=SENDER, to=codes, number="1"))


def answer(folder: Path) -> None:
    token, (client, threads) = _token(folder), client_in(folder)
    waiting = list(client.list_received("edoc"))
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda part: _answer_part(folder, token, waiting[part::threads]), range(threads)))


def _answer_part(folder: Path, token: str, part: list[Waiting]) -> None:
    """Fetch the document once: it is the same for all."""
    from langbiang.apps.exchange.tests.factories import status_bytes

    client, _ = client_in(folder)
    client._token, client._until = token, time.monotonic() + 3000
    digest = hashlib.sha256((folder / "packet").read_bytes()).hexdigest()
    for number, each in enumerate(part):
        client._digests[each.remote_id] = digest
        if number == 0:
            client.fetch(each.remote_id, io.BytesIO())
        client.acknowledge(each.remote_id, done=True)
        status = status_bytes(reporter=each.to_code, other=SENDER, code="01", number="1")
        said = {"size": len(status), "digest": hashlib.sha256(status).hexdigest()}
        client.send(io.BytesIO(status), kind="status", from_code=each.to_code, to=[], **said)


def host(code: str) -> None:
    """Make an agency that is hosted here."""
    from langbiang.apps.exchange.tests.factories import make_agency

    make_agency("suoi-mo", "UBND xã Suối Mơ", code)


def client_in(folder: Path) -> tuple[OwnClient, int]:
    told = json.loads((folder / "told").read_text())
    return OwnClient(told["address"], told["id"], told["secret"], packet_limit=LIMIT), told["threads"]


def send(folder: Path) -> None:
    template, (_, threads) = (folder / "template").read_bytes(), client_in(folder)
    run, lock = str(time.time_ns()), threading.Lock()
    token = _token(folder)
    with (folder / "acknowledged").open("a") as noted:

        def work(number: int) -> None:
            client, _ = client_in(folder)
            client._token, client._until = token, time.monotonic() + 3000
            for turn in count():
                name = f"{run}.{number}.{turn}"
                _send_at_last(client, template.replace(b"@@NAME@@", name.encode()), folder)
                with lock:
                    noted.write(name + "\n")
                    noted.flush()
                    os.fsync(noted.fileno())
                if (folder / "stop").exists():
                    return

        workers = [threading.Thread(target=work, args=[number]) for number in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()


def _token(folder: Path) -> str:
    """Get one token for all threads: to check a secret is meant to cost the hub much."""
    client, _ = client_in(folder)
    while True:
        try:
            return client._access()
        except TransferFailed:
            time.sleep(0.1)


def _send_at_last(client: OwnClient, content: bytes, folder: Path) -> None:
    digest = hashlib.sha256(content).hexdigest()
    while True:
        try:
            body = io.BytesIO(content)
            client.send(body, size=len(content), digest=digest, kind="edoc", from_code=SENDER, to=[])
            return
        except RefusedByPeer as refusal:
            (folder / "refused").write_text(str(refusal))
            raise
        except TransferFailed:
            time.sleep(0.05)


def receive(folder: Path) -> None:
    (folder / "stored").mkdir(exist_ok=True)
    token, (_, threads) = _token(folder), client_in(folder)
    parts = min(threads, 4)

    def work(part: int) -> None:
        client, _ = client_in(folder)
        client._token, client._until = token, time.monotonic() + 3000
        while True:
            try:
                for waiting in client.list_received("edoc"):
                    if int(waiting.remote_id[-4:], 16) % parts == part:
                        _store(client, waiting.remote_id, folder)
            except TransferFailed:
                pass
            time.sleep(0.05)

    for part in range(parts):
        threading.Thread(target=work, args=[part]).start()


def _store(client: OwnClient, remote_id: str, folder: Path) -> None:
    half = folder / f"half-{remote_id}"
    with half.open("w+b") as out:
        client.fetch(remote_id, out)
        out.flush()
        os.fsync(out.fileno())
    half.replace(folder / "stored" / remote_id)
    client.acknowledge(remote_id, done=True)


def settle(folder: Path) -> None:
    """What a dead process had leased comes back when its lease ends, what failed when its pause ends: make that now."""
    from langbiang.apps.exchange.models import System, Transfer
    from langbiang.foundation import clock

    end, waiting = time.monotonic() + PATIENCE, Transfer.objects.filter(state=Transfer.State.WAITING)
    while waiting.exists():
        assert time.monotonic() < end, list(waiting.values("system__code", "tries", "reason", "next_at")[:5])
        System.objects.update(rests_until=None)
        waiting.filter(system__way=System.Way.CALLED).update(next_at=clock.now())
        time.sleep(5)


def look(folder: Path) -> None:
    from langbiang.apps.exchange.models import Delivery, Packet, Transfer
    from langbiang.foundation.files.interface import read_file
    from langbiang.foundation.journal.interface import drain, verify

    drain()
    packets = list(Packet.objects.filter(sender_code=SENDER).select_related("original"))
    deliveries = Delivery.objects.filter(packet__sender_code=SENDER)
    transfers = Transfer.objects.filter(from_code=SENDER)
    told = {
        "documents": Counter(packet.document_id for packet in packets),
        "hollow": sum(not _whole(read_file, packet.original) for packet in packets),
        "deliveries": Counter(deliveries.values_list("state", flat=True)),
        "transfers": Counter(transfers.values_list("state", flat=True)),
        "findings": verify().findings,
    }
    (folder / "look").write_text(json.dumps(told))


def _whole(read_file, file) -> bool:  # type: ignore[no-untyped-def]
    try:
        return file is not None and hashlib.sha256(read_file(file)).hexdigest() == file.digest
    except FileNotFoundError:
        return False


WITHIN = {"host": host, "crowd": crowd, "answer": answer, "connect": connect, "settle": settle, "look": look}
ALONE = {"send": send, "receive": receive}

if __name__ == "__main__":
    word, said = sys.argv[1:]
    if word in WITHIN:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
    (WITHIN | ALONE)[word](said if word == "host" else Path(said))
