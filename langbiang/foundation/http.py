"""What every answer carries: security headers, and a number by which a fault can be quoted."""

import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
_number: ContextVar[str] = ContextVar("request_number", default="-")

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def security_headers(get_response: Answer) -> Answer:
    """Add the content security policy (no inline script, no inline style) and what belongs to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware


def number_requests(get_response: Answer) -> Answer:
    """Give each request a short number, shown on error pages and written in every log line."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _number.set(secrets.token_hex(4).upper())
        try:
            response = get_response(request)
            response.headers["X-Request-Number"] = _number.get()
            return response
        finally:
            _number.reset(token)

    return middleware


def request_number() -> str:
    """Say the number of the request being answered, or "-" outside one."""
    return _number.get()


class RequestNumberFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_number = request_number()
        return True
