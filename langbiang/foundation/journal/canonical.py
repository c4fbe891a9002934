"""
One way to write a thing down, so that its digest is the same in every database and every year.

JSON with sorted keys, UTF-8, no spaces, a tag in front. Only text (NFC), 64-bit integers, true, false,
null, lists and maps: through PostgreSQL's jsonb 1e22 comes back as an integer and -0.0 as 0.0, NUL and lone
surrogates not at all.
"""

import json
import unicodedata
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from .models import Act

TAG_ACT = b"lb.act.1"
TAG_DETAILS = b"lb.details.1"
TAG_LINK = b"lb.link.1"
TAG_SUBJECT = b"lb.subject.1"
GENESIS = bytes(32)
INTEGERS = range(-(2**63), 2**63)

# Every column but id, in this order for ever; parties come after, details stand by their digest.
ACT_COLUMNS = (
    "uid",
    "at",
    "recorded_at",
    "actor_kind",
    "actor_id",
    "person",
    "post",
    "agency_id",
    "agency",
    "on_behalf_of",
    "subject_kind",
    "subject_id",
    "subject_version",
    "official_digest",
    "verb",
    "version",
    "old_state",
    "new_state",
    "details_digest",
    "cause",
)


class NotCanonical(ValueError):
    """A value that has no canonical form: a fault of the code that wrote it."""


def text(value: str) -> str:
    """Give the NFC form of a text; refuse what a database cannot keep."""
    if "\0" in value:
        raise NotCanonical("NUL in a text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("lone surrogate in a text") from error
    return unicodedata.normalize("NFC", value)


def moment(value: datetime) -> str:
    """Write an aware time in UTC with six digits."""
    if value.tzinfo is None:
        raise NotCanonical("a time without its zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def plain(value: Any) -> Any:
    """Turn a value to what JSON and jsonb both keep unchanged."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(str(value))
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, dict):
        return _map(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _by_name(value)


def encode(value: Any) -> bytes:
    """Write a value in its canonical bytes."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def details_digest(details: Any, salt: bytes) -> bytes:
    """Digest details under their salt: without one a citizen's number is guessed in half a second."""
    return sha256(TAG_DETAILS + salt + encode(details)).digest()


def official_digest(kind: str, uid: UUID, fields: dict[str, Any]) -> bytes:
    return sha256(TAG_SUBJECT + encode([kind, uid, fields])).digest()


def act_digest(act: "Act", parties: list[int]) -> bytes:
    """Digest an act with the agencies that took part in it."""
    row = [getattr(act, column) for column in ACT_COLUMNS]
    return sha256(TAG_ACT + encode([*row, sorted(parties)])).digest()


def link(chain: bytes, position: int, digest: bytes) -> bytes:
    """Chain one more act to those before it."""
    return sha256(TAG_LINK + chain + position.to_bytes(8, "big") + digest).digest()


def _integer(value: int) -> int:
    if value not in INTEGERS:
        raise NotCanonical("an integer of more than 64 bits")
    return int(value)


def _map(value: dict[Any, Any]) -> dict[str, Any]:
    if not all(isinstance(key, str) for key in value):
        raise NotCanonical("a key that is not text")
    result = {text(str(key)): plain(item) for key, item in value.items()}
    if len(result) != len(value):
        raise NotCanonical("two keys that read the same")
    return result


def _by_name(value: Any) -> Any:
    """Write what has a well-known text form; a date is asked after a time, which is a date too."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise NotCanonical(f"{type(value).__name__} has no canonical form")
