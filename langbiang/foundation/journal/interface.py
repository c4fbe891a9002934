"""The journal as other apps see it: the only module of it that they import."""

from .actors import Actor
from .acts import ActsExported
from .canonical import encode as canonical_bytes
from .checks import say_state
from .consuming import drain, run_consumers, wait
from .epochs import CannotBeginEpoch, begin_epoch
from .erasing import CannotErase, erase_details
from .facts import UnknownFact, declared_facts, fact, lift, read
from .halting import CannotSwitch, resume_writing, stop_writing
from .hearing import PROJECTION, REACTION, RELAY, Kind, consumer, declared_consumers, declared_timers, timer
from .models import Act, ActParty, Parked, Subject
from .proving import (
    Proof,
    act_lines,
    chain_lines,
    find_signers_copy,
    find_signers_key,
    head_over,
    list_acts,
    open_heads,
    prove,
    signed_head,
    touching,
    write_export,
)
from .recovering import CannotResume, CannotUnpark, list_parked, resume, unpark
from .sealing import seal_pending
from .stamping import find_last_stamp, unstamped_since
from .standing import ConsumerStanding, Standing, read_standing, unsigned_since
from .timing import run_timers
from .verifying import Report, verified_too, verify
from .worker import Worker, worker_alive
from .writing import Entry, list_checkpoints, lock, timeline, write, write_many

__all__ = [
    "PROJECTION",
    "REACTION",
    "RELAY",
    "Act",
    "ActParty",
    "Actor",
    "ActsExported",
    "CannotBeginEpoch",
    "CannotErase",
    "CannotResume",
    "CannotSwitch",
    "CannotUnpark",
    "ConsumerStanding",
    "Entry",
    "Kind",
    "Parked",
    "Proof",
    "Report",
    "Standing",
    "Subject",
    "UnknownFact",
    "Worker",
    "act_lines",
    "begin_epoch",
    "canonical_bytes",
    "chain_lines",
    "consumer",
    "declared_consumers",
    "declared_facts",
    "declared_timers",
    "drain",
    "erase_details",
    "fact",
    "find_last_stamp",
    "find_signers_copy",
    "find_signers_key",
    "head_over",
    "lift",
    "list_acts",
    "list_checkpoints",
    "list_parked",
    "lock",
    "open_heads",
    "prove",
    "read",
    "read_standing",
    "resume",
    "resume_writing",
    "run_consumers",
    "run_timers",
    "say_state",
    "seal_pending",
    "signed_head",
    "stop_writing",
    "timeline",
    "timer",
    "touching",
    "unpark",
    "unsigned_since",
    "unstamped_since",
    "verified_too",
    "verify",
    "wait",
    "worker_alive",
    "write",
    "write_export",
    "write_many",
]
