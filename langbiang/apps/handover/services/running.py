"""
The job, chunk by chunk.

Each chunk is heard from the act before it (`handlers.py`) and done in the transaction that moves the consumer on, with
the act that tells of it: a worker that is killed leaves the whole chunk or nothing of it, and the next one goes on.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from langbiang.apps.directory.interface import Held, Seat, Transfer
from langbiang.apps.handover import queries
from langbiang.apps.handover.acts import Advanced, Finished, Undone
from langbiang.apps.handover.models import HandOver, HandOverLine
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor, write

logger = logging.getLogger(__name__)

CHUNK = 50
BY = Actor(kind="timer", id="handover")
State, Line = HandOver.State, HandOverLine.State
GONE = "Việc này không còn, hoặc người nhận đã có phần trong đó."


@transaction.atomic
def advance_hand_over(uid: UUID | str, *, cause: UUID, now: datetime) -> HandOver:
    """Do the next chunk of a job that is at work, and write how far it has come."""
    job = HandOver.objects.select_for_update(of=("self",)).get(uid=uid)
    if job.state == State.RUNNING:
        _each(job, Line.WAITING, "pk", _transfer, job.ordered_by, now)
    elif job.state == State.UNDOING:
        assert job.undone_by is not None
        _each(job, Line.MOVED, "-pk", _undo, job.undone_by, now)
    _tell(job, cause, now)
    return job


def _each(
    job: HandOver,
    waiting: str,
    order: str,
    do: Callable[[HandOverLine, Seat, datetime], None],
    seat: Seat,
    now: datetime,
) -> None:
    lines = job.lines.filter(state=waiting).select_related("to__person", "to__unit", "job__leaving")
    for line in lines.order_by(order)[:CHUNK]:
        try:
            with transaction.atomic():
                do(line, seat, now)
        except Refused as refusal:
            _refuse(line, str(refusal))
        except (ObjectDoesNotExist, IntegrityError):
            logger.exception("Hand-over %s: %s %s", job.uid, line.kind, line.held_uid)
            _refuse(line, GONE)


def _transfer(line: HandOverLine, seat: Seat, now: datetime) -> None:
    held = Held(line.held_uid, line.name)
    done = queries.get_holder(line.kind).transfer(held, to=line.to, seat=seat, now=now)
    line.state, line.moved_version, line.subject = Line.MOVED, done.version, done.subject
    line.save(update_fields=["state", "moved_version", "subject"])


def _undo(line: HandOverLine, seat: Seat, now: datetime) -> None:
    version = queries.version_now(line)
    done = Transfer(line.kind, line.held_uid, str(line.job.leaving.uid), str(line.to.uid), version, line.subject)
    queries.get_holder(line.kind).undo(done, seat=seat, now=now)
    line.state, line.returned_version = Line.RETURNED, version + 1
    line.save(update_fields=["state", "returned_version"])


def _refuse(line: HandOverLine, sentence: str) -> None:
    line.state = Line.REFUSED if line.state == Line.WAITING else Line.KEPT
    line.sentence = sentence[:500]
    line.save(update_fields=["state", "sentence"])


def _tell(job: HandOver, cause: UUID, now: datetime) -> None:
    """Write the act from which the next chunk follows, or the last one."""
    tally, before = queries.tally_of(job), job.state
    told: Advanced | Finished | Undone
    if job.state == State.RUNNING and tally.waiting:
        told = Advanced(tally.moved + tally.refused, tally.waiting)
    elif job.state == State.RUNNING:
        job.state, job.finished_at, told = State.DONE, now, Finished(tally.moved, tally.refused)
    elif job.state == State.UNDOING and tally.moved:
        told = Advanced(tally.returned + tally.kept, tally.moved)
    elif job.state == State.UNDOING:
        job.state, told = State.UNDONE, Undone(tally.returned, tally.kept)
    else:
        return  # at rest: nothing follows
    fields, parties = ["state", "finished_at"], [job.agency_id]
    write(job, told, by=BY, now=now, fields=fields, moved_from=before, parties=parties, cause=cause)
