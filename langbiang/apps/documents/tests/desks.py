"""A person's key as it stands in a token at the own PC: the server knows its certificate alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from django.conf import settings

from langbiang.apps.directory.interface import Person, Seat
from langbiang.apps.documents.tests.factories import NOW
from langbiang.foundation import signing
from langbiang.foundation.signing.demo import issue_certificate


@dataclass(frozen=True)
class OwnKey:
    """What the token holds."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


def own_key(seat: Seat) -> OwnKey:
    """Make a key with its certificate under the demo's authority, which must be there."""
    told = {"common_name": seat.person.full_name, "organization": seat.agency_name, "kind": "person"}
    made = issue_certificate(Path(settings.KEYS_DIR) / "authority", password="thử", **told)
    key, certificate, _ = pkcs12.load_key_and_certificates(made, "thử".encode())
    return OwnKey(key, certificate)


@contextmanager
def bound(person: Person, own: OwnKey) -> Iterator[None]:
    """Bind the certificate to the person for a while."""
    name = f"person-{person.uid}"
    signing.bind_certificate(name, [own.certificate.public_bytes(Encoding.DER)], now=NOW)
    yield
    signing.drop_bound(name)
