"""Opening, describing and closing a work file (Decree 30/2020, Article 29)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from langbiang.apps.directory.interface import Agency, Seat, name_of
from langbiang.apps.identity.interface import actor_of
from langbiang.apps.workfiles import queries
from langbiang.apps.workfiles.acts import FileChanged, FileClosed, FileOpened, FileReopened
from langbiang.apps.workfiles.indexing import index_file
from langbiang.apps.workfiles.law import transfer_due
from langbiang.apps.workfiles.models import FilingPlan, PlanEntry, WorkFile
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import lock, write

from .moving import check_keeper, check_move, check_open, move, named

State = WorkFile.State


class CannotOpen(Refused):
    """The seat keeps no files for this agency, or the notation is taken."""


class CannotClose(Refused):
    """Something still hinders: work that is not done, duplicates, missing dates or retention."""


@dataclass(frozen=True)
class Facts:
    """What an officer says of a work file."""

    agency: Agency
    notation: str
    title: str
    retention_years: int | None
    start_date: date
    rights: str = "Hạn chế"
    language: str = "Tiếng Việt"
    description: str = ""
    construction: bool = False


@transaction.atomic
def open_file(facts: Facts, *, entry: PlanEntry | None, seat: Seat, now: datetime) -> WorkFile:
    """
    Open a work file, from an entry of the approved plan or outside it; who opens it keeps it (Article 29).

    A file outside the plan is shown to the clerk as one that the plan is to be supplemented with (Article 28).
    """
    day = clock.local(now).date()
    if not queries.may_open_files(seat) or facts.agency.pk not in queries.agencies_of(seat, day):
        raise CannotOpen("Vị trí đang dùng không lập hồ sơ cho cơ quan này.", field="agency")
    if entry is not None:
        _check_entry(entry, facts)
    file = WorkFile(
        agency=facts.agency,
        agency_name=name_of(facts.agency, day).name,
        year=entry.plan.year if entry else day.year,
        entry=entry,
        keeper=seat,
        keeper_name=named(seat),
        unit_id=seat.unit_id,
        unit_name=seat.unit_name,
        state=State.OPEN,
        created_at=now,
        moved_at=now,
    )
    _fill(file, facts, day, CannotOpen)
    told = FileOpened(file.notation, entry is not None)
    write(file, told, by=actor_of(seat), now=now, parties=[file.agency_id])
    index_file(file)
    return file


@transaction.atomic
def change_file(file: WorkFile, facts: Facts, *, seat: Seat, now: datetime) -> WorkFile:
    """Change what is said of an open file."""
    file = lock(file)
    check_open(file, CannotOpen)
    check_keeper(seat, file, CannotOpen)
    if facts.agency.pk != file.agency_id:
        raise CannotOpen("Không đổi được cơ quan của hồ sơ.", field="agency")
    changed = _fill(file, facts, clock.local(now).date(), CannotOpen)
    move(file, State.OPEN, FileChanged(", ".join(changed) or "không đổi gì"), seat=seat, now=now, fields=FIELDS)
    return file


@transaction.atomic
def close_file(file: WorkFile, *, end_date: date, seat: Seat, now: datetime) -> WorkFile:
    """
    Close a file whose work has ended: nothing may hinder, and the sums are taken (Article 29; Annex VI).

    From the end of the work its transfer is due (Article 30).
    """
    file = lock(file)
    check_move(file, State.OPEN, State.CLOSED, CannotClose)
    check_keeper(seat, file, CannotClose)
    lines = queries.all_lines(queries.list_items(file))
    hindering = queries.hindrances(file, lines)
    if hindering:
        raise CannotClose(f"Còn {len(hindering)} điểm phải xử lý trước khi kết thúc hồ sơ. Xem danh sách bên dưới.")
    if end_date < file.start_date:
        raise CannotClose(f"Ngày kết thúc phải từ {file.start_date:%d/%m/%Y} trở đi.", field="end_date")
    if end_date > clock.local(now).date():
        raise CannotClose("Ngày kết thúc chưa tới. Chọn ngày không sau hôm nay.", field="end_date")
    file.end_date, file.doc_total = end_date, len(lines)
    file.page_total = sum(line.item.pages for line in lines)
    file.due_on = transfer_due(end_date, file.retention_years, construction=file.construction)
    file.returned_for, file.deferred = "", False
    changed = ["end_date", "doc_total", "page_total", "due_on", "returned_for", "deferred"]
    move(file, State.CLOSED, FileClosed(file.doc_total, file.page_total), seat=seat, now=now, fields=changed)
    return file


@transaction.atomic
def reopen_file(file: WorkFile, *, reason: str, seat: Seat, now: datetime) -> WorkFile:
    """Open a closed file again, before it is submitted."""
    file = lock(file)
    check_move(file, State.CLOSED, State.OPEN)
    check_keeper(seat, file)
    missing = "Nhập lý do mở lại hồ sơ."
    reason = check_said(reason, limit=500, refusal=CannotClose, missing=missing, field="reason")
    file.end_date = file.doc_total = file.page_total = file.due_on = None
    file.deferred = False
    changed = ["end_date", "doc_total", "page_total", "due_on", "deferred"]
    move(file, State.OPEN, FileReopened(reason), seat=seat, now=now, fields=changed)
    return file


FIELDS = (
    *("notation", "title", "retention_years", "start_date"),
    *("rights", "language", "description", "construction"),
)
NAMES = {field: str(WorkFile._meta.get_field(field).verbose_name) for field in FIELDS}  # type: ignore[union-attr]


def _fill(file: WorkFile, facts: Facts, day: date, refusal: type[Refused]) -> list[str]:
    """Check what was said and put it into the row; say what it changed."""
    missing = "Nhập tiêu đề hồ sơ."
    title = check_said(facts.title, limit=500, refusal=refusal, missing=missing, field="title")
    twins = WorkFile.objects.filter(agency=facts.agency, year=file.year, notation=facts.notation).exclude(pk=file.pk)
    if twins.exists():
        words = f"Ký hiệu {facts.notation} đã dùng cho hồ sơ khác năm {file.year}. Chọn ký hiệu khác."
        raise refusal(words, field="notation")
    if facts.start_date > day:
        raise refusal("Ngày bắt đầu chưa tới. Chọn ngày không sau hôm nay.", field="start_date")
    said = {name: getattr(facts, name) for name in FIELDS} | {"title": title}
    changed = [NAMES[name] for name, value in said.items() if getattr(file, name) != value]
    for name, value in said.items():
        setattr(file, name, value)
    return changed


def _check_entry(entry: PlanEntry, facts: Facts) -> None:
    if entry.plan.state != FilingPlan.State.APPROVED:
        raise CannotOpen("Danh mục hồ sơ chưa được duyệt nên chưa mở hồ sơ theo danh mục được.")
    if entry.plan.agency_id != facts.agency.pk:
        raise CannotOpen("Mục này thuộc danh mục của cơ quan khác.", field="agency")
