"""What holds for every request: security headers, a number by which a fault can be quoted, a limit of what is sent."""

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
_number: ContextVar[str] = ContextVar("request_number", default="-")

MEGABYTE = 1024 * 1024
PACKETS_COME_TO = "/truc/nhap/"
# Programs send packets there without a session. They are known by their headers before a byte is read, and told of a
# body too large in the words of their protocol.
PROGRAMS_SEND_TO = re.compile(r"/(?:sendEdoc|EdocService/sendDocument|api/exchange/v1/(?:documents|statuses))/?\Z")
TOO_LARGE = "Dữ liệu gửi lên quá {limit} MB nên chưa nhận. Đăng nhập, chọn tệp nhỏ hơn rồi gửi lại."
NO_LENGTH = "Yêu cầu không ghi độ dài nên chưa nhận. Gửi lại từ trang của hệ thống."

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


def limit_bodies(get_response: Answer) -> Answer:
    """
    Answer before anything is read when a body is larger than its address takes, or does not say its length.

    An address to which programs send packets judges for itself, by `find_oversize`.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if PROGRAMS_SEND_TO.search(request.path_info):
            return get_response(request)
        length, limit = request.META.get("CONTENT_LENGTH", ""), _body_limit(request)
        if request.META.get("HTTP_TRANSFER_ENCODING") or (length and not length.isdecimal()):
            return HttpResponse(NO_LENGTH, status=411, content_type="text/plain; charset=utf-8")
        if length and int(length[:20]) > limit:
            words = TOO_LARGE.format(limit=limit // MEGABYTE)
            return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def _body_limit(request: HttpRequest) -> int:
    """Say how many bytes may be sent: files come from people who signed in, packets to one address alone."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return MEGABYTE
    kept: int = settings.PACKET_LIMIT if request.path_info == PACKETS_COME_TO else settings.UPLOAD_LIMIT
    return int(kept) + MEGABYTE


def site_address() -> str:
    """Give the address of the installation as others reach it, without a slash at its end."""
    if settings.ADDRESS:
        return str(settings.ADDRESS).rstrip("/")
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    return f"{'https' if settings.HTTPS else 'http'}://{host}"


def find_oversize(request: HttpRequest) -> int:
    """Give the status, 411 or 413, with which a program's packet is refused by its length; 0 for none."""
    length = request.META.get("CONTENT_LENGTH", "")
    if request.META.get("HTTP_TRANSFER_ENCODING") or not length.isdecimal():
        return 411
    return 413 if int(length[:20]) > int(settings.PACKET_LIMIT) + MEGABYTE else 0


def request_number() -> str:
    """Say the number of the request being answered, or "-" outside one."""
    return _number.get()


class RequestNumberFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_number = request_number()
        return True
