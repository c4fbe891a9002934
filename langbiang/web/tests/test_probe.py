"""`serve` asks its own web server by a name that the installation lets itself be called."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from langbiang.web.management.commands import serve


@pytest.fixture
def served():
    """A server that answers as /healthz does; gives its port and the names by which it was called."""
    called = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            called.append(self.headers["Host"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"status": "ok"}')

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, called
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("hosts", "name"),
    [
        (["vanthu.lamdong.example", "localhost"], "vanthu.lamdong.example"),
        (["*", "b.example"], "b.example"),
        ([".lamdong.example"], "lamdong.example"),
        (["*"], "localhost"),
        ([], "localhost"),
    ],
)
def test_the_probe_calls_by_an_allowed_name(served, settings, hosts, name):
    port, called = served
    settings.ALLOWED_HOSTS = hosts
    assert serve._is_ready("127.0.0.1", port)
    assert called == [name]


def test_the_probe_goes_to_the_address_that_is_bound(monkeypatch):
    asked = []
    monkeypatch.setattr(serve, "_is_ready", lambda address, port: bool(asked.append(address)))
    for host in ("localhost", "0.0.0.0", "::", "10.1.2.3"):
        serve.Command()._greet(host, 1)
    assert asked == ["127.0.0.1", "127.0.0.1", "::1", "10.1.2.3"]
