"""
Asks of the incidents; never writes. Who may see which is said here once.

Inspectors and who runs the axis, and with it the whole, see every incident; administrators those of the own agency; who
reported one sees that one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import Role, Seat, list_seats_in
from langbiang.apps.identity.interface import Step, who_did
from langbiang.foundation.journal.interface import Act, timeline

from .models import Incident

KEEPERS = (Role.ADMIN, Role.EXCHANGE)
State = Incident.State


def sees_all(seat: Seat) -> bool:
    return seat.has(Role.AUDITOR, Role.EXCHANGE)


def list_visible(seat: Seat) -> QuerySet[Incident]:
    """List the incidents that a seat may see."""
    if sees_all(seat):
        return Incident.objects.all()
    own = Q(reporter=seat) | Q(handler=seat)
    return Incident.objects.filter(own | Q(agency=seat.agency_id) if seat.has(Role.ADMIN) else own)


def get_incident(seat: Seat, uid: UUID) -> Incident:
    return list_visible(seat).select_related("handler").get(uid=uid)


def keeps(seat: Seat, incident: Incident) -> bool:
    """Say whether a seat moves an incident: who keeps those of that agency, and to whom it was given."""
    own = seat.has(Role.ADMIN) and seat.agency_id == incident.agency_id
    return own or seat.has(Role.EXCHANGE) or incident.handler_id == seat.pk


def list_handlers(incident: Incident, seat: Seat, day: date) -> list[Seat]:
    """List to whom a seat may give an incident: who keeps those of that agency, and its own colleagues who do."""
    agencies = {incident.agency_id, seat.agency_id}
    found = [each for agency in agencies for each in list_seats_in(agency, day)]
    return [each for each in found if each.has(*KEEPERS) and keeps(each, incident)]


@dataclass(frozen=True)
class Asked:
    """What narrows the list; empty narrows nothing. The period is of reporting."""

    state: str = ""
    kind: str = ""
    severity: str = ""
    begins: datetime | None = None
    ends: datetime | None = None
    words: str = ""


def search_incidents(seat: Seat, asked: Asked) -> QuerySet[Incident]:
    """Find incidents; the caller orders."""
    found = list_visible(seat)
    for name, value in (("state", asked.state), ("kind", asked.kind), ("severity", asked.severity)):
        if value:
            found = found.filter(**{name: value})
    if asked.begins:
        found = found.filter(opened_at__gte=asked.begins)
    if asked.ends:
        found = found.filter(opened_at__lt=asked.ends)
    if asked.words:
        words = asked.words
        number = words.upper().removeprefix("SC-")
        named = Q(title__icontains=words) | Q(fault_number=words.upper())
        found = found.filter(named | Q(pk=int(number)) if number.isdecimal() and len(number) < 10 else named)
    return found


def list_work(seat: Seat) -> QuerySet[Incident]:
    """List what waits for a seat: what it handles, and for who keeps incidents what nobody handles yet."""
    mine = Q(handler=seat, state=State.HANDLING)
    if seat.has(Role.EXCHANGE):
        mine |= Q(state=State.OPENED)
    elif seat.has(Role.ADMIN):
        mine |= Q(state=State.OPENED, agency=seat.agency_id)
    return Incident.objects.filter(mine).order_by("opened_at", "pk")


WORDS: dict[str, tuple[str, str, str]] = {
    # deed: what is said, icon, how its details are told
    "opened": ("Báo sự cố", "flag", "{title}"),
    "assigned": ("Giao xử lý", "user", "{to}"),
    "noted": ("Diễn biến", "msg", "{words}"),
    "graded": ("Đổi mức độ", "swap", "{before} → {after}: {reason}"),
    "closed": ("Đóng", "check", "Nguyên nhân: {cause} Khắc phục: {remedy}"),
    "reopened": ("Mở lại", "refuse", "{reason}"),
    "handed_over": ("Bàn giao", "swap", "{to}"),
}


def history_of(incident: Incident) -> list[Step]:
    """Tell an incident's acts in order."""
    return [_step(act) for act in timeline(Incident.SUBJECT_KIND, str(incident.uid))]


def _step(act: Act) -> Step:
    words, icon, told = WORDS[act.verb.rpartition(".")[2]]
    return Step(words, told.format(**act.details) if act.details else "", icon, who_did(act), act.at)
