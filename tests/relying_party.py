"""
A small system of the province, in a process of its own: its users sign in by OpenID Connect with PKCE.

    python tests/relying_party.py ISSUER CLIENT_ID < SECRET

Prints its address. /login sends the user to the provider; /callback answers, as JSON, what it then knows, and all
that it was given, so that a test can try it again.
"""

import base64
import hashlib
import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import requests

issuer, client_id = sys.argv[1:]
secret = sys.stdin.readline().strip()
provider = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=20).json()
assert provider["issuer"] == issuer
state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        said = dict(parse_qsl(parts.query))
        if parts.path == "/login":
            return self.answer(302, location=f"{provider['authorization_endpoint']}?{urlencode(wanted())}")
        return self.answer(200, came_in(said) if "code" in said else said)

    def answer(self, status, told=None, location=""):
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *args):
        pass


def wanted():
    told = {"response_type": "code", "client_id": client_id, "redirect_uri": callback, "state": state, "nonce": nonce}
    return told | {
        "scope": "openid profile email agency",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }


def came_in(said):
    assert said["state"] == state
    grant = {"grant_type": "authorization_code", "code": said["code"], "redirect_uri": callback}
    asked = {**grant, "code_verifier": verifier}
    told = requests.post(provider["token_endpoint"], asked, auth=(client_id, secret), timeout=20).json()
    key = jwt.PyJWKClient(provider["jwks_uri"]).get_signing_key_from_jwt(told["id_token"])
    claims = jwt.decode(told["id_token"], key.key, algorithms=["RS256"], audience=client_id, issuer=issuer)
    assert claims["nonce"] == nonce
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    user = requests.get(provider["userinfo_endpoint"], headers=bearer, timeout=20).json()
    return {"claims": claims, "user": user, "tokens": told, "asked": asked}


server = HTTPServer(("127.0.0.1", 0), Site)
callback = f"http://127.0.0.1:{server.server_port}/callback"
sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
sys.stdout.flush()
server.serve_forever()
