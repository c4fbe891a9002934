"""Files go to another keeper before a post is left (Decree 30/2020, Article 31), and back when that was an error."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat
from langbiang.apps.workfiles.acts import FileHandedOver
from langbiang.apps.workfiles.models import WorkFile
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import lock

from .moving import move, named

HELD = (WorkFile.State.OPEN, WorkFile.State.CLOSED)


class CannotHandOver(Refused):
    """It lies in the archive already, has moved on since, or the other seat cannot take it."""


@transaction.atomic
def hand_over_file(file: WorkFile, *, to: Seat, seat: Seat, now: datetime, undone: int | None = None) -> WorkFile:
    """Give a file that is not yet submitted to another keeper of the agency; `undone`: the version taken back."""
    file = lock(file)
    if undone is not None:
        if file.version != undone:
            raise CannotHandOver(f"“{file.title}” đã được xử lý tiếp sau khi bàn giao, không lấy lại được.")
    elif file.state not in HELD:
        raise CannotHandOver(f"“{file.title}” đang ở bước “{file.get_state_display()}”, không còn gì để bàn giao.")
    elif to.agency_id != file.agency_id or not to.holds_on(clock.local(now).date()):
        raise CannotHandOver("Người nhận bàn giao phải là người đương chức của cùng cơ quan.", field="to")
    file.keeper, file.keeper_name = to, named(to)
    file.unit_id, file.unit_name = to.unit_id, to.unit_name
    told = FileHandedOver(file.keeper_name, undone is not None)
    move(file, file.state, told, seat=seat, now=now, fields=["keeper", "keeper_name", "unit", "unit_name"])
    return file
