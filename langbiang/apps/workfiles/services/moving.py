"""One act on a plan or a file: locked, allowed, versioned, journalled, and found by those who may see it now."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import actor_of
from langbiang.apps.workfiles.indexing import index_file
from langbiang.apps.workfiles.models import FilingPlan, WorkFile
from langbiang.foundation.errors import Refused, Stale
from langbiang.foundation.journal.interface import write

Thing = TypeVar("Thing", FilingPlan, WorkFile)
SHOWN_OLD = "Nội dung đã thay đổi sau khi bạn mở trang. Xem lại bên dưới rồi quyết định lần nữa."


class CannotDo(Refused):
    """The file is not at that step, or this seat may not."""


def lock(thing: Thing) -> Thing:
    """
    Lock the row for the rest of the transaction and give it as it is now.

    :raises Stale: when it changed, within the same step, since the caller read it.
    """
    locked = type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)
    if locked.state == thing.state and locked.version != thing.version:
        raise Stale(SHOWN_OLD)
    return locked


def check_move(file: WorkFile, came_from: str, state: str, refusal: type[Refused] = CannotDo) -> None:
    """:raises refusal: unless the file stands at `came_from` and may become `state`; two steps lead to CLOSED."""
    if file.state != came_from or not file.may_become(state):
        raise refusal(f"Hồ sơ đang ở bước “{file.get_state_display()}”, không làm được việc này. Tải lại trang để xem.")


def check_open(file: WorkFile, refusal: type[Refused]) -> None:
    if file.state != WorkFile.State.OPEN:
        raise refusal(f"Hồ sơ đang ở bước “{file.get_state_display()}”, không sửa được nữa. Mở lại hồ sơ trước.")


def check_keeper(seat: Seat, file: WorkFile, refusal: type[Refused] = CannotDo) -> None:
    if file.keeper_id != seat.pk:
        raise refusal(f"Chỉ người lập hồ sơ ({file.keeper_name}) làm được việc này.")


def move(file: WorkFile, state: str, payload: object, *, seat: Seat, now: datetime, fields: Sequence[str] = ()) -> None:
    """Save a move and its act; what else changed is named in `fields`. The row is locked."""
    before, file.state, file.moved_at = file.state, state, now
    write(
        file,
        payload,
        by=actor_of(seat),
        now=now,
        fields=["state", "moved_at", *fields],
        moved_from=before,
        parties=[file.agency_id],
    )
    index_file(file)


def check_said(text: str, *, limit: int, refusal: type[Refused], missing: str, field: str) -> str:
    """Give what a person typed without the space around it; refuse nothing at all, and more than the column takes."""
    said = text.strip()
    if not said:
        raise refusal(missing, field=field)
    if len(said) > limit:
        raise refusal(f"Nội dung dài {len(said)} ký tự, tối đa {limit}. Viết gọn lại.", field=field)
    return said


def named(seat: Seat) -> str:
    return f"{seat.person.full_name}, {seat.title}"
