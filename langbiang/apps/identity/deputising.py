"""Pages of deputising: who acts for whom, setting it, ending it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.foundation import clock

from . import queries
from .answering import answer, page
from .forms import DeputationForm, WithdrawForm
from .models import Deputation
from .seats import SeatForm, SeatRequest, seat_required
from .services import grant_deputation, withdraw_deputation

SHOWN = 100  # on the page; all stand in the journal


@require_GET
@seat_required()
def deputation_list(request: SeatRequest) -> HttpResponse:
    """Show what the seat gave and received, and to a leader those of the agency."""
    return _show(request)


@require_http_methods(["GET", "POST"])
@seat_required()
def deputation_grant(request: SeatRequest) -> HttpResponse:
    """Set a deputy for oneself, or as a leader for somebody of the agency."""
    if request.method == "GET":
        return _form(request, DeputationForm(acting=request.seat, initial={"begins": clock.today()}))
    form = DeputationForm(request.POST, acting=request.seat)
    return answer(
        request,
        form,
        version=None,
        do=lambda: grant_deputation(form.wanted(), seat=request.seat, now=clock.now()),
        done="Đã ủy quyền. Người xử lý thay thấy vị trí này ở trang Vị trí làm việc.",
        back=reverse("identity:deputation-list"),
        refused=lambda refused: _form(request, refused),
    )


@require_http_methods(["GET", "POST"])
@seat_required()
def deputation_withdraw(request: SeatRequest, uid: UUID) -> HttpResponse:
    """End a deputation at once."""
    granted = queries.list_deputations(request.seat).filter(uid=uid).first()
    if granted is None:
        raise Http404("Không có ủy quyền này, hoặc vị trí đang dùng không được xem.")
    if request.method == "GET":
        return _withdrawing(request, granted, WithdrawForm(acting=request.seat, shown_version=granted.version))
    form = WithdrawForm(request.POST, acting=request.seat, shown_version=granted.version)
    return answer(
        request,
        form,
        version=granted.version,
        do=lambda: withdraw_deputation(granted, reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()),
        done="Đã thu lại ủy quyền. Người kia không còn dùng được vị trí này.",
        back=reverse("identity:deputation-list"),
        refused=lambda refused: _withdrawing(request, granted, refused),
    )


def _show(request: SeatRequest) -> HttpResponse:
    seat, today = request.seat, clock.today()
    rows = list(queries.list_deputations(seat)[:SHOWN])
    live = [row for row in rows if row.state == Deputation.State.GRANTED and row.ends >= today]
    context = {
        "live": live,
        "past": [row for row in rows if row not in live],
        "today": today,
        "leads": queries.may_deputise_for_others(seat),
    }
    return page(request, "identity/deputation_list.html", context)


def _form(request: SeatRequest, form: SeatForm) -> HttpResponse:
    return page(request, "identity/deputation_form.html", {"form": form}, form=form)


def _withdrawing(request: SeatRequest, granted: Deputation, form: SeatForm) -> HttpResponse:
    return page(request, "identity/deputation_withdraw.html", {"form": form, "granted": granted}, form=form)
