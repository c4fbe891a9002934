"""With whom a keeper shares a work file."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat, Unit, list_units
from langbiang.apps.workfiles.acts import FileShared, FileUnshared
from langbiang.apps.workfiles.models import Share, WorkFile
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import lock

from .moving import check_keeper, move, named


class CannotShare(Refused):
    """Another keeps the file, or the other side is of another agency or has it already."""


@transaction.atomic
def share_file(file: WorkFile, *, to: Seat | Unit, may_add: bool, seat: Seat, now: datetime) -> Share:
    """Share a file with a person or a whole unit of the agency; sharing again changes what they may."""
    file = lock(file)
    check_keeper(seat, file, CannotShare)
    units = {v.unit_id: v.name for v in list_units(file.agency, clock.local(now).date())}
    if isinstance(to, Unit):
        if to.pk not in units:
            raise CannotShare("Chỉ chia sẻ được cho đơn vị của cơ quan mình.", field="to")
        share, _ = Share.objects.update_or_create(
            file=file, unit=to, defaults={"name": units[to.pk], "may_add": may_add}
        )
    else:
        if to.agency_id != file.agency_id or not to.holds_on(clock.local(now).date()):
            raise CannotShare("Chỉ chia sẻ được cho người đương chức của cơ quan mình.", field="to")
        if to.pk == file.keeper_id:
            raise CannotShare("Người này là người lập hồ sơ.", field="to")
        share, _ = Share.objects.update_or_create(file=file, seat=to, defaults={"name": named(to), "may_add": may_add})
    move(file, file.state, FileShared(share.name, may_add), seat=seat, now=now)
    return share


@transaction.atomic
def unshare_file(share: Share, *, seat: Seat, now: datetime) -> None:
    """Take a share back."""
    file = lock(share.file)
    check_keeper(seat, file, CannotShare)
    share.delete()
    move(file, file.state, FileUnshared(share.name), seat=seat, now=now)
