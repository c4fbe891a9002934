"""The work board: what waits for a seat, grouped by when it is due."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from django.urls import reverse

from langbiang.apps.direction import interface as direction
from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.interface import (
    Handling,
    IncomingDocument,
    UnitCopy,
    Work,
    due_of,
    list_work,
    opinion_asked,
)
from langbiang.apps.incidents import interface as incidents
from langbiang.apps.workfiles import interface as filing
from langbiang.foundation import clock

from .templatetags.house import weekday


@dataclass(frozen=True)
class Row:
    """One thing to do: what, from whom, which step, until when, and the one action."""

    urgency: str
    title: str
    note: str
    address: str
    icon: str
    step: str
    action: str
    due: datetime | None
    mark: str
    mark_words: str
    left: str


@dataclass(frozen=True)
class Waiting:
    """Something that waits: enough to put it in its place; its row is made only where it is shown."""

    kind: str
    due: datetime | None
    row: Callable[[], Row]


@dataclass(frozen=True)
class Group:
    """Things that belong together: the rows shown, and how many there are in all."""

    key: str
    name: str
    rows: list[Row]
    count: int

    @property
    def more(self) -> bool:
        return self.count > len(self.rows)


STEPS = {
    "incoming.arrived": ("Tiếp nhận", "Tiếp nhận"),
    "incoming.accepted": ("Trình lãnh đạo", "Trình"),
    "incoming.presented": ("Chờ tôi bút phê", "Bút phê"),
    "unit.open": ("Phân công trong đơn vị", "Phân công"),
    "lead.open": ("Được giao chủ trì", "Bắt đầu"),
    "lead.working": ("Đang xử lý", "Xử lý"),
    "coordinate.open": ("Phối hợp", "Phối hợp"),
    "inform.open": ("Để biết", "Xem"),
    "unit-copy.open": ("Gửi đơn vị để biết", "Xem"),
    "copy.open": ("Được giao xem", "Xem"),
    "outgoing.draft": ("Hoàn thiện dự thảo", "Soạn"),
    "outgoing.content": ("Duyệt nội dung", "Duyệt"),
    "outgoing.form": ("Kiểm tra thể thức", "Kiểm tra"),
    "outgoing.opinion": ("Góp ý cho dự thảo", "Cho ý kiến"),
    "outgoing.presented": ("Chờ tôi ký", "Ký"),
    "outgoing.unsigned": ("Chờ người ký", "Xem"),
    "outgoing.signed": ("Cấp số, đóng dấu", "Phát hành"),
    "outgoing.issued": ("Gửi các nơi nhận", "Gửi"),
}
INSTRUCT, SIGN = "incoming.presented", "outgoing.presented"
MOST = 200  # incidents on a board
SHOWN = 20  # rows of a group before one asks for the rest
NAMES = {"late": "Quá hạn", "soon": "Ba ngày tới", "after": "Sau đó", "open": "Chưa đặt hạn"}


def waiting_for(seat: Seat, now: datetime) -> list[Waiting]:
    """Give what waits for a seat, the most pressing first; what has no deadline comes last."""
    day = clock.local(now).date()
    found = [_of_document(work, seat, now) for work in list_work(seat, day)]
    found += [Waiting("", filing.due_of(file), partial(_filing_row, file, now)) for file in filing.list_work(seat, day)]
    found += [Waiting("", work.due_at, partial(_row_of_work, work, now)) for work in direction.list_work(seat, day)]
    found += [
        Waiting("", None, partial(_row_of_incident, incident, now)) for incident in incidents.list_work(seat)[:MOST]
    ]
    return sorted(found, key=lambda each: (each.due is None, each.due or now))


def groups_of(waiting: list[Waiting], now: datetime, chosen: str = "") -> list[Group]:
    """Group what waits by when it is due, without empty groups; only the chosen one is shown to its end."""
    today = clock.local(now).date()
    names = {**NAMES, "today": f"Hôm nay, {weekday(today)} {today:%d/%m}"}
    found: dict[str, list[Waiting]] = {key: [] for key in ("late", "today", "soon", "after", "open")}
    for each in waiting:
        found[_when(each.due, now, today)].append(each)
    return [
        Group(key, names[key], [each.row() for each in some[: None if key == chosen else SHOWN]], len(some))
        for key, some in found.items()
        if some
    ]


def _of_document(work: Work, seat: Seat, now: datetime) -> Waiting:
    asked = opinion_asked(work)
    kind, due = "outgoing.opinion" if asked else f"{_kind(work)}.{work.state}", asked.due_at if asked else due_of(work)
    if kind == SIGN and seat.acted_by:
        kind = "outgoing.unsigned"  # signing is not deputised
    return Waiting(kind, due, partial(_row, work, kind, due, now))


def _row(work: Work, kind: str, due: datetime | None, now: datetime) -> Row:
    document = work.document if isinstance(work, (Handling, UnitCopy)) else work
    incoming = isinstance(document, IncomingDocument)
    if isinstance(document, IncomingDocument):
        note = f"{document.type_name or 'Văn bản'} {document.code} · {document.sender_name}"
    else:
        note = f"Văn bản đi {document.code or document.notation} · {document.agency_name}"
    page = "outgoing-detail" if not incoming else "incoming-instruct" if kind == INSTRUCT else "incoming-detail"
    address = reverse(f"documents:{page}", args=[document.uid])
    row = _line(document.subject, note, address, "inbox" if incoming else "doc", STEPS[kind], due, now)
    return replace(row, urgency=document.get_urgency_display() if document.urgency else "")


def _kind(work: Work) -> str:
    """Name the kind of work by which its step is told; what lies with a unit is to be given to a person."""
    if isinstance(work, UnitCopy):
        return "copy" if work.seat_id else "unit-copy"
    if isinstance(work, Handling):
        return "unit" if work.seat_id is None and work.role != Handling.Role.INFORM else work.role
    return "incoming" if isinstance(work, IncomingDocument) else "outgoing"


FILING_STEPS = {"submitted": ("Hồ sơ nộp lưu", "Tiếp nhận"), "closed": ("Nộp lưu hồ sơ", "Nộp lưu")}


def _filing_row(file: filing.WorkFile, now: datetime) -> Row:
    """Give the line of a work file that is to be handed over to the archive, or taken over by it."""
    note = f"Hồ sơ {file.notation} năm {file.year} · {file.unit_name}"
    address = reverse("workfiles:file-detail", args=[file.uid])
    return _line(file.title, note, address, "papers", FILING_STEPS[file.state], filing.due_of(file), now)


def _row_of_incident(incident: incidents.Incident, now: datetime) -> Row:
    """Give the row of an incident: nobody's yet, or one's own."""
    step = ("Sự cố đang xử lý", "Xử lý") if incident.handler_id else ("Sự cố chưa ai xử lý", "Giao xử lý")
    note = f"{incident.code} · {incident.get_severity_display()} · {incident.agency_name}"
    address = reverse("incidents:incident-detail", args=[incident.uid])
    return _line(incident.title, note, address, "flag", step, None, now)


def _row_of_work(work: direction.Work, now: datetime) -> Row:
    """Give the row of a task, an invitation or a line of the week."""
    address = reverse(work.page, args=[work.uid])
    return _line(work.title, work.note, address, work.icon, (work.step, work.action), work.due_at, now)


def _line(
    title: str, note: str, address: str, icon: str, step: tuple[str, str], due: datetime | None, now: datetime
) -> Row:
    mark, words, left = _mark(due, now)
    return Row(
        urgency="",
        title=title,
        note=note,
        address=address,
        icon=icon,
        step=step[0],
        action=step[1],
        due=due,
        mark=mark,
        mark_words=words,
        left=left,
    )


def tiles_of(waiting: list[Waiting]) -> list[Group]:
    """Give a leader's piles for the phone: what to sign, what waits for the instruction, all else."""
    piles = {SIGN: "Chờ ký", INSTRUCT: "Chờ bút phê", "": "Việc khác"}
    found: dict[str, list[Waiting]] = {kind: [] for kind in piles}
    for each in waiting:
        found[each.kind if each.kind in piles else ""].append(each)
    return [Group(kind, piles[kind], [each.row() for each in some], len(some)) for kind, some in found.items() if some]


def _when(due: datetime | None, now: datetime, today: date) -> str:
    if due is None:
        return "open"
    if due < now:
        return "late"
    days = (clock.local(due).date() - today).days
    return "today" if days == 0 else "soon" if days <= 3 else "after"


def _mark(due: datetime | None, now: datetime) -> tuple[str, str, str]:
    """Say mark, words and the small line below it."""
    if due is None:
        return "closed", "Chưa đặt hạn", ""
    local = clock.local(due)
    hour = f"{local:%H:%M, %d/%m}"
    if due < now:
        return "late", _late_by(now - due), hour
    days = (local.date() - clock.local(now).date()).days
    if days == 0:
        return "today", f"Hôm nay {local:%H:%M}", _left(due - now)
    return ("soon" if days <= 3 else "ontime"), f"Còn {days} ngày", hour


def _late_by(by: timedelta) -> str:
    return f"Quá hạn {by.days} ngày" if by.days else f"Quá hạn {max(by.seconds // 3600, 1)} giờ"


def _left(left: timedelta) -> str:
    hours, minutes = left.seconds // 3600, left.seconds % 3600 // 60
    return f"còn {hours} giờ {minutes:02}" if hours else f"còn {minutes} phút"
