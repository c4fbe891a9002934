"""The keys that stand on this server and the roots that are trusted here: files, never rows of the database."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from langbiang.foundation.signing.keys import KeyHolder, NoKey, ServerKey
from langbiang.foundation.signing.tokens import TokenKey, read_binding


def signing_folder() -> Path:
    """Say where keys stand: NAME.p12, with `password` beside them; NAME.p11 tells in which token one is."""
    return Path(settings.KEYS_DIR) / "signing"


def roots_folder() -> Path:
    """Say where trusted roots stand, one DER certificate a file: NAME.cer."""
    return Path(settings.KEYS_DIR) / "roots"


def server_key(name: str) -> KeyHolder:
    """
    Give the key that was issued under a name: one in a token, where NAME.p11 says so, goes before one in a file.

    :raises NoKey: when there is none.
    :raises NoToken: when the token that holds it cannot be used now.
    """
    for path, load in ((token_file(name), _in_token), (_key_file(name), _loaded)):
        if path.exists():
            return load(path, path.stat().st_mtime_ns)
    raise NoKey("Chưa có khóa ký số cho người hoặc cơ quan này trên máy chủ. Liên hệ quản trị để cấp chứng thư.")


def has_server_key(name: str) -> bool:
    """Tell whether a key was issued under a name, without asking it anything."""
    return token_file(name).exists() or _key_file(name).exists()


def token_file(name: str) -> Path:
    """Say which file tells in which token the key of a name is."""
    return signing_folder() / f"{name}.p11"


def trusted_roots() -> list[bytes]:
    """Give the certificates (DER) under which a signature counts here."""
    return [path.read_bytes() for path in sorted(roots_folder().glob("*.cer"))]


def written_day(day: date) -> str:
    """
    Write a day as an official page does: `ngày 09 tháng 9 năm 2020`.

    Days under 10 and months 1 and 2 get a leading zero (Decree 30/2020, Annex I, cell 4).
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _key_file(name: str) -> Path:
    return signing_folder() / f"{name}.p12"


@lru_cache(maxsize=64)
def _loaded(path: Path, _changed: int) -> ServerKey:
    return ServerKey(path, (path.parent / "password").read_text())


@lru_cache(maxsize=64)
def _in_token(path: Path, _changed: int) -> TokenKey:
    return TokenKey(read_binding(path))
