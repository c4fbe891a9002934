"""Pages of the exchange for its administrators: packets, one packet's way, bringing in a file."""

import tempfile
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from langbiang.apps.directory.interface import Role
from langbiang.apps.exchange import queries
from langbiang.apps.exchange.asic import MEDIA_TYPE
from langbiang.apps.exchange.forms import ImportForm
from langbiang.apps.exchange.models import Packet, StatusReport
from langbiang.apps.exchange.path import list_steps
from langbiang.apps.exchange.services import ImportResult, export, import_file, write_evidence
from langbiang.apps.identity.interface import SeatRequest, actor_of, seat_required
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused

PAGE = 25


@require_GET
@seat_required(Role.EXCHANGE)
def packet_list(request: SeatRequest) -> HttpResponse:
    """List packets, newest first, page by page; beside them the last attempts and the unmatched statuses."""
    packets = queries.list_packets()
    before = request.GET.get("truoc", "")
    if before.isdecimal():
        packets = packets.filter(pk__lt=int(before))
    rows = list(packets[: PAGE + 1])
    context = {
        "packets": rows[:PAGE],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "attempts": queries.list_attempts()[:10],
        "unmatched": queries.list_unmatched()[:10],
        "flow": queries.count_flow(clock.now()),
        "now": clock.now(),
    }
    return render(request, "exchange/packet_list.html", context)


@require_GET
@seat_required(Role.EXCHANGE)
def packet_detail(request: SeatRequest, uid: UUID) -> HttpResponse:
    """Show one packet: what it says, its files, and every receiver's state."""
    packet = _packet_or_404(uid)
    context = {
        "packet": packet,
        "files": packet.files.select_related("file"),
        "deliveries": queries.list_deliveries(packet),
        "steps": list_steps(packet),
        "reports": queries.list_reports(packet),
    }
    return render(request, "exchange/packet_detail.html", context)


@require_GET
@seat_required(Role.EXCHANGE)
def packet_file(request: SeatRequest, uid: UUID) -> HttpResponseBase:
    """Give a packet as an edXML file."""
    packet = _packet_or_404(uid)
    return _edxml(request, packet.uid, f"{packet.code_number}-{packet.code_notation}", packet)


@require_GET
@seat_required(Role.EXCHANGE)
def packet_evidence(request: SeatRequest, uid: UUID) -> HttpResponseBase:
    """Give what proves a packet's way; where there is nothing to prove with, the packet's page says why."""
    packet = _packet_or_404(uid)
    out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    try:
        write_evidence(packet, out, now=clock.now())
    except Refused as refusal:
        out.close()
        messages.warning(request, str(refusal))
        return redirect("exchange:packet-detail", packet.uid)
    out.seek(0)
    name = f"chung-cu-{packet.code.replace('/', '-')}.asice"
    return FileResponse(out, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


@require_GET
@seat_required(Role.EXCHANGE)
def report_file(request: SeatRequest, uid: UUID) -> HttpResponseBase:
    """Give a status as an edXML file."""
    report = StatusReport.objects.select_related("delivery__packet").filter(uid=uid).first()
    if report is None:
        raise Http404("Không có trạng thái này.")
    return _edxml(request, report.uid, report.code, report.delivery.packet if report.delivery else None)


def _edxml(request: SeatRequest, uid: UUID, name: str, packet: Packet | None) -> HttpResponseBase:
    """Answer with the file; where none can be made, go back to the packet with the reason."""
    out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    try:
        export(uid, out)
    except Refused as refusal:
        out.close()
        messages.warning(request, str(refusal))
        return redirect("exchange:packet-detail", packet.uid) if packet else redirect("exchange:packet-list")
    out.seek(0)
    safe = name.replace("/", "-")
    return FileResponse(out, as_attachment=True, filename=f"{safe}.edxml", content_type="application/xml")


@require_http_methods(["GET", "POST"])
@seat_required(Role.EXCHANGE)
def packet_import(request: SeatRequest) -> HttpResponse:
    """Bring in an edXML file from outside; what was refused says why, and leaves only the attempt."""
    form = ImportForm(request.POST or None, request.FILES or None, acting=request.seat)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        result = import_file(upload, upload.name, by=actor_of(request.seat), now=clock.now())
        if result.outcome != "refused":
            messages.success(request, _words(result))
            return redirect("exchange:packet-list")
        form.add_error("file", result.reason)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exchange/packet_import.html", {"form": form}, status=status)


def _words(result: ImportResult) -> str:
    if result.outcome == "duplicate":
        return f"{result.file}: đã nhận từ trước, không nhận lại."
    if result.kind == "status":
        return f"{result.file}: đã nhận trạng thái {result.status_code}."
    damaged = "; tệp bị hỏng, văn thư nơi nhận sẽ thấy" if result.integrity == "damaged" else ""
    return f"{result.file}: đã nhận văn bản gửi {result.to} nơi{damaged}."


def _packet_or_404(uid: UUID) -> Packet:
    try:
        return queries.get_packet(uid)
    except Packet.DoesNotExist as missing:
        raise Http404("Không có gói tin này.") from missing
