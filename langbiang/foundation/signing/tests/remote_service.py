"""
A remote signing service on loopback that answers as the CSC API 1.0.4 writes it down, with a key of its own.

Each answer has the members and codes of the specification's examples; no service of a vendor was recorded.
"""

import base64
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from langbiang.foundation.tests.standins import serving

CREDENTIAL, CLIENT, SECRET, TOKEN = "GX0112348", "langbiang", "bí mật", "Ay-9"
ECDSA, SHA256 = "1.2.840.10045.4.3.2", "2.16.840.1.101.3.4.2.1"


@dataclass
class Service:
    """What the service knows of one credential; `asked` is what it was called for, `says_no` what it refuses with."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes
    mode: str = "explicit"
    status: str = "enabled"
    pin: str = "1234"
    otp: str = ""
    says_no: dict[str, tuple[int, str]] = field(default_factory=dict)
    alters: bool = False
    url: str = ""
    asked: list[str] = field(default_factory=list)
    authorized: dict[str, str] = field(default_factory=dict)

    def info(self, told):
        return {
            "specs": "1.0.4.0",
            "authType": ["oauth2client"],
            "oauth2": self.url,
            "methods": ["signatures/signHash"],
        }

    def token(self, told):
        known = told == {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
        return {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600} if known else "invalid_client"

    def credential(self, told):
        explicit = self.mode == "explicit"
        answer = {
            "key": {"status": self.status, "algo": [ECDSA], "len": 256, "curve": "1.2.840.10045.3.1.7"},
            "authMode": self.mode,
            "SCAL": "2",
            "multisign": 1,
        }
        if "certificates" in told:
            answer["cert"] = {"status": "valid", "certificates": [base64.b64encode(self.certificate).decode()]}
        if told.get("authInfo") and explicit:
            answer["PIN"] = {"presence": "true" if self.pin else "false", "format": "N"}
            answer["OTP"] = {"presence": "true" if self.otp else "false", "type": "online", "format": "N"}
        return answer

    def send_otp(self, told):
        return {}

    def authorize(self, told):
        if self.mode == "explicit":
            if self.pin and told.get("PIN") != self.pin:
                return "invalid_pin"
            if self.otp and told.get("OTP") != self.otp:
                return "invalid_otp"
        (hashed,) = told["hash"]
        self.authorized["SAD-1"] = hashed
        return {"SAD": "SAD-1", "expiresIn": 300}

    def sign(self, told):
        (hashed,) = told["hash"]
        if self.authorized.pop(told["SAD"], None) != hashed or (told["signAlgo"], told["hashAlgo"]) != (ECDSA, SHA256):
            return "invalid_request"
        digest = bytes(32) if self.alters else base64.b64decode(hashed)
        signature = self.key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        return {"signatures": [base64.b64encode(signature).decode()]}


CALLS = {
    "/csc/v1/info": Service.info,
    "/oauth2/token": Service.token,
    "/csc/v1/credentials/info": Service.credential,
    "/csc/v1/credentials/sendOTP": Service.send_otp,
    "/csc/v1/credentials/authorize": Service.authorize,
    "/csc/v1/signatures/signHash": Service.sign,
}


@contextmanager
def remote_service(settings, key, certificate):
    """Run the service and set it as ours."""
    service = Service(key, certificate)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            service.asked.append(self.path)
            if self.path in ("/csc/v1/info", "/oauth2/token"):
                known = True
            else:
                known = self.headers["Authorization"] == f"Bearer {TOKEN}"
            form = self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            told = {name: words[0] for name, words in parse_qs(body.decode()).items()} if form else json.loads(body)
            status, answer = service.says_no.get(self.path, (200, ""))
            answer = answer or (CALLS[self.path](service, told) if known else "invalid_token")
            if isinstance(answer, str):
                status, answer = max(status, 400), {"error": answer, "error_description": "No."}
            sent = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *args):
            pass

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        service.url = f"http://127.0.0.1:{server.server_address[1]}"
        settings.REMOTE_SIGNING_URL, settings.REMOTE_SIGNING_CLIENT = service.url, CLIENT
        settings.REMOTE_SIGNING_SECRET = SECRET
        yield service
