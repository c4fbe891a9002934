"""The steps of an outgoing document, each one POST: done and back to its page, or refused beside what was typed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import (
    ActForm,
    AskForm,
    FurtherForm,
    GiveForm,
    IssueForm,
    OpinionForm,
    PublishForm,
    ReasonForm,
    SendForm,
    UnpublishForm,
)
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.foundation import clock

from .asking import outgoing_or_404
from .choosing import choice_of_outside, choice_of_receivers, typed
from .outgoing import show_outgoing

PAGE = "documents:outgoing-detail"
SIGNED = "Đã ký. Văn thư sẽ cấp số, đóng dấu và gửi."
OF_DOCUMENT = (AskForm, IssueForm, PublishForm, UnpublishForm)  # what they offer depends on the document
Do = Callable[[OutgoingDocument, Seat, dict[str, Any]], Any]
Step = Callable[[HttpRequest, UUID], HttpResponseBase]


def _step(*roles: Role, form: type[SeatForm] = ActForm, done: str, do: Do) -> Step:
    """Make a view that does one thing to a document; `do` gets the document, the seat and what was typed."""

    @act_on(PAGE)
    @seat_required(*roles)
    def view(request: SeatRequest, uid: UUID) -> HttpResponse:
        document = outgoing_or_404(request.seat, uid)
        told: dict[str, Any] = {"document": document} if form in OF_DOCUMENT else {}
        typed = form(request.POST, acting=request.seat, **told)
        return answer(
            request,
            typed,
            version=None if form is OpinionForm else document.version,  # units answer side by side
            do=lambda: do(document, request.seat, typed.cleaned_data),
            done=done,
            back=reverse(PAGE, args=[uid]),
            refused=lambda refused: show_outgoing(request, outgoing_or_404(request.seat, uid), refused=refused),
        )

    return view


# -- to the leader

outgoing_submit = _step(
    done="Đã trình. Bạn rút lại được cho đến khi lãnh đạo ký.",
    do=lambda d, seat, said: services.submit_outgoing(d, seat=seat, now=clock.now()),
)
outgoing_approve = _step(
    Role.UNIT_HEAD,
    done="Đã duyệt nội dung, chuyển văn thư kiểm tra thể thức.",
    do=lambda d, seat, said: services.approve_outgoing(d, seat=seat, now=clock.now()),
)
outgoing_present = _step(
    done="Đã trình ký.",
    do=lambda d, seat, said: services.present_outgoing(d, seat=seat, now=clock.now()),
)
outgoing_return = _step(
    form=ReasonForm,
    done="Đã trả lại cho người soạn.",
    do=lambda d, seat, said: services.return_outgoing(d, reason=said["reason"], seat=seat, now=clock.now()),
)
outgoing_withdraw = _step(
    done="Đã rút lại, văn bản trở về dự thảo.",
    do=lambda d, seat, said: services.withdraw_outgoing(d, seat=seat, now=clock.now()),
)
outgoing_sign = _step(
    done=SIGNED,
    do=lambda d, seat, said: services.sign_outgoing(d, seat=seat, now=clock.now()),
)

# -- opinions

outgoing_ask = _step(
    form=AskForm,
    done="Đã gửi lấy ý kiến.",
    do=lambda d, seat, said: services.ask_opinions(
        d, units=said["units"], question=said["question"], due_at=said["due"], seat=seat, now=clock.now()
    ),
)
outgoing_opinion = _step(
    Role.UNIT_HEAD,
    form=OpinionForm,
    done="Đã gửi ý kiến của đơn vị.",
    do=lambda d, seat, said: services.give_opinion(
        d, agrees=said["agrees"], words=said["words"], seat=seat, now=clock.now()
    ),
)

# -- issue and after

outgoing_issue = _step(
    Role.CLERK,
    form=IssueForm,
    done="Đã cấp số, ngày và đóng dấu số.",
    do=lambda d, seat, said: services.issue_outgoing(d, held=said["held"], seat=seat, now=clock.now()),
)
outgoing_send = _step(
    Role.CLERK,
    form=SendForm,
    done="Đã gửi. Trạng thái của từng nơi nhận hiện ở trang này.",
    do=lambda d, seat, said: services.send_outgoing(d, paper=said["paper"], seat=seat, now=clock.now()),
)
outgoing_see = _step(
    done="Đã ghi nhận bạn đã xem.",
    do=lambda d, seat, said: services.see_copy(d, seat=seat, now=clock.now()),
)
outgoing_give = _step(
    Role.UNIT_HEAD,
    Role.LEADER,
    form=GiveForm,
    done="Đã giao người trong đơn vị.",
    do=lambda d, seat, said: services.give_copy(
        d, to=said["to"], note=said["note"], due_at=said["due"], seat=seat, now=clock.now()
    ),
)
outgoing_publish = _step(
    Role.CLERK,
    form=PublishForm,
    done="Đã ghi công bố.",
    do=lambda d, seat, said: services.publish_outgoing(
        d, medium=said["medium"], on=said["on"], reference=said["reference"], seat=seat, now=clock.now()
    ),
)
outgoing_unpublish = _step(
    Role.CLERK,
    form=UnpublishForm,
    done="Đã bỏ ghi công bố; nhật ký giữ cả hai lần ghi.",
    do=lambda d, seat, said: services.undo_publication(
        d, medium=said["medium"], reason=said["reason"], seat=seat, now=clock.now()
    ),
)
outgoing_cancel = _step(
    Role.CLERK,
    Role.SPECIALIST,
    Role.UNIT_HEAD,
    form=ReasonForm,
    done="Đã hủy dự thảo.",
    do=lambda d, seat, said: services.cancel_outgoing(d, reason=said["reason"], seat=seat, now=clock.now()),
)
outgoing_void = _step(
    Role.CLERK,
    form=ReasonForm,
    done="Đã hủy số. Số này còn trong sổ với lý do hủy và không cấp lại.",
    do=lambda d, seat, said: services.void_outgoing(d, reason=said["reason"], seat=seat, now=clock.now()),
)
outgoing_recall = _step(
    Role.CLERK,
    form=ReasonForm,
    done="Đã thu hồi. Các nơi nhận được báo để hủy văn bản trong hệ thống của mình.",
    do=lambda d, seat, said: services.recall_outgoing(d, reason=said["reason"], seat=seat, now=clock.now()),
)


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK)
def outgoing_further(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Send a sent document to further receivers too."""
    document = outgoing_or_404(request.seat, uid)
    form = FurtherForm(
        typed(request),
        acting=request.seat,
        shown_version=document.version,
        document=document,
        initial={"reason": request.POST.get("reason", "")},
    )

    def show(shown: Any) -> HttpResponse:
        ticked, within, outside = (request.POST.getlist(name) for name in ("receivers", "units", "outside"))
        chosen = choice_of_receivers(document.agency_id, form.rooms, ticked, within)
        beyond = choice_of_outside(request.POST.get("tim", ""), outside)
        context = {"form": shown, "document": document, **chosen, **beyond}
        return page(request, "documents/outgoing_further.html", context, form=shown)

    if not form.is_bound:
        return show(form)
    return answer(
        request,
        form,
        version=document.version,
        do=lambda: services.update_outgoing(
            document,
            receivers=list(form.cleaned_data["receivers"]),
            units=list(form.cleaned_data["units"]),
            outside=form.cleaned_data["outside"],
            reason=form.cleaned_data["reason"],
            seat=request.seat,
            now=clock.now(),
        ),
        done="Đã gửi bổ sung.",
        back=reverse(PAGE, args=[uid]),
        refused=show,
    )


@require_GET
@seat_required()
def outgoing_versions(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show what changed between two versions of a draft; the last two unless others are asked for."""
    document = outgoing_or_404(request.seat, uid)
    if not queries.sees_making(request.seat, document, clock.today()):
        raise Http404("Đơn vị nhận văn bản không xem các lần soạn.")
    versions = queries.versions_of(document)
    by_number = {str(version.number): version for version in versions}
    new = by_number.get(request.GET.get("sau", ""), versions[-1])
    old = by_number.get(request.GET.get("truoc", ""), by_number.get(str(new.number - 1), versions[0]))
    context = {
        "document": document,
        "versions": versions,
        "old": old,
        "new": new,
        "paragraphs": queries.compare(old, new) if old != new else [],
    }
    return page(request, "documents/outgoing_versions.html", context)
