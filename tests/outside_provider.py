"""
An outside OpenID Connect provider, in a process of its own, that lets in whom it is told to.

    python tests/outside_provider.py '{"sub": …, "email": …, "email_verified": true}'

Prints its address. The test plays the browser: it takes the code "good" for whatever was asked at /authorize.
"""

import base64
import hashlib
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt

person = json.loads(sys.argv[1])
asked = {}


class Provider(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            asked.update(parse_qsl(parts.query))
            return self.answer(asked)
        if parts.path == "/userinfo":
            return self.answer({**person, **person.get("userinfo", {})})
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        told = {name: f"{address}/{path}" for name, path in names.items()}
        return self.answer({"issuer": address, "jwks_uri": f"{address}/jwks", **told})

    def do_POST(self):
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(said["code_verifier"][0].encode()).digest()
        proved = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
        if said["code"] != ["good"] or not proved:
            return self.answer({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {**person, "iss": person.get("iss", address), "aud": "langbiang", "iat": now, "exp": now + 60}
        token = jwt.encode(claims, "s" * 32, algorithm="HS256")
        return self.answer({"access_token": "t", "token_type": "Bearer", "id_token": token})

    def answer(self, told, status=200):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Provider)
address = f"http://127.0.0.1:{server.server_port}"
sys.stdout.write(f"{address}\n")
sys.stdout.flush()
server.serve_forever()
