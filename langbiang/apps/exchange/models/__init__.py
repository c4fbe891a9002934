from .packets import Delivery, ImportAttempt, Packet, PacketFile, StatusReport
from .seals import Seal
from .systems import AgencySync, Home, ListedAgency, System
from .transfers import Attempt, Transfer

__all__ = [
    "AgencySync",
    "Attempt",
    "Delivery",
    "Home",
    "ImportAttempt",
    "ListedAgency",
    "Packet",
    "PacketFile",
    "Seal",
    "StatusReport",
    "System",
    "Transfer",
]
