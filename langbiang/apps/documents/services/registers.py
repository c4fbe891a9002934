"""Closing a year's register, and the two registers whose lines the clerk writes by hand."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from langbiang.apps.directory.interface import Agency, Role, Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import (
    CopyUseCorrected,
    CopyUseEntered,
    CopyUseReturned,
    PostCorrected,
    PostEntered,
    PostReceipted,
    RegisterClosed,
    RegisterReopened,
)
from langbiang.apps.documents.models import CopyUse, NumberSeries, PostEntry, RegisterLock
from langbiang.apps.documents.queries import Volume
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, Stale, check_said
from langbiang.foundation.journal.interface import write

Lock = RegisterLock.State
Written = TypeVar("Written", PostEntry, CopyUse)


class CannotClose(Refused):
    """The year is not over, something is in the way, it is closed already, or this seat does not keep the records."""


class CannotReopen(Refused):
    """It is not closed, no reason was given, or this seat does not lead the agency."""


class CannotWrite(Refused):
    """This seat does not keep the agency's records, or the line is not complete."""


class CannotCorrect(Refused):
    """No reason was given, nothing differs, or this seat does not keep the records."""


# -- closing


@transaction.atomic
def close_register(volume: Volume, *, seat: Seat, now: datetime) -> RegisterLock:
    """
    Close the register of a past year: its numbers run from 1 to the last without a hole, and none is held or unsent.

    It is then printed and bound (Decree 30/2020, Articles 16.2.b and 22.3.b); no number is given in it any more.
    """
    day = clock.local(now).date()
    if not queries.keeps_records_of(seat, volume.agency.pk, day):
        raise CannotClose("Chỉ văn thư giữ sổ của cơ quan mới khóa sổ.")
    if volume.year >= day.year:
        raise CannotClose(f"Sổ năm {volume.year} còn ghi đến hết ngày 31/12; khóa từ ngày 01/01 năm sau.")
    list(NumberSeries.objects.select_for_update().filter(**volume.key))  # who gives numbers waits
    lock = RegisterLock.objects.select_for_update(of=("self",)).filter(**volume.key).first()
    if lock is not None and not lock.may_become(Lock.CLOSED):
        raise CannotClose("Sổ này đã khóa rồi. Tải lại trang để xem.")
    standing = queries.standing_of(volume)
    if standing.hindrances:
        raise CannotClose(" ".join(standing.hindrances))
    lock = lock or RegisterLock(**volume.key)
    before, digest = (lock.state if lock.pk else ""), queries.digest_of(volume)
    lock.state, lock.last_number, lock.count = Lock.CLOSED, standing.last, digest.count
    lock.digest, lock.first_day, lock.last_day = digest.value, digest.first_day, digest.last_day
    lock.closed_by, lock.closed_at = f"{seat.person.full_name}, {seat.title}", now
    told = RegisterClosed(volume.book, volume.year, volume.series, lock.last_number, lock.count, lock.digest)
    write(lock, told, by=actor_of(seat), now=now, moved_from=before, parties=[volume.agency.pk])
    return lock


@transaction.atomic
def reopen_register(lock: RegisterLock, *, reason: str, seat: Seat, now: datetime) -> RegisterLock:
    """Open a closed register again, by a leader of the agency and with the reason."""
    lock = RegisterLock.objects.select_for_update(of=("self",)).get(pk=lock.pk)
    if not (seat.has(Role.LEADER) and seat.agency_id == lock.agency_id):
        raise CannotReopen("Chỉ lãnh đạo của cơ quan mở lại sổ đã khóa.")
    if not lock.may_become(Lock.REOPENED):
        raise CannotReopen("Sổ này đang mở. Tải lại trang để xem.")
    missing = "Ghi lý do mở lại sổ; lý do được lưu cùng sổ."
    lock.reopened_for = check_said(reason, limit=500, refusal=CannotReopen, missing=missing, field="reason")
    before, lock.state = lock.state, Lock.REOPENED
    write(
        lock,
        RegisterReopened(lock.reopened_for),
        by=actor_of(seat),
        now=now,
        fields=["state", "reopened_for"],
        moved_from=before,
        parties=[lock.agency_id],
    )
    return lock


# -- the post register


@dataclass(frozen=True)
class PostLine:
    """What the clerk writes of one sending."""

    transferred_on: date
    code: str
    recipient: str
    envelopes: int
    receipt: str = ""
    note: str = ""


@transaction.atomic
def enter_post(agency: Agency, line: PostLine, *, seat: Seat, now: datetime) -> PostEntry:
    """Write a sending by post or by hand into the register (Decree 30/2020, Annex IV)."""
    _check_keeper(seat, agency.pk, CannotWrite, now)
    _check_day(line.transferred_on, "transferred_on", now)
    by = f"{seat.person.full_name}, {seat.title}"
    entry = PostEntry(agency=agency, entered_by=by, entered_at=now, **asdict(line))
    told = PostEntered(entry.code, entry.recipient, entry.envelopes)
    write(entry, told, by=actor_of(seat), now=now, parties=[agency.pk])
    return entry


@transaction.atomic
def note_receipt(entry: PostEntry, *, receipt: str, seat: Seat, now: datetime) -> PostEntry:
    """Write in who took it, or the postmark, once that is known."""
    entry = _locked(entry)
    _check_keeper(seat, entry.agency_id, CannotWrite, now)
    if entry.receipt:
        raise CannotWrite("Dòng này đã có ký nhận. Ghi sai thì dùng Sửa dòng, kèm lý do.", field="receipt")
    missing = "Ghi người ký nhận hoặc dấu bưu điện."
    entry.receipt = check_said(receipt, limit=300, refusal=CannotWrite, missing=missing, field="receipt")
    told = PostReceipted(entry.receipt)
    write(entry, told, by=actor_of(seat), now=now, fields=["receipt"], parties=[entry.agency_id])
    return entry


@transaction.atomic
def correct_post(entry: PostEntry, line: PostLine, *, reason: str, seat: Seat, now: datetime) -> PostEntry:
    """Correct a line with the reason; what stood there before is kept in the act."""
    entry = _locked(entry)
    _check_day(line.transferred_on, "transferred_on", now)
    before = _correct(entry, asdict(line), reason, seat, now)
    told = PostCorrected(entry.corrected_for, before)
    fields = [*before, "corrected_for"]
    write(entry, told, by=actor_of(seat), now=now, fields=fields, parties=[entry.agency_id])
    return entry


# -- the register on the use of kept copies


@dataclass(frozen=True)
class CopyUseLine:
    """What the clerk writes of one use of a kept copy."""

    used_on: date
    user_name: str
    code: str
    dated: date | None
    title: str
    file_code: str
    purpose: str
    allowed_by: str
    note: str = ""


@transaction.atomic
def enter_copy_use(agency: Agency, line: CopyUseLine, *, seat: Seat, now: datetime) -> CopyUse:
    """Write down who uses which kept copy, for what, and who allowed it (Decree 30/2020, Article 19, Annex IV)."""
    _check_keeper(seat, agency.pk, CannotWrite, now)
    _check_day(line.used_on, "used_on", now)
    by = f"{seat.person.full_name}, {seat.title}"
    use = CopyUse(agency=agency, entered_by=by, entered_at=now, **asdict(line))
    told = CopyUseEntered(use.code, use.user_name, use.purpose, use.allowed_by)
    write(use, told, by=actor_of(seat), now=now, parties=[agency.pk])
    return use


@transaction.atomic
def return_copy(use: CopyUse, *, on: date, seat: Seat, now: datetime) -> CopyUse:
    """Write down that a copy came back."""
    use = _locked(use)
    _check_keeper(seat, use.agency_id, CannotWrite, now)
    if not use.may_become(CopyUse.State.RETURNED):
        raise CannotWrite("Bản lưu này đã trả. Ghi sai thì dùng Sửa dòng, kèm lý do.")
    _check_day(on, "returned_on", now)
    if on < use.used_on:
        raise CannotWrite(f"Ngày trả phải từ ngày sử dụng {use.used_on:%d/%m/%Y} trở đi.", field="returned_on")
    before, use.state, use.returned_on = use.state, CopyUse.State.RETURNED, on
    write(
        use,
        CopyUseReturned(on.isoformat()),
        by=actor_of(seat),
        now=now,
        fields=["state", "returned_on"],
        moved_from=before,
        parties=[use.agency_id],
    )
    return use


@transaction.atomic
def correct_copy_use(use: CopyUse, line: CopyUseLine, *, reason: str, seat: Seat, now: datetime) -> CopyUse:
    """Correct a line with the reason; what stood there before is kept in the act."""
    use = _locked(use)
    _check_day(line.used_on, "used_on", now)
    if use.returned_on is not None and line.used_on > use.returned_on:
        raise CannotCorrect(f"Bản lưu đã trả ngày {use.returned_on:%d/%m/%Y}, trước ngày này.", field="used_on")
    before = _correct(use, asdict(line), reason, seat, now)
    told = CopyUseCorrected(use.corrected_for, before)
    write(use, told, by=actor_of(seat), now=now, fields=[*before, "corrected_for"], parties=[use.agency_id])
    return use


# -- alike for both


def _locked(row: Written) -> Written:
    """Lock a line; :raises Stale: when somebody changed it since the caller read it."""
    locked = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.version != row.version:
        raise Stale("Nội dung đã thay đổi sau khi bạn mở trang. Xem lại bên dưới rồi quyết định lần nữa.")
    return locked


def _correct(row: PostEntry | CopyUse, line: dict[str, Any], reason: str, seat: Seat, now: datetime) -> dict[str, str]:
    """Put the corrected columns on the row and give what stood in those that differ."""
    _check_keeper(seat, row.agency_id, CannotCorrect, now)
    missing = "Ghi lý do sửa để sau này tra lại được."
    row.corrected_for = check_said(reason, limit=300, refusal=CannotCorrect, missing=missing, field="reason")
    before = {name: str(getattr(row, name) or "") for name, said in line.items() if getattr(row, name) != said}
    if not before:
        raise CannotCorrect("Chưa có gì khác với dòng đang ghi. Sửa cột cần sửa rồi lưu lại.")
    for name, said in line.items():
        setattr(row, name, said)
    return before


def _check_keeper(seat: Seat, agency_id: int, refusal: type[Refused], now: datetime) -> None:
    if not queries.keeps_records_of(seat, agency_id, clock.local(now).date()):
        raise refusal("Chỉ văn thư giữ sổ của cơ quan mới ghi sổ này.")


def _check_day(day: date, name: str, now: datetime) -> None:
    if day > clock.local(now).date():
        raise CannotWrite("Ngày ghi sổ không thể sau hôm nay. Chọn lại ngày.", field=name)
