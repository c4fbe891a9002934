"""
Consumers: read sealed acts by position; the cursor is saved in the transaction of the effect.

So each effect in our database happens once and none is skipped. A batch is tried in one transaction (a
savepoint for each act costs PostgreSQL three times as much); when it fails it is rolled back and goes act
by act, and an act that failed three times halts the consumer or is parked.
"""

import logging
import time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from langbiang.foundation import clock

from .facts import UnknownFact, check_known
from .hearing import Consumer, Kind, declared_consumers
from .models import Act, Cursor, JournalHead, Parked, Seal
from .sealing import seal_pending

logger = logging.getLogger(__name__)

BATCH = 200
TRIES = 3
_BEHIND = "Chờ sau một việc đã gác lại của cùng đối tượng."
_PAUSE = 0.02  # seconds between tries: what passes by itself (a deadlock) passes quickly


class _Failed(Exception):
    """A handler failed on this act; the cause says how."""

    def __init__(self, act: Act) -> None:
        super().__init__(str(act))
        self.act = act


def run_consumers() -> int:
    """Let each consumer that is behind take its next batch; say how many steps were made."""
    declared, head = declared_consumers(), _head_position()
    cursors = {cursor.name: cursor for cursor in Cursor.objects.filter(name__in=declared)}
    if len(cursors) < len(declared):
        make_cursors()
        return run_consumers()
    behind = [cursor for cursor in cursors.values() if cursor.is_running and cursor.position < head]
    idle = _hearing_nothing([cursor for cursor in behind if head - cursor.position <= BATCH], head)
    passed = _pass_over(idle, head) if idle else 0
    return passed + sum(_run(declared[cursor.name]) for cursor in behind if cursor.name not in idle)


def _hearing_nothing(near: list[Cursor], head: int) -> set[str]:
    """Name those of these consumers that hear none of the acts up to `head`: most acts are for few."""
    if not near:
        return set()
    sealed = Act.objects.filter(seal__position__gt=min(cursor.position for cursor in near), seal__position__lte=head)
    verbs, declared = set(sealed.values_list("verb", flat=True).distinct()), declared_consumers()
    return {cursor.name for cursor in near if verbs.isdisjoint(declared[cursor.name].verbs)}


def _pass_over(names: set[str], head: int) -> int:
    """Move all these cursors to `head` at once; say how many moved."""
    with transaction.atomic():
        running = Cursor.objects.select_for_update(skip_locked=True).filter(state=Cursor.State.RUNNING)
        free = list(running.filter(name__in=names, position__lt=head).values_list("pk", flat=True))
        return Cursor.objects.filter(pk__in=free).update(position=head, tries=0, last_error="")


def drain() -> None:
    """
    Seal and consume in this process until all is quiet.

    For tests, commands and a machine with no worker.
    """
    make_cursors()
    while seal_pending() + run_consumers():
        pass


def wait(act: Act, consumer: str, timeout_ms: int = 300) -> bool:
    """Wait until the consumer has passed this act; a page that gets False says that it is being updated."""
    end = time.monotonic() + timeout_ms / 1000
    pause = 0.002
    while not _has_passed(act.uid, consumer):
        if time.monotonic() + pause > end:
            return False
        time.sleep(pause)
        pause = min(pause * 2, 0.02)
    return True


def _has_passed(uid: UUID, consumer: str) -> bool:
    sealed = Seal.objects.filter(act__uid=uid).values("position")[:1]
    return Cursor.objects.filter(name=consumer, position__gte=sealed).exists()


def _head_position() -> int:
    return JournalHead.objects.values_list("position", flat=True).get()


def make_cursors() -> None:
    """
    Let a new projection begin at the first act.

    What acts upon the world begins where the journal stands now.
    """
    declared = declared_consumers()
    missing = set(declared) - set(Cursor.objects.filter(name__in=declared).values_list("name", flat=True))
    if missing:
        head = _head_position()
        starts = {name: 0 if declared[name].kind is Kind.PROJECTION else head for name in missing}
        Cursor.objects.bulk_create(
            [Cursor(name=name, position=start) for name, start in starts.items()], ignore_conflicts=True
        )


def _run(consumer: Consumer) -> int:
    """Take a batch; if it fails, go act by act to the one that is at fault."""
    try:
        return _advance(consumer, BATCH)
    except _Failed:
        logger.warning("%s: a batch failed, going act by act", consumer.name)
    steps = 0
    try:
        while steps < BATCH and _advance(consumer, 1):
            steps += 1
    except _Failed as failed:
        _note_failure(consumer, failed)
        steps += 1
    return steps


def _advance(consumer: Consumer, limit: int) -> int:
    """Handle at most `limit` acts and move the cursor over all positions seen, in one transaction."""
    acts: list[Act] = []
    try:
        with transaction.atomic():
            running = Cursor.objects.select_for_update(skip_locked=True).filter(state=Cursor.State.RUNNING)
            cursor = running.filter(name=consumer.name).first()
            if cursor is None:
                return 0  # another process is at it, or it has been halted
            head = _head_position()
            acts += _heard(consumer, cursor.position, head)[:limit]
            _handle_all(consumer, acts)
            return _move(cursor, acts[-1].seal.position if len(acts) == limit else head)
    except IntegrityError as error:
        if not acts:
            raise
        raise _Failed(acts[-1]) from error  # a foreign key of an effect is checked at the commit only


def _move(cursor: Cursor, position: int) -> int:
    moved = position - cursor.position
    cursor.position, cursor.tries, cursor.last_error = position, 0, ""
    cursor.save(update_fields=["position", "tries", "last_error"])
    return moved


def _heard(consumer: Consumer, after: int, upto: int) -> QuerySet[Act]:
    sealed = Act.objects.filter(verb__in=consumer.verbs, seal__position__gt=after, seal__position__lte=upto)
    return sealed.select_related("seal").order_by("seal__position")


def _handle_all(consumer: Consumer, acts: list[Act]) -> None:
    waiting = _parked_subjects(consumer)
    for act in acts:
        try:
            check_known(act.verb, act.version)
            if (act.subject_kind, act.subject_id) in waiting:
                _park(consumer, act, tries=0, reason=_BEHIND)
            else:
                consumer.handle(act)
        except Exception as error:
            raise _Failed(act) from error


def _parked_subjects(consumer: Consumer) -> set[tuple[str, str]]:
    if consumer.kind is not Kind.REACTION:
        return set()
    unresolved = Parked.objects.filter(consumer=consumer.name, resolved_at=None)
    return set(unresolved.values_list("subject_kind", "subject_id"))


def _note_failure(consumer: Consumer, failed: _Failed) -> None:
    """Count a try; after the last one halt, or park the act and go on."""
    error, act = failed.__cause__, failed.act
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(name=consumer.name)
        if cursor.position >= act.seal.position:
            return  # another process got past it meanwhile
        cursor.tries += 1
        cursor.last_error = describe(error)
        unknown = isinstance(error, UnknownFact)
        if unknown or (cursor.tries >= TRIES and consumer.kind is not Kind.REACTION):
            cursor.state = Cursor.State.HALTED
            logger.critical("%s halted at act %s", consumer.name, act.uid, exc_info=error)
        elif cursor.tries >= TRIES:
            _park(consumer, act, tries=cursor.tries, reason=cursor.last_error)
            cursor.position, cursor.tries = act.seal.position, 0
            logger.error("%s parked act %s", consumer.name, act.uid, exc_info=error)
        cursor.save()
    time.sleep(_PAUSE)


def _park(consumer: Consumer, act: Act, *, tries: int, reason: str) -> None:
    Parked.objects.create(
        consumer=consumer.name,
        act=act,
        position=act.seal.position,
        subject_kind=act.subject_kind,
        subject_id=act.subject_id,
        tries=tries,
        reason=reason,
        parked_at=clock.now(),
    )


def describe(error: BaseException | None) -> str:
    """Say what failed, in one line short enough for a list."""
    return f"{type(error).__name__}: {error}".replace("\0", "")[:1000]
