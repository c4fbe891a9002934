"""What every page of ours is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from langbiang.apps.identity.interface import at_citizens_door
from langbiang.foundation.readonly import find_readonly

from .navigation import navigation_for

CONTRAST = "tuong_phan"


def page(request: HttpRequest) -> dict[str, Any]:
    """Give the seat in use with its navigation (asked only where the page shows it), and the look."""
    seat = getattr(request, "seat", None)
    citizens = at_citizens_door(request)
    return {
        "desk": "web/citizen.html" if citizens else "web/desk.html",
        "gate": "web/citizen.html" if citizens else "web/gate.html",
        "seat": seat,
        "navigation": (lambda: navigation_for(seat, request.path)) if seat else (),
        "demo": settings.DEMO,
        "readonly": find_readonly(),
        "sso": settings.SSO_NAME if settings.SSO_ISSUER else "",
        "high_contrast": request.COOKIES.get(CONTRAST) == "1",
    }
