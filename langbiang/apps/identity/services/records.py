"""What is told of an account or of another system: one act, in the transaction of what it tells."""

from datetime import datetime

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.models import AccountRecord, ClientRecord, User
from langbiang.apps.identity.seats import actor_of
from langbiang.foundation.journal.interface import Actor, write


def tell(user: User, told: object, *, by: Actor, now: datetime) -> None:
    """Write an act about an account; the account's row is locked, so that acts about it take turns."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    record = AccountRecord.objects.filter(user=user).first() or AccountRecord(user=user)
    write(record, told, by=by, now=now, fields=[])


def tell_of_client(client_id: str, told: object, *, by: Actor, now: datetime) -> None:
    """Write an act about another system; the caller holds the lock of its row, or has just made or removed it."""
    record = ClientRecord.objects.select_for_update().filter(client_id=client_id).first()
    write(record or ClientRecord(client_id=client_id), told, by=by, now=now, fields=[])


def owner_of(user: User, seat: Seat | None) -> Actor:
    """Name a person who acts on the own account: by the own seat in use where there is one, never for another."""
    if seat is not None:
        return actor_of(seat.user)
    if user.is_citizen:  # no name: an act's actor is never erased
        return Actor(kind="citizen", id=str(user.uid), person="Người dân, doanh nghiệp")
    return Actor(kind="account", id=str(user.uid), person=user.person.full_name if user.person else user.email)
