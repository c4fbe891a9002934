"""How who forgot the password, or lost the phone, comes in again: by a link that an administrator hands over once."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.db import transaction

from langbiang.apps.identity.acts import RecoveryIssued, RecoveryUsed
from langbiang.apps.identity.models import RecoveryLink, User
from langbiang.apps.identity.queries import find_recovery
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor

from .accounts import check_password
from .attempts import pass_attempt
from .records import owner_of, tell

VALID = timedelta(hours=24)


class CannotRecover(Refused):
    """There is no such open account, or the link has been used or is too old."""


@transaction.atomic
def issue_recovery(email: str, *, factors: bool, by: Actor, now: datetime, kind: str = User.Kind.OFFICIAL) -> str:
    """
    Give the secret part of a link with which a person sets a new password once, within a day; earlier ones end.

    With `factors` it takes the second factors away as well.
    """
    user = User.objects.select_for_update().filter(kind=kind, email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise CannotRecover(f"Không có tài khoản {email} đang mở. Kiểm tra lại địa chỉ thư.", field="email")
    RecoveryLink.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)
    secret = secrets.token_urlsafe(32)
    until = now + VALID
    RecoveryLink.objects.create(
        user=user, digest=sha256(secret.encode()).hexdigest(), factors=factors, expires_at=until
    )
    tell(user, RecoveryIssued(until=until.isoformat(), factors=factors), by=by, now=now)
    return secret


@transaction.atomic
def recover(secret: str, password: str, *, now: datetime) -> User:
    """
    Set a new password by a link, once; what was locked opens, every session of before ends.

    :raises CannotRecover: when the link is worth nothing any more.
    :raises CannotOpen: when the password is too weak; the link stays good.
    """
    list(RecoveryLink.objects.select_for_update().filter(digest=sha256(secret.encode()).hexdigest()))
    link = find_recovery(secret, now)
    if link is None:
        raise CannotRecover("Liên kết này đã dùng hoặc đã hết hạn. Nhờ quản trị cấp liên kết khác.")
    user = User.objects.select_for_update().get(pk=link.user_id)
    check_password(password, user.email)
    user.set_password(password)
    user.save(update_fields=["password"])
    link.used_at = now
    link.save(update_fields=["used_at"])
    if link.factors:
        Authenticator.objects.filter(user=user).delete()
    pass_attempt(user.email)
    tell(user, RecoveryUsed(factors=link.factors), by=owner_of(user, None), now=now)
    return user
