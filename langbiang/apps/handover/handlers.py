"""The worker hears that a hand-over was ordered, or that a chunk of it is done, and does the next chunk."""

from langbiang.foundation import clock
from langbiang.foundation.journal.interface import REACTION, Act, consumer

from .services import advance_hand_over


@consumer(
    "handover.jobs",
    verbs=["handover.job.ordered", "handover.job.advanced", "handover.job.undo_ordered"],
    kind=REACTION,
)
def advance(act: Act) -> None:
    """Do one chunk; several in one turn never meet, for the act of the next is sealed after this one's commit."""
    advance_hand_over(act.subject_id, cause=act.uid, now=clock.now())
