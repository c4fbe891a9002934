"""The only place that writes packets, deliveries, reports, systems and transfers."""

from .addressing import CannotSend
from .arrive import deliver_waiting
from .calling import fetch_waiting, hand_over, transport_for
from .evidence import NoEvidence, write_evidence
from .export import export
from .handing import (
    CannotHand,
    finish_transfer,
    note_fetched,
    original_of,
    set_transfer_aside,
    try_transfer_again,
)
from .import_file import ImportResult, import_file
from .listing import CannotSync, ask_sync, gives_list, queue_due, run_sync, take_sync
from .receipts import fetch_receipts
from .receive import CannotReceive, Received, actor_for, receive
from .report import CannotReport, report_status
from .sealing import HUB, CannotSeal
from .send import Content, Enclosure, readdress, send_packet
from .stamping import stamp_waiting
from .systems import (
    CannotConnect,
    Connected,
    Wanted,
    ask_release,
    connect_system,
    give_home,
    note_seen,
    renew_secret,
    resume_system,
    suspend_system,
    take_home,
    withdraw_release,
)

__all__ = [
    "HUB",
    "CannotConnect",
    "CannotHand",
    "CannotReceive",
    "CannotReport",
    "CannotSeal",
    "CannotSend",
    "CannotSync",
    "Connected",
    "Content",
    "Enclosure",
    "ImportResult",
    "NoEvidence",
    "Received",
    "Wanted",
    "actor_for",
    "ask_release",
    "ask_sync",
    "connect_system",
    "deliver_waiting",
    "export",
    "fetch_receipts",
    "fetch_waiting",
    "finish_transfer",
    "give_home",
    "gives_list",
    "hand_over",
    "import_file",
    "note_fetched",
    "note_seen",
    "original_of",
    "queue_due",
    "readdress",
    "receive",
    "renew_secret",
    "report_status",
    "resume_system",
    "run_sync",
    "send_packet",
    "set_transfer_aside",
    "stamp_waiting",
    "suspend_system",
    "take_home",
    "take_sync",
    "transport_for",
    "try_transfer_again",
    "withdraw_release",
    "write_evidence",
]
