"""
How long a session lasts: so long unused (LANGBIANG_IDLE_MINUTES), and half a day after the sign-in at most.

Both are counted at the server, by the machine's clock, in marks that the session carries. The next request of a session
that is over is answered as a visitor's: a page leads to the sign-in and back, what a form held is told as not done.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from langbiang.foundation import clock
from langbiang.foundation.readonly import find_readonly

from .models import User
from .services import expire_session

BEGAN, USED = "began", "used"  # seconds since 1970
NOTED = 60  # seconds within which a further use is not written: no page costs a write of its own
PROGRESS = "/tien-do/"  # what a page asks again and again by itself, while nobody may sit before it
Answer = Callable[[HttpRequest], HttpResponse]


def mark_sign_in(sender: object, request: HttpRequest, **told: Any) -> None:
    """Hear of a sign-in: both times begin."""
    request.session[BEGAN] = request.session[USED] = int(time.time())


def end_when_over(get_response: Answer) -> Answer:
    """Let who has been away too long be a visitor; it stands before whatever asks who is there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User) or not (reason := _use(request)):
            return get_response(request)
        expire_session(request.user, request.session.session_key or "", reason=reason, now=clock.now())
        logout(request)
        messages.warning(request, f"Đã tự đăng xuất sau {reason}. Đăng nhập lại để làm tiếp.")
        if _asked_by_page(request):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return get_response(request)

    return middleware


def _use(request: HttpRequest) -> str:
    """
    Note that a session is used; give why it is over when it is.

    Nobody could come back in while nothing may be written, so nobody is sent away; a session of before there were
    marks begins now.
    """
    now, session = int(time.time()), request.session
    began, used = session.get(BEGAN), session.get(USED, now)
    if 0 <= now - used < NOTED and began is not None:
        return ""
    if find_readonly() is not None:
        return ""
    if settings.IDLE_MINUTES and now - used >= settings.IDLE_MINUTES * 60:
        return f"{settings.IDLE_MINUTES} phút không sử dụng"
    if now - (began or now) >= settings.SESSION_COOKIE_AGE:
        return f"{settings.SESSION_COOKIE_AGE // 3600} giờ từ lúc đăng nhập"
    if not _asked_by_page(request):
        session[BEGAN], session[USED] = began or now, now
    return ""


def _asked_by_page(request: HttpRequest) -> bool:
    return request.method == "GET" and "HX-Request" in request.headers and request.path_info.endswith(PROGRESS)
