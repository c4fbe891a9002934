"""Traffic on the axis: now and over time, what has not arrived, what failed; every figure opens what it counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from langbiang.apps.exchange import charts
from langbiang.apps.exchange import traffic as reading
from langbiang.apps.exchange.alarms import list_alarms
from langbiang.apps.exchange.models import System
from langbiang.apps.exchange.traffic import Flow, Span, Times
from langbiang.apps.identity.interface import SeatRequest, page, seat_required
from langbiang.foundation import clock

from .statistics import READERS
from .traffic_lists import Asked, ask

LOOKS = {Flow.ARRIVED: "c1", Flow.STATUS: "c2", Flow.AXIS: "c3"}
CHIPS = {Span.DAY: "Ngày", Span.WEEK: "7 ngày", Span.MONTH: "30 ngày", Span.YEAR: "12 tháng"}
TITLES = {Span.DAY: "theo giờ", Span.WEEK: "theo ngày", Span.MONTH: "theo ngày", Span.YEAR: "theo tháng"}
NAMES = {Span.DAY: "%H", Span.WEEK: "%d/%m", Span.MONTH: "%d/%m", Span.YEAR: "%m/%y"}


@require_GET
@seat_required(*READERS)
def traffic(request: SeatRequest) -> HttpResponse:
    """Show the traffic of a period; for who runs the axis also its systems and what is wrong with them now."""
    asked = ask(request)
    counts, times = reading.count_steps(asked.frame), reading.measure_steps(asked.frame)
    context = {
        "asked": asked,
        "form": asked.form,
        "frame": asked.frame,
        "title": TITLES[asked.frame.span],
        "chips": _chips(asked),
        "figures": _figures(asked, counts),
        "looks": [(LOOKS[flow], flow.label) for flow in Flow],
        "unarrived": _unarrived(asked),
        "agencies": [_agency(asked, line) for line in reading.list_agencies(asked.frame)],
        "failures": [(each, asked.link("loi", loi=each.example)) for each in reading.list_failures(asked.frame)],
        **_charts(asked, counts, times),
        **(_of_the_whole(asked) if asked.whole else {}),
    }
    answer = page(request, "exchange/traffic.html", context)
    if asked.form.errors:
        answer.status_code = 422
    return answer


def _chips(asked: Asked) -> list[tuple[str, str, bool]]:
    day = asked.period["den"]
    return [
        (words, f"?{urlencode({'ky': span.value, 'den': day})}", span == asked.frame.span)
        for span, words in CHIPS.items()
    ]


@dataclass(frozen=True)
class Figure:
    name: str
    value: str
    address: str
    note: str


def _figures(asked: Asked, counts: dict[Flow, list[int]]) -> list[Figure]:
    begins, ends, agency = asked.frame.begins, asked.frame.ends, asked.frame.agency
    arrived, slow = sum(counts[Flow.ARRIVED]), reading.arrived_slowly(begins, ends, agency).count()
    quick = f"{(arrived - slow) * 100 / arrived:.1f}".removesuffix(".0").replace(".", ",") + " %" if arrived else "–"
    standing = reading.count_unarrived(agency)
    old = reading.unarrived(agency, asked.now - timedelta(hours=settings.ALARM_HOURS)).count()
    oldest = min((each.oldest for each in standing), default=None)
    beyond = f"thêm {sum(counts[Flow.AXIS])} lượt lên trục quốc gia" if asked.whole else "gửi và nhận của cơ quan"
    waits = f"lâu nhất {_age(oldest, asked.now)}" if oldest else "không còn lượt nào"
    hours = settings.ALARM_HOURS
    return [
        Figure("Lượt đã giao", f"{arrived}", asked.link("den"), beyond),
        Figure("Giao trong 60 giây", quick, asked.link("cham"), f"{slow} lượt chậm hơn, bấm để xem"),
        Figure("Chưa đến nơi nhận", f"{sum(each.count for each in standing)}", asked.link("cho"), waits),
        Figure(f"Chưa đến, quá {hours} giờ", f"{old}", asked.link("cho", qua=hours), "tính từ lúc xếp hàng gửi"),
    ]


def _charts(asked: Asked, counts: dict[Flow, list[int]], times: list[Times]) -> dict[str, Any]:
    frame = asked.frame
    names = [f"{clock.local(step):{NAMES[frame.span]}}" for step in frame.steps]
    before = reading.count_steps(frame.week_before) if frame.span == Span.DAY else {}
    ghost = [sum(each) for each in zip(*before.values(), strict=True)]
    bars = charts.draw_bars([(LOOKS[flow], counts[flow]) for flow in Flow], ghost, names)
    series = [("l2", "p95", [_seconds(each.p95) for each in times])]
    lines = charts.draw_lines([*series, ("l1", "p50", [_seconds(each.median) for each in times])], names)
    table = [
        (
            name,
            [(counts[flow][number], asked.link(flow.value, buoc=number), flow.label) for flow in Flow],
            *_said(times[number]),
        )
        for number, name in enumerate(names)
    ]
    return {"bars": bars, "lines": lines, "table": table, "ghost": bool(ghost), "sums": _sums(asked, counts)}


def _sums(asked: Asked, counts: dict[Flow, list[int]]) -> list[tuple[int, str, str]]:
    return [(sum(counts[flow]), asked.link(flow.value), flow.label) for flow in Flow]


def _unarrived(asked: Asked) -> list[tuple[reading.Unarrived, str, str]]:
    return [
        (each, _age(each.oldest, asked.now), asked.link("cho", tt=each.state))
        for each in reading.count_unarrived(asked.frame.agency)
    ]


def _agency(asked: Asked, line: reading.Line) -> tuple[reading.Line, str, str, str, str]:
    sent, received = (asked.link("den", ben=party, ma=line.key) for party in ("gui", "nhan"))
    return line, sent, received, *_said(line.times)


@dataclass(frozen=True)
class Peer:
    """A system as the page shows it: how it is in a mark and a word, and the addresses behind its figures."""

    known: reading.Peer
    mark: str
    words: str
    count: int
    spark: str
    waits: str
    half: str
    most: str
    links: dict[str, str]


def _of_the_whole(asked: Asked) -> dict[str, Any]:
    alarms = [
        (alarm, asked.link(alarm.behind["so"], **alarm.behind) if alarm.behind else "")
        for alarm in list_alarms(asked.now)
    ]
    return {"alarms": alarms, "peers": [_peer(asked, each) for each in reading.list_peers(asked.frame)]}


def _peer(asked: Asked, peer: reading.Peer) -> Peer:
    mark, words = _standing(peer.system, asked.now)
    system = {"he": str(peer.system.uid)}
    names = ("chuyen", "nhan", "xep", "rieng")
    waits = _age(peer.open.oldest, asked.now) if peer.open.oldest else ""
    links = {name: asked.link(name, **system) for name in names}
    return Peer(peer, mark, words, sum(peer.done), charts.spark(peer.done), waits, *_said(peer.times), links)


def _standing(system: System, now: datetime) -> tuple[str, str]:
    """Say how a system is, by the seven marks of the house."""
    if system.state == System.State.SUSPENDED:
        return "paused", "Tạm dừng"
    if system.failures:
        return "late", f"Mất kết nối {_age(system.seen_at or system.created_at, now)}"
    return ("ontime", "Hoạt động") if system.seen_at else ("soon", "Chưa liên lạc")


def _seconds(took: timedelta | None) -> float | None:
    return took.total_seconds() if took is not None else None


def _said(times: Times) -> tuple[str, str]:
    """Say median and 95 in a hundred in words, a dash where nothing was measured."""
    half, most = (_seconds(each) for each in (times.median, times.p95))
    return charts.say_seconds(half) if half is not None else "–", charts.say_seconds(most) if most is not None else "–"


def _age(since: datetime, now: datetime) -> str:
    return charts.say_seconds(max(0.0, (now - since).total_seconds()))
