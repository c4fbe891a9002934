"""Who owes what: the open tasks by unit and person, and how deadlines of a period were kept."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q

from langbiang.apps.direction.models import Task
from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents.interface import kept_by
from langbiang.foundation import clock
from langbiang.foundation.tables import Column, Row, Table

from .tasks import due_between, list_tasks, outcome, overdue

SHOWN = 2000  # lines of one report; an agency with more open tasks prints them unit by unit


def may_follow(seat: Seat) -> bool:
    return seat.has(Role.LEADER, Role.UNIT_HEAD, Role.CLERK)


def agencies_of(seat: Seat, day: date) -> list[int]:
    """Give the agencies of which a seat may open the report: its own, and those whose records it keeps."""
    return [seat.agency_id, *(pk for pk in kept_by(seat, day) if pk != seat.agency_id)]


@dataclass(frozen=True)
class Debt:
    """What one person owes now, and how the deadlines of the period were kept."""

    lead_uid: str
    lead_name: str
    open: int
    late: int
    worst: int
    asked: int
    due: int
    ontime: int
    missed: int


@dataclass(frozen=True)
class UnitDebt:
    unit_uid: str
    unit_name: str
    people: list[Debt]

    def sum(self, figure: str) -> int:
        return sum(getattr(person, figure) for person in self.people)

    @property
    def total(self) -> dict[str, int]:
        figures = ("open", "late", "asked", "due", "ontime", "missed")
        return {name: self.sum(name) for name in figures} | {"worst": max((p.worst for p in self.people), default=0)}


def debts_of(seat: Seat, agency_id: int, begin: date, end: date, now: datetime) -> list[UnitDebt]:
    """Count, by unit and person, what is open now and what fell due in the period; as far as the seat may see."""
    day = clock.local(now).date()
    in_period = due_between(begin, end)
    counted = (
        list_tasks(seat, day)
        .filter(Q(state__in=Task.OPEN) | in_period, agency=agency_id)
        .values("lead_unit__uid", "lead_unit_name", "lead__uid", "lead_name")
        .annotate(
            open=Count("pk", filter=outcome("open", now)),
            late=Count("pk", filter=outcome("late", now)),
            oldest=Min("due_at", filter=overdue(now)),
            asked=Count("pk", filter=outcome("asked", now)),
            due=Count("pk", filter=in_period),
            ontime=Count("pk", filter=in_period & outcome("ontime", now)),
            missed=Count("pk", filter=in_period & outcome("missed", now)),
        )
        .order_by("lead_unit_name", "lead_name")
    )
    units: dict[str, UnitDebt] = {}
    for row in counted:
        uid = str(row["lead_unit__uid"])
        unit = units.setdefault(uid, UnitDebt(uid, row["lead_unit_name"], []))
        worst = days_late(row["oldest"], now) if row["oldest"] else 0
        figures = {name: row[name] for name in ("open", "late", "asked", "due", "ontime", "missed")}
        unit.people.append(Debt(str(row["lead__uid"]), row["lead_name"], worst=worst, **figures))
    return list(units.values())


def days_late(due_at: datetime, now: datetime) -> int:
    """Count the days begun since a deadline: an hour late is one day late."""
    return (now - due_at).days + 1 if due_at < now else 0


def table_of(seat: Seat, agency_id: int, agency_name: str, begin: date, end: date, now: datetime) -> Table:
    """Give the report on paper: each open task under its unit and person, then the figures of the period."""
    day = clock.local(now).date()
    found = list_tasks(seat, day).filter(agency=agency_id, state__in=Task.OPEN)
    tasks = list(found.order_by("lead_unit_name", "lead_name", "due_at", "pk")[: SHOWN + 1])
    rows: list[Row] = []
    unit = person = ""
    for task in tasks[:SHOWN]:
        if task.lead_unit_name != unit:
            unit, person = task.lead_unit_name, ""
            rows.append(Row((unit, "", "", None, None, "", ""), strong=True))
        late = days_late(task.due_at, now) if task.state in Task.OWED else 0
        rows.append(
            Row(
                (
                    task.lead_name if task.lead_name != person else "",
                    task.title,
                    task.assigner_name,
                    clock.local(task.due_at).date(),
                    late or None,
                    f"{task.get_state_display()}, {task.progress}%",
                    "Đang xin gia hạn" if task.extension_open else "",
                )
            )
        )
        person = task.lead_name
    return Table(
        title="Tình hình thực hiện nhiệm vụ",
        agency=agency_name,
        columns=COLUMNS,
        rows=rows,
        notes=_notes(debts_of(seat, agency_id, begin, end, now), begin, end, cut=len(tasks) > SHOWN),
    )


COLUMNS = (
    Column("Đơn vị, người chủ trì", 4),
    Column("Nhiệm vụ", 7),
    Column("Người giao", 4),
    Column("Hạn", 2, "center"),
    Column("Số ngày quá hạn", 2, "right"),
    Column("Tiến độ", 3),
    Column("Gia hạn", 2),
)


def _notes(debts: list[UnitDebt], begin: date, end: date, *, cut: bool) -> list[str]:
    total = {
        name: sum(unit.sum(name) for unit in debts) for name in ("open", "late", "asked", "due", "ontime", "missed")
    }
    notes = [
        f"Đang mở {total['open']} nhiệm vụ, quá hạn {total['late']}, đang xin gia hạn {total['asked']}.",
        f"Đến hạn từ {begin:%d/%m/%Y} đến {end:%d/%m/%Y}: {total['due']}; đúng hạn {total['ontime']}, "
        f"quá hạn {total['missed']}.",
    ]
    return [*notes, f"Chỉ in {SHOWN} dòng đầu."] if cut else notes
