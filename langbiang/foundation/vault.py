"""
Secrets of other systems that we must be able to say again (HMAC keys, mailbox passwords), sealed for the database.

The key stands in DATA_DIR/keys/vault, outside database and backup of the database; LANGBIANG_VAULT_KEYS names other
keys, the newest first, so that a key can be changed while old seals still open.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from langbiang.foundation.keyfile import kept_key


class CannotOpen(Exception):
    """A seal was made under a key that this installation does not have."""


def seal(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """
    Give a sealed secret.

    :raises CannotOpen: when no key of this installation opens it.
    """
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise CannotOpen("Không có khóa mở bí mật đã lưu: khôi phục thư mục keys, hoặc cấp lại bí mật.") from wrong


def _fernet() -> MultiFernet:
    keys = settings.VAULT_KEYS or [kept_key(settings.KEYS_DIR / "vault", lambda: Fernet.generate_key().decode())]
    return MultiFernet([Fernet(key) for key in keys])
