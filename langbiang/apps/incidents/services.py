"""The moves of an incident: each locks it, checks who and whether, saves and journals in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import lock, write

from .acts import (
    IncidentAssigned,
    IncidentClosed,
    IncidentGraded,
    IncidentHandedOver,
    IncidentNoted,
    IncidentOpened,
    IncidentReopened,
)
from .models import Incident
from .queries import keeps, list_handlers

State, Kind, Severity = Incident.State, Incident.Kind, Incident.Severity
MISSING = {
    "title": "Ghi sự cố trong một câu.",
    "words": "Mô tả điều đã thấy: ở đâu, ai bị ảnh hưởng, đã làm gì.",
    "note": "Ghi điều đã tìm ra hoặc đã làm.",
    "grade": "Ghi lý do đổi mức độ.",
    "cause": "Ghi nguyên nhân; nếu báo nhầm, ghi rõ là báo nhầm.",
    "remedy": "Ghi đã khắc phục thế nào, làm gì để không lặp lại.",
    "reopen": "Ghi lý do mở lại.",
}  # what is said where a word is missing
OLDEST = timedelta(days=366)  # that something may have been noticed before it is reported


class CannotKeep(Refused):
    """The seat keeps no incidents of that agency, the incident stands elsewhere, or words are missing."""


@dataclass(frozen=True)
class Report:
    """What somebody noticed; `fault_number` is what an error page showed, if one did."""

    title: str
    words: str
    kind: str
    severity: str
    noticed_at: datetime
    fault_number: str = ""


@transaction.atomic
def report_incident(report: Report, *, seat: Seat, now: datetime) -> Incident:
    """
    Enter an incident; every official may.

    :raises CannotKeep: when words are missing or too long, or the moment cannot be.
    """
    if not now - OLDEST <= report.noticed_at <= now:
        raise CannotKeep("Lúc phát hiện phải trước thời điểm này và trong vòng một năm.", field="day")
    incident = Incident(
        agency=seat.agency,
        agency_name=seat.agency_name,
        title=_said(report.title, MISSING["title"], "title", limit=200),
        words=_said(report.words, MISSING["words"], "words"),
        kind=Kind(report.kind),
        severity=Severity(report.severity),
        noticed_at=report.noticed_at,
        fault_number=report.fault_number.upper(),
        reporter=seat,
        reporter_name=_named(seat),
        opened_at=now,
    )
    told = IncidentOpened(incident.title, Kind(report.kind).label, Severity(report.severity).label)
    write(incident, told, by=actor_of(seat), now=now, parties=[seat.agency_id])
    return incident


@transaction.atomic
def assign_incident(incident: Incident, to: Seat, *, seat: Seat, now: datetime) -> Incident:
    """Give an incident that is not closed to who is to handle it; the own seat takes it."""
    incident = _kept(incident, seat, *Incident.OPEN)
    if to not in list_handlers(incident, seat, clock.local(now).date()):
        raise CannotKeep("Chọn người quản trị đang giữ vị trí.", field="to")
    if incident.handler_id == to.pk:
        raise CannotKeep(f"{to.person.full_name} đang xử lý sự cố này rồi. Chọn người khác.", field="to")
    _give(incident, to)
    told = IncidentAssigned(incident.handler_name)
    _move(incident, State.HANDLING, told, seat=seat, now=now, fields=["handler", "handler_name"])
    return incident


@transaction.atomic
def note_progress(incident: Incident, words: str, *, seat: Seat, now: datetime) -> Incident:
    """Write down what was found or done; who reported it may add what they know too."""
    incident = lock(incident)
    if incident.reporter_id != seat.pk:
        _check_keeper(incident, seat)
    _check_state(incident, *Incident.OPEN)
    told = IncidentNoted(_said(words, MISSING["note"], "words"))
    _move(incident, incident.state, told, seat=seat, now=now)
    return incident


@transaction.atomic
def grade_incident(incident: Incident, severity: str, *, reason: str, seat: Seat, now: datetime) -> Incident:
    """Change how grave it is, with the reason."""
    incident = _kept(incident, seat, *Incident.OPEN)
    before, after = Severity(incident.severity), Severity(severity)
    if before == after:
        raise CannotKeep(f"Sự cố đang ở mức “{before.label}”. Chọn mức khác.", field="severity")
    told = IncidentGraded(before.label, after.label, _said(reason, MISSING["grade"], "reason", limit=500))
    incident.severity = after
    _move(incident, incident.state, told, seat=seat, now=now, fields=["severity"])
    return incident


@transaction.atomic
def close_incident(incident: Incident, *, cause: str, remedy: str, seat: Seat, now: datetime) -> Incident:
    """Close with cause and remedy; of a false alarm the cause says so."""
    incident = _kept(incident, seat, *Incident.OPEN)
    incident.cause = _said(cause, MISSING["cause"], "cause")
    incident.remedy = _said(remedy, MISSING["remedy"], "remedy")
    incident.closed_at = now
    told = IncidentClosed(incident.cause, incident.remedy)
    _move(incident, State.CLOSED, told, seat=seat, now=now, fields=["cause", "remedy", "closed_at"])
    return incident


@transaction.atomic
def reopen_incident(incident: Incident, *, reason: str, seat: Seat, now: datetime) -> Incident:
    """Open a closed one again, for who handled it, or who reopens it; cause and remedy stay, to be written anew."""
    incident = _kept(incident, seat, State.CLOSED)
    told = IncidentReopened(_said(reason, MISSING["reopen"], "reason", limit=500))
    incident.closed_at = None
    if incident.handler is None or incident.handler not in list_handlers(incident, seat, clock.local(now).date()):
        _give(incident, seat)
    _move(incident, State.HANDLING, told, seat=seat, now=now, fields=["closed_at", "handler", "handler_name"])
    return incident


@transaction.atomic
def hand_over(incident: Incident, *, to: Seat, seat: Seat, now: datetime, undone: int | None = None) -> Incident:
    """
    Give an incident to another seat because a post is left. `undone` is the version after what is taken back.

    :raises CannotKeep: when it is closed, has moved on since, or the other seat sits in another agency or no more.
    """
    incident = lock(incident)
    if undone is not None and incident.version != undone:
        raise CannotKeep(f"“{incident}” đã được xử lý tiếp sau khi bàn giao, không lấy lại được.")
    if undone is None:
        _check_state(incident, State.HANDLING)
        before = incident.handler
        if before is None or to.agency_id != before.agency_id or not to.holds_on(clock.local(now).date()):
            raise CannotKeep("Người nhận bàn giao phải là người đương chức của cùng cơ quan.", field="to")
    _give(incident, to)
    told = IncidentHandedOver(incident.handler_name, undone is not None)
    _move(incident, incident.state, told, seat=seat, now=now, fields=["handler", "handler_name"])
    return incident


def _kept(incident: Incident, seat: Seat, *states: str) -> Incident:
    """Lock an incident in one of these states, for who keeps those of its agency."""
    incident = lock(incident)
    _check_keeper(incident, seat)
    _check_state(incident, *states)
    return incident


def _check_keeper(incident: Incident, seat: Seat) -> None:
    if not keeps(seat, incident):
        raise CannotKeep("Chỉ quản trị của cơ quan ấy hoặc quản trị trục liên thông làm được việc này.")


def _check_state(incident: Incident, *states: str) -> None:
    if incident.state not in states:
        step = incident.get_state_display()
        raise CannotKeep(f"Sự cố đang ở bước “{step}”, không làm được việc này nữa. Tải lại trang để xem.")


def _give(incident: Incident, to: Seat) -> None:
    incident.handler, incident.handler_name = to, _named(to)


def _move(
    incident: Incident, state: str, told: object, *, seat: Seat, now: datetime, fields: Sequence[str] = ()
) -> None:
    before, incident.state = incident.state, state
    parties = {incident.agency_id, seat.agency_id}
    write(
        incident, told, by=actor_of(seat), now=now, fields=["state", *fields], moved_from=before, parties=list(parties)
    )


def _said(text: str, missing: str, field: str, *, limit: int = 4000) -> str:
    return check_said(text, limit=limit, refusal=CannotKeep, missing=missing, field=field)


def _named(seat: Seat) -> str:
    return f"{seat.person.full_name}, {seat.title}"
