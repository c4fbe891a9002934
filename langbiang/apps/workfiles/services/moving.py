"""One act on a plan or a file: locked, allowed, versioned, journalled, and found by those who may see it now."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from langbiang.apps.directory.interface import Seat
from langbiang.apps.identity.interface import actor_of
from langbiang.apps.workfiles.indexing import index_file
from langbiang.apps.workfiles.models import FilingPlan, WorkFile
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import write

Thing = TypeVar("Thing", FilingPlan, WorkFile)


class CannotDo(Refused):
    """The file is not at that step, or this seat may not."""


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


def named(seat: Seat) -> str:
    return f"{seat.person.full_name}, {seat.title}"
