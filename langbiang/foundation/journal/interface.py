"""The journal as other apps see it: the only module of it that they import."""

from .actors import Actor
from .consuming import drain, run_consumers, wait
from .epochs import CannotBeginEpoch, begin_epoch
from .erasing import CannotErase, erase_details
from .facts import UnknownFact, declared_facts, fact, lift, read
from .halting import CannotSwitch, resume_writing, stop_writing
from .hearing import PROJECTION, REACTION, RELAY, Kind, consumer, declared_consumers, declared_timers, timer
from .models import Act, ActParty, Parked, Subject
from .recovering import CannotResume, CannotUnpark, list_parked, resume, unpark
from .sealing import seal_pending
from .standing import ConsumerStanding, Standing, read_standing, unsigned_since
from .timing import run_timers
from .verifying import Report, verify
from .worker import Worker, worker_alive
from .writing import Entry, list_checkpoints, lock, timeline, write, write_many

__all__ = [
    "PROJECTION",
    "REACTION",
    "RELAY",
    "Act",
    "ActParty",
    "Actor",
    "CannotBeginEpoch",
    "CannotErase",
    "CannotResume",
    "CannotSwitch",
    "CannotUnpark",
    "ConsumerStanding",
    "Entry",
    "Kind",
    "Parked",
    "Report",
    "Standing",
    "Subject",
    "UnknownFact",
    "Worker",
    "begin_epoch",
    "consumer",
    "declared_consumers",
    "declared_facts",
    "declared_timers",
    "drain",
    "erase_details",
    "fact",
    "lift",
    "list_checkpoints",
    "list_parked",
    "lock",
    "read",
    "read_standing",
    "resume",
    "resume_writing",
    "run_consumers",
    "run_timers",
    "seal_pending",
    "stop_writing",
    "timeline",
    "timer",
    "unpark",
    "unsigned_since",
    "verify",
    "wait",
    "worker_alive",
    "write",
    "write_many",
]
