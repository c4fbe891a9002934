"""What other apps and the web may use of the exchange."""

from .models import Delivery, Packet, PacketFile
from .queries import count_statuses, find_packet_of, get_delivery, get_packet, list_deliveries, list_reports
from .services import (
    CannotSend,
    Content,
    Enclosure,
    ImportResult,
    deliver_waiting,
    export,
    import_file,
    readdress,
    report_status,
    send_packet,
)

__all__ = [
    "CannotSend",
    "Content",
    "Delivery",
    "Enclosure",
    "ImportResult",
    "Packet",
    "PacketFile",
    "count_statuses",
    "deliver_waiting",
    "export",
    "find_packet_of",
    "get_delivery",
    "get_packet",
    "import_file",
    "list_deliveries",
    "list_reports",
    "readdress",
    "report_status",
    "send_packet",
]
