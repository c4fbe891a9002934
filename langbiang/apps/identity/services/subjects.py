"""Who of the outside provider is whom here."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from langbiang.apps.identity.acts import SubjectLinked
from langbiang.apps.identity.models import User
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor

from .records import tell

PROVIDER = "sso"


class CannotLink(Refused):
    """The subject is another's account, or the account has another subject."""


@transaction.atomic
def link_subject(user: User, subject: str, *, by: Actor, now: datetime) -> None:
    """
    Let a subject of the outside provider sign in as an account; one account, one subject.

    :raises CannotLink: when either has another already.
    """
    User.objects.select_for_update().get(pk=user.pk)
    taken = SocialAccount.objects.filter(provider=PROVIDER)
    if taken.filter(uid=subject).exclude(user=user).exists():
        raise CannotLink("Mã này đã nối với tài khoản khác. Gỡ ở tài khoản đó trước.")
    if taken.filter(user=user).exclude(uid=subject).exists():
        raise CannotLink(f"Tài khoản {user.email} đã nối với một mã khác. Gỡ mã đó trước.")
    _, new = SocialAccount.objects.get_or_create(user=user, provider=PROVIDER, uid=subject)
    if new:
        tell(user, SubjectLinked(subject), by=by, now=now)


@transaction.atomic
def unlink_subject(user: User, *, by: Actor, now: datetime) -> None:
    """
    Let nobody of the outside provider sign in as an account.

    :raises CannotLink: when nobody does.
    """
    taken = SocialAccount.objects.filter(provider=PROVIDER, user=user)
    if not taken.exists():
        raise CannotLink(f"Tài khoản {user.email} chưa nối với mã nào.")
    taken.delete()
    tell(user, SubjectLinked(""), by=by, now=now)
