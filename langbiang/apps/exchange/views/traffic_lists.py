"""The lists behind the figures of traffic: what was asked for, and each kind of row in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET

from langbiang.apps.directory.interface import Role
from langbiang.apps.exchange import charts, queries
from langbiang.apps.exchange import traffic as reading
from langbiang.apps.exchange.forms import FrameForm
from langbiang.apps.exchange.models import Attempt, Delivery, Packet, System, Transfer
from langbiang.apps.exchange.traffic import Flow, Frame, Span
from langbiang.apps.identity.interface import SeatRequest, page, seat_required
from langbiang.foundation import clock
from langbiang.foundation.keyset import page_after

from .statistics import READERS

PAGE = 25


@dataclass(frozen=True)
class Asked:
    """What is asked: the period, and whether of all agencies and systems or of the seat's agency alone."""

    form: FrameForm
    frame: Frame
    whole: bool
    now: datetime
    said: QueryDict = field(default_factory=QueryDict)

    @property
    def period(self) -> dict[str, str]:
        return {"ky": self.frame.span.value, "den": f"{self.frame.last:%d/%m/%Y}"}

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Give the period, or the step of it that is asked for."""
        number = self.said.get("buoc", "")
        if not number:
            return self.frame.begins, self.frame.ends
        if not (number.isdecimal() and len(number) < 3 and int(number) < len(self.frame.steps)):
            raise Http404("Kỳ này không có bước ấy.")
        return self.frame.step(int(number))

    def link(self, which: str, /, **more: object) -> str:
        """Give the address of the list behind a figure."""
        told = {**self.period, **more, "so": which}
        return f"{reverse('exchange:traffic-list')}?{urlencode(told)}"


def ask(request: SeatRequest) -> Asked:
    """Read which period; administrators of the exchange see all agencies, others their own alone."""
    now, today, whole = clock.now(), clock.today(), request.seat.has(Role.EXCHANGE)
    usual = {"ky": Span.DAY.value, "den": f"{today:%d/%m/%Y}"}
    form = FrameForm({name: request.GET.get(name) or usual[name] for name in usual})
    span, last = Span.DAY, today
    if form.is_valid():
        span, last = Span(form.cleaned_data["ky"]), form.cleaned_data["den"]
    return Asked(form, Frame(span, last, None if whole else request.seat.agency), whole, now, request.GET)


@dataclass(frozen=True)
class Listing:
    """The rows behind a figure, by the moment they are listed by; `entry` says a row in words."""

    title: str
    column: str
    rows: QuerySet[Any]
    entry: Callable[[Any], dict[str, Any]]
    oldest_first: bool = False


@require_GET
@seat_required(*READERS)
def traffic_list(request: SeatRequest) -> HttpResponse:
    """List what a figure counts, page by page."""
    asked = ask(request)
    make = _LISTS.get(request.GET.get("so", "den"))
    if make is None or asked.form.errors:
        raise Http404("Không có mục này.")
    listing = make(asked)
    mark = request.GET.get("sau", "")
    shown, after = page_after(listing.rows, listing.column, mark, size=PAGE, oldest_first=listing.oldest_first)
    told = {name: value for name, value in request.GET.items() if name != "sau"}
    context = {
        "listing": listing,
        "count": listing.rows.count(),
        "rows": [listing.entry(row) for row in shown],
        "more": f"?{urlencode({**told, 'sau': after})}" if after else "",
        "back": f"{reverse('exchange:traffic')}?{urlencode(asked.period)}",
        "frame": asked.frame,
        "opens": asked.whole,
    }
    return page(request, "exchange/traffic_list.html", context)


def _arrived(asked: Asked) -> Listing:
    rows = reading.moved(Flow.ARRIVED, *asked.bounds, asked.frame.agency)
    return _deliveries("Lượt đã giao", _of_agency(asked, rows), "arrived_at")


def _slow(asked: Asked) -> Listing:
    return _deliveries("Giao chậm hơn 60 giây", reading.arrived_slowly(*asked.bounds, asked.frame.agency), "arrived_at")


def _not_arrived(asked: Asked) -> Listing:
    over = timedelta(hours=settings.ALARM_HOURS) if asked.said.get("qua") else None
    rows = reading.unarrived(asked.frame.agency, asked.now - over if over else None)
    if (state := asked.said.get("tt", "")) in Delivery.State.values:
        rows = rows.filter(state=state)
    return _deliveries("Chưa đến nơi nhận", rows, "queued_at", oldest_first=True)


def _of_agency(asked: Asked, rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    if not (key := asked.said.get("ma", "")[:300]):
        return rows
    return rows.filter(reading.of_party("packet__sender" if asked.said.get("ben") == "gui" else "receiver", key))


def _deliveries(title: str, rows: QuerySet[Delivery], column: str, *, oldest_first: bool = False) -> Listing:
    def entry(row: Delivery) -> dict[str, Any]:
        took = charts.say_seconds((row.arrived_at - row.queued_at).total_seconds()) if row.arrived_at else ""
        words = f"Đã đến sau {took}" if took else f"{row.get_state_display()} từ {_clock(row.queued_at)}"
        return _entry(row.packet, getattr(row, column), row.receiver_name, words)

    return Listing(title, column, rows.select_related("packet"), entry, oldest_first)


def _statuses(asked: Asked) -> Listing:
    def entry(row: Any) -> dict[str, Any]:
        known = row.delivery.packet if row.delivery else None
        return _entry(known, row.recorded_at, "", f"Trạng thái {row.code} của {row.reporter_name}", row.response_code)

    rows = reading.moved(Flow.STATUS, *asked.bounds, asked.frame.agency).select_related("delivery__packet")
    return Listing("Trạng thái trả về", "recorded_at", rows, entry)


def _to_axis(asked: Asked) -> Listing:
    rows = reading.moved(Flow.AXIS, *asked.bounds, asked.frame.agency)
    return _transfers("Chuyển lên trục quốc gia", rows, "done_at")


def _failed(asked: Asked) -> Listing:
    said = asked.said.get("loi", "")
    named = int(said) if said.isdecimal() and len(said) < 18 else 0
    seen = reading.failed(*asked.bounds, asked.frame.agency)
    example = seen.select_related("transfer").filter(pk=named).first()
    if example is None:
        raise Http404("Không có lần chuyển này.")

    def entry(row: Attempt) -> dict[str, Any]:
        return _of_transfer(row.transfer, row.at, f"{row.get_outcome_display()}: {row.words}")

    rows = reading.failed_alike(example, *asked.bounds, asked.frame.agency)
    parts = ("transfer__delivery__packet", "transfer__report__delivery__packet")
    return Listing(f"Không chuyển được: {example.words}", "at", rows.select_related(*parts), entry)


def _handed(asked: Asked) -> Listing:
    system = _system_or_404(asked)
    return _transfers(f"Đã chuyển sang {system.name}", reading.handed(*asked.bounds, system), "done_at")


def _queued(asked: Asked) -> Listing:
    return _standing_at(asked, "Chờ chuyển sang", Transfer.State.WAITING)


def _set_aside(asked: Asked) -> Listing:
    return _standing_at(asked, "Để riêng, sang", Transfer.State.SET_ASIDE)


def _standing_at(asked: Asked, words: str, state: str) -> Listing:
    system = _system_or_404(asked)
    rows = Transfer.objects.filter(system=system, state=state)
    return _transfers(f"{words} {system.name}", rows, "created_at", oldest_first=True)


def _came(asked: Asked) -> Listing:
    system = _system_or_404(asked)

    def entry(row: Packet) -> dict[str, Any]:
        return _entry(row, row.created_at, "", row.get_origin_display())

    return Listing(f"Nhận từ {system.name}", "created_at", reading.came(*asked.bounds, system), entry)


def _transfers(title: str, rows: QuerySet[Transfer], column: str, *, oldest_first: bool = False) -> Listing:
    def entry(row: Transfer) -> dict[str, Any]:
        words = row.get_state_display() + (f", {row.tries} lần: {row.reason}" if row.reason else "")
        return _of_transfer(row, getattr(row, column), words)

    parts = ("delivery__packet", "report__delivery__packet")
    return Listing(title, column, rows.select_related(*parts), entry, oldest_first)


def _of_transfer(row: Transfer, at: datetime, words: str) -> dict[str, Any]:
    if row.delivery is not None:
        return _entry(row.delivery.packet, at, row.delivery.receiver_name, words)
    assert row.report is not None
    known = row.report.delivery.packet if row.report.delivery else None
    return _entry(known, at, row.to_code, f"Trạng thái {row.report.code}: {words}", row.report.response_code)


def _entry(packet: Packet | None, at: datetime, to: str, words: str, code: str = "") -> dict[str, Any]:
    """Give a line: what, when, from whom, to whom, what happened; a status may answer what is not known here."""
    return {"packet": packet, "code": packet.code if packet else code, "at": at, "to": to, "words": words}


def _system_or_404(asked: Asked) -> System:
    """Give the system asked for; who does not run the axis sees none."""
    try:
        if asked.whole:
            return queries.get_system(UUID(asked.said.get("he", "")))
    except (ValueError, System.DoesNotExist):
        pass
    raise Http404("Không có hệ thống này.")


def _clock(moment: datetime) -> str:
    return f"{clock.local(moment):%H:%M %d/%m/%Y}"


_LISTS: dict[str, Callable[[Asked], Listing]] = {
    "den": _arrived,
    "cham": _slow,
    "cho": _not_arrived,
    "trang-thai": _statuses,
    "truc": _to_axis,
    "loi": _failed,
    "chuyen": _handed,
    "xep": _queued,
    "rieng": _set_aside,
    "nhan": _came,
}
