"""
The national protocol (VXP SDK 2.0) on the wire: parameters as headers, signed by HMAC; times, digests, error numbers.

As measured with the real SDK. Where a number of an error is not known from the national axis, it is that of a
provincial hub which speaks the same protocol (Lạng Sơn).
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.errors import Refused

PREFIX = "XroadVnpt-"
TIME = "%d/%m/%Y %H:%M:%S"
END = b"\r\n"  # what the SDK adds to the body of sendEdoc

GOOD = "0"
BAD_FILE = "10"
WHO = "15"
NO_RECEIVER = "18"
NO_SENDER = "19"
FAULT = "20"
NOT_THERE = "21"
BAD_PACKET = "22"
LOCKED = "23"

_UNSIGNED = "Sai SystemId hoặc chữ ký."
_CUT = (
    "Chữ ký không khớp vì tiêu đề có chữ có dấu bị cắt còn 8 bit. Đặt địa chỉ của trục không kèm số cổng, "
    "hoặc bỏ dấu trong tiêu đề."
)


class NotUnderstood(Refused):
    """A call cannot be answered; `code` is the number that the protocol gives to the reason."""

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Call:
    """A call whose signature holds: what its signed headers say, by name without prefix, in lower case."""

    values: Mapping[str, str]

    def value(self, name: str) -> str:
        return self.values.get(name.lower(), "")

    def required(self, name: str) -> str:
        """
        Give a header that the operation needs.

        :raises NotUnderstood: when it is missing or empty.
        """
        if found := self.value(name):
            return found
        raise NotUnderstood(f"Thiếu tiêu đề {PREFIX}{name}.", code=BAD_PACKET)


def spelled(digest: str) -> str:
    """Write a digest as the SDK does: each byte in hexadecimal without its leading zero."""
    return "".join(f"{byte:x}" for byte in bytes.fromhex(digest))


def is_digest(said: str, digest: str) -> bool:
    """Compare a `hash-file` with a SHA-256, in the SDK's spelling or in full."""
    said = said.strip().lower()
    return said.isascii() and (hmac.compare_digest(said, digest) | hmac.compare_digest(said, spelled(digest)))


def mac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def open_call(headers: Callable[[str], bytes], secret_of: Callable[[str], str | None]) -> Call:
    """
    Read a call's signed headers, given the raw bytes of each by name.

    The HMAC is taken over the very bytes of the signed JSON; each value in it must then be what the header of the same
    name says. What is not signed is not read.

    :raises NotUnderstood: for an unknown system, a wrong signature, or headers that differ from what was signed.
    """
    secret = secret_of(_text(headers("systemid")))
    signed = headers("sign-header")
    said = headers("hash-header").decode("latin-1").strip().lower()
    if secret is None or not signed or not said.isascii():
        raise NotUnderstood(_UNSIGNED, code=WHO)
    message = _signed_text(secret, signed, said)
    return Call(_checked(message, headers, narrow=message != signed))


def _signed_text(secret: str, signed: bytes, said: str) -> bytes:
    """Give the text whose signature holds: the bytes as they came, else what a client cut to Latin-1 on its way."""
    if hmac.compare_digest(mac(secret, signed), said):
        return signed
    if signed.isascii():
        raise NotUnderstood(_UNSIGNED, code=WHO)
    widened = signed.decode("latin-1").encode()
    if hmac.compare_digest(mac(secret, widened), said):
        return widened
    raise NotUnderstood(_CUT, code=WHO)


def _checked(message: bytes, headers: Callable[[str], bytes], *, narrow: bool) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for key, value in _pairs(message):
        if not key.lower().startswith(PREFIX.lower()) or not isinstance(value, str | int):
            raise NotUnderstood("Chuỗi đã ký có trường lạ.", code=WHO)
        values.setdefault(key[len(PREFIX) :].lower(), []).append(str(value))
    for name, signed in values.items():
        if len(set(signed)) > 1:
            raise NotUnderstood(f"Tiêu đề {PREFIX}{name} nêu hai giá trị khác nhau.", code=BAD_PACKET)
        raw = headers(name)
        sent = raw.decode("latin-1") if narrow else _text(raw)
        if _spaced(sent) not in (_spaced(signed[0]), _spaced(",".join(signed))):
            raise NotUnderstood(f"Tiêu đề {PREFIX}{name} khác giá trị đã ký.", code=WHO)
    if "systemid" not in values:
        raise NotUnderstood("SystemId chưa được ký.", code=WHO)
    return {name: signed[0] for name, signed in values.items()}


def _pairs(message: bytes) -> list[tuple[str, object]]:
    try:
        pairs = json.loads(message.decode(), object_pairs_hook=list)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("Chuỗi đã ký không phải JSON.", code=WHO) from error
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        raise NotUnderstood("Chuỗi đã ký không phải một đối tượng JSON.", code=WHO)
    return pairs


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace").strip()


def _spaced(value: str) -> str:
    """Tabs and line ends in a value are one space in its header."""
    return re.sub(r"\s+", " ", value).strip()


def read_codes(said: str) -> list[str]:
    """
    Read the codes of `to`: a JSON array as text; nothing where nothing is said.

    :raises NotUnderstood: when it is something else.
    """
    if not said:
        return []
    try:
        codes = json.loads(said)
    except (ValueError, RecursionError):
        codes = None
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise NotUnderstood("Tiêu đề to phải là mảng JSON các mã định danh.", code=NO_RECEIVER)
    return [code.strip() for code in codes]


def read_time(said: str) -> datetime | None:
    """
    Read a time of a call, on Vietnam's clock.

    :raises NotUnderstood: when it is none.
    """
    if not said:
        return None
    try:
        return datetime.strptime(said, TIME).replace(tzinfo=VIETNAM)
    except ValueError as error:
        raise NotUnderstood(f"“{said[:40]}” không phải thời điểm dạng dd/MM/yyyy HH:mm:ss.", code=BAD_PACKET) from error


def write_time(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime(TIME)


class WithoutEnd:
    """A stream without the one CR LF that the SDK adds to it; knows how much came in all."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read, self._held = read, b""
        self.total = 0

    def read(self, size: int, /) -> bytes:
        """Give the next bytes; the last two are held back until it is known that they are the end."""
        while len(self._held) <= len(END) and (piece := self._read(size)):
            self._held += piece
            self.total += len(piece)
        if len(self._held) > len(END):
            given, self._held = self._held[: -len(END)], self._held[-len(END) :]
            return given
        given, self._held = self._held.removesuffix(END), b""
        return given
