"""A certification authority with an OCSP responder and a list of what is revoked, on loopback."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from langbiang.foundation.signing import ServerKey

DAY = timedelta(days=1)
HOST = "127.0.0.1"


class Issuer:
    """Issues from `now` on; `down` answers nobody, `moved` redirects, `revoked` is told of by both services."""

    def __init__(self, folder, now):
        self.folder, self.now = folder, now
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Cơ quan cấp thử")])
        self.down: set[str] = set()
        self.moved = ""
        self.asked: list[str] = []
        self.revoked: set[int] = set()
        self.address = ""
        own = self._builder(self.name, self.key.public_key(), 3650 * DAY)
        own = own.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.root = own.sign(self.key, hashes.SHA256())

    def _builder(self, subject, key, lasts):
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now - DAY)
            .not_valid_after(self.now + lasts)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )

    def issue(self, name, organization, *, lasts=365 * DAY, ocsp=True, crl=True, address=""):
        """Issue a signing certificate that names the services; give its key."""
        key, at = ec.generate_private_key(ec.SECP256R1()), address or self.address
        parts = ((NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, organization))
        subject = x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])
        builder = self._builder(subject, key.public_key(), lasts)
        usage = dict.fromkeys(("data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False)
        usage |= dict.fromkeys(("key_encipherment", "encipher_only", "decipher_only"), False)
        builder = builder.add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        if ocsp:
            where = x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{at}/ocsp")
            )
            builder = builder.add_extension(x509.AuthorityInformationAccess([where]), critical=False)
        if crl:
            names = [x509.UniformResourceIdentifier(f"{at}/crl")]
            builder = builder.add_extension(
                x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)]), critical=False
            )
        certificate = builder.sign(self.key, hashes.SHA256())
        path = self.folder / f"{certificate.serial_number}.p12"
        sealed = BestAvailableEncryption(b"thu")
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"k", key, certificate, [self.root], sealed))
        return ServerKey(path, "thu")

    @property
    def trust(self):
        return self.root.public_bytes(Encoding.DER)

    def answer_ocsp(self, asked):
        request = ocsp.load_der_ocsp_request(asked)
        gone = request.serial_number in self.revoked
        built = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=request.issuer_name_hash,
            issuer_key_hash=request.issuer_key_hash,
            serial_number=request.serial_number,
            algorithm=request.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
            this_update=self.now,
            next_update=self.now + DAY,
            revocation_time=self.now if gone else None,
            revocation_reason=None,
        )
        signed = built.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root).sign(self.key, hashes.SHA256())
        return signed.public_bytes(Encoding.DER)

    def answer_crl(self):
        built = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        built = built.last_update(self.now).next_update(self.now + DAY)
        for serial in self.revoked:
            gone = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(self.now).build()
            built = built.add_revoked_certificate(gone)
        return built.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)


@contextmanager
def issuing(folder, now):
    """Let an issuer answer on loopback."""
    issuer = Issuer(folder, now)

    class Services(BaseHTTPRequestHandler):
        def answer(self, made):
            kind = self.path.strip("/")
            issuer.asked.append(kind)
            status = 503 if kind in issuer.down else 302 if issuer.moved else 200
            content = made() if status == 200 else b""
            self.send_response(status)
            if issuer.moved:
                self.send_header("Location", issuer.moved)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(lambda: issuer.answer_ocsp(asked))

        def do_GET(self):
            self.answer(issuer.answer_crl)

        def log_message(self, *_):
            """Quiet."""

    server = HTTPServer((HOST, 0), Services)
    issuer.address = f"http://{HOST}:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
