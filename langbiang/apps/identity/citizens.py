"""Pages of citizens: signing up, signing in, asking for a new password, the own facts, taking them away, closing."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView
from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.http import site_address
from langbiang.foundation.journal.interface import timeline

from . import queries
from .forms import AddressForm, CitizenLoginForm, FactsForm, OpenCitizenForm
from .mailing import mail
from .models import AccountRecord, Citizen, User
from .security import Refusing, owner
from .services import (
    begin_sign_up,
    change_facts,
    close_citizen,
    issue_recovery,
    open_citizen,
)
from .services.attempts import GATE

PAGES = require_http_methods(["GET", "POST"])


class SignIn(Refusing, LoginView):  # type: ignore[misc]
    template_name = "identity/citizen_sign_in.html"

    def get_form_class(self) -> type[CitizenLoginForm]:
        return CitizenLoginForm


# -- by a link in a mail: the same answer whoever has the address


@PAGES
@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    """Send a link to the address with which an account is to be opened."""
    return _by_mail(request, "identity/citizen_sign_up.html", _mail_sign_up)


@PAGES
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link with which a new password is set."""
    return _by_mail(request, "identity/citizen_forgotten.html", _mail_forgotten)


def _by_mail(request: HttpRequest, template: str, send: Callable[[str], None]) -> HttpResponse:
    form = AddressForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "mail": settings.MAIL}
    if request.method == "POST" and settings.MAIL and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            if ratelimit.consume(request, action="citizen_mail", key=email):
                send(email)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            context["sent"] = email
    return render(request, template, context, status=422 if form.errors else 200)


def _mail_sign_up(email: str) -> None:
    if User.objects.filter(email=email).exists():
        mail("sign_up_known", email, sign_in=_link("citizen:sign-in"), forgotten=_link("citizen:forgotten"))
    else:
        secret = begin_sign_up(email, now=clock.now())
        mail("sign_up", email, link=_link("citizen:sign-up-open", secret))


def _mail_forgotten(email: str) -> None:
    if User.objects.filter(kind=User.Kind.CITIZEN, email=email, is_active=True).exists():
        secret = issue_recovery(email, factors=False, by=GATE, now=clock.now(), kind=User.Kind.CITIZEN)
        mail("forgotten", email, link=_link("citizen:recovery", secret))
    else:
        mail("forgotten_unknown", email, sign_up=_link("citizen:sign-up"))


def _link(name: str, *args: str) -> str:
    return site_address() + reverse(name, args=args)


@PAGES
@never_cache
@sensitive_post_parameters()
def sign_up_open(request: HttpRequest, secret: str) -> HttpResponse:
    """Open the account of who holds the link, and sign them in."""
    now = clock.now()
    asked = queries.find_sign_up(secret, now)
    if asked is None:
        return render(request, "identity/citizen_spent.html", {"again": "citizen:sign-up"}, status=404)
    form = OpenCitizenForm(request.POST or None, user=User(email=asked.email))
    if request.method == "POST" and form.is_valid():
        try:
            user = open_citizen(secret, form.facts(), password=form.cleaned_data["password1"], now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            UserSession.objects.create_from_request(request)
            messages.success(request, "Đã mở tài khoản.")
            return redirect("citizen:account")
    context = {"form": form, "email": asked.email}
    return render(request, "identity/citizen_open.html", context, status=422 if form.errors else 200)


# -- the own account


@PAGES
@never_cache
def facts(request: HttpRequest) -> HttpResponse:
    """Change what one told of oneself."""
    user = owner(request)
    form = FactsForm(request.POST or None, initial=queries.facts_of(Citizen.objects.get(user=user)))
    if request.method == "POST" and form.is_valid():
        change_facts(user, form.facts(), now=clock.now())
        messages.success(request, "Đã lưu thông tin của bạn.")
        return redirect("citizen:account")
    return render(request, "identity/citizen_facts.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@never_cache
def data(request: HttpRequest) -> JsonResponse:
    """Give everything that is kept of a citizen, to be taken away."""
    user = owner(request)
    acts = timeline(AccountRecord.SUBJECT_KIND, AccountRecord.objects.get(user=user).uid)
    told = {
        "tai_khoan": {"ma": str(user.uid), "dia_chi_thu": user.email, "mo_luc": user.date_joined},
        "thong_tin": queries.facts_of(Citizen.objects.get(user=user)),
        "xac_thuc": [
            {"loai": one.type, "ten": str(one), "them_luc": one.created_at} for one in queries.list_factors(user)
        ],
        "dang_nhap": [
            {"dia_chi": one.ip, "trinh_duyet": one.user_agent, "tu": one.created_at}
            for one in UserSession.objects.filter(user=user)
        ],
        "nhat_ky": [{"luc": act.at, "hanh_vi": act.verb, "chi_tiet": act.details} for act in acts],
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return response


@PAGES
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
def close(request: HttpRequest) -> HttpResponse:
    """Close the own account after saying what goes and what is kept."""
    if request.method == "POST":
        close_citizen(owner(request), now=clock.now())
        logout(request)
        messages.success(request, "Đã đóng tài khoản và xóa thông tin của bạn.")
        return redirect("citizen:sign-in")
    return render(request, "identity/citizen_close.html")


sign_in = SignIn.as_view()
