"""The page of an incoming document, as every act on it shows it again when it is refused."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.forms import (
    ActForm,
    AssignForm,
    PresentForm,
    ProposalForm,
    ReasonForm,
    ResultForm,
    ShareForm,
)
from langbiang.apps.documents.models import Handling, IncomingDocument
from langbiang.apps.documents.panels import panels_of
from langbiang.apps.identity.interface import SeatForm, SeatRequest, answer, page
from langbiang.foundation import clock, printing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, read_file

from .asking import incoming_or_404

State, Part = IncomingDocument.State, Handling.State
AT_WORK = (State.ASSIGNED, State.WORKING)
INSTRUCTED = (*AT_WORK, State.DONE)


def act_on_incoming(
    request: SeatRequest, document: IncomingDocument, form: SeatForm, do: Callable[[], Any], done: str
) -> HttpResponse:
    """Do one act and go back to the page; a refusal shows the page with the form as it was typed."""
    return answer(
        request,
        form,
        version=document.version,
        do=do,
        done=done,
        back=reverse("documents:incoming-detail", args=[document.uid]),
        refused=lambda refused: show_incoming(request, incoming_or_404(request.seat, document.uid), refused=refused),
    )


def show_incoming(request: SeatRequest, document: IncomingDocument, *, refused: SeatForm | None = None) -> HttpResponse:
    """Show a document with what this seat may do; `refused` is the form of the act that was not done."""
    seat, files, handlings = request.seat, queries.files_of(document), queries.list_handlings(document)
    paper = queries.paper_of(files)
    whole = document.integrity == "ok"
    may = steps_of(seat, document, handlings)
    context = {
        "document": document,
        "packet": document.delivery.packet if document.delivery else None,
        "files": files,
        "paper": paper if whole else None,
        "pages": _page_numbers(paper.file) if whole and paper and paper.file else (),
        "may": may,
        "twins": queries.list_twins(document.agency_id, document.folded, document.document_id, besides=document)
        if "accept" in may
        else [],
        "panels": panels_of(document, seat=seat, now=clock.now()),
        "handlings": handlings,
        "own": queries.own_handling(handlings, seat),
        "waiting": queries.still_waiting(handlings),
        "forms": _forms(seat, document, handlings, may, refused),
        "refused": refused,
        "reply": _reply(seat, document),
        "instructed": document.state in INSTRUCTED,
        "verdict": queries.find_verdict(paper.file.digest) if paper and paper.file else None,
        "history": queries.group_by_agency(queries.history_of_incoming(document), receiver=document.agency_name),
        "due": queries.due_of(document),
        "now": clock.now(),
    }
    return page(request, "documents/incoming_detail.html", context, form=refused)


def steps_of(seat: Seat, document: IncomingDocument, handlings: Sequence[Handling]) -> set[str]:
    """Say which steps this seat may take now."""
    day, state, steps = clock.today(), document.state, set[str]()
    keeps = queries.keeps_records_of(seat, document.agency_id, day)
    mine = state == State.PRESENTED and document.presented_to_id == seat.pk
    if keeps and state == State.ARRIVED:
        steps |= {"accept", "refuse"} if document.integrity == "ok" else {"refuse"}
    if (keeps and state in (State.ACCEPTED, State.PRESENTED)) or mine:
        steps.add("present")
    if mine:
        steps.add("send-back")
    if document.may_become(State.ASSIGNED) and queries.may_instruct(seat, document, day):
        steps.add("instruct")
    if state in AT_WORK and queries.divided_by(handlings, seat):
        steps.add("assign")
    own = queries.own_handling(handlings, seat)
    return steps | (_own_steps(own, document) if own and own.is_open else set())


def _own_steps(own: Handling, document: IncomingDocument) -> set[str]:
    """Say what can be done with an own part that is not finished."""
    if own.role == Handling.Role.INFORM:
        return {"see"}
    if document.state not in AT_WORK:
        return set()
    if own.role == Handling.Role.COORDINATE:
        return {"contribute", "propose", "return"}
    return {"start" if own.state == Part.OPEN else "complete", "propose", "return"}


def _forms(
    seat: Seat,
    document: IncomingDocument,
    handlings: Sequence[Handling],
    may: set[str],
    refused: SeatForm | None,
) -> dict[str, Any]:
    """Make the forms of the steps that may be taken; the refused one is shown as it was sent."""
    carried: dict[str, Any] = {"acting": seat, "shown_version": document.version}
    own = queries.own_handling(handlings, seat)
    makers: dict[str, Callable[[], SeatForm]] = {
        "refuse": lambda: ReasonForm(auto_id="tu-choi-%s", **carried),
        "present": lambda: PresentForm(auto_id="trinh-%s", document=document, **carried),
        "send-back": lambda: ReasonForm(auto_id="tra-van-thu-%s", **carried),
        "propose": lambda: ProposalForm(initial={"proposal": own.proposal if own else ""}, **carried),
        "return": lambda: ReasonForm(auto_id="tra-lai-%s", **carried),
        "contribute": lambda: ShareForm(**carried),
        "complete": lambda: ResultForm(document=document, **carried),
    }
    made: dict[str, Any] = {step: make() for step, make in makers.items() if step in may}
    made["act"] = ActForm(auto_id=False, **carried)
    if "assign" in may:
        parts = queries.divided_by(handlings, seat)
        made["assign"] = [
            AssignForm(auto_id=f"phan-cong-{n}-%s", initial={"handling": part.uid}, part=part, **carried)
            for n, part in enumerate(parts)
        ]
    return _with_refused(made, refused)


def _with_refused(made: dict[str, Any], refused: SeatForm | None) -> dict[str, Any]:
    step = getattr(refused, "step", "")
    if step == "assign" and isinstance(refused, AssignForm):
        made["assign"] = [refused if one.part == refused.part else one for one in made.get("assign", [])]
    elif step:
        made[step] = refused
    return made


def _reply(seat: Seat, document: IncomingDocument) -> dict[str, Any] | None:
    """Name the reply, and lead to it who may see it."""
    if document.reply is None:
        return None
    seen = queries.list_outgoing(seat, clock.today()).filter(pk=document.reply.pk).exists()
    address = reverse("documents:outgoing-detail", args=[document.reply.uid]) if seen else ""
    return {"code": document.reply.code or "dự thảo chưa có số", "subject": document.reply.subject, "address": address}


def _page_numbers(file: File) -> Sequence[int]:
    """Number the pages that can be shown; none for a file that the page drawer cannot open."""
    try:
        return range(1, printing.page_count(read_file(file)) + 1)
    except Refused:
        return ()
