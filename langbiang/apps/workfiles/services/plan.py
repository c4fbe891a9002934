"""The filing plan of an agency for a year (Decree 30/2020, Article 28)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from langbiang.apps.directory.interface import Agency, Seat, Unit, list_units, name_of
from langbiang.apps.documents.interface import keeps_records_of
from langbiang.apps.identity.interface import actor_of
from langbiang.apps.workfiles import queries
from langbiang.apps.workfiles.acts import PlanApproved, PlanChanged, PlanDrafted, PlanSupplemented
from langbiang.apps.workfiles.models import FilingPlan, PlanEntry
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import lock, write

from .moving import named

State = FilingPlan.State


class CannotPlan(Refused):
    """The seat does not keep the agency's records or lead it, the plan stands already, or an entry does not do."""


@dataclass(frozen=True)
class Planned:
    """What a clerk says of one file in the plan."""

    heading: str
    notation: str
    title: str
    retention_years: int | None
    unit: Unit
    seat: Seat | None = None
    note: str = ""


@transaction.atomic
def draft_plan(agency: Agency, year: int, *, copy: bool, seat: Seat, now: datetime) -> FilingPlan:
    """Begin the plan of a year, from last year's when `copy` is wished and there is one."""
    day = clock.local(now).date()
    _check_clerk(seat, agency.pk, day)
    if FilingPlan.objects.filter(agency=agency, year=year).exists():
        raise CannotPlan(f"Danh mục hồ sơ năm {year} đã có. Mở danh mục đó để sửa.", field="year")
    last = FilingPlan.objects.filter(agency=agency, year=year - 1).first() if copy else None
    if copy and last is None:
        raise CannotPlan(f"Chưa có danh mục năm {year - 1} để sao chép. Bỏ chọn sao chép.", field="copy")
    plan = FilingPlan(agency=agency, agency_name=name_of(agency, day).name, year=year, created_at=now)
    told = PlanDrafted(year, last.year if last else 0)
    write(plan, told, by=actor_of(seat), now=now, parties=[agency.pk])
    if last is not None:
        PlanEntry.objects.bulk_create(_copied(entry, plan, day) for entry in queries.list_entries(last))
    return plan


def _copied(entry: PlanEntry, plan: FilingPlan, day: date) -> PlanEntry:
    """Copy last year's line; who left the post in the meantime is not taken over."""
    stays = entry.seat if entry.seat is not None and entry.seat.holds_on(day) else None
    return PlanEntry(
        plan=plan,
        heading=entry.heading,
        notation=entry.notation,
        title=entry.title,
        retention_years=entry.retention_years,
        unit_id=entry.unit_id,
        unit_name=entry.unit_name,
        seat=stays,
        seat_name=entry.seat_name if stays else "",
        note=entry.note,
    )


@transaction.atomic
def add_entry(plan: FilingPlan, planned: Planned, *, seat: Seat, now: datetime) -> PlanEntry:
    """Add a file to the plan; after the approval it is a supplement, with an act of its own (Article 28)."""
    plan, day = lock(plan), clock.local(now).date()
    _check_clerk(seat, plan.agency_id, day)
    entry = PlanEntry(plan=plan, supplement=plan.state == State.APPROVED)
    _fill(entry, planned, day)
    entry.save()
    told = PlanSupplemented(entry.notation, entry.title) if entry.supplement else PlanChanged(f"thêm {entry.notation}")
    _write(plan, told, seat, now)
    return entry


@transaction.atomic
def change_entry(entry: PlanEntry, planned: Planned, *, seat: Seat, now: datetime) -> PlanEntry:
    """Change a line of a draft."""
    plan = _draft_of(entry, seat, now)
    _fill(entry, planned, clock.local(now).date())
    entry.save()
    _write(plan, PlanChanged(f"sửa {entry.notation}"), seat, now)
    return entry


@transaction.atomic
def remove_entry(entry: PlanEntry, *, seat: Seat, now: datetime) -> None:
    """Take a line out of a draft."""
    plan = _draft_of(entry, seat, now)
    entry.delete()
    _write(plan, PlanChanged(f"bỏ {entry.notation}"), seat, now)


@transaction.atomic
def approve_plan(plan: FilingPlan, *, seat: Seat, now: datetime) -> FilingPlan:
    """Approve the plan: a leader of the agency, for the whole year (Article 28)."""
    plan = lock(plan)
    if not plan.may_become(State.APPROVED):
        raise CannotPlan("Danh mục đã được duyệt. Hồ sơ phát sinh thì văn thư bổ sung vào danh mục.")
    if not queries.may_approve(seat, plan):
        raise CannotPlan("Danh mục hồ sơ do lãnh đạo của cơ quan duyệt.")
    entries = plan.entries.count()
    if not entries:
        raise CannotPlan("Danh mục chưa có hồ sơ nào để duyệt.")
    untold = plan.entries.filter(retention_years=None).values_list("notation", flat=True)
    if untold:
        raise CannotPlan(f"Chưa xác định thời hạn bảo quản của {', '.join(untold[:10])}.")
    before, plan.state = plan.state, State.APPROVED
    plan.approved_at, plan.approved_by = now, named(seat)
    fields = ["state", "approved_at", "approved_by"]
    told = PlanApproved(entries)
    write(plan, told, by=actor_of(seat), now=now, fields=fields, moved_from=before, parties=[plan.agency_id])
    return plan


def _draft_of(entry: PlanEntry, seat: Seat, now: datetime) -> FilingPlan:
    plan = lock(entry.plan)
    _check_clerk(seat, plan.agency_id, clock.local(now).date())
    if plan.state != State.DRAFT:
        raise CannotPlan("Danh mục đã được duyệt, không sửa được mục đã có. Chỉ bổ sung mục mới.")
    return plan


def _fill(entry: PlanEntry, planned: Planned, day: date) -> None:
    """Check what was said and put it into the row."""
    twins = PlanEntry.objects.filter(plan=entry.plan, notation=planned.notation).exclude(pk=entry.pk)
    if twins.exists():
        raise CannotPlan(f"Ký hiệu {planned.notation} đã có trong danh mục. Chọn ký hiệu khác.", field="notation")
    units = {v.unit_id: v.name for v in list_units(entry.plan.agency, day)}
    if planned.unit.pk not in units:
        raise CannotPlan("Đơn vị phải thuộc cơ quan lập danh mục.", field="unit")
    responsible = planned.seat
    if responsible is not None and (responsible.unit_id != planned.unit.pk or not responsible.holds_on(day)):
        raise CannotPlan("Người lập hồ sơ phải là người đương chức của đơn vị đã chọn.", field="seat")
    missing = "Nhập tiêu đề hồ sơ."
    entry.title = check_said(planned.title, limit=500, refusal=CannotPlan, missing=missing, field="title")
    missing = "Nhập đề mục, ví dụ: Công tác tổ chức, cán bộ."
    entry.heading = check_said(planned.heading, limit=200, refusal=CannotPlan, missing=missing, field="heading")
    entry.notation, entry.retention_years, entry.note = planned.notation, planned.retention_years, planned.note
    entry.unit, entry.unit_name = planned.unit, units[planned.unit.pk]
    entry.seat, entry.seat_name = responsible, named(responsible) if responsible else ""


def _write(plan: FilingPlan, told: object, seat: Seat, now: datetime) -> None:
    write(plan, told, by=actor_of(seat), now=now, fields=[], moved_from=plan.state, parties=[plan.agency_id])


def _check_clerk(seat: Seat, agency_id: int, day: date) -> None:
    if not keeps_records_of(seat, agency_id, day):
        raise CannotPlan("Chỉ văn thư giữ sổ của cơ quan lập và sửa danh mục hồ sơ.")
