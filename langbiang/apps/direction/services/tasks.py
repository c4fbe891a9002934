"""The life of a task, from being given to being closed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from langbiang.apps.direction.acts import (
    TaskAssigned,
    TaskCancelled,
    TaskClosed,
    TaskContributed,
    TaskPassed,
    TaskProgressed,
    TaskReported,
    TaskReturned,
    TaskStarted,
)
from langbiang.apps.direction.indexing import index_task
from langbiang.apps.direction.models import ExtensionRequest, Meeting, Task, TaskCoordinator, TaskFile, TaskReport
from langbiang.apps.direction.queries import meetings, tasks
from langbiang.apps.directory.interface import Seat, UnitVersion, name_of
from langbiang.apps.documents.interface import IncomingDocument, OutgoingDocument
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.files.interface import File
from langbiang.foundation.journal.interface import lock, write

from .moving import Uploads, check_length, check_move, keep_all, move, named

State, Origin = Task.State, Task.Origin


class CannotGive(Refused):
    """The seat may not give tasks to this person, or the deadline does not do."""


class CannotPass(Refused):
    """Only the head of the lead unit passes a task on, within the unit."""


class CannotStart(Refused):
    """It was not given to this seat."""


class CannotReport(Refused):
    """It is not this seat's, is not being worked on, or nothing was said."""


class CannotReturn(Refused):
    """Only who gave it judges what was reported."""


class CannotClose(Refused):
    """It is not reported as done, parts of it are open, or no result is named."""


class CannotCancel(Refused):
    """It is not this seat's to take back, or parts of it are open."""


@dataclass(frozen=True)
class Source:
    """What a task comes from: one of these, or nothing; and the task of which it is a part."""

    incoming: IncomingDocument | None = None
    outgoing: OutgoingDocument | None = None
    meeting: Meeting | None = None
    parent: Task | None = None

    @property
    def origin(self) -> str:
        if self.incoming:
            return Origin.INCOMING
        if self.outgoing:
            return Origin.OUTGOING
        return Origin.MEETING if self.meeting else Origin.FREE

    @property
    def name(self) -> str:
        """Name the origin as it is copied into the task; a document not issued yet by its subject."""
        if self.incoming:
            return f"{self.incoming.type_name or 'Văn bản'} {self.incoming.code}"[:300]
        if self.outgoing:
            return f"{self.outgoing.type} {self.outgoing.code or self.outgoing.subject}"[:300]
        return self.meeting.title if self.meeting else ""


@dataclass(frozen=True)
class Errand:
    """What is asked, of whom, until when, and who helps."""

    title: str
    content: str
    lead: Seat
    due_at: datetime
    people: Sequence[Seat] = ()
    units: Sequence[UnitVersion] = ()
    source: Source = field(default_factory=Source)


@transaction.atomic
def give_task(errand: Errand, *, seat: Seat, now: datetime) -> Task:
    """Give a task to a person of the agency, always with a deadline."""
    day = clock.local(now).date()
    title = _check_errand(errand, seat, day)
    _check_due(errand.due_at, now)
    parent = _check_source(errand, seat, day)
    task = Task(
        agency=seat.agency,
        agency_name=name_of(seat.agency, day).name,
        title=title,
        content=check_length(errand.content, limit=5000, refusal=CannotGive, field="content"),
        origin=errand.source.origin,
        origin_name=errand.source.name,
        incoming=errand.source.incoming,
        outgoing=errand.source.outgoing,
        meeting=errand.source.meeting,
        parent=parent,
        assigner=seat,
        assigner_name=named(seat),
        due_at=errand.due_at,
        state=State.ASSIGNED,
        created_at=now,
        moved_at=now,
        **_lead(errand.lead),
    )
    told = TaskAssigned(title, task.lead_name, errand.due_at.isoformat(), task.origin)
    write(task, told, by=actor_of(seat), now=now, parties=[task.agency_id])
    _enter_coordinators(task, errand)
    index_task(task)
    return task


@transaction.atomic
def pass_task(task: Task, *, to: Seat, seat: Seat, now: datetime) -> Task:
    """Give a task that came to the unit to another person of it; the step it is at stays."""
    task = lock(task)
    if not task.is_open or task.state == State.REPORTED:
        raise CannotPass(f"Nhiệm vụ đang ở bước “{task.get_state_display()}”, không chuyển người được nữa.")
    if not tasks.may_pass(seat, task):
        raise CannotPass("Chỉ trưởng đơn vị chủ trì chuyển được nhiệm vụ cho người khác trong đơn vị.")
    if to not in tasks.list_successors(task, clock.local(now).date()):
        raise CannotPass("Chỉ chuyển được cho người khác đang công tác trong đơn vị chủ trì. Chọn lại.", field="to")
    for column, value in _lead(to).items():
        setattr(task, column, value)
    move(task, task.state, TaskPassed(task.lead_name), seat=seat, now=now, fields=["lead", "lead_name"])
    return task


@transaction.atomic
def start_task(task: Task, *, seat: Seat, now: datetime) -> Task:
    """Begin the work."""
    task = lock(task)
    if task.state != State.ASSIGNED:
        raise CannotStart(f"Nhiệm vụ đang ở bước “{task.get_state_display()}”, đã được nhận rồi.")
    _check_lead(task, seat, CannotStart)
    move(task, State.WORKING, TaskStarted(), seat=seat, now=now)
    return task


@transaction.atomic
def report_progress(task: Task, *, percent: int, words: str, uploads: Uploads = (), seat: Seat, now: datetime) -> Task:
    """Tell how far the work is; 100 % is told by `report_done`."""
    task = lock(task)
    _check_working(task)
    _check_lead(task, seat, CannotReport)
    if not 0 <= percent <= 99:
        raise CannotReport("Tiến độ từ 0 đến 99%. Xong hẳn thì dùng “Báo cáo hoàn thành”.", field="percent")
    report, files = _keep_report(task, words, uploads, seat, now, percent=percent)
    task.progress = percent
    told = TaskProgressed(percent, report.words, len(files))
    move(task, task.state, told, seat=seat, now=now, fields=["progress"])
    return task


@transaction.atomic
def contribute(task: Task, *, words: str, uploads: Uploads = (), seat: Seat, now: datetime) -> Task:
    """Add a co-ordinator's part to a task that is open."""
    task = lock(task)
    if not task.is_open:
        raise CannotReport(f"Nhiệm vụ đang ở bước “{task.get_state_display()}”, không thêm ý kiến được nữa.")
    if not tasks.coordinates(seat, task):
        raise CannotReport("Chỉ người, đơn vị phối hợp gửi được ý kiến phối hợp.")
    report, files = _keep_report(task, words, uploads, seat, now)
    move(task, task.state, TaskContributed(report.words, len(files)), seat=seat, now=now)
    return task


@transaction.atomic
def report_done(task: Task, *, words: str, uploads: Uploads = (), seat: Seat, now: datetime) -> Task:
    """Report the work as done; it waits for who gave it. An extension still asked for lapses."""
    task = lock(task)
    check_move(task, State.REPORTED, CannotReport)
    _check_lead(task, seat, CannotReport)
    report, files = _keep_report(task, words, uploads, seat, now, percent=100)
    let_extension_lapse(task)
    task.progress, task.finished_at, task.returned_for = 100, now, ""
    changed = ["progress", "finished_at", "returned_for", "extension_open"]
    move(task, State.REPORTED, TaskReported(report.words, len(files)), seat=seat, now=now, fields=changed)
    return task


@transaction.atomic
def return_task(task: Task, *, reason: str, seat: Seat, now: datetime) -> Task:
    """Give what was reported back, with the reason; the progress is again what was told before."""
    task = lock(task)
    if task.state != State.REPORTED:
        raise CannotReturn(f"Nhiệm vụ đang ở bước “{task.get_state_display()}”, chưa có báo cáo hoàn thành để trả lại.")
    _check_assigner(task, seat, CannotReturn)
    missing = "Ghi lý do trả lại để người thực hiện biết phải làm gì."
    task.returned_for = check_said(reason, limit=500, refusal=CannotReturn, missing=missing, field="reason")
    last = task.reports.filter(percent__lt=100).order_by("-pk").first()
    task.progress, task.finished_at = (last.percent or 0) if last else 0, None
    changed = ["returned_for", "progress", "finished_at"]
    move(task, State.WORKING, TaskReturned(task.returned_for), seat=seat, now=now, fields=changed)
    return task


@transaction.atomic
def close_task(task: Task, *, reply: str, result: str, seat: Seat, now: datetime) -> Task:
    """Close a task, naming the outgoing document that answers it or saying what came of it, or both."""
    task = lock(task)
    check_move(task, State.DONE, CannotClose)
    _check_assigner(task, seat, CannotClose)
    _check_parts_closed(task, CannotClose)
    task.result = check_length(result, limit=1000, refusal=CannotClose, field="result")
    if reply.strip():
        task.reply = tasks.find_reply(seat, reply, clock.local(now).date())
        if task.reply is None:
            raise CannotClose(
                f"Không tìm thấy văn bản đi số “{reply.strip()}” trong những văn bản vị trí này được xem. Nhập đủ "
                "số và ký hiệu, ví dụ 12/STTTT-CNTT, hoặc ghi kết quả bằng lời.",
                field="reply",
            )
    elif not task.result:
        raise CannotClose("Nêu số văn bản trả lời, hoặc ghi kết quả bằng lời.", field="result")
    told = TaskClosed(task.result, task.reply.code if task.reply else "")
    move(task, State.DONE, told, seat=seat, now=now, fields=["result", "reply"])
    return task


@transaction.atomic
def cancel_task(task: Task, *, reason: str, seat: Seat, now: datetime) -> Task:
    """Take a task back; it stays, as cancelled."""
    task = lock(task)
    check_move(task, State.CANCELLED, CannotCancel)
    _check_assigner(task, seat, CannotCancel)
    _check_parts_closed(task, CannotCancel)
    missing = "Ghi lý do hủy để người thực hiện biết vì sao."
    task.cancelled_for = check_said(reason, limit=500, refusal=CannotCancel, missing=missing, field="reason")
    let_extension_lapse(task)
    told = TaskCancelled(task.cancelled_for)
    move(task, State.CANCELLED, told, seat=seat, now=now, fields=["cancelled_for", "extension_open"])
    return task


def let_extension_lapse(task: Task) -> None:
    """An extension that nobody answered is needed no more once the task is done or taken back."""
    task.extensions.filter(state=ExtensionRequest.State.ASKED).update(state=ExtensionRequest.State.LAPSED)
    task.extension_open = False


def check_within_parent(parent: Task | None, due_at: datetime, refusal: type[Refused]) -> None:
    """:raises refusal: when a part would be due after the whole."""
    if parent is not None and due_at > parent.due_at:
        raise refusal(
            f"Nhiệm vụ cha có hạn {clock.local(parent.due_at):%H:%M, %d/%m/%Y}; hạn nhiệm vụ con không được sau đó.",
            field="due",
        )


# -- checks


def _check_errand(errand: Errand, seat: Seat, day: date) -> str:
    if not tasks.may_give(seat):
        raise CannotGive("Chỉ lãnh đạo và trưởng đơn vị giao nhiệm vụ.")
    if errand.lead not in tasks.list_leads(seat, day):
        raise CannotGive(
            "Lãnh đạo giao cho người của cơ quan mình, trưởng đơn vị giao cho người của đơn vị mình. Chọn lại.",
            field="lead",
        )
    known = {person.pk for person in tasks.list_coordinators(seat, day)}
    if not {person.pk for person in errand.people} <= known - {errand.lead.pk}:
        raise CannotGive("Người phối hợp phải là người khác của cùng cơ quan. Chọn lại.", field="people")
    units = {version.unit_id for version in tasks.list_coordinating_units(seat, day)}
    if not {version.unit_id for version in errand.units} <= units:
        raise CannotGive("Đơn vị phối hợp phải thuộc cơ quan mình. Chọn lại.", field="units")
    missing = "Nhập tên nhiệm vụ, ngắn gọn, nêu việc phải làm."
    return check_said(errand.title, limit=300, refusal=CannotGive, missing=missing, field="title")


def _check_due(due_at: datetime, now: datetime) -> None:
    if due_at <= now:
        raise CannotGive("Hạn phải sau thời điểm này. Chọn ngày khác.", field="due")


def _check_source(errand: Errand, seat: Seat, day: date) -> Task | None:
    """Check that the seat may see what the task comes from, and that it fits into the whole; lock the whole."""
    source = errand.source
    if source.incoming and tasks.find_incoming(seat, str(source.incoming.uid), day) is None:
        raise CannotGive("Vị trí đang dùng không được xem văn bản đến này.")
    if source.outgoing and tasks.find_outgoing(seat, str(source.outgoing.uid), day) is None:
        raise CannotGive("Vị trí đang dùng không được xem văn bản đi này.")
    if source.meeting:
        _check_meeting(source.meeting, seat)
    if source.parent is None:
        return None
    parent = lock(source.parent)
    if not parent.is_open:
        raise CannotGive("Nhiệm vụ cha đã đóng hoặc đã hủy, không chia tiếp được.")
    if tasks.find_task(seat, parent.uid, day) is None or not tasks.may_divide(seat, parent):
        raise CannotGive("Vị trí đang dùng không chia được nhiệm vụ này.")
    check_within_parent(parent, errand.due_at, CannotGive)
    return parent


def _check_meeting(meeting: Meeting, seat: Seat) -> None:
    found = meetings.find_meeting(seat, meeting.uid)
    if found is None or found.state != Meeting.State.CONCLUDED:
        raise CannotGive("Chỉ giao nhiệm vụ từ cuộc họp đã có kết luận mà vị trí này được xem.")


def _check_lead(task: Task, seat: Seat, refusal: type[Refused]) -> None:
    if task.lead_id != seat.pk:
        raise refusal("Nhiệm vụ này không giao cho vị trí bạn đang dùng.")


def _check_assigner(task: Task, seat: Seat, refusal: type[Refused]) -> None:
    if task.assigner_id != seat.pk:
        raise refusal("Chỉ người giao nhiệm vụ làm được việc này.")


def _check_working(task: Task) -> None:
    if task.state != State.WORKING:
        raise CannotReport(f"Nhiệm vụ đang ở bước “{task.get_state_display()}”, không báo cáo tiến độ được.")


def _check_parts_closed(task: Task, refusal: type[Refused]) -> None:
    waiting = task.children.filter(state__in=Task.OPEN).count()
    if waiting:
        raise refusal(f"Còn {waiting} nhiệm vụ con chưa đóng. Đóng hoặc hủy các nhiệm vụ con trước.")


# -- rows


def _lead(seat: Seat) -> dict[str, object]:
    return {"lead": seat, "lead_name": named(seat), "lead_unit": seat.unit, "lead_unit_name": seat.unit_name}


def _enter_coordinators(task: Task, errand: Errand) -> None:
    people = {person.pk: person for person in errand.people}.values()
    rows = [TaskCoordinator(task=task, unit=v.unit, unit_name=v.name) for v in errand.units]
    rows += [TaskCoordinator(task=task, unit=p.unit, unit_name=p.unit_name, seat=p, seat_name=named(p)) for p in people]
    TaskCoordinator.objects.bulk_create(rows)


def _keep_report(
    task: Task, words: str, uploads: Uploads, seat: Seat, now: datetime, *, percent: int | None = None
) -> tuple[TaskReport, list[File]]:
    missing = "Ghi nội dung báo cáo."
    said = check_said(words, limit=2000, refusal=CannotReport, missing=missing, field="words")
    files = keep_all(uploads, refusal=CannotReport, now=now, field="enclosed")
    report = TaskReport.objects.create(task=task, author_name=named(seat), at=now, percent=percent, words=said)
    last = task.files.aggregate(last=Max("number"))["last"] or 0
    TaskFile.objects.bulk_create(
        TaskFile(report=report, task=task, number=number, file=file) for number, file in enumerate(files, last + 1)
    )
    return report, files
