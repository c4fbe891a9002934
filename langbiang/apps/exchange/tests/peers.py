"""Other systems as the network shows them: one that answers as it is told, and some that mean no good."""

import json
import socket
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice


class Office:
    """A system on the earlier REST protocol: takes what it is sent, gives what waits, fails as it is told."""

    def __init__(self):
        self.bodies, self.waiting, self.confirmed = [], {}, []
        self.answers = []  # for the next sends, else success: (HTTP status, body)

    def send(self, body):
        self.bodies.append(body)
        if self.answers:
            return self.answers.pop(0)
        return 200, json.dumps({"status": "Success", "code": "0", "docId": f"ben-kia-{len(self.bodies)}"}).encode()

    def list(self, kind):
        found = [doc_id for doc_id, (its, _) in self.waiting.items() if its == kind]
        return 200, json.dumps({"status": "Success", "code": "0", "data": [{"docId": each} for each in found]}).encode()

    def confirm(self, doc_id):
        self.confirmed.append(doc_id)
        self.waiting.pop(doc_id, None)
        return 200, b'{"status": "Success", "code": "0"}'


def refusal(words):
    return 200, json.dumps({"status": "Fail", "code": "9999", "errors": [{"code": "M", "description": words}]}).encode()


@contextmanager
def serving(office):
    """Serve an office on this machine; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            operation = self.path.rpartition("/")[2]
            if operation == "sendDocument":
                status, content = office.send(body)
            elif operation == "getPendingDocIds":
                status, content = office.list(self.headers["Type"])
            elif operation == "getDocument":
                status, content = 200, office.waiting[self.headers["docid"]][1]
            else:
                status, content = office.confirm(self.headers["docid"])
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815  names of the standard library

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/EdocService"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def hostile(script, heard=None):
    """Listen, and let `script` do with each connection what it likes; gives the address, in `heard` what was asked."""
    over = threading.Event()

    def live(line):
        with line, suppress(OSError):
            line.settimeout(5)
            head = _hear(line)
            if heard is not None:
                heard.append(head)
            script(line, over)

    def listen(server):
        with suppress(OSError):
            while True:
                threading.Thread(target=live, args=[server.accept()[0]], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=listen, args=[server], daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/truc"
        finally:
            over.set()


def _hear(line):
    """Read one request whole: what is closed with bytes unread looks like a broken line to the other side."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += line.recv(65536)
    head, _, body = heard.partition(b"\r\n\r\n")
    length = next(
        int(each.split(b":")[1]) for each in head.split(b"\r\n") if each.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += line.recv(65536)
    return head.decode()


def says(content, status="200 OK", **headers):
    """Answer every call with the same, whatever was asked."""
    told = {"Content-Length": len(content), **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())

    def script(line, over):
        line.sendall(f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + content)

    return script


def says_many(rows):
    """Answer with a list of the national protocol, a piece at a time, and end the line with it."""

    def script(line, over):
        line.sendall(b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"status": "OK", "ErrorCode": "0", "data": [')
        left, between = iter(rows), b""
        while some := list(islice(left, 200)):
            line.sendall(between + json.dumps(some)[1:-1].encode())
            between = b","
        line.sendall(b"]}")

    return script


def drips(beginning):
    """Send a byte every twentieth of a second for ever."""

    def script(line, over):
        line.sendall(beginning)
        while not over.wait(0.05):
            line.sendall(b" ")

    return script


def breaks_off(line, over):
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")


def closes(line, over):
    pass
