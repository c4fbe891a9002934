"""Servers of others that a test cannot bring: each speaks as much as the real one is asked for."""

import socketserver
import threading
from contextlib import contextmanager

VIRUS = b"%PDF-1.4 langbiang test signature, harmless"


class Clamd(socketserver.StreamRequestHandler):
    """Speaks INSTREAM as the real one does, with one signature."""

    signature = VIRUS

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        if content == b"too much":
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: Test.Harmless FOUND\0" if self.signature in content else b"stream: OK\0")


class MailServer(socketserver.StreamRequestHandler):
    """Greets and says goodbye; takes no mail."""

    def handle(self):
        self.wfile.write(b"220 mail.example\r\n")
        for line in self.rfile:
            quits = line.strip().upper() == b"QUIT"
            self.wfile.write(b"221 bye\r\n" if quits else b"502 not here\r\n")
            if quits:
                return


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
