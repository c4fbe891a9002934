"""The leader's steps: the instruction, in three taps on a phone, and giving a document back to the clerk."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import InstructForm, ReasonForm
from langbiang.apps.documents.models import IncomingDocument
from langbiang.apps.identity.interface import SeatForm, SeatRequest, act_on, answer, page, seat_required
from langbiang.foundation import clock

from .asking import incoming_or_404
from .incoming_page import act_on_incoming

CARDS = 3  # of those who may lead, the first that are shown; the others stand under one line


@require_http_methods(["GET", "POST"])
@seat_required(Role.CLERK, Role.LEADER)
def incoming_instruct(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Choose who leads and until when, and send; the clerk enters it for a leader."""
    document = incoming_or_404(request.seat, uid)
    if request.method == "GET":
        form = InstructForm(document=document, acting=request.seat, shown_version=document.version)
        return _show(request, document, form)
    form = InstructForm(request.POST, document=document, acting=request.seat)
    return answer(
        request,
        form,
        version=document.version,
        do=lambda: services.instruct_incoming(
            document,
            form.parts(),
            words=form.said_words(),
            leader=form.cleaned_data.get("leader"),
            seat=request.seat,
            now=clock.now(),
        ),
        done="Đã gửi bút phê.",
        back=_after(request.seat, document),
        refused=lambda refused: _show(request, incoming_or_404(request.seat, uid), refused),
    )


@require_GET
@seat_required(Role.CLERK, Role.LEADER)
def incoming_words(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give the sentence of the instruction for what is chosen so far; nothing where it is not to change."""
    document = incoming_or_404(request.seat, uid)
    form = InstructForm(document=document, acting=request.seat)
    if not form.offer_words(request.GET):
        return HttpResponse(status=204)
    return page(request, "documents/_instruct_words.html", {"form": form})


def _after(seat: Seat, document: IncomingDocument) -> str:
    """Say where to go on: a leader has the next document waiting on the board."""
    return "/" if seat.has(Role.LEADER) else reverse("documents:incoming-detail", args=[document.uid])


def _show(request: SeatRequest, document: IncomingDocument, form: SeatForm) -> HttpResponse:
    assert isinstance(form, InstructForm)
    files = queries.files_of(document)
    paper = queries.paper_of(files)
    rows = form.rows()
    context = {
        "document": document,
        "form": form,
        "cards": rows[:CARDS],
        "others": rows[CARDS:],
        "rows": rows,
        "days": form.days,
        "verdict": queries.find_verdict(paper.file.digest) if paper and paper.file else None,
        "may": document.may_become(IncomingDocument.State.ASSIGNED)
        and queries.may_instruct(request.seat, document, clock.today()),
    }
    return page(request, "documents/incoming_instruct.html", context, form=form)


@act_on("documents:incoming-detail")
@seat_required(Role.LEADER)
def incoming_send_back(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give a document that was presented back to the records clerk, with the reason."""
    document = incoming_or_404(request.seat, uid)
    form = ReasonForm(request.POST, acting=request.seat, auto_id="tra-van-thu-%s", step="send-back")
    return act_on_incoming(
        request,
        document,
        form,
        lambda: services.send_back_incoming(
            document, reason=form.cleaned_data["reason"], seat=request.seat, now=clock.now()
        ),
        "Đã trả lại văn thư.",
    )
