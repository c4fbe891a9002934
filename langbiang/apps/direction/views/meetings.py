"""Meetings: the list, calling one, the page of one with its answers, and the rooms."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.direction import forms, queries, services
from langbiang.apps.direction.models import Meeting, MeetingInvitation
from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

from .asking import meeting_or_404, page_by

State = Meeting.State
TABS = (("", "Sắp tới"), ("da-qua", "Đã qua"))


@require_GET
@seat_required()
def meeting_list(request: SeatRequest) -> HttpResponse:
    """List the meetings this seat is invited to, organises or chairs: what comes, or what is over."""
    seat, now = request.seat, clock.now()
    seen = queries.meetings.list_meetings(seat)
    coming = Q(ends_at__gte=now, state=State.CALLED)
    over = request.GET.get("muc") == "da-qua"
    shown = seen.exclude(coming) if over else seen.filter(coming)
    context = {
        "page": page_by(shown, "starts_at", request.GET.get("sau", ""), newest_first=over),
        "tabs": [(name, words, None if name else seen.filter(coming).count()) for name, words in TABS],
        "chosen": "da-qua" if over else "",
        "kept": "muc=da-qua" if over else "",
        "calls": queries.meetings.may_call(seat),
        "keeps_rooms": queries.meetings.may_keep_rooms(seat, clock.today()),
        "now": now,
    }
    return page(request, "direction/meeting_list.html", context)


@require_http_methods(["GET", "POST"])
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def meeting_call(request: SeatRequest) -> HttpResponse:
    """Call a meeting."""
    form = forms.CallForm(request.POST or None, request.FILES or None, acting=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = services.meetings.call_meeting(form.call(), seat=request.seat, now=clock.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Đã gửi giấy mời; người được mời thấy ở “Việc chờ tôi”.")
            return redirect("direction:meeting-detail", meeting.uid)
    return page(request, "direction/meeting_form.html", {"form": form}, form=form)


@require_GET
@seat_required()
def meeting_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show a meeting: when and where, papers, the answer asked of this seat; to who directs it, all answers."""
    return _show(request, meeting_or_404(request.seat, uid))


def _show(request: SeatRequest, meeting: Meeting, *, refused: SeatForm | None = None) -> HttpResponse:
    seat, day, now = request.seat, clock.today(), clock.now()
    directs = queries.meetings.directs(seat, meeting)
    invitation = queries.meetings.invitation_for(seat, meeting, day)
    invitations = list(meeting.invitations.all()) if directs else []
    context = {
        "meeting": meeting,
        "directs": directs,
        "invitation": invitation,
        "invitations": invitations,
        "invited": meeting.invitations.count(),
        "tally": queries.meetings.tally(invitations),
        "forms": _forms(seat, meeting, invitation, refused),
        "refused": refused,
        "papers": list(meeting.papers.select_related("file")),
        "tasks": list(queries.tasks.list_tasks(seat, day).filter(meeting=meeting).order_by("pk")),
        "gives": meeting.state == State.CONCLUDED and queries.tasks.may_give(seat),
        "history": queries.history.history_of(
            "direction.meeting", meeting.uid, without=() if directs else queries.history.PRIVATE
        ),
        "now": now,
    }
    return page(request, "direction/meeting_detail.html", context, form=refused)


def _forms(
    seat: Seat, meeting: Meeting, invitation: MeetingInvitation | None, refused: SeatForm | None
) -> dict[str, SeatForm]:
    """Give the forms this seat may send now; the refused one as it was sent."""
    carried: dict[str, Any] = {"acting": seat, "shown_version": meeting.call}
    shown: dict[str, SeatForm] = {}
    now = clock.now()
    if meeting.state == State.CALLED:
        if invitation is not None and meeting.starts_at > now:
            given = {} if invitation.answer == "waiting" else {"answer": invitation.answer, "words": invitation.words}
            shown["answer"] = forms.AnswerInvitationForm(invitation=invitation, initial=given, **carried)
        if queries.meetings.directs(seat, meeting):
            shown["papers"] = forms.PapersForm(**carried)
            shown["cancel"] = forms.CancelForm(**carried)
            if meeting.starts_at <= now:
                shown["conclude"] = forms.ConclusionForm(**carried)
            shown["times"] = forms.TimesForm(initial=_times_of(meeting), **carried)
    return {name: refused if refused and type(refused) is type(form) else form for name, form in shown.items()}


def _times_of(meeting: Meeting) -> dict[str, Any]:
    begins, ends = clock.local(meeting.starts_at), clock.local(meeting.ends_at)
    place = "" if meeting.room else meeting.place
    return {
        "day": f"{begins:%d/%m/%Y}",
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "room": meeting.room_id,
        "place": place,
    }


Do = Callable[[Meeting, Seat, Any], Any]


@act_on("direction:meeting-detail")
@seat_required()
def meeting_answer(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Answer an invitation."""
    meeting = meeting_or_404(request.seat, uid)
    invitation = queries.meetings.invitation_for(request.seat, meeting, clock.today())
    if invitation is None:
        raise Http404("Vị trí đang dùng không có giấy mời để trả lời.")
    form = forms.AnswerInvitationForm(request.POST, acting=request.seat, invitation=invitation)
    return _answer(
        request,
        meeting,
        form,
        lambda m, s, said: services.meetings.answer_invitation(
            m, answer=said["answer"], words=said["words"], substitute=said["substitute"], seat=s, now=clock.now()
        ),
        "Đã trả lời giấy mời.",
    )


@act_on("direction:meeting-detail")
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def meeting_reschedule(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give a meeting other times or another room."""
    meeting = meeting_or_404(request.seat, uid)
    form = forms.TimesForm(request.POST, acting=request.seat)
    return _answer(
        request,
        meeting,
        form,
        lambda m, s, said: services.meetings.reschedule_meeting(m, form.when(), seat=s, now=clock.now()),
        "Đã đổi giờ, địa điểm; người được mời trả lời lại.",
    )


@act_on("direction:meeting-detail")
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def meeting_papers(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Add papers."""
    return _step(
        request,
        uid,
        forms.PapersForm,
        lambda m, s, said: services.meetings.add_papers(m, said["papers"], seat=s, now=clock.now()),
        "Đã thêm tài liệu.",
    )


@act_on("direction:meeting-detail")
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def meeting_conclude(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Write down the conclusion."""
    return _step(
        request,
        uid,
        forms.ConclusionForm,
        lambda m, s, said: services.meetings.conclude_meeting(
            m, conclusion=said["conclusion"], seat=s, now=clock.now()
        ),
        "Đã ghi kết luận. Giao nhiệm vụ từ kết luận ở bên dưới.",
    )


@act_on("direction:meeting-detail")
@seat_required(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)
def meeting_cancel(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Call a meeting off."""
    return _step(
        request,
        uid,
        forms.CancelForm,
        lambda m, s, said: services.meetings.cancel_meeting(m, reason=said["reason"], seat=s, now=clock.now()),
        "Đã hủy cuộc họp.",
    )


def _step(request: SeatRequest, uid: UUID, kind: type[forms.DirectionForm], do: Do, done: str) -> HttpResponse:
    meeting = meeting_or_404(request.seat, uid)
    return _answer(request, meeting, kind(request.POST, request.FILES, acting=request.seat), do, done)


def _answer(request: SeatRequest, meeting: Meeting, form: SeatForm, do: Do, done: str) -> HttpResponse:
    return answer(
        request,
        form,
        version=meeting.call,
        do=lambda: do(meeting, request.seat, form.cleaned_data),
        done=done,
        back=reverse("direction:meeting-detail", args=[meeting.uid]),
        refused=lambda refused: _show(request, meeting_or_404(request.seat, meeting.uid), refused=refused),
    )


# -- rooms


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK)
def room_list(request: SeatRequest) -> HttpResponse:
    """List the agency's rooms and enter one."""
    form = forms.RoomForm(request.POST or None, acting=request.seat)
    if request.method == "GET":
        return _show_rooms(request, form)
    return answer(
        request,
        form,
        version=None,
        do=lambda: services.meetings.open_room(
            name=form.cleaned_data["name"],
            capacity=form.cleaned_data["capacity"],
            seat=request.seat,
            now=clock.now(),
        ),
        done="Đã thêm phòng họp.",
        back=reverse("direction:room-list"),
        refused=lambda refused: _show_rooms(request, refused),
    )


def _show_rooms(request: SeatRequest, form: SeatForm) -> HttpResponse:
    rooms = queries.meetings.list_rooms(request.seat.agency_id)
    act_form = form if isinstance(form, forms.ActForm) else forms.ActForm(acting=request.seat)
    room_form = form if isinstance(form, forms.RoomForm) else forms.RoomForm(acting=request.seat)
    context = {"rooms": rooms, "form": room_form, "act_form": act_form, "refused": form}
    return page(request, "direction/room_list.html", context, form=form)


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK)
def room_close(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Take a room out of use."""
    if request.method == "GET":
        return redirect("direction:room-list")
    room = queries.meetings.list_rooms(request.seat.agency_id).filter(uid=uid).first()
    if room is None:
        raise Http404("Không có phòng này.")
    return answer(
        request,
        forms.ActForm(request.POST, acting=request.seat),
        version=None,
        do=lambda: services.meetings.close_room(room, seat=request.seat, now=clock.now()),
        done=f"Đã ngừng dùng {room.name}.",
        back=reverse("direction:room-list"),
        refused=lambda refused: _show_rooms(request, refused),
    )
