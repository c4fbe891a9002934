"""Books and numbers of an agency: series, held numbers, who may sign TL. and TUQ., groups of receivers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from langbiang.apps.directory.interface import Agency, Role, name_of
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import ActForm, AuthorityForm, GroupForm, ReasonForm, ReserveForm, SeriesForm
from langbiang.apps.documents.models import ReceiverGroup, ReservedNumber, SigningAuthority
from langbiang.apps.identity.interface import SeatForm, SeatRequest, answer, page, seat_required
from langbiang.foundation import clock

from .choosing import choice_of_receivers

BOOKS = (Role.CLERK, Role.LEADER)


@require_GET
@seat_required(*BOOKS)
def books(request: SeatRequest) -> HttpResponse:
    """Show the series of the year, what is held and cancelled, the papers on signing, the groups of receivers."""
    return _show(request, _agency(request))


def _post_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lead who comes to look at the address of an act back to the page."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            return redirect("documents:books")
        return require_POST(view)(request, *args, **kwargs)

    return guarded


@_post_only
@seat_required(Role.CLERK)
def number_reserve(request: SeatRequest) -> HttpResponse:
    """Take the next number of a series out for a document that is not here yet."""
    agency = _agency(request)
    form = ReserveForm(request.POST, acting=request.seat, agency=agency)
    return _answer(
        request,
        agency,
        form,
        lambda said: services.reserve_number(
            agency, series=said["series"], reason=said["reason"], seat=request.seat, now=clock.now()
        ),
        "Đã giữ số.",
    )


@_post_only
@seat_required(Role.CLERK)
def number_cancel(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Cancel a held number; it stays visible as cancelled."""
    held = ReservedNumber.objects.filter(uid=uid, agency__in=_agencies(request)).select_related("agency").first()
    if held is None:
        raise Http404("Không có số giữ này trong sổ của cơ quan.")
    form = ReasonForm(request.POST, acting=request.seat)
    return _answer(
        request,
        held.agency,
        form,
        lambda said: services.cancel_number(held, reason=said["reason"], seat=request.seat, now=clock.now()),
        f"Đã hủy số {held.number:02}; số này còn hiện trong sổ.",
    )


@_post_only
@seat_required(Role.LEADER)
def series_set(request: SeatRequest) -> HttpResponse:
    """Decide how the agency numbers its administrative documents."""
    agency = request.seat.agency
    form = SeriesForm(request.POST, acting=request.seat)
    return _answer(
        request,
        agency,
        form,
        lambda said: services.set_series(
            agency, mode=said["mode"], groups=form.groups(), seat=request.seat, now=clock.now()
        ),
        "Đã lưu cách đánh số.",
    )


@_post_only
@seat_required(Role.LEADER)
def authority_grant(request: SeatRequest) -> HttpResponse:
    """Enter a paper by which another signs TL. or TUQ."""
    agency = request.seat.agency
    form = AuthorityForm(request.POST, acting=request.seat, agency=agency)
    return _answer(
        request,
        agency,
        form,
        lambda said: services.grant_authority(agency, form.authority(), seat=request.seat, now=clock.now()),
        "Đã ghi quyền ký.",
    )


@_post_only
@seat_required(Role.LEADER)
def authority_withdraw(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Take a right to sign back."""
    granted = SigningAuthority.objects.filter(uid=uid, agency=request.seat.agency_id).first()
    if granted is None:
        raise Http404("Không có quyền ký này ở cơ quan.")
    form = ReasonForm(request.POST, acting=request.seat)
    return _answer(
        request,
        request.seat.agency,
        form,
        lambda said: services.withdraw_authority(granted, reason=said["reason"], seat=request.seat, now=clock.now()),
        "Đã thu lại quyền ký.",
    )


@_post_only
@seat_required(Role.CLERK)
def group_keep(request: SeatRequest) -> HttpResponse:
    """Keep a group of receivers under a name."""
    agency = _agency(request)
    form = GroupForm(request.POST, acting=request.seat, agency=agency)
    return _answer(
        request,
        agency,
        form,
        lambda said: services.keep_group(
            agency,
            name=said["name"],
            members=list(said["receivers"]),
            units=list(said["units"]),
            seat=request.seat,
            now=clock.now(),
        ),
        "Đã lưu nhóm nơi nhận.",
    )


@_post_only
@seat_required(Role.CLERK)
def group_drop(request: SeatRequest, pk: int) -> HttpResponse:
    """Forget a group of receivers."""
    group = ReceiverGroup.objects.filter(pk=pk, agency__in=_agencies(request)).select_related("agency").first()
    if group is None:
        raise Http404("Không có nhóm này ở cơ quan.")
    form = ActForm(request.POST, acting=request.seat)
    return _answer(
        request,
        group.agency,
        form,
        lambda said: services.drop_group(group, seat=request.seat, now=clock.now()),
        f"Đã bỏ nhóm “{group.name}”. Văn bản đã gửi không đổi.",
    )


def _answer(
    request: SeatRequest, agency: Agency, form: SeatForm, do: Callable[[dict[str, Any]], Any], done: str
) -> HttpResponse:
    return answer(
        request,
        form,
        version=None,
        do=lambda: do(form.cleaned_data),
        done=done,
        back=f"{reverse('documents:books')}?co-quan={agency.slug}",
        refused=lambda refused: _show(request, agency, refused=refused),
    )


def _agencies(request: SeatRequest) -> list[int]:
    return queries.read_whole(request.seat, clock.today())


def _agency(request: SeatRequest) -> Agency:
    """Give the agency asked for among those whose books this seat may see; the own one, else the first, by default."""
    own = request.seat.agency_id
    agencies = sorted(Agency.objects.filter(pk__in=_agencies(request)), key=lambda agency: agency.pk != own)
    if not agencies:
        raise Http404("Vị trí đang dùng không giữ sổ của cơ quan nào.")
    asked = request.POST.get("co-quan") or request.GET.get("co-quan", "")
    return next((agency for agency in agencies if agency.slug == asked), agencies[0])


def _show(request: SeatRequest, agency: Agency, *, refused: SeatForm | None = None) -> HttpResponse:
    seat, day = request.seat, clock.today()
    group_form = GroupForm(acting=seat, agency=agency)
    fresh: dict[str, SeatForm] = {
        "reserve_form": ReserveForm(acting=seat, agency=agency),
        "reason_form": ReasonForm(acting=seat),
        "series_form": SeriesForm(acting=seat, initial=_series_now(agency, day.year)),
        "authority_form": AuthorityForm(acting=seat, agency=agency),
        "group_form": group_form,
        "act_form": ActForm(acting=seat),
    }
    forms = {name: refused if type(refused) is type(form) else form for name, form in fresh.items()}
    names = dict(queries.list_series(agency, day.year))
    others = Agency.objects.filter(pk__in=_agencies(request)).exclude(pk=agency.pk)
    context = {
        **forms,
        "refused": refused,
        "agency": agency,
        "name": name_of(agency, day).name,
        "others": [name_of(other, day) for other in others],
        "year": day.year,
        "keeps": queries.keeps_records_of(seat, agency.pk, day),
        "leads": seat.has(Role.LEADER) and seat.agency_id == agency.pk,
        "is_head": queries.heads_agency(seat, agency, day),
        "rule": queries.rule_for(agency, day.year),
        "coming": queries.rule_for(agency, day.year + 1),
        "series": [(names.get(row.series, row.series), row.last) for row in queries.list_counters(agency, day.year)],
        "held": [
            (number, names.get(number.series, number.series)) for number in queries.list_reserved(agency, day.year)
        ],
        "authorities": queries.list_authorities(agency),
        "own_groups": queries.list_receiver_groups(agency),
        **choice_of_receivers(
            agency.pk, group_form.rooms, request.POST.getlist("receivers"), request.POST.getlist("units")
        ),
        "now": clock.now(),
    }
    return page(request, "documents/books.html", context, form=refused)


def _series_now(agency: Agency, year: int) -> dict[str, Any]:
    rule = queries.rule_for(agency, year + 1)
    if rule is None:
        return {"mode": "one"}
    told: dict[str, Any] = {"mode": rule.mode}
    for number, (name, codes) in enumerate(rule.groups.items(), 1):
        told |= {f"name_{number}": name, f"types_{number}": codes}
    return told
