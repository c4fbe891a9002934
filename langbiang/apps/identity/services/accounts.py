"""Writes accounts."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from langbiang.apps.directory.interface import Person
from langbiang.apps.identity.acts import AccountClosed, AccountOpened, PasswordChanged
from langbiang.apps.identity.models import User
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor
from langbiang.foundation.search.folding import fold

from .records import tell

DEMO_DOMAIN = "lamdong.example"


class CannotOpen(Refused):
    """An account cannot be opened or closed as asked."""


@transaction.atomic
def open_account(person: Person, *, email: str, password: str, by: Actor, now: datetime) -> User:
    """
    Open an account for a person of the directory, or open again the person's closed one.

    :raises CannotOpen: when the address or the password does not do, or the person has an open account.
    """
    email = _checked_email(email, person)
    check_password(password, email)
    found = User.objects.select_for_update().filter(person=person).first()
    if found is None:
        found = User.objects.create_user(email, password, person=person)
    elif found.is_active:
        raise CannotOpen(f"{person.full_name} đã có tài khoản {found.email}. Đóng tài khoản đó rồi mở lại.")
    else:
        found.email, found.is_active = email, True
        found.set_password(password)
        found.save(update_fields=["email", "is_active", "password"])
    tell(found, AccountOpened(email), by=by, now=now)
    return found


@transaction.atomic
def close_account(email: str, *, by: Actor, now: datetime) -> User:
    """Close an account: nobody signs in with it, sessions that it has end at their next page."""
    found = User.objects.select_for_update().filter(email=email.lower()).first()
    if found is None:
        raise CannotOpen(f"Không có tài khoản {email}. Kiểm tra lại địa chỉ thư.", field="email")
    if not found.is_active:
        raise CannotOpen(f"Tài khoản {found.email} đã đóng rồi.", field="email")
    found.is_active = False
    found.save(update_fields=["is_active"])
    tell(found, AccountClosed(found.email), by=by, now=now)
    return found


@transaction.atomic
def change_password(user: User, password: str, *, by: Actor, now: datetime) -> None:
    """
    Set the password that a person chose; every other session of the account ends with it.

    :raises CannotOpen: when it is too weak.
    """
    check_password(password, user.email)
    user.set_password(password)
    user.save(update_fields=["password"])
    tell(user, PasswordChanged(), by=by, now=now)


def _checked_email(email: str, person: Person) -> str:
    email = User.objects.normalize_email(email.strip()).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise CannotOpen(f"“{email}” không phải một địa chỉ thư. Kiểm tra rồi nhập lại.", field="email") from error
    if User.objects.filter(email=email).exclude(person=person).exists():
        raise CannotOpen(f"Địa chỉ {email} đã là tài khoản của người khác. Dùng một địa chỉ khác.", field="email")
    return email


def check_password(password: str, email: str) -> None:
    """:raises CannotOpen: when a password is too weak for an account."""
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise CannotOpen(
            "Mật khẩu chưa đủ mạnh. Dùng ít nhất 12 ký tự, không phải mật khẩu hay gặp, không giống địa chỉ thư.",
            field="password",
        ) from error


@transaction.atomic
def open_demo_account(person: Person) -> User:
    """Open, or find, the account through which a demo person enters; it has no password that works."""
    found = User.objects.filter(person=person).first()
    if found is not None:
        return found
    words = fold(person.full_name).split()
    email = f"{words[-1]}.{''.join(word[0] for word in words[:-1])}.{person.pk}@{DEMO_DOMAIN}"
    return User.objects.create_user(email, None, person=person)
