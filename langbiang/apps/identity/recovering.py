"""Coming in again by a one-time link, from an administrator or by mail; for administrators, releasing who is locked."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from langbiang.apps.directory.interface import Role
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .answering import answer, page
from .doors import at_citizens_door, sign_in_page
from .forms import NewPasswordForm
from .queries import find_recovery, list_locked
from .seats import SeatForm, SeatRequest, seat_required
from .services import recover, release_account


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def recovery(request: HttpRequest, secret: str) -> HttpResponse:
    """Let who holds a one-time link choose a new password, then sign in with it."""
    now, citizens = clock.now(), at_citizens_door(request)
    link = find_recovery(secret, now)
    if link is None or link.user.is_citizen != citizens:
        spent = "identity/citizen_spent.html" if citizens else "identity/recovery_spent.html"
        return render(request, spent, {"again": "citizen:forgotten"}, status=404)
    form = NewPasswordForm(request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        try:
            recover(secret, form.cleaned_data["password1"], now=now)
        except Refused as refusal:
            form.add_error("password1", str(refusal))
        else:
            logout(request)
            messages.success(request, "Đã đặt mật khẩu mới. Đăng nhập bằng mật khẩu đó.")
            return redirect(sign_in_page(request))
    context = {"form": form, "link": link}
    return render(request, "identity/recovery.html", context, status=422 if form.errors else 200)


@require_GET
@seat_required(Role.ADMIN)
def locked(request: SeatRequest) -> HttpResponse:
    """List who is locked for too many wrong passwords or codes."""
    return _locked(request, SeatForm(acting=request.seat))


@require_POST
@seat_required(Role.ADMIN)
def release(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Let somebody who is locked try again."""
    now = clock.now()
    user = next((user for _, user in list_locked(now) if user.uid == uid), None)
    if user is None:
        raise Http404("Tài khoản này không bị khóa tạm.")
    form = SeatForm(request.POST, acting=request.seat)
    return answer(
        request,
        form,
        version=None,
        do=lambda: release_account(user, seat=request.seat, now=now),
        done=f"Đã mở khóa {user.email}. Người đó đăng nhập lại được ngay.",
        back=reverse("identity:locked"),
        refused=lambda refused: _locked(request, refused),
    )


def _locked(request: SeatRequest, form: SeatForm) -> HttpResponse:
    return page(request, "identity/locked.html", {"rows": list_locked(clock.now()), "form": form}, form=form)
