"""How the journal stands: what waits for its seal, how far each consumer is, what is parked. For who watches it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from .hearing import declared_consumers
from .models import Act, ActPending, Checkpoint, Cursor, Heartbeat, JournalHead, Parked


@dataclass(frozen=True)
class ConsumerStanding:
    """One consumer: how many positions it is behind the head, whether it has halted, how many acts it parked."""

    name: str
    behind: int
    halted: bool
    error: str
    parked: int
    parked_since: datetime | None


@dataclass(frozen=True)
class Standing:
    """The whole journal; `last_beat` is the last sign of life of any worker."""

    position: int
    pending: int
    consumers: list[ConsumerStanding]
    last_beat: datetime | None


def read_standing() -> Standing:
    """Read it in five queries, however long the journal is."""
    head = JournalHead.objects.get().position
    waiting = Parked.objects.filter(resolved_at=None).values("consumer").order_by()
    parked = {row["consumer"]: row for row in waiting.annotate(n=Count("pk"), since=Min("parked_at"))}
    consumers = [
        ConsumerStanding(
            name=cursor.name,
            behind=max(0, head - cursor.position),
            halted=not cursor.is_running,
            error=cursor.last_error,
            parked=parked[cursor.name]["n"] if cursor.name in parked else 0,
            parked_since=parked[cursor.name]["since"] if cursor.name in parked else None,
        )
        for cursor in Cursor.objects.filter(name__in=declared_consumers()).order_by("name")
    ]
    last = Heartbeat.objects.order_by("-at").first()
    return Standing(head, ActPending.objects.count(), consumers, last.at if last else None)


def unsigned_since() -> datetime | None:
    """Say since when the head waits for the signer; None when it is signed."""
    last = Checkpoint.objects.order_by("-pk").first()
    first = Act.objects.filter(seal__position=last.position + 1 if last else 1).first()
    return first.recorded_at if first else None
