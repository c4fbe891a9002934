"""Who acts from whose seat while that person is away."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.identity.acts import DeputationGranted, DeputationWithdrawn
from langbiang.apps.identity.models import Deputation
from langbiang.apps.identity.seats import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import write

State = Deputation.State
LIMIT = 300


class CannotDeputise(Refused):
    """This seat may not decide it, the two cannot be principal and deputy in the period, or a reason is missing."""


@dataclass(frozen=True)
class Wanted:
    """Who is to act for whom, from which day to which (the last one included), and why."""

    principal: Seat
    deputy: Seat
    begins: date
    ends: date
    reason: str


@transaction.atomic
def grant_deputation(wanted: Wanted, *, seat: Seat, now: datetime) -> Deputation:
    """
    Let a person act from another's seat for a period; the other does it, or a leader for who is away already.

    :raises CannotDeputise: with the field of what does not do.
    """
    day = clock.local(now).date()
    # Both rows are locked, the lower first: two grants that touch one seat take turns.
    list(
        Seat.objects.select_for_update(of=("self",))
        .filter(pk__in=[wanted.principal.pk, wanted.deputy.pk])
        .order_by("pk")
    )
    _check_may_decide(wanted.principal, seat)
    _check_pair(wanted, seat)
    _check_period(wanted, day)
    _check_free(wanted)
    granted = Deputation(
        principal=wanted.principal,
        deputy=wanted.deputy,
        begins=wanted.begins,
        ends=wanted.ends,
        reason=_said(wanted.reason, "Ghi lý do, ví dụ: nghỉ phép, đi công tác."),
        granted_by=f"{seat.person.full_name}, {seat.title}",
        granted_at=now,
    )
    told = DeputationGranted(
        principal=str(wanted.principal),
        deputy=str(wanted.deputy),
        begins=wanted.begins.isoformat(),
        ends=wanted.ends.isoformat(),
        reason=granted.reason,
    )
    write(granted, told, by=actor_of(seat), now=now, parties=[wanted.principal.agency_id])
    return granted


@transaction.atomic
def withdraw_deputation(granted: Deputation, *, reason: str, seat: Seat, now: datetime) -> Deputation:
    """End it at once; what the deputy did stays, under both names."""
    rows = Deputation.objects.select_related("principal").select_for_update(of=("self",))
    granted = rows.get(pk=granted.pk)
    _check_may_decide(granted.principal, seat)
    if granted.state != State.GRANTED:
        raise CannotDeputise("Ủy quyền này đã được thu lại trước đó.")
    if granted.ends < clock.local(now).date():
        raise CannotDeputise(f"Ủy quyền này đã hết từ ngày {granted.ends:%d/%m/%Y}, không còn gì để thu lại.")
    granted.withdrawn_for = _said(reason, "Ghi lý do thu lại.")
    before, granted.state = granted.state, State.WITHDRAWN
    told = DeputationWithdrawn(granted.withdrawn_for)
    fields, parties = ["state", "withdrawn_for"], [granted.principal.agency_id]
    write(granted, told, by=actor_of(seat), now=now, fields=fields, moved_from=before, parties=parties)
    return granted


def _check_may_decide(principal: Seat, seat: Seat) -> None:
    if seat.acted_by:
        raise CannotDeputise("Người xử lý thay không ủy quyền tiếp và không thu lại ủy quyền. Đổi về vị trí của bạn.")
    leads = seat.has(Role.LEADER) and seat.agency_id == principal.agency_id
    if seat.pk != principal.pk and not leads:
        raise CannotDeputise(
            "Chỉ người giữ vị trí hoặc lãnh đạo cơ quan mới ủy quyền, thu lại ủy quyền của vị trí này."
        )


def _check_pair(wanted: Wanted, seat: Seat) -> None:
    principal, deputy = wanted.principal, wanted.deputy
    if deputy.person_id == principal.person_id:
        raise CannotDeputise("Không ủy quyền cho chính người giữ vị trí. Chọn người khác.", field="deputy")
    if deputy.agency_id != principal.agency_id:
        raise CannotDeputise("Chỉ ủy quyền cho người của cùng cơ quan.", field="deputy")
    if seat.pk != principal.pk and deputy.person_id == seat.person_id:
        raise CannotDeputise("Không tự nhận ủy quyền thay người khác. Chọn người khác xử lý thay.", field="deputy")


def _check_period(wanted: Wanted, day: date) -> None:
    if wanted.begins < day:
        raise CannotDeputise("Ngày bắt đầu không ở quá khứ: việc đã làm không đổi tên người làm.", field="begins")
    if wanted.ends < wanted.begins:
        raise CannotDeputise("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="ends")
    for one, field in ((wanted.principal, "principal"), (wanted.deputy, "deputy")):
        if not one.holds_on(wanted.begins):
            raise CannotDeputise(f"{one.person.full_name} không giữ chức vụ này vào ngày bắt đầu.", field=field)


def _check_free(wanted: Wanted) -> None:
    """Check that in the period the principal has no other deputy, and that nobody acts for who acts for another."""
    rows = Deputation.objects.filter(state=State.GRANTED, begins__lte=wanted.ends, ends__gte=wanted.begins)
    pair = [wanted.principal.pk, wanted.deputy.pk]
    rows = rows.filter(Q(principal__in=pair) | Q(deputy=wanted.principal)).select_related(
        "principal__person", "deputy__person"
    )
    for row in rows:
        period = f"từ {row.begins:%d/%m/%Y} đến hết {row.ends:%d/%m/%Y}"
        absent, acting = row.principal.person.full_name, row.deputy.person.full_name
        if row.principal_id == wanted.principal.pk:
            raise CannotDeputise(
                f"Vị trí này đã có {acting} xử lý thay {period}. Thu lại ủy quyền đó, hoặc chọn ngày khác.",
                field="begins",
            )
        if row.principal_id == wanted.deputy.pk:
            raise CannotDeputise(f"{absent} vắng mặt {period}, {acting} xử lý thay. Chọn người khác.", field="deputy")
        raise CannotDeputise(
            f"Vị trí này đang xử lý thay {absent} {period}; ủy quyền không chuyển tiếp. Thu lại ủy quyền đó trước.",
            field="principal",
        )


def _said(text: str, missing: str) -> str:
    said = text.strip()
    if not said:
        raise CannotDeputise(missing, field="reason")
    if len(said) > LIMIT:
        raise CannotDeputise(f"Nội dung dài {len(said)} ký tự, tối đa {LIMIT}. Viết gọn lại.", field="reason")
    return said
