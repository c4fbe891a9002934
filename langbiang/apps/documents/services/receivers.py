"""Receivers of a document: other agencies, units of the own one, agencies outside; and an agency's groups of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from langbiang.apps.directory.interface import Agency, Seat, Unit, list_agencies
from langbiang.apps.documents import queries
from langbiang.apps.documents.models import OutgoingDocument, OutgoingRecipient, ReceiverGroup, ReceiverGroupMember
from langbiang.apps.exchange.interface import Outside, find_outside
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said

UNLISTED = (
    "Mã {} không có trong danh bạ cơ quan ngoài tỉnh, không còn ở đó, hoặc là cơ quan trong tỉnh. Bỏ khỏi nơi nhận, "
    "tìm và chọn lại."
)


def check_receivers(
    document: OutgoingDocument, agencies: Sequence[Agency], units: Sequence[Unit], refusal: type[Refused], day: date
) -> None:
    """:raises refusal: when a receiver is the issuing agency itself, is no more, or is another agency's unit."""
    if document.agency in agencies:
        raise refusal("Cơ quan ban hành không gửi văn bản cho chính mình. Bỏ khỏi nơi nhận.", field="receivers")
    outside = list_agencies(day).filter(agency__in=agencies).count()
    inside = queries.units_to_send(document.agency, day).filter(unit__in=units).count()
    if outside + inside < len(agencies) + len(units):
        raise refusal("Có nơi nhận không còn hoạt động. Bỏ khỏi danh sách rồi lưu lại.", field="receivers")


def named_outside(codes: Iterable[str], refusal: type[Refused], now: datetime) -> list[Outside]:
    """
    Name agencies beyond the directory as they are called on the day.

    :raises refusal: when one is on no list that we know, or on it no more.
    """
    wanted = list(dict.fromkeys(codes))
    found = find_outside(wanted, now)
    if missing := [code[:40] for code in wanted if code not in found]:
        raise refusal(UNLISTED.format(", ".join(missing[:5])), field="outside")
    return [found[code] for code in wanted]


def address(
    document: OutgoingDocument, agencies: Sequence[Agency], units: Sequence[Unit], outside: Sequence[Outside]
) -> None:
    """Write receivers down; the row of a unit names its agency, the document's own, too."""
    others = [OutgoingRecipient(document=document, agency=agency) for agency in agencies]
    inside = [OutgoingRecipient(document=document, agency_id=document.agency_id, unit=unit) for unit in units]
    beyond = [OutgoingRecipient(document=document, outside_code=o.code, outside_name=o.name) for o in outside]
    OutgoingRecipient.objects.bulk_create([*others, *inside, *beyond])


class CannotKeepGroup(Refused):
    """It has no name or no members, or this seat does not keep the agency's records."""


@transaction.atomic
def keep_group(
    agency: Agency,
    *,
    name: str,
    members: Sequence[Agency],
    units: Sequence[Unit] = (),
    seat: Seat,
    now: datetime,
) -> ReceiverGroup:
    """Keep a group of receivers under a name; the same name again replaces its members."""
    _check_keeper(agency, seat, now)
    missing = "Đặt tên cho nhóm, ví dụ: Các phòng chuyên môn cấp huyện."
    said = check_said(name, limit=100, refusal=CannotKeepGroup, missing=missing, field="name")
    chosen = {member.pk for member in members} - {agency.pk}
    rooms = [unit.pk for unit in units if unit.agency_id == agency.pk]
    if not chosen and not rooms:
        raise CannotKeepGroup("Chọn ít nhất một nơi nhận cho nhóm.", field="receivers")
    group, _ = ReceiverGroup.objects.get_or_create(agency=agency, name=said)
    group.members.all().delete()
    outside = [ReceiverGroupMember(group=group, agency_id=pk) for pk in sorted(chosen)]
    inside = [ReceiverGroupMember(group=group, agency=agency, unit_id=pk) for pk in sorted(rooms)]
    ReceiverGroupMember.objects.bulk_create([*outside, *inside])
    return group


@transaction.atomic
def drop_group(group: ReceiverGroup, *, seat: Seat, now: datetime) -> None:
    """Forget a group; documents already addressed keep their receivers."""
    _check_keeper(group.agency, seat, now)
    group.delete()


def _check_keeper(agency: Agency, seat: Seat, now: datetime) -> None:
    if not queries.keeps_records_of(seat, agency.pk, clock.local(now).date()):
        raise CannotKeepGroup("Chỉ văn thư giữ sổ của cơ quan mới đặt nhóm nơi nhận.")
