"""A time-stamping service that openssl plays."""

import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


def run(folder: Path, command: str, feed: bytes = b"") -> bytes:
    """Run a command, words apart by spaces, in a folder; give what it says, fail when it fails."""
    return subprocess.run(command.split(), cwd=folder, input=feed, capture_output=True, check=True).stdout


CONFIG = """
[tsa]
default_tsa = own
[own]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@contextmanager
def time_stamping(folder: Path):
    """Play a time-stamping service with openssl; its certificate, also its root, is tsa.pem, and in DER tsa.cer."""
    (folder / "tsa.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01")
    making = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -subj /CN=TSA"
    usage = "-addext extendedKeyUsage=critical,timeStamping -addext keyUsage=critical,digitalSignature"
    run(folder, f"{making} -keyout tsa.key -out tsa.pem {usage}")
    run(folder, "openssl x509 -in tsa.pem -outform DER -out tsa.cer")

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / "asked.tsq").write_bytes(asked)
            replying = "openssl ts -reply -config tsa.cnf -queryfile asked.tsq -signer tsa.pem -inkey tsa.key"
            told = run(folder, replying)
            self.send_response(200)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()
