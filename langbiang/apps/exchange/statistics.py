"""
Figures on exchange between agencies (Decision 28/2018/QĐ-TTg, Article 11).

Sent and received, signed or not, on time or late, without paper.

Each figure and the list behind it come from one condition, so that they agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, TextChoices

from langbiang.apps.deadlines.interface import next_morning
from langbiang.apps.directory.interface import Agency, identifiers_of
from langbiang.apps.exchange.models import Delivery, Packet
from langbiang.foundation import clock

NOBODYS_HOURS = 0  # no agency has this id: office hours as they are where none are set


class Figure(TextChoices):
    """What is counted."""

    SENT = "gui", "Đã gửi"
    SENT_SIGNED = "gui-ky-so", "Gửi, ký số"
    SENT_UNSIGNED = "gui-khong-ky", "Gửi, không ký số"
    ON_TIME = "gui-dung-han", "Gửi đúng hạn"
    LATE = "gui-tre", "Gửi trễ"
    WITHOUT_PAPER = "gui-khong-giay", "Gửi, không bản giấy"
    RECEIVED = "nhan", "Đã nhận"
    RECEIVED_SIGNED = "nhan-ky-so", "Nhận, ký số"
    RECEIVED_UNSIGNED = "nhan-khong-ky", "Nhận, không ký số"
    RECEIVED_WITHOUT_PAPER = "nhan-khong-giay", "Nhận, không bản giấy"


RECEIVED = {figure for figure in Figure if figure.name.startswith("RECEIVED")}


@dataclass(frozen=True)
class Line:
    """One agency, by the code on its packets; one without a code by its name."""

    code: str
    name: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Scope:
    """Which days are counted, the last one included; of one agency alone where one is given."""

    first: date
    last: date
    agency: Agency | None = None

    @property
    def begins(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        return _midnight(self.last + timedelta(days=1))

    @cached_property
    def packets(self) -> QuerySet[Packet]:
        return Packet.objects.filter(self._of("sender"), created_at__gte=self.begins, created_at__lt=self.ends)

    @cached_property
    def deliveries(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(self._of("receiver"), arrived_at__gte=self.begins, arrived_at__lt=self.ends)

    def _of(self, party: str) -> Q:
        if self.agency is None:
            return Q()
        code = identifiers_of([self.agency.pk], self.last).get(self.agency.pk, "")
        own = Q(**{party: self.agency})
        return own | Q(**{f"{party}_code": code}) if code else own


def count_lines(scope: Scope) -> list[Line]:
    """Count for each agency, in the order of codes, then names: as many queries, however many agencies."""
    found: dict[tuple[str, str], Line] = {}
    sent = _conditions(scope)
    _count(found, scope.packets, "sender", {each: sent[each] for each in Figure if each not in RECEIVED})
    _count(found, scope.deliveries, "receiver", {each: _RECEIVED[each] for each in RECEIVED})
    return sorted(found.values(), key=lambda line: (line.code, line.name))


def _count(found: dict[tuple[str, str], Line], rows: QuerySet[Any], party: str, conditions: dict[Figure, Q]) -> None:
    code, name = f"{party}_code", f"{party}_name"
    counts = {figure.name: Count("pk", filter=condition) for figure, condition in conditions.items()}
    with_code = rows.exclude(**{code: ""}).values(code).annotate(called=Max(name), **counts).order_by()
    without = rows.filter(**{code: ""}).values(name).annotate(**counts).order_by()
    for row in [*with_code, *without]:
        key = (row.get(code, ""), "" if row.get(code) else row[name])
        line = found.setdefault(key, Line(key[0], row.get("called") or row[name], dict.fromkeys(Figure.values, 0)))
        for figure in conditions:
            line.counts[figure.value] = row[figure.name]


def list_behind(scope: Scope, figure: Figure, *, code: str = "", name: str = "") -> QuerySet[Any]:
    """List the packets, or of what was received the deliveries, that a figure counts; of all where none is named."""
    party = "receiver" if figure in RECEIVED else "sender"
    whose = Q(**{f"{party}_code": code}) if code else Q(**{f"{party}_code": "", f"{party}_name": name}) if name else Q()
    if figure in RECEIVED:
        return scope.deliveries.filter(whose, _RECEIVED[figure]).select_related("packet").order_by("-pk")
    return scope.packets.filter(whose, _conditions(scope)[figure]).order_by("-pk")


_ANY = Q(pk__isnull=False)
_RECEIVED = {
    Figure.RECEIVED: _ANY,
    Figure.RECEIVED_SIGNED: Q(packet__signed=True),
    Figure.RECEIVED_UNSIGNED: Q(packet__signed=False),
    Figure.RECEIVED_WITHOUT_PAPER: Q(packet__paper=False),
}


def _conditions(scope: Scope) -> dict[Figure, Q]:
    """Give the conditions of what was sent; late is what left after the next working morning (Article 6)."""
    days = scope.packets.values_list("promulgated_on", flat=True).distinct().order_by()
    late = _late(day for day in days if day)
    return {
        Figure.SENT: _ANY,
        Figure.SENT_SIGNED: Q(signed=True),
        Figure.SENT_UNSIGNED: Q(signed=False),
        Figure.ON_TIME: Q(promulgated_on__isnull=False) & ~late,
        Figure.LATE: late,
        Figure.WITHOUT_PAPER: Q(paper=False),
    }


def _late(days: Iterable[date]) -> Q:
    late = Q(pk__isnull=True)
    for day in days:
        noon = datetime.combine(day, time(12), tzinfo=clock.VIETNAM)
        late |= Q(promulgated_on=day, created_at__gt=next_morning(noon, agency=NOBODYS_HOURS).at)
    return late


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.VIETNAM)
