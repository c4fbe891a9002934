"""
Keys in tokens, by PKCS#11: a USB token or a hardware module, through the library of its maker.

A token allows one login a process, so the keys of one token share a session. It is used by one thread at a time, kept,
and opened again when the token was taken out and put back. A PIN that was refused is never tried again by this
process: tokens lock themselves after a few.
"""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from langbiang.foundation.signing.demo import keep_secret
from langbiang.foundation.signing.keys import NoKey
from langbiang.foundation.vault import CannotOpen, seal, unseal

Answer = TypeVar("Answer")
RSA, EC = pkcs11.KeyType.RSA, pkcs11.KeyType.EC


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
    try:
        return sorted(token.label for token in _library(module).get_tokens())
    except pkcs11.PKCS11Error as error:
        raise NoToken("Không đọc được danh sách thiết bị. Kiểm tra thiết bị và trình điều khiển.") from error


def list_keys(module: str, token: str, pin: str) -> list[Found]:
    """List the keys of a token that can sign. :raises NoToken: when it cannot be opened."""
    return _token(module, token).use(pin, lambda session: list(_keys(session)))


class TokenKey:
    """A key in a token; certificate and chain are read once, when the token is first there."""

    def __init__(self, binding: Binding) -> None:
        self._binding = binding
        try:
            self._pin = unseal(binding.pin)
        except CannotOpen as wrong:
            raise NoToken(str(wrong)) from wrong
        self._token = _token(binding.module, binding.token)
        self.certificate_der, self.chain_der = self._token.use(self._pin, self._certificates)

    def sign(self, data: bytes, *, digest: str) -> bytes:
        """:raises NoToken: when the token is not there any more."""
        if digest != "sha256":
            raise ValueError("Tokens sign SHA-256 here.")
        return self._token.use(self._pin, lambda session: _sign(_key(session, self._binding.key), data))

    def _certificates(self, session: Any) -> tuple[bytes, list[bytes]]:
        known = list(_all_certificates(session))
        own = next((certificate for label, certificate in known if label == self._binding.key), None)
        if own is None:
            raise NoToken(f"Thiết bị {self._binding.token} không có chứng thư cho khóa {self._binding.key}.")
        return own.public_bytes(Encoding.DER), list(_chain(own, [each for _, each in known]))


class _Token:
    """One token of one library: its session, and who may use it now."""

    def __init__(self, module: str, label: str) -> None:
        self._module, self._label = module, label
        self._lock = threading.Lock()
        self._session: Any = None
        self._refused: set[bytes] = set()

    def use(self, pin: str, ask: Callable[[Any], Answer]) -> Answer:
        """Ask something of the session; once more with a new one when the old has ended."""
        with self._lock:
            if self._session is not None:
                try:
                    return ask(self._session)
                except pkcs11.PKCS11Error:
                    self._close()
            self._session = self._open(pin)
            try:
                return ask(self._session)
            except pkcs11.PKCS11Error as error:
                self._close()
                raise self._missing() from error

    def _open(self, pin: str) -> Any:
        tried = sha256(pin.encode()).digest()
        if tried in self._refused:
            raise self._wrong_pin()
        try:
            return _library(self._module).get_token(token_label=self._label).open(user_pin=pin)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
            self._refused.add(tried)
            raise self._wrong_pin() from error
        except pkcs11.PinLocked as error:
            raise NoToken(f"Thiết bị {self._label} đã khóa vì sai mã PIN. Mở khóa bằng công cụ của hãng.") from error
        except pkcs11.PKCS11Error as error:
            raise self._missing() from error

    def _close(self) -> None:
        with contextlib.suppress(pkcs11.PKCS11Error):  # it may have ended already
            self._session.close()
        self._session = None

    def _wrong_pin(self) -> NoToken:
        return NoToken(f"Mã PIN của thiết bị {self._label} không đúng. Gắn lại khóa bằng langbiang token bind.")

    def _missing(self) -> NoToken:
        return NoToken(f"Không thấy thiết bị ký {self._label}. Cắm lại thiết bị, kiểm tra trình điều khiển rồi ký lại.")


@lru_cache(maxsize=64)
def _token(module: str, label: str) -> _Token:
    return _Token(module, label)


def _library(module: str) -> Any:
    if not module:
        raise NoToken("Chưa đặt LANGBIANG_PKCS11_MODULE: đường dẫn thư viện PKCS#11 của hãng thiết bị.")
    try:
        return pkcs11.lib(module)
    except (RuntimeError, OSError, pkcs11.PKCS11Error) as error:
        raise NoToken(f"Không nạp được thư viện PKCS#11 {module}. Kiểm tra LANGBIANG_PKCS11_MODULE.") from error


def _key(session: Any, label: str) -> Any:
    try:
        return session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
    except pkcs11.NoSuchKey as error:
        raise NoToken(f"Thiết bị không có khóa {label}. Xem các khóa bằng langbiang token list.") from error


def _sign(key: Any, data: bytes) -> bytes:
    if key.key_type == RSA:
        return bytes(key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
    raw = key.sign(sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)  # r and s, of equal length
    half = len(raw) // 2
    return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


def _keys(session: Any) -> Iterator[Found]:
    certificates = dict(_all_certificates(session))
    for key in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}):
        if key.key_type in (RSA, EC):
            yield Found(key.label, key.key_type.name, certificates.get(key.label))


def _all_certificates(session: Any) -> Iterator[tuple[str, x509.Certificate]]:
    for each in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}):
        yield each[pkcs11.Attribute.LABEL], x509.load_der_x509_certificate(each[pkcs11.Attribute.VALUE])


def _chain(own: x509.Certificate, known: list[x509.Certificate]) -> Iterator[bytes]:
    """Give the certificates of the token between one and its root."""
    while own.issuer != own.subject:
        above = next((each for each in known if each.subject == own.issuer), None)
        if above is None or above.issuer == above.subject:
            return
        yield above.public_bytes(Encoding.DER)
        own = above
