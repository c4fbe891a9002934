"""Transfer to the agency's archive (Decree 30/2020, Articles 29 and 30)."""

from datetime import date, datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat
from langbiang.apps.workfiles import packaging, queries
from langbiang.apps.workfiles.acts import FileArchived, FileDeferred, FileReturned, FileSubmitted
from langbiang.apps.workfiles.law import LONGEST_DEFERRAL_MONTHS, add_months, transfer_due
from langbiang.apps.workfiles.models import WorkFile
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.files.interface import Writer, enter_file
from langbiang.foundation.journal.interface import lock

from .lasting import queue_copies
from .moving import check_keeper, check_move, move

State = WorkFile.State


class CannotTransfer(Refused):
    """The file is not at that step, the seat does not keep the archive, or a reason is missing."""


@transaction.atomic
def submit_file(file: WorkFile, *, seat: Seat, now: datetime) -> WorkFile:
    """Hand a closed file over to the agency's archive: its package is written and waits for acceptance."""
    file = lock(file)
    check_move(file, State.CLOSED, State.SUBMITTED, CannotTransfer)
    check_keeper(seat, file, CannotTransfer)
    writer = Writer()
    try:
        packaging.write_package(file, writer, now=now)
    except BaseException:
        writer.discard()
        raise
    stored = writer.keep()
    name = f"{file.notation}-{file.year}.zip"
    file.package = enter_file(stored, name=name, media_type=packaging.MEDIA_TYPE, now=now)
    file.returned_for = ""
    changed = ["package", "returned_for"]
    queue_copies(file, now=now)
    move(file, State.SUBMITTED, FileSubmitted(stored.digest), seat=seat, now=now, fields=changed)
    return file


@transaction.atomic
def accept_file(file: WorkFile, *, seat: Seat, now: datetime) -> WorkFile:
    """Take a submitted file into the archive."""
    file = _received(file, State.ARCHIVED, seat, now)
    assert file.package is not None
    file.archived_at = now
    move(file, State.ARCHIVED, FileArchived(file.package.digest), seat=seat, now=now, fields=["archived_at"])
    return file


@transaction.atomic
def return_file(file: WorkFile, *, reason: str, seat: Seat, now: datetime) -> WorkFile:
    """Give a submitted file back to its keeper, saying what is to be put right."""
    file = _received(file, State.CLOSED, seat, now)
    missing = "Nhập lý do trả lại để người nộp biết phải sửa gì."
    file.returned_for = check_said(reason, limit=500, refusal=CannotTransfer, missing=missing, field="reason")
    file.package = file.lasting_package = None
    changed = ["returned_for", "package", "lasting_package"]
    move(file, State.CLOSED, FileReturned(file.returned_for), seat=seat, now=now, fields=changed)
    return file


@transaction.atomic
def defer_transfer(file: WorkFile, *, until: date, ground: str, seat: Seat, now: datetime) -> WorkFile:
    """Consent that the unit keeps a due file longer: a leader, at most two years (Article 30)."""
    file = lock(file)
    if file.state != State.CLOSED or file.due_on is None or file.end_date is None:
        raise CannotTransfer("Chỉ hồ sơ đã kết thúc và phải nộp lưu mới cần ý kiến cho giữ lại.")
    if not queries.may_consent(seat, file):
        raise CannotTransfer("Việc giữ lại hồ sơ đến hạn do lãnh đạo cơ quan đồng ý.")
    first = transfer_due(file.end_date, file.retention_years, construction=file.construction)
    assert first is not None
    last = add_months(first, LONGEST_DEFERRAL_MONTHS)
    if not file.due_on < until <= last:
        words = f"Chọn ngày sau {file.due_on:%d/%m/%Y}, chậm nhất {last:%d/%m/%Y} (không quá 02 năm)."
        raise CannotTransfer(words, field="until")
    missing = "Ghi số, ngày văn bản đồng ý cho giữ lại."
    ground = check_said(ground, limit=300, refusal=CannotTransfer, missing=missing, field="ground")
    file.due_on, file.deferred = until, True
    told = FileDeferred(until.isoformat(), ground)
    move(file, State.CLOSED, told, seat=seat, now=now, fields=["due_on", "deferred"])
    return file


def _received(file: WorkFile, state: str, seat: Seat, now: datetime) -> WorkFile:
    file = lock(file)
    check_move(file, State.SUBMITTED, state, CannotTransfer)
    if not queries.keeps_archive_of(seat, file, clock.local(now).date()):
        raise CannotTransfer("Chỉ văn thư, lưu trữ của cơ quan mới tiếp nhận hoặc trả lại hồ sơ nộp lưu.")
    return file
