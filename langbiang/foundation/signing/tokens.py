"""
Keys in tokens put in at the server, by PKCS#11.

How a token is opened, used and shared stands in `langbiang_agent.tokens`, which signs at people's PCs too; here the PIN
is unsealed, the session is kept, and what fails is said as administrators and clerks of the server need it.
"""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from langbiang_agent import tokens

from langbiang.foundation.signing.demo import keep_secret
from langbiang.foundation.signing.keys import NoKey
from langbiang.foundation.vault import CannotOpen, seal, unseal


class NoToken(NoKey):
    """The token, its library or the key in it is not there, or the PIN is wrong."""


@dataclass(frozen=True)
class Binding:
    """Where a key is: the library of the token's maker, the labels of token and key, the PIN sealed by the vault."""

    module: str
    token: str
    key: str
    pin: str

    def write(self, path: Path) -> None:
        keep_secret(path, json.dumps(asdict(self), ensure_ascii=False).encode())


@dataclass(frozen=True)
class Found:
    """A key that a token holds; without its certificate it cannot sign here."""

    label: str
    algorithm: str
    certificate: x509.Certificate | None


def read_binding(path: Path) -> Binding:
    """:raises NoToken: when the file is no binding."""
    try:
        return Binding(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as wrong:
        raise NoToken(f"Tệp {path.name} không nói đúng khóa nằm ở đâu. Gắn lại bằng langbiang token bind.") from wrong


def make_binding(module: str, token: str, key: str, pin: str) -> Binding:
    """
    Say where a key is, having signed with it once.

    :raises NoToken: when that does not work.
    """
    binding = Binding(module, token, key, seal(pin))
    TokenKey(binding).sign(b"try", digest="sha256")
    return binding


def list_tokens(module: str) -> list[str]:
    """
    Name the tokens that are put in.

    :raises NoToken: when the library cannot be used.
    """
    with _said(module):
        return tokens.list_tokens(module)


def list_keys(module: str, token: str, pin: str) -> list[Found]:
    """List the keys of a token that can sign. :raises NoToken: when it cannot be opened."""
    with _said(module, token):
        return _token(module, token).use(pin, lambda session: list(_keys(session, token)))


class TokenKey:
    """A key in a token; certificate and chain are read once, when the token is first there."""

    def __init__(self, binding: Binding) -> None:
        self._binding = binding
        try:
            self._pin = unseal(binding.pin)
        except CannotOpen as wrong:
            raise NoToken(str(wrong)) from wrong
        with _said(binding.module, binding.token):
            self._held, self.chain_der = _token(binding.module, binding.token).use(self._pin, self._certificates)
        self.certificate_der = self._held.certificate

    def sign(self, data: bytes, *, digest: str) -> bytes:
        """:raises NoToken: when the token is not there any more."""
        if digest != "sha256":
            raise ValueError("Tokens sign SHA-256 here.")
        with _said(self._binding.module, self._binding.token):
            token = _token(self._binding.module, self._binding.token)
            return token.use(self._pin, lambda session: tokens.sign(tokens.key_of(session, self._held), data))

    def _certificates(self, session: Any) -> tuple[tokens.Held, list[bytes]]:
        known = list(tokens.certificates_in(session, self._binding.token))
        own = next((held for held in known if held.label == self._binding.key), None)
        if own is None:
            raise NoToken(f"Thiết bị {self._binding.token} không có chứng thư cho khóa {self._binding.key}.")
        return own, list(_chain(_read(own), [_read(held) for held in known]))


@lru_cache(maxsize=64)
def _token(module: str, label: str) -> tokens.Token:
    return tokens.Token(module, label)


@contextlib.contextmanager
def _said(module: str, token: str = "") -> Iterator[None]:
    """Say what fails in the words of the server. :raises NoToken: for each fault of a token."""
    if not module:
        raise NoToken("Chưa đặt LANGBIANG_PKCS11_MODULE: đường dẫn thư viện PKCS#11 của hãng thiết bị.")
    try:
        yield
    except tokens.TokenFault as fault:
        raise NoToken(_words(fault, module, token)) from fault


def _words(fault: tokens.TokenFault, module: str, token: str) -> str:
    if isinstance(fault, tokens.NoLibrary):
        return f"Không nạp được thư viện PKCS#11 {module}. Kiểm tra LANGBIANG_PKCS11_MODULE."
    if isinstance(fault, tokens.PinRefused):
        return f"Mã PIN của thiết bị {token} không đúng. Gắn lại khóa bằng langbiang token bind."
    if isinstance(fault, tokens.PinLocked):
        return f"Thiết bị {token} đã khóa vì sai mã PIN. Mở khóa bằng công cụ của hãng."
    if isinstance(fault, tokens.NoKey):
        return f"Thiết bị không có khóa {fault}. Xem các khóa bằng langbiang token list."
    if not token:
        return "Không đọc được danh sách thiết bị. Kiểm tra thiết bị và trình điều khiển."
    return f"Không thấy thiết bị ký {token}. Cắm lại thiết bị, kiểm tra trình điều khiển rồi ký lại."


def _keys(session: Any, token: str) -> Iterator[Found]:
    certificates = {held.label: _read(held) for held in tokens.certificates_in(session, token)}
    for label, algorithm in tokens.keys_in(session):
        yield Found(label, algorithm, certificates.get(label))


def _read(held: tokens.Held) -> x509.Certificate:
    return x509.load_der_x509_certificate(held.certificate)


def _chain(own: x509.Certificate, known: list[x509.Certificate]) -> Iterator[bytes]:
    """Give the certificates of the token between one and its root."""
    while own.issuer != own.subject:
        above = next((each for each in known if each.subject == own.issuer), None)
        if above is None or above.issuer == above.subject:
            return
        yield above.public_bytes(Encoding.DER)
        own = above
