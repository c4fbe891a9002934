"""
Signing with the token at the person's PC: the page, and what its script asks of the server.

The script carries words between this server and the program at the PC (docs/reference/signing-agent.md); it judges
nothing. What it brings back is judged like any form, and once more by the service.
"""

import base64
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import ActForm, AnswerForm
from langbiang.apps.documents.keys import find_certificate, has_key
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.identity.interface import SeatForm, SeatRequest, User, act_on, page, seat_required
from langbiang.foundation import clock, signing
from langbiang.foundation.errors import Refused, Stale
from langbiang.foundation.http import POLICY

from .asking import outgoing_or_404
from .outgoing_steps import PAGE, SIGNED


@require_GET
@seat_required()
def outgoing_token(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show how to sign with the token; who cannot is led to the page of the document, which says why."""
    document, day = outgoing_or_404(request.seat, uid), clock.today()
    certificate = find_certificate(request.seat.person, signing.AGENT)
    if certificate is None or "sign" not in queries.outgoing_steps(request.seat, document, day):
        return redirect(PAGE, uid)
    context = {
        "document": document,
        "certificate": certificate,
        "form": ActForm(acting=request.seat, shown_version=document.version),
        "agent": _agent(),
        "origin": f"{request.scheme}://{request.get_host()}",
        "port": settings.AGENT_PORT,
        "key_here": has_key(request.seat.person),
        "pages": range(1, document.pages + 1),
    }
    response = page(request, "documents/outgoing_token.html", context)
    # The one page that may call something beside this server: the program on the PC it is shown at.
    policy = POLICY.replace("connect-src 'self'", f"connect-src 'self' {_agent()}")
    response.headers["Content-Security-Policy"] = policy
    return response


@act_on(PAGE)
@seat_required()
def outgoing_token_begin(request: SeatRequest, uid: UUID) -> JsonResponse:
    """Prepare the signature and give what the program at the PC is to be asked."""
    document = outgoing_or_404(request.seat, uid)

    def do() -> dict[str, Any]:
        session, prepared = services.begin_signing(
            document, seat=request.seat, account=_account(request), now=clock.now()
        )
        return {
            "session": str(session.uid),
            "request": {
                "document": base64.b64encode(prepared.document).decode(),
                "hole": [prepared.hole_start, prepared.hole_end],
                "attributes": base64.b64encode(prepared.to_sign).decode(),
                "certificate": session.certificate,
                "facts": _facts(document),
            },
        }

    return _told(ActForm(request.POST, acting=request.seat), document, do)


@act_on(PAGE)
@seat_required()
def outgoing_token_finish(request: SeatRequest, uid: UUID) -> JsonResponse:
    """Take the signature that the program at the PC gave; tell where to go on."""
    document = outgoing_or_404(request.seat, uid)
    form = AnswerForm(request.POST, acting=request.seat)

    def do() -> dict[str, Any]:
        said = form.cleaned_data
        answered = services.Answered(said["session"], _account(request), said["signature"])
        services.sign_outgoing(document, seat=request.seat, now=clock.now(), answered=answered)
        messages.success(request, SIGNED)
        return {"address": reverse(PAGE, args=[uid])}

    return _told(form, document, do)


def _told(form: SeatForm, document: OutgoingDocument, do: Callable[[], dict[str, Any]]) -> JsonResponse:
    """Do what a form asks and tell it; a refusal is a 422 with its sentence."""
    if form.is_valid():
        try:
            form.check_version(document.version)
            return JsonResponse(do())
        except Stale:
            form.add_error(None, "Văn bản đã thay đổi sau khi bạn mở trang này. Xem lại văn bản rồi ký từ đầu.")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
    return JsonResponse({"sentence": " ".join(sentences)}, status=422)


def _facts(document: OutgoingDocument) -> dict[str, str]:
    """Say what the program shows beside the document."""
    return {
        "agency": document.agency_name,
        "symbol": document.notation,
        "title": document.subject,
        "receivers": queries.told_receivers(document, clock.today()),
    }


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _agent() -> str:
    return f"http://127.0.0.1:{settings.AGENT_PORT}"
