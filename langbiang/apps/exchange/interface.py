"""What other apps and the web may use of the exchange."""

from .asic import MEDIA_TYPE as EVIDENCE_TYPE
from .listed import Outside, any_outside, find_outside, suggest_outside
from .models import Delivery, Packet, PacketFile
from .queries import (
    count_statuses,
    find_packet_of,
    get_delivery,
    get_packet,
    list_deliveries,
    list_reports,
    list_systems,
    unarrived_sources,
)
from .services import (
    HUB,
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
    write_evidence,
)

__all__ = [
    "EVIDENCE_TYPE",
    "HUB",
    "CannotSend",
    "Content",
    "Delivery",
    "Enclosure",
    "ImportResult",
    "Outside",
    "Packet",
    "PacketFile",
    "any_outside",
    "count_statuses",
    "deliver_waiting",
    "export",
    "find_outside",
    "find_packet_of",
    "get_delivery",
    "get_packet",
    "import_file",
    "list_deliveries",
    "list_reports",
    "list_systems",
    "readdress",
    "report_status",
    "send_packet",
    "suggest_outside",
    "unarrived_sources",
    "write_evidence",
]
