"""
Traffic on the axis: how much moved and how fast, what has not arrived, what failed, how the systems are.

Asks, never writes. Everything that grows is asked for a bounded period and aggregated by the database; each figure and
the list behind it come from one condition, so that they agree.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    When,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber, TruncDay, TruncHour, TruncMonth

from langbiang.apps.directory.interface import Agency, identifiers_of
from langbiang.apps.exchange.models import Attempt, Delivery, Packet, StatusReport, System, Transfer
from langbiang.foundation import clock

SOON = timedelta(seconds=60)  # in which a delivery counts as quick
MOST = 20  # agencies, and reasons of failure, on a page


class Span(TextChoices):
    """How much time a page of traffic tells of, and in which steps: hours of a day, days, months."""

    DAY = "ngay", "Một ngày"
    WEEK = "tuan", "7 ngày"
    MONTH = "thang", "30 ngày"
    YEAR = "nam", "12 tháng"


class Flow(TextChoices):
    """What moves; each thing counts once, when it is where it was going or where we can no longer follow it."""

    ARRIVED = "den", "Giao trong tỉnh"
    STATUS = "trang-thai", "Trạng thái trả về"
    AXIS = "truc", "Chuyển lên trục quốc gia"


WHEN = {Flow.ARRIVED: "arrived_at", Flow.STATUS: "recorded_at", Flow.AXIS: "done_at"}
_STEPS = {Span.DAY: TruncHour, Span.WEEK: TruncDay, Span.MONTH: TruncDay, Span.YEAR: TruncMonth}
_DAYS = {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 30}


@dataclass(frozen=True)
class Frame:
    """A period whose last day is `last`, cut into steps; of one agency alone where one is given."""

    span: Span
    last: date
    agency: Agency | None = None

    @cached_property
    def steps(self) -> list[datetime]:
        """Give the moments at which the steps begin."""
        if self.span == Span.DAY:
            return [_midnight(self.last) + timedelta(hours=hour) for hour in range(24)]
        if self.span == Span.YEAR:
            months = [self.last.year * 12 + self.last.month - 1 - back for back in range(11, -1, -1)]
            return [_midnight(date(month // 12, month % 12 + 1, 1)) for month in months]
        days = _DAYS[self.span]
        return [_midnight(self.last - timedelta(days=back)) for back in range(days - 1, -1, -1)]

    @property
    def begins(self) -> datetime:
        return self.steps[0]

    @property
    def ends(self) -> datetime:
        return _midnight(self.last + timedelta(days=1))

    @property
    def is_short(self) -> bool:
        """Say whether it is short enough to rank what arrived by how long it took, and to tell agencies apart."""
        return self.span != Span.YEAR

    @property
    def week_before(self) -> "Frame":
        return Frame(self.span, self.last - timedelta(days=7), self.agency)

    def step(self, number: int) -> tuple[datetime, datetime]:
        """Give when a step begins and ends. :raises IndexError: when the period has no such step."""
        bounds = [*self.steps, self.ends]
        return bounds[number], bounds[number + 1]

    def of(self, column: str) -> Any:
        return _STEPS[self.span](column, tzinfo=clock.VIETNAM)


def moved(flow: Flow, begins: datetime, ends: datetime, agency: Agency | None = None) -> QuerySet[Any]:
    """Give what moved in a period, of all agencies or of what one sent and received."""
    column = WHEN[flow]
    within = Q(**{f"{column}__gte": begins, f"{column}__lt": ends})
    if flow == Flow.STATUS:
        return StatusReport.objects.filter(within, _of(agency, "delivery__"))
    axis = list(System.objects.filter(is_axis=True).values_list("pk", flat=True))
    if flow == Flow.AXIS:
        return Transfer.objects.filter(within, _of(agency, "delivery__"), system__in=axis, kind=Transfer.Kind.DOCUMENT)
    beyond = Exists(Transfer.objects.filter(delivery=OuterRef("pk"), system__in=axis))
    return Delivery.objects.filter(~beyond, within, _of(agency))


def count_steps(frame: Frame) -> dict[Flow, list[int]]:
    """Count what moved in each step of a period."""
    counted = {}
    for flow in Flow:
        rows = moved(flow, frame.begins, frame.ends, frame.agency).annotate(step=frame.of(WHEN[flow])).values("step")
        found = {row["step"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by()}
        counted[flow] = [found.get(step, 0) for step in frame.steps]
    return counted


# -- how fast


@dataclass(frozen=True)
class Times:
    """Of how many things, half took no longer than `median`, ninety-five in a hundred no longer than `p95`."""

    count: int = 0
    median: timedelta | None = None
    p95: timedelta | None = None


def measure(rows: QuerySet[Any], since: str, until: str, by: Combinable) -> dict[Any, Times]:
    """Measure how long things took, in groups: the time at a rank, ranked and counted by the database."""
    took = ExpressionWrapper(F(until) - F(since), output_field=DurationField())
    ranked = rows.order_by().annotate(group=by, took=took)
    ranked = ranked.annotate(
        rank=Window(RowNumber(), partition_by="group", order_by="took"),
        among=Window(Count("pk"), partition_by="group"),
    )
    half, most = _at(50), _at(95)
    found: dict[Any, Times] = {}
    for row in ranked.filter(half | most).values("group", "took", "rank", "among"):
        known = found.get(row["group"], Times(row["among"]))
        median = row["took"] if _is_at(50, row) else known.median
        p95 = row["took"] if _is_at(95, row) else known.p95
        found[row["group"]] = Times(row["among"], median, p95)
    return found


def _at(percent: int) -> Q:
    """Say that a rank is the first with at least so many in a hundred up to it."""
    return Q(rank__gte=F("among") * percent / 100.0, rank__lt=F("among") * percent / 100.0 + 1)


def _is_at(percent: int, row: dict[str, Any]) -> bool:
    exact = row["among"] * percent / 100.0
    return bool(exact <= row["rank"] < exact + 1)


def measure_steps(frame: Frame) -> list[Times]:
    """Measure deliveries from queued to arrived, in each step of a short period."""
    if not frame.is_short:
        return [Times()] * len(frame.steps)
    rows = moved(Flow.ARRIVED, frame.begins, frame.ends, frame.agency)
    found = measure(rows, "queued_at", "arrived_at", frame.of("arrived_at"))
    return [found.get(step, Times()) for step in frame.steps]


def arrived_slowly(begins: datetime, ends: datetime, agency: Agency | None = None) -> QuerySet[Delivery]:
    return moved(Flow.ARRIVED, begins, ends, agency).filter(arrived_at__gt=F("queued_at") + SOON)


# -- by agency


@dataclass
class Line:
    """An agency, by its code or where it has none by its name: what it sent and received, and how fast it came."""

    key: str
    name: str
    sent: int = 0
    received: int = 0
    times: Times = field(default_factory=Times)


def list_agencies(frame: Frame) -> list[Line]:
    """List the agencies with the most traffic in a short period: three queries, however many they are."""
    if not frame.is_short:
        return []
    rows = moved(Flow.ARRIVED, frame.begins, frame.ends, frame.agency)
    lines: dict[str, Line] = {}
    for party, name in (("packet__sender", "sent"), ("receiver", "received")):
        named = rows.annotate(key=_key(party)).values("key").annotate(name=Max(f"{party}_name"), n=Count("pk"))
        for row in named.order_by():
            setattr(lines.setdefault(row["key"], Line(row["key"], row["name"])), name, row["n"])
    most = sorted(lines.values(), key=lambda line: (-line.sent - line.received, line.key))[:MOST]
    times = measure(rows, "queued_at", "arrived_at", _key("receiver"))
    for line in most:
        line.times = times.get(line.key, Times())
    return most


def of_party(party: str, key: str) -> Q:
    """Say which deliveries a line counts: `party` is `receiver` or `packet__sender`."""
    return Q(**{f"{party}_code": key}) | Q(**{f"{party}_code": "", f"{party}_name": key})


def _key(party: str) -> Case:
    return Case(When(**{f"{party}_code": "", "then": f"{party}_name"}), default=f"{party}_code")


# -- what has not arrived


@dataclass(frozen=True)
class Unarrived:
    """How much stands in a state, and since when the oldest of it."""

    state: str
    count: int
    oldest: datetime

    @property
    def label(self) -> str:
        return str(Delivery.State(self.state).label)


def unarrived(agency: Agency | None = None, before: datetime | None = None) -> QuerySet[Delivery]:
    """Give what was sent and is not with its receiver for all we know; queued before that moment."""
    rows = Delivery.objects.filter(_of(agency), arrived_at=None)
    return rows.filter(queued_at__lt=before) if before else rows


def count_unarrived(agency: Agency | None = None, before: datetime | None = None) -> list[Unarrived]:
    rows = unarrived(agency, before).values("state").annotate(count=Count("pk"), oldest=Min("queued_at"))
    return [Unarrived(**row) for row in rows.order_by("state")]


# -- systems


@dataclass(frozen=True)
class Open:
    """What is on its way to a system and not there: how much waits, since when, and how much stands aside."""

    waiting: int = 0
    oldest: datetime | None = None
    aside: int = 0


@dataclass(frozen=True)
class Peer:
    """A connected system: what it was handed in each step of a period, how fast, what waits, what it sent us."""

    system: System
    done: list[int]
    times: Times
    open: Open
    sent: int


def count_open() -> dict[int, Open]:
    """Count what is on its way, by system."""
    state = Transfer.State
    waiting = Transfer.objects.filter(state=state.WAITING).values("system").order_by()
    aside = Transfer.objects.filter(state=state.SET_ASIDE).values("system").order_by()
    asides = {row["system"]: row["n"] for row in aside.annotate(n=Count("pk"))}
    found = {pk: Open(aside=n) for pk, n in asides.items()}
    for row in waiting.annotate(n=Count("pk"), oldest=Min("created_at")):
        found[row["system"]] = Open(row["n"], row["oldest"], asides.get(row["system"], 0))
    return found


def handed(begins: datetime, ends: datetime, system: System | None = None) -> QuerySet[Transfer]:
    """Give the documents and statuses that systems have got from us in a period."""
    rows = Transfer.objects.filter(done_at__gte=begins, done_at__lt=ends)
    return rows.filter(system=system) if system else rows


def came(begins: datetime, ends: datetime, system: System | None = None) -> QuerySet[Packet]:
    """Give the documents that systems have sent in a period, each once however many receivers it has."""
    rows = Packet.objects.filter(created_at__gte=begins, created_at__lt=ends, system__isnull=False)
    return rows.filter(system=system) if system else rows


def list_peers(frame: Frame) -> list[Peer]:
    """List the connected systems: six queries, however many they are."""
    rows = handed(frame.begins, frame.ends)
    counted = rows.annotate(step=frame.of("done_at")).values("system", "step").annotate(n=Count("pk")).order_by()
    done: dict[int, dict[datetime, int]] = {}
    for row in counted:
        done.setdefault(row["system"], {})[row["step"]] = row["n"]
    sent = came(frame.begins, frame.ends).values("system").annotate(n=Count("pk")).order_by()
    sent_by = {row["system"]: row["n"] for row in sent}
    times = measure(rows, "created_at", "done_at", F("system")) if frame.is_short else {}
    waits = count_open()
    return [
        Peer(
            each,
            [done.get(each.pk, {}).get(step, 0) for step in frame.steps],
            times.get(each.pk, Times()),
            waits.get(each.pk, Open()),
            sent_by.get(each.pk, 0),
        )
        for each in System.objects.order_by("name", "code")
    ]


# -- what failed


@dataclass(frozen=True)
class Failure:
    """Attempts that failed alike: at which system, how, with what words; `example` names the last of them."""

    system: str
    outcome: str
    words: str
    count: int
    last: datetime
    example: int
    waiting: int
    aside: int

    @property
    def label(self) -> str:
        return str(Attempt.Outcome(self.outcome).label)


def failed(begins: datetime, ends: datetime, agency: Agency | None = None) -> QuerySet[Attempt]:
    within = Attempt.objects.filter(at__gte=begins, at__lt=ends).exclude(outcome=Attempt.Outcome.DONE)
    return within.filter(_of(agency, "transfer__delivery__"))


def list_failures(frame: Frame) -> list[Failure]:
    """List why things failed, the latest first, each reason once, with how many of its things still wait or stand."""
    state = Transfer.State
    alike = failed(frame.begins, frame.ends, frame.agency).values(
        "outcome", "words", system=F("transfer__system__name")
    )
    found = alike.annotate(
        count=Count("pk"),
        last=Max("at"),
        example=Max("pk"),
        waiting=Count("transfer", filter=Q(transfer__state=state.WAITING), distinct=True),
        aside=Count("transfer", filter=Q(transfer__state=state.SET_ASIDE), distinct=True),
    )
    return [Failure(**row) for row in found.order_by("-last", "-example")[:MOST]]


def failed_alike(example: Attempt, begins: datetime, ends: datetime, agency: Agency | None = None) -> QuerySet[Attempt]:
    """Give the attempts that a line of `list_failures` counts."""
    same = {"transfer__system": example.transfer.system_id, "outcome": example.outcome, "words": example.words}
    return failed(begins, ends, agency).filter(**same)


def _of(agency: Agency | None, prefix: str = "") -> Q:
    """Say what one agency sent or is to receive; everything where none is given."""
    if agency is None:
        return Q()
    code = identifiers_of([agency.pk], clock.today()).get(agency.pk, "")
    own = Q()
    for party in ("packet__sender", "receiver"):
        own |= Q(**{f"{prefix}{party}": agency})
        own |= Q(**{f"{prefix}{party}_code": code}) if code else Q()
    return own


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.VIETNAM)
