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
from .receipts import fetch_receipts
from .receive import CannotReceive, Received, actor_for, receive
from .report import CannotReport, report_status
from .sealing import CannotSeal
from .send import Content, Enclosure, readdress, send_packet
from .stamping import NoStamp, stamp_waiting
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
    "CannotConnect",
    "CannotHand",
    "CannotReceive",
    "CannotReport",
    "CannotSeal",
    "CannotSend",
    "Connected",
    "Content",
    "Enclosure",
    "ImportResult",
    "NoEvidence",
    "NoStamp",
    "Received",
    "Wanted",
    "actor_for",
    "ask_release",
    "connect_system",
    "deliver_waiting",
    "export",
    "fetch_receipts",
    "fetch_waiting",
    "finish_transfer",
    "give_home",
    "hand_over",
    "import_file",
    "note_fetched",
    "note_seen",
    "original_of",
    "readdress",
    "receive",
    "renew_secret",
    "report_status",
    "resume_system",
    "send_packet",
    "set_transfer_aside",
    "stamp_waiting",
    "suspend_system",
    "take_home",
    "transport_for",
    "try_transfer_again",
    "withdraw_release",
    "write_evidence",
]
