"""The only place that writes packets, deliveries and reports."""

from .arrive import deliver_waiting
from .export import export
from .import_file import ImportResult, import_file
from .report import CannotReport, report_status
from .send import CannotSend, Content, Enclosure, readdress, send_packet

__all__ = [
    "CannotReport",
    "CannotSend",
    "Content",
    "Enclosure",
    "ImportResult",
    "deliver_waiting",
    "export",
    "import_file",
    "readdress",
    "report_status",
    "send_packet",
]
