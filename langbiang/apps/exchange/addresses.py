"""Where other systems reach this installation, in each protocol."""

from langbiang.foundation.http import site_address

from .models import System

PATHS = {
    System.Protocol.NATIONAL: "/truc/quoc-gia",
    System.Protocol.V1: "/EdocService/",
    System.Protocol.OWN: "/api/exchange/v1",
}


def base_address(protocol: str) -> str:
    """Give the base address to which a client of the protocol adds its operations."""
    return site_address() + PATHS[System.Protocol(protocol)]
