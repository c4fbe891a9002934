"""Where an account is signed in, ended from afar."""

from collections.abc import Collection
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from langbiang.apps.identity.acts import SessionExpired, SessionsEnded
from langbiang.apps.identity.models import User
from langbiang.foundation.journal.interface import Actor

from .records import tell

TIMER = Actor(kind="timer", id="identity.sessions")


@transaction.atomic
def end_sessions(user: User, sessions: Collection[UserSession], *, by: Actor, now: datetime) -> int:
    """End sessions of an account at once and give how many there were; those of others are left alone."""
    ended = [session for session in sessions if session.user_id == user.pk]
    for session in ended:
        session.end()
    if ended:
        tell(user, SessionsEnded(len(ended)), by=by, now=now)
    return len(ended)


@transaction.atomic
def expire_session(user: User, key: str, *, reason: str, now: datetime) -> None:
    """End a session that is over, and tell it once, however many requests found it so at the same moment."""
    UserSession.objects.filter(user=user, session_key=key).delete()
    gone, _ = Session.objects.filter(pk=key).delete()
    if gone:
        tell(user, SessionExpired(reason), by=TIMER, now=now)
