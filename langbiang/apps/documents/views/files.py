"""The bytes behind a document: its PDF, pictures of its pages, its packet. The same rule as the page: see it or 404."""

import tempfile
from collections.abc import Callable
from typing import BinaryIO
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from langbiang.apps.documents import queries
from langbiang.apps.documents.models import IncomingDocument
from langbiang.apps.documents.printouts import print_out, print_out_of_outgoing, solving_slip, with_arrival_stamp
from langbiang.apps.exchange.interface import EVIDENCE_TYPE, Packet, export, find_packet_of, write_evidence
from langbiang.apps.identity.interface import SeatRequest, seat_required
from langbiang.foundation import clock, printing
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
    """Show a page of the first PDF of an incoming document, the first one under the arrival stamp."""
    document, pdf = _paper(request, uid)
    return _drawn(with_arrival_stamp(pdf, document) if page == 1 else pdf, page)


@require_GET
@seat_required()
def incoming_print(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give a copy to print, under the arrival stamp, each page marked as printed from the system."""
    document, pdf = _paper(request, uid)
    return _pdf(print_out(pdf, document, now=clock.now()), f"ban-in-so-den-{document.arrival_number or 'chua-co'}.pdf")


@require_GET
@seat_required()
def incoming_slip(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give the solving slip as it stands now; there is none before the document has its arrival number."""
    document = incoming_or_404(request.seat, uid)
    if document.arrival_number is None:
        raise Http404("Văn bản chưa vào sổ nên chưa có phiếu giải quyết.")
    slip = solving_slip(document, queries.list_handlings(document), now=clock.now())
    return _pdf(slip, f"phieu-giai-quyet-so-den-{document.arrival_number}.pdf")


@require_GET
@seat_required()
def outgoing_print(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Give a copy to print, each page marked as printed from the system."""
    document = outgoing_or_404(request.seat, uid)
    name = document.code.replace("/", "-") or "du-thao"
    return _pdf(print_out_of_outgoing(read_file(document.file), document, now=clock.now()), f"ban-in-{name}.pdf")


@require_GET
@seat_required()
def outgoing_packet(request: SeatRequest, uid: UUID) -> HttpResponseBase:
    """Give the packet in which the document left, as an edXML file; where none can be made, the page says why."""
    return _of_packet(request, uid, lambda packet, out: export(packet.uid, out), "{}.edxml", "application/xml")


@require_GET
@seat_required()
def outgoing_evidence(request: SeatRequest, uid: UUID) -> HttpResponseBase:
    """Give what proves the way of the document's packet (ASiC-E); where there is nothing, the page says why."""

    def write(packet: Packet, out: BinaryIO) -> None:
        write_evidence(packet, out, now=clock.now())

    return _of_packet(request, uid, write, "chung-cu-{}.asice", EVIDENCE_TYPE)


def _of_packet(
    request: SeatRequest, uid: UUID, write: Callable[[Packet, BinaryIO], None], name: str, media_type: str
) -> HttpResponseBase:
    document = outgoing_or_404(request.seat, uid)
    packet = find_packet_of(document.uid)
    if packet is None:
        raise Http404("Văn bản chưa gửi nên chưa có gói tin.")
    out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    try:
        write(packet, out)
    except Refused as refusal:
        out.close()
        messages.warning(request, str(refusal))
        return redirect("documents:outgoing-detail", uid)
    out.seek(0)
    called = name.format(document.code.replace("/", "-"))
    return FileResponse(out, as_attachment=True, filename=called, content_type=media_type)


def _enclosed(request: SeatRequest, uid: UUID, order: int) -> queries.Enclosed:
    files = queries.files_of(incoming_or_404(request.seat, uid))
    found = next((enclosed for enclosed in files if enclosed.order == order), None)
    if found is None:
        raise Http404("Không có tệp này trong văn bản.")
    return found


def _paper(request: SeatRequest, uid: UUID) -> tuple[IncomingDocument, bytes]:
    """Give a document that this seat may see with the bytes of its first PDF."""
    document = incoming_or_404(request.seat, uid)
    paper = queries.paper_of(queries.files_of(document))
    if paper is None or paper.file is None:
        raise Http404("Văn bản không có tệp PDF để xem.")
    pdf = read_file(paper.file)
    try:
        printing.page_count(pdf)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    return document, pdf


def _picture(file: File, page: int) -> HttpResponse:
    return _drawn(read_file(file), page)


def _drawn(pdf: bytes, page: int) -> HttpResponse:
    try:
        if not 1 <= page <= printing.page_count(pdf):
            raise Http404("Văn bản không có trang này.")
        picture = printing.page_picture(pdf, page - 1, width=WIDTH)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    return HttpResponse(picture, content_type="image/png")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(
        content, content_type="application/pdf", headers={**headers, "Cache-Control": "private, no-store"}
    )
