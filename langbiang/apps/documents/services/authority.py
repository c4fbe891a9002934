"""Papers under which others sign by order (TL.) or by authorisation (TUQ.) (Decree 30/2020, Article 13)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from langbiang.apps.directory.interface import Agency, Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import SigningAuthorityGranted, SigningAuthorityWithdrawn
from langbiang.apps.documents.models import SigningAuthority
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import write

State = SigningAuthority.State


class CannotGrant(Refused):
    """This seat is not the agency's head, or the paper, its content or its period are missing."""


@dataclass(frozen=True)
class Authority:
    """What a paper gives: to whom, in which form, within what, on which ground, for how long (last day included)."""

    seat: Seat
    competence: str
    content: str
    ground: str
    begins: date
    ends: date | None


@transaction.atomic
def grant_authority(agency: Agency, given: Authority, *, seat: Seat, now: datetime) -> SigningAuthority:
    """Enter a paper by which the head lets another sign; an authorisation is limited in time (Article 13.3)."""
    day = clock.local(now).date()
    _check_head(agency, seat, day)
    missing = {"content": "Ghi phạm vi được ký.", "ground": "Ghi số, ngày của văn bản giao ký."}
    said = {
        name: check_said(getattr(given, name), limit=limit, refusal=CannotGrant, missing=missing[name], field=name)
        for name, limit in (("content", 500), ("ground", 300))
    }
    if given.competence == SigningAuthority.Competence.BY_AUTHORISATION and given.ends is None:
        raise CannotGrant("Ủy quyền ký phải có thời hạn (Điều 13): nhập ngày kết thúc.", field="ends")
    if given.ends is not None and given.ends < max(given.begins, day):
        raise CannotGrant("Ngày kết thúc phải sau ngày bắt đầu và không ở quá khứ.", field="ends")
    if not given.seat.holds_on(max(given.begins, day)):
        raise CannotGrant("Người được giao ký không giữ chức vụ này vào ngày bắt đầu.", field="to")
    granted = SigningAuthority(
        agency=agency,
        seat=given.seat,
        competence=given.competence,
        on_behalf_of=seat.title,
        begins=given.begins,
        ends=given.ends,
        **said,
    )
    told = SigningAuthorityGranted(str(given.seat), given.competence, granted.ground)
    write(granted, told, by=actor_of(seat), now=now, parties=[agency.pk])
    return granted


@transaction.atomic
def withdraw_authority(granted: SigningAuthority, *, reason: str, seat: Seat, now: datetime) -> SigningAuthority:
    """Take the right back; what was signed under it stays."""
    granted = SigningAuthority.objects.select_for_update(of=("self",)).select_related("agency").get(pk=granted.pk)
    _check_head(granted.agency, seat, clock.local(now).date())
    if granted.state != State.GRANTED:
        raise CannotGrant("Quyền ký này đã được thu lại trước đó.")
    said = check_said(reason, limit=300, refusal=CannotGrant, missing="Ghi lý do thu lại.", field="reason")
    before, granted.state = granted.state, State.WITHDRAWN
    told = SigningAuthorityWithdrawn(said)
    write(
        granted,
        told,
        by=actor_of(seat),
        now=now,
        fields=["state"],
        moved_from=before,
        parties=[granted.agency_id],
    )
    return granted


def _check_head(agency: Agency, seat: Seat, day: date) -> None:
    if seat.acted_by:
        raise CannotGrant("Xử lý thay không gồm giao hay thu quyền ký: người đứng đầu cơ quan tự quyết định.")
    if not queries.heads_agency(seat, agency, day):
        raise CannotGrant("Chỉ người đứng đầu cơ quan giao người khác ký thừa lệnh hoặc thừa ủy quyền.")
