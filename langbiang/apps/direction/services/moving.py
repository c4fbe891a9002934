"""One move of state: locked, allowed, versioned, journalled, and found by those who may see it now."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.core.files.uploadedfile import UploadedFile

from langbiang.apps.direction.indexing import index_meeting, index_task
from langbiang.apps.direction.models import CalendarEntry, Meeting, Task
from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, keep_upload
from langbiang.foundation.files.sniff import DOCX, JPEG, PDF, PNG, XLSX
from langbiang.foundation.journal.interface import write

Thing = TypeVar("Thing", bound=Task | Meeting | CalendarEntry)
Uploads = Sequence["UploadedFile[bytes]"]
TAKEN = (PDF, DOCX, XLSX, PNG, JPEG)
AT_ONCE = 10  # files with one report


def check_move(thing: Task | Meeting | CalendarEntry, state: str, refusal: type[Refused]) -> None:
    """:raises refusal: unless the thing may become `state` from where it stands."""
    if not thing.may_become(state):
        step = thing.get_state_display()
        raise refusal(f"“{thing}” đang ở bước “{step}”, không làm được việc này nữa. Tải lại trang để xem.")


def move(
    thing: Task | Meeting | CalendarEntry,
    state: str,
    payload: object,
    *,
    seat: Seat,
    now: datetime,
    fields: Sequence[str] = (),
) -> None:
    """Save the move and its act; what else the move changed is named in `fields`. The row is locked."""
    before, thing.state, thing.moved_at = thing.state, state, now
    write(
        thing,
        payload,
        by=actor_of(seat),
        now=now,
        fields=["state", "moved_at", *fields],
        moved_from=before,
        parties=[thing.agency_id],
    )
    if isinstance(thing, Task):
        index_task(thing)
    elif isinstance(thing, Meeting):
        index_meeting(thing)


def check_length(text: str, *, limit: int, refusal: type[Refused], field: str) -> str:
    said = text.strip()
    if len(said) > limit:
        raise refusal(f"Nội dung dài {len(said)} ký tự, tối đa {limit}. Viết gọn lại.", field=field)
    return said


def keep_all(uploads: Uploads, *, refusal: type[Refused], now: datetime, field: str) -> list[File]:
    """Keep the files that came with a form: PDF, Word, Excel or pictures, told from their bytes."""
    if len(uploads) > AT_ONCE:
        raise refusal(f"Mỗi lần gửi được tối đa {AT_ONCE} tệp. Chia làm nhiều lần.", field=field)
    return [keep_upload(upload, allowed=TAKEN, now=now, field=field) for upload in uploads]


def named(seat: Seat) -> str:
    """Name a seat as it is copied into rows: Nguyễn Thị Thu Hà, Chuyên viên."""
    return f"{seat.person.full_name}, {seat.title}"
