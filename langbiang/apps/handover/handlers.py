"""The worker hears that a hand-over was ordered, or that a chunk of it is done, and does the next chunk."""

from datetime import datetime

from langbiang.foundation import clock
from langbiang.foundation.journal.interface import REACTION, Act, consumer, timer

from .queries import list_stalled
from .services import advance_hand_over


@consumer(
    "handover.jobs",
    verbs=["handover.job.ordered", "handover.job.advanced", "handover.job.undo_ordered"],
    kind=REACTION,
)
def advance(act: Act) -> None:
    """Do one chunk; several in one turn never meet, for the act of the next is sealed after this one's commit."""
    advance_hand_over(act.subject_id, cause=act.uid, now=clock.now())


@timer(every=60)
def go_on(now: datetime) -> None:
    """Do a chunk of a job that nobody heard of: one ordered before any worker knew this consumer, or parked."""
    for act in list_stalled(now):
        advance_hand_over(act.subject_id, cause=act.uid, now=now)
