"""The bytes behind a document: its PDF, pictures of its pages, its packet. The same rule as the page: see it or 404."""

import tempfile
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from langbiang.apps.exchange.interface import PacketFile, export, find_packet_of
from langbiang.apps.identity.interface import SeatRequest, seat_required
from langbiang.foundation import printing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, answer_with, read_file

from .asking import incoming_or_404, outgoing_or_404

WIDTH = 1000  # pixels of a page's picture


@require_GET
@seat_required()
def outgoing_file(request: SeatRequest, uid: UUID) -> FileResponse:
    """Give the document's PDF as it stands now; `?tai` downloads it."""
    return answer_with(outgoing_or_404(request.seat, uid).file, inline="tai" not in request.GET)


@require_GET
@seat_required()
def incoming_file(request: SeatRequest, uid: UUID, order: int) -> FileResponse:
    """Give one file of an incoming document."""
    enclosed = _enclosed(request, uid, order)
    if enclosed.file is None:
        raise Http404("Tệp này không đọc được nên không có gì để tải.")
    return answer_with(enclosed.file, inline="tai" not in request.GET)


@require_GET
@cache_control(private=True, max_age=600)
@seat_required()
def outgoing_picture(request: SeatRequest, uid: UUID, page: int) -> HttpResponse:
    """Show a page of the document, counted from 1, as a picture."""
    return _picture(outgoing_or_404(request.seat, uid).file, page)


@require_GET
@cache_control(private=True, max_age=600)
@seat_required()
def incoming_picture(request: SeatRequest, uid: UUID, page: int) -> HttpResponse:
    """Show a page of the first PDF of an incoming document as a picture."""
    document = incoming_or_404(request.seat, uid)
    first = next((e.file for e in document.delivery.packet.files.all() if e.file and _is_pdf(e.file)), None)
    if first is None:
        raise Http404("Văn bản không có tệp PDF để xem.")
    return _picture(first, page)


@require_GET
@seat_required()
def outgoing_packet(request: SeatRequest, uid: UUID) -> HttpResponseBase:
    """Give the packet in which the document left, as an edXML file; where none can be made, the page says why."""
    document = outgoing_or_404(request.seat, uid)
    packet = find_packet_of(document.uid)
    if packet is None:
        raise Http404("Văn bản chưa gửi nên chưa có gói tin.")
    out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    try:
        export(packet.uid, out)
    except Refused as refusal:
        out.close()
        messages.warning(request, str(refusal))
        return redirect("documents:outgoing-detail", uid)
    out.seek(0)
    name = f"{document.code.replace('/', '-')}.edxml"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/xml")


def _enclosed(request: SeatRequest, uid: UUID, order: int) -> PacketFile:
    packet = incoming_or_404(request.seat, uid).delivery.packet
    found = packet.files.select_related("file").filter(order=order).first()
    if found is None:
        raise Http404("Không có tệp này trong văn bản.")
    return found


def _picture(file: File, page: int) -> HttpResponse:
    pdf = read_file(file)
    try:
        if not 1 <= page <= printing.page_count(pdf):
            raise Http404("Văn bản không có trang này.")
        picture = printing.page_picture(pdf, page - 1, width=WIDTH)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    return HttpResponse(picture, content_type="image/png")


def _is_pdf(file: File) -> bool:
    return file.media_type == "application/pdf"
