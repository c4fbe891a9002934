"""
Signing by a remote signing service: the person proves there that it is them.

PIN and one-time code go through this page to the service and stay nowhere; without any, the service asks on the phone.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.forms import ActForm, RemoteForm
from langbiang.apps.documents.keys import find_certificate, has_key
from langbiang.apps.documents.models import OutgoingDocument
from langbiang.apps.identity.interface import SeatForm, SeatRequest, User, act_on, answer, page, seat_required
from langbiang.foundation import clock, signing
from langbiang.foundation.errors import Refused

from .asking import outgoing_or_404
from .outgoing_steps import PAGE, SIGNED


@require_http_methods(["GET", "POST"])
@seat_required()
def outgoing_remote(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show what is to be signed and sign it; who cannot is led to the page of the document, which says why."""
    document = outgoing_or_404(request.seat, uid)
    certificate = _certificate(request, document)
    if certificate is None:
        return redirect(PAGE, uid)
    try:
        asked = signing.find_credential(certificate.credential)
    except Refused as refusal:
        return _show(request, document, certificate, down=str(refusal))
    carried: dict[str, Any] = {"acting": request.seat, "shown_version": document.version, "asked": asked}
    if request.method == "GET":
        return _show(request, document, certificate, RemoteForm(**carried))
    form = RemoteForm(request.POST, **carried)

    def do() -> OutgoingDocument:
        secrets = {name: str(said) for name, said in form.cleaned_data.items() if name in ("pin", "otp")}
        return services.sign_at_service(
            document, secrets, seat=request.seat, account=_account(request), now=clock.now()
        )

    return answer(
        request,
        form,
        version=document.version,
        do=do,
        done=SIGNED,
        back=reverse(PAGE, args=[uid]),
        refused=lambda refused: _show(request, document, certificate, refused),
    )


@act_on(PAGE)
@seat_required()
def outgoing_remote_otp(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Let the service send a one-time code."""
    document = outgoing_or_404(request.seat, uid)
    certificate = _certificate(request, document)
    if certificate is None:
        return redirect(PAGE, uid)
    form = ActForm(request.POST, acting=request.seat)
    if form.is_valid():
        try:
            signing.send_otp(certificate.credential)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "Dịch vụ đã gửi mã OTP cho bạn. Nhập mã rồi ký.")
    return redirect("documents:outgoing-remote", uid)


def _certificate(request: SeatRequest, document: OutgoingDocument) -> signing.BoundCertificate | None:
    """Give the certificate by which this seat may sign the document at the service now; None else."""
    may = "sign" in queries.outgoing_steps(request.seat, document, clock.today())
    return find_certificate(request.seat.person, signing.REMOTE) if may else None


def _show(
    request: SeatRequest,
    document: OutgoingDocument,
    certificate: signing.BoundCertificate,
    form: SeatForm | None = None,
    *,
    down: str = "",
) -> HttpResponse:
    context = {
        "document": document,
        "certificate": certificate,
        "form": form,
        "act_form": ActForm(acting=request.seat, shown_version=document.version),
        "down": down,
        "key_here": has_key(request.seat.person),
        "pages": range(1, document.pages + 1),
    }
    return page(request, "documents/outgoing_remote.html", context, form=form)


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
