"""The seat in use: put on each request, carried by each form."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from langbiang.apps.directory.interface import Role, Seat, list_kept_agencies
from langbiang.foundation import clock
from langbiang.foundation.errors import Stale
from langbiang.foundation.journal.interface import Act, Actor

from .models import User
from .queries import choose_seat, has_left, has_second_factor, needs_second_factor

LEFT = "Mọi vị trí công tác của bạn đã kết thúc nên tài khoản không vào được nữa. Liên hệ tổ chức cán bộ nếu có nhầm."
ENROL = "Vị trí công tác của bạn cần xác thực hai lớp. Thêm khóa truy cập hoặc ứng dụng xác thực rồi làm việc tiếp."
SESSION_KEY = "seat"
P = ParamSpec("P")
Answer = Callable[[HttpRequest], HttpResponse]


class SeatRequest(HttpRequest):
    """A request whose person acts from a seat."""

    seat: Seat
    enrol_first: bool


def seat_in_use(get_response: Answer) -> Answer:
    """
    Put the seat in use on the request: None for a visitor, or a person who holds none today.

    Who held seats that have all ended is signed out here: access ends with the appointment, not when a job comes by.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        seat = _seat_of(request)
        if seat is None and isinstance(request.user, User) and has_left(request.user, clock.today()):
            logout(request)
            raise PermissionDenied(LEFT)
        request.seat = seat  # type: ignore[attr-defined]
        request.enrol_first = _must_enrol(request, seat)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _seat_of(request: HttpRequest) -> Seat | None:
    user = request.user
    if not isinstance(user, User):
        return None
    seat, today = choose_seat(user, request.session.get(SESSION_KEY, ""), clock.today()), clock.today()
    if seat is not None and seat.has(Role.CLERK):
        seat.keeps = list(list_kept_agencies(seat.unit_id, today).values_list("pk", flat=True))
    return seat


def _must_enrol(request: HttpRequest, seat: Seat | None) -> bool:
    user = request.user
    if seat is None or not isinstance(user, User):
        return False
    return needs_second_factor(seat) and not has_second_factor(user)


def enrol_first(request: HttpRequest) -> HttpResponse:
    """Lead who needs a second factor to where it is added; what a form held is not done."""
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied(ENROL)
    messages.warning(request, ENROL)
    return redirect("identity:account")


def seat_required(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[Any, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Let in only who acts from a seat; with roles, only from a seat that holds one of them (else 403)."""

    def decorate(
        view: Callable[Concatenate[Any, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            seat: Seat | None = getattr(request, "seat", None)
            if seat is None:
                raise PermissionDenied("Tài khoản chưa có vị trí công tác nào còn hiệu lực.")
            if request.enrol_first:  # type: ignore[attr-defined]
                return enrol_first(request)
            if roles and not seat.has(*roles):
                raise PermissionDenied("Vị trí đang dùng không có quyền làm việc này.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a visitor to sign in and back; what a form held is lost, so its way back is the page it stood on."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    messages.warning(request, "Phiên làm việc đã hết hạn, nội dung vừa gửi chưa được lưu. Đăng nhập rồi làm lại.")
    page = request.headers.get("Referer", "")
    inside = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return redirect_to_login(urlsplit(page).path if inside else "/")


def actor_of(seat: Seat) -> Actor:
    """Name a seat as the journal keeps it, as it is called now: who acts, and for whom when it is a deputy."""
    user = seat.user
    return Actor(
        kind="seat",
        id=str(user.uid),
        person=user.person.full_name,
        post=user.title,
        agency_id=user.agency_id,
        agency=user.agency_name,
        on_behalf_of="" if user is seat else f"{seat.person.full_name}, {seat.title}",
    )


@dataclass(frozen=True)
class Step:
    """One line of a thing's history, in the words of the people who read it."""

    words: str
    note: str
    icon: str
    who: str
    at: datetime


def who_did(act: Act) -> str:
    """Name who did an act as histories tell it: person and post, and for whom when it was a deputy."""
    behalf = f"thay {act.on_behalf_of}" if act.on_behalf_of else ""
    return ", ".join(part for part in (act.person, act.post, behalf) if part)


class SeatForm(forms.Form):
    """
    A form that acts: it carries the seat it was shown for and the version of what it showed.

    Another seat in use by now, or a newer version, is refused with a sentence and nothing is done; the form shown
    with it carries what holds now, so that the person can look and send it again.
    """

    seat = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, acting: Seat, shown_version: int | None = None, **kwargs: Any) -> None:
        self.acting = acting
        carried = {"seat": acting.used_as, "version": shown_version}
        kwargs["initial"] = {**carried, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_seat(self) -> str:
        if self.cleaned_data["seat"] != self.acting.used_as:
            self._carry("seat", self.acting.used_as)
            behalf = f" (thay {self.acting.person.full_name})" if self.acting.acted_by else ""
            raise forms.ValidationError(
                f"Biểu mẫu này mở từ một vị trí khác. Bạn đang dùng vị trí {self.acting.title}, "
                f"{self.acting.agency_short_name}{behalf}. Kiểm tra lại rồi gửi lần nữa.",
                code="other-seat",
            )
        return str(self.cleaned_data["seat"])

    def check_version(self, current: int) -> None:
        """:raises Stale: when what the form showed has changed since."""
        if self.cleaned_data.get("version") != current:
            self._carry("version", current)
            raise Stale("Nội dung đã thay đổi sau khi bạn mở trang. Xem lại bên dưới rồi quyết định lần nữa.")

    def _carry(self, name: str, value: object) -> None:
        """Let the form be shown again with what holds now, not with what was sent."""
        data: Any = copy(self.data)
        data[self.add_prefix(name)] = value
        self.data = data
