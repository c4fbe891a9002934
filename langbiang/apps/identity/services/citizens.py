"""Citizens' accounts: opened after the address is proved, changed and closed by their owners alone."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from langbiang.apps.identity.acts import CitizenChanged, CitizenClosed, CitizenOpened
from langbiang.apps.identity.models import AccountRecord, Citizen, SignInAttempts, SignUp, User
from langbiang.apps.identity.queries import facts_of, find_sign_up
from langbiang.foundation import vault
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import erase_details, timeline

from .accounts import check_password
from .records import owner_of, tell

VALID = timedelta(hours=24)
GROUND = "Chủ tài khoản yêu cầu xóa dữ liệu cá nhân (Luật 91/2025/QH15)"


class CannotSignUp(Refused):
    """The link is worth nothing any more, or the address has an account by now."""


@dataclass(frozen=True)
class Facts:
    """What a citizen tells of themselves; `number` is the personal identity number or the tax code, digits only."""

    form: str
    full_name: str
    number: str = ""
    phone: str = ""


@transaction.atomic
def begin_sign_up(email: str, *, now: datetime) -> str:
    """Give the secret part of a link that proves the address; an earlier one ends."""
    secret = secrets.token_urlsafe(32)
    kept = {"digest": sha256(secret.encode()).hexdigest(), "expires_at": now + VALID}
    SignUp.objects.update_or_create(email=email, defaults=kept)
    return secret


@transaction.atomic
def open_citizen(secret: str, facts: Facts, *, password: str, now: datetime) -> User:
    """
    Open the account of who followed the link, once.

    :raises CannotSignUp: when the link has been used or is too old, or the address has an account.
    :raises CannotOpen: when the password is too weak.
    """
    list(SignUp.objects.select_for_update().filter(digest=sha256(secret.encode()).hexdigest()))
    asked = find_sign_up(secret, now)
    if asked is None or User.objects.filter(email=asked.email).exists():
        raise CannotSignUp("Liên kết này đã dùng hoặc đã hết hạn. Đăng ký lại để nhận thư khác.")
    check_password(password, asked.email)
    user = User.objects.create_user(asked.email, password, kind=User.Kind.CITIZEN)
    Citizen.objects.create(user=user, **_kept(facts))
    asked.delete()
    tell(user, CitizenOpened(email=user.email, by="mail"), by=owner_of(user, None), now=now)
    return user


@transaction.atomic
def change_facts(user: User, facts: Facts, *, now: datetime) -> None:
    """Change what a citizen told; the act names which facts, not what they were or are."""
    citizen = Citizen.objects.select_for_update().get(user=user)
    before, after = facts_of(citizen), asdict(facts)
    changed = tuple(name for name in after if after[name] != before[name])
    if not changed:
        return
    for name, value in _kept(facts).items():
        setattr(citizen, name, value)
    citizen.save()
    tell(user, CitizenChanged(facts=changed), by=owner_of(user, None), now=now)


@transaction.atomic
def close_citizen(user: User, *, now: datetime) -> None:
    """
    Close an account for good: its facts, factors and sessions go, and the details of the acts about it.

    The row, and that these acts happened, stay: the journal names the account by a number that says nothing.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    actor = owner_of(user, None)
    record = AccountRecord.objects.get(user=user)
    SignInAttempts.objects.filter(login=user.email).delete()
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    Citizen.objects.filter(user=user).update(full_name="", number_sealed="", phone="")
    user.email, user.is_active = f"{user.uid}@closed.invalid", False
    user.set_unusable_password()
    user.save(update_fields=["email", "is_active", "password"])
    erase_details(list(timeline(AccountRecord.SUBJECT_KIND, record.uid)), ground=GROUND, by=actor, now=now)
    tell(user, CitizenClosed(), by=actor, now=now)


def forget_sign_ups(now: datetime) -> None:
    """Remove the addresses whose link nobody followed in time."""
    SignUp.objects.filter(expires_at__lt=now).delete()


def _kept(facts: Facts) -> dict[str, str]:
    told = asdict(facts)
    number = told.pop("number")
    return {**told, "number_sealed": vault.seal(number) if number else ""}
