"""An agency's own groups of receivers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Agency, Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import ReceiverGroup, ReceiverGroupMember
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said


class CannotKeepGroup(Refused):
    """It has no name or no members, or this seat does not keep the agency's records."""


@transaction.atomic
def keep_group(agency: Agency, *, name: str, members: Sequence[Agency], seat: Seat, now: datetime) -> ReceiverGroup:
    """Keep a group of receivers under a name; the same name again replaces its members."""
    _check_keeper(agency, seat, now)
    missing = "Đặt tên cho nhóm, ví dụ: Các phòng chuyên môn cấp huyện."
    said = check_said(name, limit=100, refusal=CannotKeepGroup, missing=missing, field="name")
    chosen = {member.pk for member in members} - {agency.pk}
    if not chosen:
        raise CannotKeepGroup("Chọn ít nhất một nơi nhận cho nhóm.", field="receivers")
    group, _ = ReceiverGroup.objects.get_or_create(agency=agency, name=said)
    group.members.all().delete()
    ReceiverGroupMember.objects.bulk_create(ReceiverGroupMember(group=group, agency_id=pk) for pk in sorted(chosen))
    return group


@transaction.atomic
def drop_group(group: ReceiverGroup, *, seat: Seat, now: datetime) -> None:
    """Forget a group; documents already addressed keep their receivers."""
    _check_keeper(group.agency, seat, now)
    group.delete()


def _check_keeper(agency: Agency, seat: Seat, now: datetime) -> None:
    if not queries.keeps_records_of(seat, agency.pk, clock.local(now).date()):
        raise CannotKeepGroup("Chỉ văn thư giữ sổ của cơ quan mới đặt nhóm nơi nhận.")
