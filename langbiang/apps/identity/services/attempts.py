"""
Tries at a password or code: counted before they are looked at, so that many at once are no more than one after another.

After `LIMIT` wrong ones within `PERIOD` the address is locked for as long; an administrator may release it. A passkey
cannot be guessed and stays open, so that nobody is kept out by who only knows the address.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.identity.acts import AccountLocked, AccountReleased
from langbiang.apps.identity.models import SignInAttempts, User
from langbiang.apps.identity.seats import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor

from .records import tell

LIMIT = 5
PERIOD = timedelta(minutes=15)
KEPT = timedelta(days=1)
GATE = Actor(kind="client", id="sign-in", person="Trang đăng nhập")


class Locked(Refused):
    """Too many wrong tries: no other is looked at for a while."""


class CannotRelease(Refused):
    """This seat may not release it, or nothing is locked."""


@transaction.atomic
def begin_attempt(login: str, *, now: datetime) -> None:
    """
    Count one try.

    :raises Locked: when it is one too many; it is not counted then.
    """
    row = _locked_row(login, now)
    if row.locked_until is not None and now >= row.locked_until:
        row.count, row.locked_until, row.since = 0, None, now
    elif row.locked_until is None and now - row.since >= PERIOD:
        row.count, row.since = 0, now
    if row.count >= LIMIT:
        until = clock.local(row.locked_until or row.since + PERIOD)
        raise Locked(
            f"Nhập sai {LIMIT} lần liền, tài khoản tạm khóa đến {until:%H:%M}. "
            "Đợi đến giờ đó, hoặc đăng nhập bằng khóa truy cập."
        )
    row.count += 1
    row.save()


@transaction.atomic
def fail_attempt(login: str, *, now: datetime) -> None:
    """Lock the address when the try that failed was the last allowed one."""
    row = _locked_row(login, now)
    if row.count < LIMIT or row.locked_until is not None:
        return
    row.locked_until = now + PERIOD
    row.save(update_fields=["locked_until"])
    user = User.objects.filter(email=row.login).first()
    if user is not None:
        told = AccountLocked(failures=row.count, until=row.locked_until.isoformat())
        tell(user, told, by=GATE, now=now)


def pass_attempt(login: str, *, whole: bool = True) -> None:
    """
    Forget the tries of who came in; when not the `whole` way, this one alone.

    Otherwise who knows the password could have as many tries at the code as wanted.
    """
    tries = SignInAttempts.objects.filter(login=_key(login))
    if whole:
        tries.delete()
    else:
        tries.filter(count__gt=0).update(count=F("count") - 1)


@transaction.atomic
def release_account(user: User, *, seat: Seat, now: datetime) -> None:
    """Let somebody who is locked try again; an administrator's seat does it."""
    if not seat.has(Role.ADMIN):
        raise CannotRelease("Chỉ quản trị hệ thống mới mở khóa tài khoản.")
    release(user, by=actor_of(seat), now=now)


@transaction.atomic
def release(user: User, *, by: Actor, now: datetime) -> None:
    """
    Let somebody who is locked try again.

    :raises CannotRelease: when the account is not locked.
    """
    row = SignInAttempts.objects.select_for_update().filter(login=user.email, locked_until__gt=now).first()
    if row is None:
        raise CannotRelease(f"Tài khoản {user.email} không bị khóa tạm, không cần mở.")
    row.delete()
    tell(user, AccountReleased(), by=by, now=now)


def forget_attempts(now: datetime) -> None:
    """Remove what is a day old."""
    SignInAttempts.objects.filter(since__lt=now - KEPT).delete()


def _locked_row(login: str, now: datetime) -> SignInAttempts:
    SignInAttempts.objects.get_or_create(login=_key(login), defaults={"since": now})
    return SignInAttempts.objects.select_for_update().get(login=_key(login))


def _key(login: str) -> str:
    return login.strip().lower()[:254]
