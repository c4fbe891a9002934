"""Tasks, meetings and entries in every state, made as people make them: through the services."""

from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from langbiang.apps.direction import services
from langbiang.apps.direction.models import (
    CalendarAttendee,
    CalendarEntry,
    ExtensionRequest,
    Meeting,
    MeetingInvitation,
    MeetingPaper,
    Room,
    Task,
    TaskCoordinator,
    TaskFile,
    TaskReport,
)
from langbiang.apps.direction.services.calendar import Proposal
from langbiang.apps.direction.services.meetings import Call, When
from langbiang.apps.direction.services.tasks import Errand, Source
from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.tests.factories import NOW, letter
from langbiang.foundation.files.interface import File
from langbiang.foundation.journal.interface import Act
from langbiang.foundation.search.models import Entry

State = Task.State
DUE = NOW + timedelta(days=5)
SOON = NOW + timedelta(days=1)
MODELS = (Task, TaskCoordinator, TaskReport, TaskFile, ExtensionRequest, Meeting, MeetingInvitation, MeetingPaper)


def upload(name: str = "bao-cao.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, letter() if content is None else content)


def docx() -> SimpleUploadedFile:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return SimpleUploadedFile("de-cuong.docx", out.getvalue())


def errand(lead: Seat, **said) -> Errand:
    usual = {"title": "Rà soát trang thành phần", "content": "Báo cáo trước giao ban", "lead": lead, "due_at": DUE}
    return Errand(**{**usual, **said})


def give(assigner: Seat, lead: Seat, *, now: datetime = NOW, **said) -> Task:
    return services.tasks.give_task(errand(lead, **said), seat=assigner, now=now)


def task(state: str = State.ASSIGNED, *, assigner: Seat, lead: Seat, now: datetime = NOW, **said) -> Task:
    """Bring a task to a state."""
    made = give(assigner, lead, now=now, **said)
    if state == State.CANCELLED:
        return services.tasks.cancel_task(made, reason="Trùng việc", seat=assigner, now=now)
    steps = [
        (State.WORKING, lambda t: services.tasks.start_task(t, seat=lead, now=now)),
        (State.REPORTED, lambda t: services.tasks.report_done(t, words="Đã xong", seat=lead, now=now)),
        (State.DONE, lambda t: services.tasks.close_task(t, reply="", result="Tốt", seat=assigner, now=now)),
    ]
    reached = [State.ASSIGNED, *(name for name, _ in steps)].index(State(state))
    for _, step in steps[:reached]:
        made = step(made)
    return made


def room(clerk: Seat, name: str = "Phòng họp 1") -> Room:
    return services.meetings.open_room(name=name, capacity=30, seat=clerk, now=NOW)


def when(begins: int = 8, ends: int = 10, *, room: Room | None = None, place: str = "Hội trường", day: int = 1) -> When:
    date = NOW + timedelta(days=day)
    return When(date.replace(hour=begins), date.replace(hour=ends), room, "" if room else place)


def meeting(organiser: Seat, chair: Seat, *, now: datetime = NOW, **said) -> Meeting:
    usual = {"title": "Họp giao ban tuần", "agenda": "Kiểm điểm nhiệm vụ", "chair": chair, "when": when()}
    return services.meetings.call_meeting(Call(**{**usual, **said}), seat=organiser, now=now)


def entry(proposer: Seat, *leaders: Seat, now: datetime = NOW, begins: int = 8, ends: int = 10, **said):
    date = NOW + timedelta(days=1)
    usual = {
        "agency": proposer.agency,
        "subject": "Làm việc với các huyện",
        "starts_at": date.replace(hour=begins),
        "ends_at": date.replace(hour=ends),
        "place": "Phòng họp 1",
        "leaders": leaders,
        "prepared_by": "Phòng CNTT",
    }
    return services.calendar.propose_entry(Proposal(**{**usual, **said}), seat=proposer, now=now)


def everything() -> dict[str, list[tuple]]:
    """Give all rows that direction may write, to see that a refusal changed none."""
    models = (*MODELS, Room, CalendarEntry, CalendarAttendee, File, Act, Entry)
    return {m._meta.label: list(m.objects.order_by("pk").values_list()) for m in models}


__all__ = ["DUE", "NOW", "SOON", "Source", "docx", "entry", "errand", "everything", "give", "meeting", "room", "task"]
