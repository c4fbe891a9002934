"""Signing in, choosing the seat to act from, and the demo's entrance."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from langbiang.apps.directory.interface import find_seat, list_agencies, list_seats_in, list_seats_named
from langbiang.foundation import clock

from .forms import SeatChoiceForm, SeatSwitchForm
from .models import User
from .queries import GUIDES, list_deputised, list_seats
from .seats import SESSION_KEY, seat_required
from .services import open_demo_account


@login_required
@require_GET
def seat_choice(request: HttpRequest) -> HttpResponse:
    """Show a person's seats, the one in use marked; the head of each page links here."""
    assert isinstance(request.user, User)
    day = clock.today()
    seats, deputised = list_seats(request.user, day), list_deputised(request.user, day)
    context = {"seats": seats, "deputised": deputised, "next": request.GET.get("next", "/")}
    return render(request, "identity/seat_choice.html", context)


@seat_required()
@require_POST
def seat_switch(request: HttpRequest) -> HttpResponse:
    """Act from another of one's own seats, or as deputy from one that is open today; any other is a 404."""
    assert isinstance(request.user, User)
    form = SeatSwitchForm(request.POST)
    if not form.is_valid():
        raise Http404
    day, wished = clock.today(), form.cleaned_data["seat"]
    open_to = [*list_seats(request.user, day), *(seat for seat, _ in list_deputised(request.user, day))]
    seat = next((one for one in open_to if one.used_as == wished), None)
    if seat is None:
        raise Http404
    request.session[SESSION_KEY] = seat.used_as
    behalf = f", thay {seat.person.full_name}. Ký số, giao quyền ký không làm thay được" if seat.acted_by else ""
    messages.success(request, f"Bạn đang dùng vị trí {seat.title}, {seat.agency_short_name}{behalf}.")
    return redirect(_safe(request, form.cleaned_data["next"]))


@require_GET
def demo_people(request: HttpRequest) -> HttpResponse:
    """List the seats of one agency through which a visitor may enter the demo."""
    _demo_only()
    day = clock.today()
    agencies = list_agencies(day, words=request.GET.get("q", ""))
    chosen = agencies.filter(agency__slug=request.GET.get("co-quan", "")).first()
    seats = list_seats_in(chosen.agency, day) if chosen else []
    return render(
        request,
        "identity/demo_people.html",
        {
            "agencies": agencies[:60] if request.GET.get("q") else [],
            "chosen": chosen,
            "seats": seats,
            "q": request.GET.get("q", ""),
            "guides": list_seats_named(GUIDES, day),
        },
    )


@require_POST
def demo_enter(request: HttpRequest) -> HttpResponse:
    """Enter the demo as a demo person, acting from the chosen seat."""
    _demo_only()
    form = SeatChoiceForm(request.POST)
    seat = find_seat(form.cleaned_data["seat"]) if form.is_valid() else None
    if seat is None or not seat.person.demo:
        raise Http404
    login(request, open_demo_account(seat.person), backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SESSION_KEY] = str(seat.uid)
    UserSession.objects.create_from_request(request)
    return redirect(_safe(request, form.cleaned_data["next"]))


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404


def _safe(request: HttpRequest, address: str) -> str:
    """Keep a way back inside this site."""
    inside = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if inside else "/"
