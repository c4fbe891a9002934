"""The three clients against our own servers, and against peers that answer what no protocol allows."""

import hashlib
import io
import json
import time

import pytest

from langbiang.apps.exchange.models import Delivery, Transfer
from langbiang.apps.exchange.protocols.national_client import NationalClient
from langbiang.apps.exchange.protocols.own_client import OwnClient
from langbiang.apps.exchange.protocols.v1_client import V1Client
from langbiang.apps.exchange.tests import peers
from langbiang.apps.exchange.tests.factories import FAR, FAR_TOO, RECEIVER, come, connect, document_bytes, status_bytes
from langbiang.apps.exchange.transport import RefusedByPeer, Rubbish, Unreached
from langbiang.foundation import line

LIMIT = 1024 * 1024
BASES = {
    "national": (NationalClient, "/truc/quoc-gia"),
    "own": (OwnClient, "/api/exchange/v1"),
    "v1": (V1Client, "/EdocService"),
}
SUBJECT = "V/v tổ chức Lễ hội Cồng chiêng, đường Đặng Thái Thân"


def client_of(protocol, url, system_id, secret):
    made, base = BASES[protocol]
    return made(url + base, system_id, secret, packet_limit=LIMIT)


def hand(client, content, *, kind="edoc", sender=FAR, to=(FAR_TOO,), size=None):
    digest = hashlib.sha256(content).hexdigest()
    return client.send(
        io.BytesIO(content), size=size or len(content), digest=digest, kind=kind, from_code=sender, to=to
    )


@pytest.mark.parametrize("protocol", BASES)
def test_a_client_does_the_six_verbs_at_our_own_server(protocol, live_server, province):
    sides = []
    for code in (FAR, FAR_TOO):
        system = connect(code, protocol=protocol)
        sides.append(client_of(protocol, live_server.url, code if protocol == "v1" else system.code, system.secret))
    sender, receiver = sides
    content = document_bytes(subject=SUBJECT, to=[FAR_TOO, RECEIVER])
    remote_id = hand(sender, content)
    assert hand(sender, content) == remote_id
    (waiting,) = receiver.list_received("edoc")
    assert (waiting.kind, waiting.from_code) == ("edoc", FAR)
    assert list(receiver.list_received("status")) == []
    out = io.BytesIO()
    receiver.fetch(waiting.remote_id, out)
    assert out.getvalue() == content
    receiver.acknowledge(waiting.remote_id, done=True)
    assert list(receiver.list_received("edoc")) == []
    assert Delivery.objects.get(receiver_code=FAR_TOO).state == "arrived"
    # The call was meant for one of the packet's receivers; the earlier protocol cannot say so.
    assert Delivery.objects.filter(receiver_code=RECEIVER).exists() == (protocol == "v1")
    if protocol != "v1":
        sent = {each.to_code: each.state for each in sender.list_sent("edoc")}
        assert sent[FAR_TOO] == {"national": "done", "own": "arrived"}[protocol]
    named = {entry.code: entry.name for entry in sender.agencies()}
    assert named[RECEIVER] == "Sở Mẫu"
    hand(receiver, status_bytes(), kind="status", sender=FAR_TOO, to=(FAR,))
    (status,) = sender.list_received("status")
    assert status.kind == "status"
    sender.acknowledge(status.remote_id, done=False, words="Không khớp văn bản nào đã gửi")
    assert list(sender.list_received("status")) == []
    transfer = Transfer.objects.get(kind="status")
    if protocol != "v1":  # that protocol has no word for it
        assert (transfer.state, transfer.reason[:6]) == ("aside", {"national": "Kh\\xf4", "own": "Không "}[protocol])


@pytest.mark.parametrize("protocol", BASES)
def test_a_client_tells_what_is_refused_from_who_is_refused(protocol, live_server, province):
    system = connect(FAR, protocol=protocol)
    client = client_of(protocol, live_server.url, FAR if protocol == "v1" else system.code, system.secret)
    with pytest.raises(RefusedByPeer, match="XML"):
        hand(client, b"rac")
    with pytest.raises(RefusedByPeer):
        hand(client, document_bytes(sender="H99.8"), sender=FAR)
    with pytest.raises(Rubbish if protocol == "v1" else RefusedByPeer):
        client.fetch("66138690-dda1-4582-ac99-ae676d3f2c1c", io.BytesIO())
    stranger = client_of(protocol, live_server.url, FAR if protocol == "v1" else system.code, "sai")
    with pytest.raises(Unreached):
        hand(stranger, document_bytes())


def test_a_list_of_more_than_a_page_is_read_to_its_end(live_server, province):
    sender, receiver = connect(FAR, protocol="own"), connect(FAR_TOO, protocol="own")
    for number in range(101):
        come(sender, document_bytes(number=str(number)))
    waiting = client_of("own", live_server.url, receiver.code, receiver.secret).list_received("edoc")
    assert len({each.remote_id for each in waiting}) == 101


# -- peers that mean no good


PAGE = "<html><body>Trang bảo trì</body></html>".encode()
HOSTILE = {
    "rubbish": (peers.says(b"\x00\xffrac"), Rubbish),
    "json of another shape": (peers.says(b'["khong", null]'), Rubbish),
    "json without what counts": (peers.says(b'{"status": "OK", "ErrorCode": "0", "data": null}'), Rubbish),
    "json too deep": (peers.says(b"[" * 100_000), Rubbish),
    "empty": (peers.says(b""), Rubbish),
    "page": (peers.says(PAGE), Rubbish),
    "redirect": (peers.says(b"", "302 Found", Location="http://127.0.0.1:1/"), Rubbish),
    "page that says 401": (peers.says(PAGE, "401 Unauthorized"), Rubbish),
    "page that says 404": (peers.says(PAGE, "404 Not Found"), Rubbish),
    "fault": (peers.says(PAGE, "500 Internal Server Error"), Unreached),
    "gateway": (peers.says(PAGE, "502 Bad Gateway"), Unreached),
    "too many": (peers.says(b"", "429 Too Many Requests"), Unreached),
    "no http": (lambda line, over: line.sendall(b"SSH-2.0-OpenSSH\r\n\r\n"), Unreached),
    "closes": (peers.closes, Unreached),
    "breaks off": (peers.breaks_off, Unreached),
    "too long": (peers.says(b"x" * 3_000_000), Rubbish),
}


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(line, "WHOLE", 0.6)
    monkeypatch.setattr(line, "A_MEGABYTE", 0)
    monkeypatch.setattr(line, "MOST", 2_000_000)
    monkeypatch.setattr(line.Line.call, "__kwdefaults__", {**line.Line.call.__kwdefaults__, "limit": 2_000_000})


def calls_of(protocol, url):
    client = BASES[protocol][0](url, "H99.1", "bi-mat", packet_limit=LIMIT)
    if protocol == "own":
        client._token, client._until = "ma-truy-cap", time.monotonic() + 600
    yield lambda: hand(client, document_bytes())
    yield lambda: list(client.list_received("edoc"))
    yield lambda: list(client.agencies())


@pytest.mark.parametrize("protocol", BASES)
@pytest.mark.parametrize("name", HOSTILE)
def test_what_no_protocol_allows_is_never_a_success_nor_an_empty_list(protocol, name, short):
    script, expected = HOSTILE[name]
    with peers.hostile(script) as url:
        for call in calls_of(protocol, url):
            with pytest.raises(expected):
                call()


DRIPS = {
    "from the first byte": b"",
    "in the headers": b"HTTP/1.1 200 OK\r\nX: ",
    "in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
    "in a body that ends with the connection": b'HTTP/1.0 200 OK\r\n\r\n{"status": "Success", "docId": "1"}',
}


@pytest.mark.parametrize("where", DRIPS)
def test_one_byte_after_the_other_is_cut_in_time(where, short):
    with peers.hostile(peers.drips(DRIPS[where])) as url:
        client, begun = V1Client(url, FAR, "bi-mat", packet_limit=LIMIT), time.monotonic()
        with pytest.raises(Unreached, match="Quá thời gian"):
            hand(client, document_bytes())
        assert time.monotonic() - begun < 60  # one byte after the other it would be a day


def test_a_list_that_never_ends_is_not_read_for_ever():
    page = json.dumps({"items": [], "next": "66138690-dda1-4582-ac99-ae676d3f2c1c"}).encode()
    with peers.hostile(peers.says(page)) as url:
        client = OwnClient(url, "a", "b", packet_limit=LIMIT)
        client._token, client._until = "ma", time.monotonic() + 600
        with pytest.raises(Rubbish):
            list(client.list_received("edoc"))


def test_an_acknowledgement_for_other_content_is_no_success():
    told = json.dumps({"id": "66138690-dda1-4582-ac99-ae676d3f2c1c", "sha256": "0" * 64}).encode()
    with peers.hostile(peers.says(told, "201 Created")) as url:
        client = OwnClient(url, "a", "b", packet_limit=LIMIT)
        client._token, client._until = "ma", time.monotonic() + 600
        with pytest.raises(Rubbish, match="một nội dung khác"):
            hand(client, document_bytes())


def test_a_connection_that_was_closed_while_idle_is_opened_again():
    office = peers.Office()
    with peers.serving(office) as url:
        client = V1Client(url, FAR, "bi-mat", packet_limit=LIMIT)
        assert hand(client, document_bytes()) == "ben-kia-1"
        client._line._open.sock.shutdown(2)
        assert hand(client, document_bytes()) == "ben-kia-2"


def test_nobody_there_is_unreached():
    with pytest.raises(Unreached, match="không nhận kết nối"):
        hand(V1Client("http://127.0.0.1:9", FAR, "bi-mat", packet_limit=LIMIT), document_bytes())
