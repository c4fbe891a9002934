"""
Asks about filing plans and work files; never writes. Who may see and do what is said here once.

A work file is seen by its keeper, by whom it is shared with, by the head of its unit, and by who sees all of the
agency (its records clerks and leaders). That shows nothing of a document in it which the seat could not see anyway:
such a line is counted, numbered and left blank.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from langbiang.apps.deadlines.interface import end_of_office
from langbiang.apps.directory.interface import Agency, Role, Seat, list_agencies, list_seats_in
from langbiang.apps.documents.interface import (
    IncomingDocument,
    OutgoingDocument,
    keeps_records_of,
    kept_by,
    list_incoming,
    list_outgoing,
    read_whole,
)
from langbiang.apps.identity.interface import Step, who_did
from langbiang.foundation.journal.interface import Act, timeline

from .law import NOTICE_DAYS
from .models import FileItem, FilingPlan, LastingCopy, PlanEntry, Share, WorkFile

State = WorkFile.State
BOARD = 200  # rows of each kind on a work board
HIDDEN = "Văn bản không thuộc quyền xem của bạn"
Document = IncomingDocument | OutgoingDocument

# -- plans


def list_plans(seat: Seat, day: date) -> QuerySet[FilingPlan]:
    """List the plans of the seat's agency, and of those whose records it keeps."""
    return FilingPlan.objects.filter(agency__in=agencies_of(seat, day)).order_by("-year", "agency_name")


def get_plan(seat: Seat, uid: UUID | str, day: date) -> FilingPlan:
    return list_plans(seat, day).get(uid=uid)


def list_entries(plan: FilingPlan) -> QuerySet[PlanEntry]:
    return plan.entries.select_related("seat__person").order_by("heading", "notation")


def get_entry(plan: FilingPlan, uid: UUID | str) -> PlanEntry:
    return list_entries(plan).get(uid=uid)


def find_open_entry(seat: Seat, uid: UUID | str, day: date) -> PlanEntry | None:
    """Find an entry of an approved plan from which this seat may open a file."""
    plans = list_plans(seat, day).filter(state=FilingPlan.State.APPROVED)
    return PlanEntry.objects.filter(plan__in=plans, uid=uid).select_related("plan__agency").first()


def may_approve(seat: Seat, plan: FilingPlan) -> bool:
    """Say whether the seat leads the agency whose plan it is (Article 28)."""
    return seat.has(Role.LEADER) and seat.agency_id == plan.agency_id


def agencies_of(seat: Seat, day: date) -> list[int]:
    """Give the agencies in whose name the seat keeps files: its own, and those whose records it keeps."""
    return sorted({seat.agency_id, *kept_by(seat, day)})


def names_of(agencies: Iterable[int], day: date) -> dict[int, str]:
    return {v.agency_id: v.name for v in list_agencies(day).filter(agency__in=list(agencies))}


# -- work files: who may


def may_open_files(seat: Seat) -> bool:
    return seat.has(Role.CLERK, Role.SPECIALIST, Role.UNIT_HEAD)


def sees_whole(seat: Seat, file: WorkFile, day: date) -> bool:
    return file.agency_id in read_whole(seat, day)


def may_add(seat: Seat, file: WorkFile) -> bool:
    """Say whether the seat may put things into the file: its keeper, and with whom it is shared for adding."""
    return file.keeper_id == seat.pk or _shared_with(seat).filter(file=file, may_add=True).exists()


def keeps_archive_of(seat: Seat, file: WorkFile, day: date) -> bool:
    return keeps_records_of(seat, file.agency_id, day)


def may_consent(seat: Seat, file: WorkFile) -> bool:
    """Say whether the seat may consent to keep the file longer: a leader of the agency (Article 30)."""
    return seat.has(Role.LEADER) and seat.agency_id == file.agency_id


def _shared_with(seat: Seat) -> QuerySet[Share]:
    return Share.objects.filter(Q(seat=seat) | Q(unit=seat.unit_id))


# -- work files: lists


def list_files(seat: Seat, day: date) -> QuerySet[WorkFile]:
    """List the work files a seat may see, the one that moved last first."""
    seen = Q(keeper=seat) | Q(agency__in=read_whole(seat, day)) | Q(pk__in=_shared_with(seat).values("file"))
    if seat.has(Role.UNIT_HEAD):
        seen |= Q(unit=seat.unit_id)
    return WorkFile.objects.filter(seen).order_by("-moved_at", "-pk")


def list_mine(seat: Seat) -> QuerySet[WorkFile]:
    return WorkFile.objects.filter(keeper=seat).order_by("-moved_at", "-pk")


def list_shared(seat: Seat) -> QuerySet[WorkFile]:
    shared = WorkFile.objects.filter(pk__in=_shared_with(seat).values("file"))
    return shared.exclude(keeper=seat).order_by("-moved_at", "-pk")


def list_due(seat: Seat, day: date) -> QuerySet[WorkFile]:
    """List the closed files to be handed over within 30 days or late, the most pressing first (Article 30)."""
    soon = day + timedelta(days=NOTICE_DAYS)
    whose = Q(keeper=seat) | Q(agency__in=kept_by(seat, day))
    return WorkFile.objects.filter(whose, state=State.CLOSED, due_on__lte=soon).order_by("due_on", "pk")


def list_waiting(seat: Seat, day: date) -> QuerySet[WorkFile]:
    """List what was submitted to the archives that this seat keeps, the oldest first."""
    return WorkFile.objects.filter(agency__in=kept_by(seat, day), state=State.SUBMITTED).order_by("moved_at", "pk")


def list_archived(agency: Agency | int, year: int) -> QuerySet[WorkFile]:
    """List what one agency's archive took over of a year, in order of the plan."""
    return WorkFile.objects.filter(agency=agency, year=year, state=State.ARCHIVED).order_by("notation", "pk")


def list_archived_years(agencies: Sequence[int]) -> list[tuple[int, str, int]]:
    """Give agency, its name and year wherever something is archived."""
    held = WorkFile.objects.filter(agency__in=agencies, state=State.ARCHIVED).order_by("-year", "agency_name")
    return list(held.values_list("agency", "agency_name", "year").distinct())


def list_unplanned(seat: Seat, day: date) -> QuerySet[WorkFile]:
    """List the files opened outside the plan, which its next supplement should name (Article 28)."""
    return WorkFile.objects.filter(agency__in=kept_by(seat, day), entry=None, year=day.year).order_by("notation")


def get_file(seat: Seat, uid: UUID | str, day: date) -> WorkFile:
    return (
        list_files(seat, day)
        .select_related("agency", "keeper__person", "entry__plan", "package", "lasting_package")
        .get(uid=uid)
    )


def list_addable(seat: Seat) -> QuerySet[WorkFile]:
    """List the open files into which this seat may put things, newest first."""
    shared = _shared_with(seat).filter(may_add=True).values("file")
    mine = WorkFile.objects.filter(Q(keeper=seat) | Q(pk__in=shared), state=State.OPEN)
    return mine.order_by("-moved_at", "-pk")[:BOARD]


def list_colleagues(file: WorkFile, day: date) -> list[Seat]:
    """List with whom a file may be shared: everybody of the agency but its keeper."""
    return [seat for seat in list_seats_in(file.agency_id, day) if seat.pk != file.keeper_id]


# -- contents


@dataclass(frozen=True)
class Line:
    """One line of a file's table of contents, as one seat may read it."""

    item: FileItem
    number: int
    readable: bool
    code: str
    dated: date | None
    title: str
    author: str
    first_page: int
    note: str
    is_open: bool
    left_out: bool  # a cancelled draft or a refused document: it is removed before the file is closed
    digests: tuple[str, ...]

    @property
    def page_range(self) -> str:
        last = self.first_page + self.item.pages - 1
        return f"{self.first_page}" if last <= self.first_page else f"{self.first_page}–{last}"


def list_items(file: WorkFile) -> QuerySet[FileItem]:
    """List a file's contents in order of time."""
    parts = ("incoming__delivery__packet", "outgoing__type", "outgoing__file", "outgoing__signer__person", "paper")
    return file.items.select_related(*parts).order_by(F("dated").asc(nulls_last=True), "pk")


def lines_of(file: WorkFile, seat: Seat, day: date) -> list[Line]:
    """Give the table of contents; what the seat may not see is counted but says nothing."""
    items = list(list_items(file))
    incoming = set(
        list_incoming(seat, day)
        .order_by()
        .filter(pk__in=[i.incoming_id for i in items if i.incoming_id])
        .values_list("pk", flat=True)
    )
    outgoing = set(
        list_outgoing(seat, day)
        .order_by()
        .filter(pk__in=[i.outgoing_id for i in items if i.outgoing_id])
        .values_list("pk", flat=True)
    )
    return [
        line
        if line.item.paper_id or line.item.incoming_id in incoming or line.item.outgoing_id in outgoing
        else replace(line, readable=False, code="", dated=None, title=HIDDEN, author="", note="")
        for line in all_lines(items)
    ]


def all_lines(items: Iterable[FileItem]) -> list[Line]:
    """Give every line in full: for the package, and as the ground of what one seat may read."""
    lines, page = [], 1
    for number, item in enumerate(items, 1):
        lines.append(_line(item, number, page))
        page += item.pages
    return lines


def _line(item: FileItem, number: int, page: int) -> Line:
    code, title, author = item.code, item.title, item.author
    is_open = left_out = False
    digests: tuple[str, ...] = (item.paper.digest,) if item.paper else ()
    if item.incoming is not None:
        document = item.incoming
        code, author = document.code, document.sender_name
        title = f"{document.type_name}: {document.subject}" if document.type_name else document.subject
        is_open, left_out = document.is_open, document.state == document.State.REFUSED
        digests = (f"{document.sender_name}|{document.code}|{document.dated}",)
    if item.outgoing is not None:
        sent = item.outgoing
        code, title, author = sent.code, f"{sent.type.name}: {sent.subject}", sent.agency_name
        is_open, left_out = sent.is_open, sent.state == sent.State.CANCELLED
        digests = (sent.file.digest, sent.original.digest)
    return Line(
        item=item,
        number=number,
        readable=True,
        code=code,
        dated=item.dated,
        title=title,
        author=author,
        first_page=page,
        note=item.note,
        is_open=is_open,
        left_out=left_out,
        digests=digests,
    )


@dataclass(frozen=True)
class Hindrance:
    """One thing that keeps a file from being closed; `line` is the content it is about, if it is about one."""

    words: str
    line: Line | None = None


def hindrances(file: WorkFile, lines: Sequence[Line]) -> list[Hindrance]:
    """
    Say what is to be put right before a file is closed (Decree 30/2020, Article 29).

    Work must be done; duplicates and drafts are taken out; every thing is dated; the retention is determined.
    """
    found = []
    if not lines:
        found.append(Hindrance("Hồ sơ chưa có văn bản, tài liệu nào."))
    if file.retention_years is None:
        found.append(Hindrance("Chưa xác định thời hạn bảo quản."))
    seen: dict[str, Line] = {}
    for line in lines:
        found += [Hindrance(words, line) for words in _faults(line)]
        twin = next((seen[digest] for digest in line.digests if digest in seen), None)
        if twin is not None:
            found.append(Hindrance(f"Trùng với mục số {twin.number}. Giữ một bản, bỏ bản còn lại.", line))
        seen |= dict.fromkeys(line.digests, line)
    return found


def _faults(line: Line) -> list[str]:
    faults = []
    if line.left_out:
        faults.append("Dự thảo đã hủy hoặc văn bản đã từ chối tiếp nhận. Bỏ ra khỏi hồ sơ.")
    elif line.is_open:
        faults.append("Văn bản chưa xong việc (chưa gửi hoặc chưa hoàn thành).")
    if line.item.dated is None and not line.is_open:
        faults.append("Chưa có ngày của văn bản, tài liệu.")
    return faults


def find_file_names(document: Document, seat: Seat, day: date) -> list[WorkFile]:
    """List in which work files that the seat may see a document lies."""
    key = {"incoming": document} if isinstance(document, IncomingDocument) else {"outgoing": document}
    holding = FileItem.objects.filter(**key).values("file")
    return list(list_files(seat, day).filter(pk__in=holding)[:BOARD])


def get_document(seat: Seat, kind: str, uid: UUID | str, day: date) -> Document | None:
    """Get a document that the seat may see, by kind and uid; None when there is none."""
    if kind == "incoming":
        return list_incoming(seat, day).filter(uid=uid).first()
    return list_outgoing(seat, day).filter(uid=uid).first() if kind == "outgoing" else None


# -- the work board


def list_work(seat: Seat, day: date) -> list[WorkFile]:
    """List what waits for a seat: submitted files to accept, returned ones to correct, due ones to submit."""
    return list(WorkFile.objects.filter(_work(seat, day)).order_by("due_on", "pk")[:BOARD])


def count_work(seat: Seat, day: date) -> int:
    """Count the same, for the navigation."""
    return WorkFile.objects.filter(_work(seat, day)).count()


def _work(seat: Seat, day: date) -> Q:
    soon = Q(due_on__lte=day + timedelta(days=NOTICE_DAYS)) | ~Q(returned_for="")
    return Q(keeper=seat, state=State.CLOSED) & soon | Q(agency__in=kept_by(seat, day), state=State.SUBMITTED)


def due_of(file: WorkFile) -> datetime | None:
    """Say until when the file is to be handed over: the end of office hours of its last day."""
    if file.state != State.CLOSED or file.due_on is None:
        return None
    return end_of_office(file.due_on, file.agency_id)


# -- history


WORDS: dict[str, tuple[str, str, str]] = {
    # verb: (what is said, icon, the payload's field that is told beside it)
    "workfiles.plan.drafted": ("Lập danh mục", "doc", ""),
    "workfiles.plan.changed": ("Sửa danh mục", "doc", ""),
    "workfiles.plan.approved": ("Duyệt, ban hành", "shield", ""),
    "workfiles.plan.supplemented": ("Bổ sung hồ sơ", "plus", "title"),
    "workfiles.file.opened": ("Mở hồ sơ", "plus", ""),
    "workfiles.file.changed": ("Sửa thông tin", "doc", "what"),
    "workfiles.file.item_added": ("Đưa tài liệu vào", "clip", "title"),
    "workfiles.file.item_described": ("Sửa mô tả tài liệu", "doc", ""),
    "workfiles.file.item_removed": ("Bỏ tài liệu ra", "cross", "reason"),
    "workfiles.file.shared": ("Chia sẻ", "user", "to"),
    "workfiles.file.unshared": ("Thôi chia sẻ", "user", "to"),
    "workfiles.file.closed": ("Kết thúc hồ sơ", "check", ""),
    "workfiles.file.reopened": ("Mở lại", "swap", "reason"),
    "workfiles.file.submitted": ("Nộp lưu", "send", ""),
    "workfiles.file.made_lasting": ("Bổ sung dữ liệu xác thực dài hạn vào gói", "shield", ""),
    "workfiles.file.returned": ("Lưu trữ trả lại", "refuse", "reason"),
    "workfiles.file.archived": ("Lưu trữ tiếp nhận", "shield", ""),
    "workfiles.file.deferred": ("Được giữ lại thêm", "clock", "ground"),
    "workfiles.file.handed_over": ("Bàn giao", "swap", "to"),
}


@dataclass(frozen=True)
class Lasting:
    """How far the signed PDFs of a package have their validation data; `last` is why the newest try came to nothing."""

    total: int
    waiting: int
    cannot: list[LastingCopy]
    last: str


def lasting_of(file: WorkFile) -> Lasting:
    copies = list(file.lasting_copies.select_related("original").order_by("pk"))
    waiting = [copy for copy in copies if copy.state == LastingCopy.State.WAITING and settings.LONG_TERM]
    cannot = [copy for copy in copies if copy.state == LastingCopy.State.CANNOT]
    return Lasting(len(copies), len(waiting), cannot, next((copy.reason for copy in waiting if copy.reason), ""))


def count_lasting_waiting() -> int:
    """Count the signed PDFs of packages that wait for their validation data."""
    return LastingCopy.objects.filter(state=LastingCopy.State.WAITING).count() if settings.LONG_TERM else 0


def history_of(subject: FilingPlan | WorkFile) -> list[Step]:
    """Tell what was done, in order; the same thing done several times running is told once."""
    steps: list[Step] = []
    for act in timeline(subject.SUBJECT_KIND, subject.uid):
        step = _step(act)
        if steps and replace(steps[-1], at=step.at) == step:
            steps.pop()
        steps.append(step)
    return steps


def _step(act: Act) -> Step:
    words, drawn, field = WORDS[act.verb]
    return Step(words, str((act.details or {}).get(field, "")), drawn, who_did(act), act.at)
