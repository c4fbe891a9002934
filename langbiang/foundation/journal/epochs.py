"""
A new epoch.

After a restore or a lossy failover, positions behind the head may name other acts than before.
"""

from datetime import datetime

from django.db import transaction

from langbiang.foundation.errors import Refused

from .actors import Actor
from .acts import EpochBegun
from .facts import read, verb_of
from .models import Act, Checkpoint, JournalHead
from .writing import write


class CannotBeginEpoch(Refused):
    """A new epoch needs a reason and what is missing."""


def begin_epoch(*, reason: str, missing: str, by: Actor, now: datetime) -> Act:
    """
    Go on from the head as it stands, and say what is missing; before anything else is written after a
    restore.

    The signer follows by this act; without it a head behind its last copy is rightly taken for tampering.
    """
    if not reason.strip() or not missing.strip():
        raise CannotBeginEpoch("Hãy ghi lý do và những gì còn thiếu.")
    with transaction.atomic():
        head = JournalHead.objects.select_for_update().get()
        last = Checkpoint.objects.order_by("id").last()
        head.epoch += 1
        told = EpochBegun(
            epoch=head.epoch,
            position=head.position,
            chain=bytes(head.chain).hex(),
            checkpoint=last.position if last else None,
            reason=reason,
            missing=missing,
        )
        return write(head, told, by=by, now=now, fields=["epoch"])


def list_epochs() -> list[EpochBegun]:
    """List the epochs that acts declare, in order."""
    return [read(act) for act in Act.objects.filter(verb=verb_of(EpochBegun), seal__isnull=False).order_by("id")]
