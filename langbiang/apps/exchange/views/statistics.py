"""Statistics of exchange (Decision 28/2018/QĐ-TTg): page, spreadsheet, JSON; every figure opens what it counts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from langbiang.apps.directory.interface import Role
from langbiang.apps.exchange.forms import DaysForm
from langbiang.apps.exchange.statistics import RECEIVED, Figure, Line, Scope, count_lines, list_behind
from langbiang.apps.identity.interface import SeatRequest, page, seat_required
from langbiang.foundation import clock, sheets
from langbiang.foundation.tables import Column, Row, Table

READERS = (Role.EXCHANGE, Role.CLERK, Role.LEADER)
PAGE = 25
TITLE = "Thống kê gửi, nhận văn bản điện tử"
NOTES = (
    "Quyết định 28/2018/QĐ-TTg. Gửi tính mỗi văn bản một lần theo lúc gửi; nhận tính mỗi nơi nhận theo lúc đến.",
    "Đúng hạn: gửi chậm nhất trong buổi sáng của ngày làm việc sau ngày văn bản (Điều 6); không ghi ngày: không xét.",
    "Không bản giấy: gói tin không báo có bản giấy gửi kèm (Điều 5); gói tin có trước khi hỏi điều này không xét.",
    "Ký số: tệp PDF có chữ ký số, chưa xét hiệu lực; gói tin có trước khi thống kê được lập không xét.",
)


@dataclass(frozen=True)
class Asked:
    form: DaysForm
    scope: Scope

    @property
    def said(self) -> dict[str, str]:
        return {"tu": f"{self.scope.first:%d/%m/%Y}", "den": f"{self.scope.last:%d/%m/%Y}"}


@require_GET
@seat_required(*READERS)
def statistics(request: SeatRequest) -> HttpResponse:
    """Show the figures of a period by agency; with `?dang=` as a spreadsheet or JSON."""
    asked = _asked(request)
    lines = count_lines(asked.scope)
    form = request.GET.get("dang", "")
    if form == "xlsx":
        return _sheet(asked, lines)
    if form == "json":
        return _json(asked, lines)
    context = {
        "form": asked.form,
        "scope": asked.scope,
        "figures": list(Figure),
        "lines": [(line, _linked(asked, line.counts, line)) for line in lines],
        "total": _linked(asked, _total(lines)),
        "notes": NOTES,
        "sheet_address": _address("exchange:statistics", **asked.said, dang="xlsx"),
        "json_address": _address("exchange:statistics", **asked.said, dang="json"),
    }
    answer = page(request, "exchange/statistics.html", context)
    if asked.form.errors:
        answer.status_code = 422
    return answer


@require_GET
@seat_required(*READERS)
def statistics_list(request: SeatRequest) -> HttpResponse:
    """List what a figure counts, newest first, page by page."""
    asked, said = _asked(request), request.GET
    if (wanted := said.get("so", Figure.SENT.value)) not in Figure.values:
        raise Http404("Không có mục thống kê này.")
    figure, code, name = Figure(wanted), said.get("ma", "")[:200], said.get("ten", "")[:300]
    rows = list_behind(asked.scope, figure, code=code, name=name)
    count, before = rows.count(), said.get("truoc", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    more = {**asked.said, "so": figure.value, "ma": code, "ten": name}
    context = {
        "figure": figure,
        "count": count,
        "whose": code or name,
        "scope": asked.scope,
        "rows": [_entry(each, figure) for each in found[:PAGE]],
        "older": _address("exchange:statistics-list", **more, truoc=found[PAGE - 1].pk) if len(found) > PAGE else "",
        "back": _address("exchange:statistics", **asked.said),
        "opens": request.seat.has(Role.EXCHANGE),
    }
    return page(request, "exchange/statistics_list.html", context)


def _entry(row: Any, figure: Figure) -> dict[str, Any]:
    """Give packet, other party and time of a line, whether it is a packet or a delivery of one."""
    if figure in RECEIVED:
        return {"packet": row.packet, "from": row.packet.sender_name, "to": row.receiver_name, "at": row.arrived_at}
    return {"packet": row, "from": row.sender_name, "to": "", "at": row.created_at}


def _asked(request: SeatRequest) -> Asked:
    """Read which days; administrators of the exchange see all agencies, others their own alone."""
    today = clock.today()
    first, last = today.replace(day=1), today
    usual = {"tu": f"{first:%d/%m/%Y}", "den": f"{last:%d/%m/%Y}"}
    form = DaysForm({name: request.GET.get(name) or usual[name] for name in usual})
    if form.is_valid():
        first, last = form.cleaned_data["tu"], form.cleaned_data["den"]
    return Asked(form, Scope(first, last, None if request.seat.has(Role.EXCHANGE) else request.seat.agency))


def _total(lines: list[Line]) -> dict[str, int]:
    return {figure.value: sum(line.counts[figure.value] for line in lines) for figure in Figure}


def _linked(asked: Asked, counts: dict[str, int], line: Line | None = None) -> list[tuple[Figure, int, str]]:
    """Give each figure with the address of what it counts."""
    whose = {"ma": line.code, "ten": "" if line.code else line.name} if line else {}
    here = "exchange:statistics-list"
    return [(each, counts[each.value], _address(here, **asked.said, so=each.value, **whose)) for each in Figure]


def _sheet(asked: Asked, lines: list[Line]) -> HttpResponse:
    columns = [Column("Mã định danh", 2), Column("Cơ quan", 4), *(Column(each.label, 1, "right") for each in Figure)]
    rows = [Row([line.code, line.name, *(line.counts[each.value] for each in Figure)]) for line in lines]
    total = _total(lines)
    rows.append(Row(["", "Tổng", *(total[each.value] for each in Figure)], strong=True))
    period = f"Từ {asked.said['tu']} đến {asked.said['den']}"
    response = HttpResponse(
        sheets.write_sheet(Table(TITLE, "Trục liên thông", columns, rows, (period, *NOTES))),
        content_type=sheets.MEDIA_TYPE,
    )
    return _attached(response, asked, "xlsx")


def _json(asked: Asked, lines: list[Line]) -> HttpResponse:
    told = {
        "from": asked.scope.first.isoformat(),
        "to": asked.scope.last.isoformat(),
        "notes": NOTES,
        "agencies": [
            {"code": line.code, "name": line.name} | {each.name.lower(): line.counts[each.value] for each in Figure}
            for line in lines
        ],
    }
    return _attached(JsonResponse(told, json_dumps_params={"ensure_ascii": False}), asked, "json")


def _attached(response: HttpResponse, asked: Asked, ending: str) -> HttpResponse:
    name = f"thong-ke-lien-thong-{asked.scope.first}-{asked.scope.last}.{ending}"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _address(name: str, **said: object) -> str:
    return f"{reverse(name)}?{urlencode({key: value for key, value in said.items() if value not in ('', None)})}"
