"""Pages of the connected systems for the administrators of the exchange; a secret is shown once, in the answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role
from langbiang.apps.exchange import queries
from langbiang.apps.exchange.addresses import base_address
from langbiang.apps.exchange.forms import CodeForm, ReasonForm, SystemForm
from langbiang.apps.exchange.models import System, Transfer
from langbiang.apps.exchange.protocols import own
from langbiang.apps.exchange.services import (
    connect_system,
    give_home,
    renew_secret,
    resume_system,
    suspend_system,
    take_home,
    try_transfer_again,
)
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, actor_of, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor, timeline

ASIDE = 50  # on the page of a system; the rest follows once these are seen to


@require_GET
@seat_required(Role.EXCHANGE)
def system_list(request: SeatRequest) -> HttpResponse:
    """List the connected systems, and where others reach this one in each protocol."""
    systems = list(queries.list_systems())
    addresses = [(protocol.label, base_address(protocol)) for protocol in System.Protocol]
    return render(request, "exchange/system_list.html", {"systems": systems, "addresses": addresses})


@never_cache
@require_http_methods(["GET", "POST"])
@seat_required(Role.EXCHANGE)
def system_new(request: SeatRequest) -> HttpResponse:
    """Connect a system; the answer shows its id and secret, this once."""
    form = SystemForm(request.POST or None, acting=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            connected = connect_system(form.wanted(), by=actor_of(request.seat), now=clock.now())
        except Refused as refusal:
            field = {"is_axis": "role"}.get(refusal.field, refusal.field)
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return _show_secret(request, connected.system, connected.secret, connected.warnings)
    return page(request, "exchange/system_new.html", {"form": form}, form=form)


@require_GET
@seat_required(Role.EXCHANGE)
def system_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show one system: its codes, what waits and stands aside, what was done to it."""
    return _detail(request, _system_or_404(uid))


def _detail(request: SeatRequest, system: System, refused: str = "") -> HttpResponse:
    shown = queries.list_systems().get(pk=system.pk)
    seat, version = request.seat, shown.version
    context = {
        "system": shown,
        "base": shown.address or base_address(shown.protocol),
        "aside": queries.list_aside(shown)[:ASIDE],
        "act_form": SeatForm(acting=seat, shown_version=version),
        "reason_form": ReasonForm(acting=seat, shown_version=version),
        "code_form": CodeForm(acting=seat, shown_version=version),
        "acts": timeline(System.SUBJECT_KIND, shown.uid).order_by("-id")[:ASIDE],
        "refused": refused,
    }
    return render(request, "exchange/system_detail.html", context, status=422 if refused else 200)


Do = Callable[[System, dict[str, Any], Actor, datetime], object]


def _act(request: SeatRequest, uid: UUID, form: SeatForm, do: Do, done: str) -> HttpResponse:
    """Do one thing to a system and go back to its page, or show there why it was not done."""
    system = _system_or_404(uid)
    if not form.is_valid():
        return _detail(request, system, _first_error(form))
    try:
        form.check_version(system.version)
        more = do(system, form.cleaned_data, actor_of(request.seat), clock.now())
    except Refused as refusal:
        return _detail(request, system, str(refusal))
    messages.success(request, done)
    if isinstance(more, str) and more:
        messages.warning(request, more)
    return redirect("exchange:system-detail", uid)


def _first_error(form: SeatForm) -> str:
    return str(next(iter(form.errors.values()))[0])


@act_on("exchange:system-detail")
@seat_required(Role.EXCHANGE)
def system_suspend(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Stop a system; what is on the way to it waits."""

    def do(system: System, said: dict[str, Any], by: Actor, now: datetime) -> object:
        return suspend_system(system, reason=said["reason"], by=by, now=now)

    return _act(request, uid, ReasonForm(request.POST, acting=request.seat), do, "Đã tạm dừng.")


@act_on("exchange:system-detail")
@seat_required(Role.EXCHANGE)
def system_resume(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Let a system go on."""

    def do(system: System, said: dict[str, Any], by: Actor, now: datetime) -> object:
        return resume_system(system, by=by, now=now)

    return _act(request, uid, SeatForm(request.POST, acting=request.seat), do, "Đã cho kết nối lại.")


@never_cache
@act_on("exchange:system-detail")
@seat_required(Role.EXCHANGE)
def system_renew(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give a system a new secret; the answer shows it, this once."""
    system, form = _system_or_404(uid), SeatForm(request.POST, acting=request.seat)
    if not form.is_valid():
        return _detail(request, system, _first_error(form))
    try:
        form.check_version(system.version)
        secret = renew_secret(system, by=actor_of(request.seat), now=clock.now())
    except Refused as refusal:
        return _detail(request, system, str(refusal))
    return _show_secret(request, system, secret, ())


@act_on("exchange:system-detail")
@seat_required(Role.EXCHANGE)
def home_give(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Let a code live on a system."""

    def do(system: System, said: dict[str, Any], by: Actor, now: datetime) -> object:
        return give_home(system, said["code"], by=by, now=now)

    return _act(request, uid, CodeForm(request.POST, acting=request.seat), do, "Đã giao mã.")


@act_on("exchange:system-detail")
@seat_required(Role.EXCHANGE)
def home_take(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Let a code live there no more."""

    def do(system: System, said: dict[str, Any], by: Actor, now: datetime) -> object:
        return take_home(system, said["code"], by=by, now=now)

    return _act(request, uid, CodeForm(request.POST, acting=request.seat), do, "Đã thôi giao mã.")


@require_http_methods(["GET", "POST"])
@seat_required(Role.EXCHANGE)
def transfer_again(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Put a thing that stands aside back among those that wait."""
    try:
        transfer = queries.get_transfer(uid)
    except Transfer.DoesNotExist as missing:
        raise Http404("Không có bản tin này.") from missing
    if request.method == "GET":
        return redirect("exchange:system-detail", transfer.system.uid)

    def do(system: System, said: dict[str, Any], by: Actor, now: datetime) -> object:
        return try_transfer_again(transfer, by=by, now=now)

    return _act(request, transfer.system.uid, SeatForm(request.POST, acting=request.seat), do, "Đã xếp gửi lại.")


@require_GET
def api_page(request: HttpRequest) -> HttpResponse:
    """Show our own API to whoever builds a client, made of the same document that programs read."""
    operations = [
        {"method": method.upper(), "path": own.BASE + path, **told}
        for path, methods in own.PATHS.items()
        for method, told in methods.items()
    ]
    context = {"operations": operations, "document": reverse("exchange:api"), "schemas": own.SCHEMAS}
    return render(request, "exchange/api.html", context)


def _show_secret(request: SeatRequest, system: System, secret: str, warnings: tuple[str, ...]) -> HttpResponse:
    calls = system.way == System.Way.CALLS
    context = {"system": system, "secret": secret if calls else "", "warnings": warnings}
    return render(request, "exchange/system_secret.html", context | {"base": base_address(system.protocol)})


def _system_or_404(uid: UUID) -> System:
    try:
        return queries.get_system(uid)
    except System.DoesNotExist as missing:
        raise Http404("Không có hệ thống này.") from missing
