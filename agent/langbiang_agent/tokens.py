"""
Tokens, by PKCS#11: a USB token or a hardware module, through the library of its maker.

The server signs with the tokens put in there by this same module (`langbiang.foundation.signing.tokens`). A token
allows one login a process and is used by one thread at a time. A PIN that was refused is never tried again by this
process: tokens lock themselves after a few.
"""

import contextlib
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import Any, Literal, TypeVar

import pkcs11
from asn1crypto import x509
from pkcs11.util.ec import encode_ecdsa_signature

Answer = TypeVar("Answer")
Left = Literal["", "few", "one"]
RSA, EC = pkcs11.KeyType.RSA, pkcs11.KeyType.EC
_SALT = secrets.token_bytes(16)  # what is remembered of a refused PIN means nothing outside this process


class TokenFault(Exception):
    """A token cannot be used now; which way, the kinds below say."""


class NoLibrary(TokenFault):
    """The library of the token's maker cannot be loaded."""


class NoToken(TokenFault):
    """The token is not put in, or does not answer."""


class NoKey(TokenFault):
    """The token holds no such key."""


class PinRefused(TokenFault):
    """The PIN is wrong. `left` says how many tries the token tells are left: few, one, or nothing told."""

    def __init__(self, left: Left = "") -> None:
        super().__init__("The token refused the PIN.")
        self.left = left


class PinLocked(TokenFault):
    """The token locked itself after too many wrong PINs."""


@dataclass(frozen=True)
class Held:
    """A certificate in a token, with what its key is found by."""

    token: str
    label: str
    key_id: bytes
    certificate: bytes  # DER

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return sha256(self.certificate).hexdigest()

    @property
    def is_authority(self) -> bool:
        """Tell whether it certifies others, and so is nobody's own."""
        return bool(x509.Certificate.load(self.certificate).ca)


class Token:
    """One token of one library: its session, and who may use it now."""

    def __init__(self, module: str, label: str) -> None:
        self._module, self._label = module, label
        self._lock = threading.Lock()
        self._session: Any = None
        self._refused: set[bytes] = set()

    def use(self, pin: str, ask: Callable[[Any], Answer]) -> Answer:
        """
        Ask something of a session that is kept; once more with a new one when the old has ended.

        :raises TokenFault: when the token cannot be used.
        """
        with self._lock:
            if self._session is not None:
                try:
                    return ask(self._session)
                except pkcs11.PKCS11Error:
                    self._close()
            return self._ask_anew(pin, ask)

    def once(self, pin: str, ask: Callable[[Any], Answer]) -> Answer:
        """
        Ask something of a session that is closed after it: the PIN is asked each time.

        :raises TokenFault: when the token cannot be used.
        """
        with self._lock:
            try:
                return self._ask_anew(pin, ask)
            finally:
                self._close()

    def _ask_anew(self, pin: str, ask: Callable[[Any], Answer]) -> Answer:
        self._session = self._open(pin)
        try:
            return ask(self._session)
        except pkcs11.PKCS11Error as error:
            self._close()
            raise NoToken(self._label) from error

    def _open(self, pin: str) -> Any:
        tried = blake2b(pin.encode(), key=_SALT).digest()
        if tried in self._refused:
            raise PinRefused(self._left())
        try:
            return _token(self._module, self._label).open(user_pin=pin)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
            self._refused.add(tried)
            raise PinRefused(self._left()) from error
        except pkcs11.PinLocked as error:
            raise PinLocked(self._label) from error
        except pkcs11.PKCS11Error as error:
            raise NoToken(self._label) from error

    def _left(self) -> Left:
        try:
            flags = _token(self._module, self._label).flags
        except pkcs11.PKCS11Error as error:
            raise NoToken(self._label) from error
        if flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
            raise PinLocked(self._label)
        if flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY:
            return "one"
        return "few" if flags & pkcs11.TokenFlag.USER_PIN_COUNT_LOW else ""

    def _close(self) -> None:
        if self._session is not None:
            with contextlib.suppress(pkcs11.PKCS11Error):  # it may have ended already
                self._session.close()
        self._session = None


def library(module: str) -> Any:
    """:raises NoLibrary: when it cannot be loaded."""
    try:
        return pkcs11.lib(module)
    except (RuntimeError, OSError, pkcs11.PKCS11Error) as error:
        raise NoLibrary(module) from error


def list_tokens(module: str) -> list[str]:
    """Name the tokens that are put in, those left out that nobody has set up. :raises TokenFault: when that fails."""
    ready = pkcs11.TokenFlag.TOKEN_INITIALIZED
    try:
        return sorted(token.label for token in library(module).get_tokens(token_flags=ready))
    except pkcs11.PKCS11Error as error:
        raise NoToken(module) from error


def list_certificates(module: str) -> list[Held]:
    """Read the certificates of all tokens that are put in: they are public, no PIN is needed."""
    found: list[Held] = []
    for label in list_tokens(module):
        try:
            with _token(module, label).open() as session:
                found.extend(certificates_in(session, label))
        except pkcs11.PKCS11Error as error:
            raise NoToken(label) from error
    return found


def certificates_in(session: Any, token: str) -> Iterator[Held]:
    """Read the certificates of an open session."""
    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
    for each in session.get_objects(wanted):
        label, value = each[pkcs11.Attribute.LABEL], each[pkcs11.Attribute.VALUE]
        yield Held(token, label, bytes(each[pkcs11.Attribute.ID] or b""), bytes(value))


def key_of(session: Any, held: Held) -> Any:
    """Find the private key of a certificate: by the id that both carry, else by the label. :raises NoKey: for none."""
    for attribute, value in ((pkcs11.Attribute.ID, held.key_id), (pkcs11.Attribute.LABEL, held.label)):
        if value:
            wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, attribute: value}
            found = list(session.get_objects(wanted))
            if len(found) == 1:
                return found[0]
    raise NoKey(held.label)


def keys_in(session: Any) -> Iterator[tuple[str, str]]:
    """Name the private keys that can sign here, each with its algorithm."""
    for key in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}):
        if key.key_type in (RSA, EC):
            yield key.label, key.key_type.name


def sign(key: Any, data: bytes) -> bytes:
    """Sign the SHA-256 of data: RSA PKCS#1 v1.5, or ECDSA as DER."""
    if key.key_type == RSA:
        return bytes(key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
    raw = key.sign(sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)  # r and s, of equal length
    return bytes(encode_ecdsa_signature(raw))


def _token(module: str, label: str) -> Any:
    return library(module).get_token(token_label=label)
