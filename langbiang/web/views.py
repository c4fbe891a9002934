"""Pages that belong to no single app: errors, health."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forged_or_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose security token is missing or old; nothing was done."""
    return render(request, "web/403_csrf.html", status=403)
