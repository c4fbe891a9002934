"""The leaders' week: the table, its print, and the steps of a line."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.direction import forms, queries, services
from langbiang.apps.direction.models import CalendarEntry
from langbiang.apps.directory.interface import AgencyVersion, Role, Seat
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.foundation import clock, printing
from langbiang.foundation.errors import Refused
from langbiang.foundation.tables import Column, Row, Table

from .asking import agencies_open, agency_asked, day_asked, entry_or_404

State = CalendarEntry.State
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@require_GET
@seat_required()
def week(request: SeatRequest) -> HttpResponse:
    """Show a week by day, morning and afternoon."""
    return _show_week(request)


def _show_week(request: SeatRequest, *, refused: SeatForm | None = None) -> HttpResponse:
    seat, today = request.seat, clock.today()
    agency, monday = _asked(request)
    entries = queries.calendar.list_week(seat, agency.agency_id, monday, today)
    rules = queries.calendar.rules_week(seat, agency.agency_id, today)
    context = {
        "agency": agency,
        "agencies": agencies_open(queries.calendar.agencies_of(seat, today)),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "this_week": queries.calendar.monday_of(today),
        "days": queries.calendar.days_of(entries, monday),
        "today": today,
        "double": queries.calendar.double_booked(entries),
        "published": any(entry.state in CalendarEntry.PUBLIC for entry in entries),
        "waiting": sum(entry.state == State.APPROVED for entry in entries) if rules else 0,
        "proposes": queries.calendar.may_propose(seat, agency.agency_id, today),
        "act_form": refused or forms.ActForm(acting=seat),
        "refused": refused,
    }
    return page(request, "direction/week.html", context, form=refused)


def _asked(request: SeatRequest) -> tuple[AgencyVersion, date]:
    """Read the agency and the week from the address: this week of the own agency for anything else."""
    today = clock.today()
    agency = agency_asked(request, queries.calendar.agencies_of(request.seat, today))
    return agency, queries.calendar.monday_of(day_asked(request, "tuan") or today)


@require_GET
@seat_required()
def week_pdf(request: SeatRequest) -> HttpResponse:
    """Print what is published of a week, on A4."""
    agency, monday = _asked(request)
    entries = queries.calendar.list_published(agency.agency_id, monday)
    sunday = monday + timedelta(days=6)
    table = Table(
        title="Lịch công tác tuần của lãnh đạo",
        agency=agency.name,
        columns=(
            Column("Ngày", 4),
            Column("Giờ", 2, "center"),
            Column("Nội dung", 8),
            Column("Lãnh đạo dự", 5),
            Column("Thành phần khác", 5),
            Column("Địa điểm", 4),
            Column("Chuẩn bị", 4),
        ),
        rows=[_line(entry) for entry in entries],
        notes=[f"Từ ngày {monday:%d/%m/%Y} đến ngày {sunday:%d/%m/%Y}"],
    )
    pdf = printing.render_table(table, now=clock.now())
    shown = HttpResponse(pdf, content_type="application/pdf")
    shown.headers["Content-Disposition"] = f'inline; filename="lich-cong-tac-{monday.isoformat()}.pdf"'
    shown.headers["Cache-Control"] = "private, no-store"
    return shown


def _line(entry: CalendarEntry) -> Row:
    begins, ends = clock.local(entry.starts_at), clock.local(entry.ends_at)
    subject = f"HỦY: {entry.subject} ({entry.reason})" if entry.state == State.CANCELLED else entry.subject
    return Row(
        (
            f"{WEEKDAYS[begins.weekday()]}, {begins:%d/%m}",
            f"{begins:%H:%M} – {ends:%H:%M}",
            subject,
            "; ".join(row.name for row in entry.attendees.all()),
            entry.attendees_words,
            entry.place,
            entry.prepared_by,
        )
    )


@require_http_methods(["GET", "POST"])
@seat_required(Role.LEADER, Role.CLERK)
def week_publish(request: SeatRequest) -> HttpResponse:
    """Publish what is approved of a week; who comes to look is led to the week."""
    agency, monday = _asked(request)
    back = f"{reverse('direction:week')}?tuan={monday.isoformat()}&co-quan={agency.agency.slug}"
    if request.method == "GET":
        return redirect(back)
    return answer(
        request,
        forms.ActForm(request.POST, acting=request.seat),
        version=None,
        do=lambda: services.calendar.publish_week(agency.agency_id, monday, seat=request.seat, now=clock.now()),
        done="Đã công bố lịch tuần; mọi người trong cơ quan xem được.",
        back=back,
        refused=lambda form: _show_week(request, refused=form),
    )


# -- one line


@require_http_methods(["GET", "POST"])
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def entry_propose(request: SeatRequest) -> HttpResponse:
    """Propose a line of the week."""
    form = forms.ProposeForm(request.POST or None, acting=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            entry = services.calendar.propose_entry(form.proposal(), seat=request.seat, now=clock.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Đã đề xuất. Lãnh đạo duyệt rồi mới công bố cùng lịch tuần.")
            return redirect("direction:entry-detail", entry.uid)
    return page(request, "direction/entry_form.html", {"form": form}, form=form)


@require_GET
@seat_required()
def entry_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a line of the week and what to decide of it."""
    return _show(request, entry_or_404(request.seat, uid))


def _show(request: SeatRequest, entry: CalendarEntry, *, refused: SeatForm | None = None) -> HttpResponse:
    carried: dict[str, Any] = {"acting": request.seat, "shown_version": entry.version}
    context = {
        "entry": entry,
        "may": _may(request.seat, entry),
        "act_form": forms.ActForm(**carried),
        "off_form": refused if isinstance(refused, forms.OffForm) else forms.OffForm(**carried),
        "refused": refused,
        "week": queries.calendar.monday_of(clock.local(entry.starts_at).date()),
        "history": queries.history.history_of("direction.entry", entry.uid),
    }
    return page(request, "direction/entry_detail.html", context, form=refused)


def _may(seat: Seat, entry: CalendarEntry) -> set[str]:
    rules = queries.calendar.rules_week(seat, entry.agency_id, clock.today())
    if entry.state == State.PUBLISHED:
        return {"cancel"} if rules else set()
    steps = set[str]()
    if entry.state == State.PROPOSED and queries.calendar.approves(seat, entry.agency_id):
        steps.add("approve")
    if entry.may_become(State.DECLINED) and (rules or entry.proposer_id == seat.pk):
        steps.add("decline")
    return steps


@act_on("direction:entry-detail")
@seat_required(Role.LEADER)
def entry_approve(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Approve a line."""
    return _step(
        request,
        uid,
        forms.ActForm,
        lambda e, s, said: services.calendar.approve_entry(e, seat=s, now=clock.now()),
        "Đã duyệt. Công bố lịch tuần để mọi người xem được.",
    )


@act_on("direction:entry-detail")
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def entry_decline(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Leave a line out of the week."""
    return _step(
        request,
        uid,
        forms.OffForm,
        lambda e, s, said: services.calendar.decline_entry(e, reason=said["reason"], seat=s, now=clock.now()),
        "Đã bỏ khỏi lịch tuần.",
    )


@act_on("direction:entry-detail")
@seat_required(Role.LEADER, Role.CLERK)
def entry_cancel(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Cancel a published line."""
    return _step(
        request,
        uid,
        forms.OffForm,
        lambda e, s, said: services.calendar.cancel_entry(e, reason=said["reason"], seat=s, now=clock.now()),
        "Đã hủy; dòng này vẫn hiện trên lịch, gạch ngang, kèm lý do.",
    )


Do = Callable[[CalendarEntry, Seat, Any], Any]


def _step(request: SeatRequest, uid: UUID, kind: type[forms.DirectionForm], do: Do, done: str) -> HttpResponse:
    entry = entry_or_404(request.seat, uid)
    form = kind(request.POST, acting=request.seat)
    return answer(
        request,
        form,
        version=entry.version,
        do=lambda: do(entry, request.seat, form.cleaned_data),
        done=done,
        back=reverse("direction:entry-detail", args=[entry.uid]),
        refused=lambda refused: _show(request, entry_or_404(request.seat, uid), refused=refused),
    )
