"""Where other systems reach this installation, in each protocol."""

from django.conf import settings

from .models import System

PATHS = {
    System.Protocol.NATIONAL: "/truc/quoc-gia",
    System.Protocol.V1: "/EdocService/",
    System.Protocol.OWN: "/api/exchange/v1",
}


def base_address(protocol: str) -> str:
    """Give the base address to which a client of the protocol adds its operations."""
    return site_address() + PATHS[System.Protocol(protocol)]


def site_address() -> str:
    """Give the address of the installation, without a slash at its end."""
    if settings.ADDRESS:
        return str(settings.ADDRESS).rstrip("/")
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    return f"{'https' if settings.HTTPS else 'http'}://{host}"
