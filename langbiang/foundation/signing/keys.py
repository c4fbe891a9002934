"""Who can sign: a certificate with its chain, and a key that may be here or far away."""

from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from langbiang.foundation.errors import Refused

HASHES: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256()}


class NoKey(Refused):
    """No key was issued under this name, or it is not at hand."""


class Certificate(Protocol):
    """The public part of a key holder: all that `prepare` needs."""

    @property
    def certificate_der(self) -> bytes: ...

    @property
    def chain_der(self) -> list[bytes]:
        """The certificates between the holder's own and the root, DER."""


class KeyHolder(Certificate, Protocol):
    """Something that signs: a key on the server, a token at the person's PC, a remote service."""

    def sign(self, data: bytes, *, digest: str) -> bytes:
        """Sign `data` hashed with `digest` ("sha256"): ECDSA as DER, or RSA PKCS#1 v1.5."""


class ServerKey:
    """A key in a PKCS#12 file on the server; it stays loaded, since checking it anew costs some 30 ms."""

    def __init__(self, path: Path, password: str) -> None:
        key, certificate, others = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode())
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or certificate is None:
            raise ValueError(f"{path.name} holds no signing key with its certificate.")
        self._key = key
        self.certificate_der = certificate.public_bytes(Encoding.DER)
        self.chain_der = [other.public_bytes(Encoding.DER) for other in others]

    def sign(self, data: bytes, *, digest: str) -> bytes:
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(HASHES[digest]))
        return self._key.sign(data, padding.PKCS1v15(), HASHES[digest])


def signature_fits(certificate_der: bytes, data: bytes, signature: bytes, *, digest: str) -> bool:
    """Tell whether the key of this certificate made this signature."""
    key = x509.load_der_x509_certificate(certificate_der).public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(HASHES[digest]))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), HASHES[digest])
        else:
            return False
    except InvalidSignature:
        return False
    return True
