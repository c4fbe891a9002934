"""The leaders' week: proposed, approved, published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from langbiang.apps.direction.acts import (
    EntryApproved,
    EntryCancelled,
    EntryDeclined,
    EntryProposed,
    EntryPublished,
)
from langbiang.apps.direction.models import CalendarAttendee, CalendarEntry
from langbiang.apps.direction.queries import calendar
from langbiang.apps.directory.interface import Agency, Seat
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import lock, write

from .moving import check_length, check_move, move, named

State = CalendarEntry.State


class CannotPropose(Refused):
    """The seat does not prepare this week, or the entry lacks something."""


class CannotDecide(Refused):
    """Another decides this, or the entry has moved on."""


class CannotPublish(Refused):
    """Nothing is approved, or the seat does not publish this week."""


@dataclass(frozen=True)
class Proposal:
    agency: Agency
    subject: str
    starts_at: datetime
    ends_at: datetime
    place: str
    leaders: Sequence[Seat]
    prepared_by: str = ""
    attendees_words: str = ""


@transaction.atomic
def propose_entry(proposal: Proposal, *, seat: Seat, now: datetime) -> CalendarEntry:
    """Propose a line of the week; a leader approves it."""
    day, agency = clock.local(now).date(), proposal.agency
    if not calendar.may_propose(seat, agency.pk, day):
        raise CannotPropose("Chỉ văn thư, trưởng đơn vị và lãnh đạo của cơ quan đề xuất lịch.", field="agency")
    if proposal.starts_at <= now:
        raise CannotPropose("Giờ bắt đầu phải sau thời điểm này.", field="day")
    same_day = clock.local(proposal.starts_at).date() == clock.local(proposal.ends_at).date()
    if proposal.ends_at <= proposal.starts_at or not same_day:
        raise CannotPropose("Giờ kết thúc phải sau giờ bắt đầu, trong cùng ngày.", field="ends")
    leaders = {leader.pk: leader for leader in proposal.leaders}
    if not leaders or not leaders.keys() <= {leader.pk for leader in calendar.list_leaders(agency.pk, day)}:
        raise CannotPropose("Chọn ít nhất một lãnh đạo đương chức của cơ quan.", field="leaders")
    entry = CalendarEntry(
        agency=agency,
        subject=check_said(
            proposal.subject, limit=500, missing="Nhập nội dung.", field="subject", refusal=CannotPropose
        ),
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        place=check_said(proposal.place, limit=200, missing="Nhập địa điểm.", field="place", refusal=CannotPropose),
        prepared_by=check_length(proposal.prepared_by, limit=200, field="prepared_by", refusal=CannotPropose),
        attendees_words=check_length(
            proposal.attendees_words, limit=500, field="attendees_words", refusal=CannotPropose
        ),
        proposer=seat,
        proposer_name=named(seat),
        state=State.PROPOSED,
        moved_at=now,
    )
    told = EntryProposed(entry.subject, entry.starts_at.isoformat())
    write(entry, told, by=actor_of(seat), now=now, parties=[agency.pk])
    CalendarAttendee.objects.bulk_create(
        CalendarAttendee(entry=entry, seat=leader, name=named(leader)) for leader in leaders.values()
    )
    return entry


@transaction.atomic
def approve_entry(entry: CalendarEntry, *, seat: Seat, now: datetime) -> CalendarEntry:
    """Approve a line; it is seen by all once its week is published."""
    entry = lock(entry)
    check_move(entry, State.APPROVED, CannotDecide)
    if not calendar.approves(seat, entry.agency_id):
        raise CannotDecide("Chỉ lãnh đạo cơ quan duyệt lịch công tác.")
    move(entry, State.APPROVED, EntryApproved(), seat=seat, now=now)
    return entry


@transaction.atomic
def decline_entry(entry: CalendarEntry, *, reason: str, seat: Seat, now: datetime) -> CalendarEntry:
    """Leave a line out of the week; its proposer may take it back in the same way."""
    entry = lock(entry)
    check_move(entry, State.DECLINED, CannotDecide)
    rules = calendar.rules_week(seat, entry.agency_id, clock.local(now).date())
    if not rules and entry.proposer_id != seat.pk:
        raise CannotDecide("Chỉ lãnh đạo, văn thư hoặc người đề xuất bỏ được dòng này khỏi lịch.")
    missing = "Ghi lý do không đưa vào lịch."
    entry.reason = check_said(reason, limit=500, refusal=CannotDecide, missing=missing, field="reason")
    move(entry, State.DECLINED, EntryDeclined(entry.reason), seat=seat, now=now, fields=["reason"])
    return entry


@transaction.atomic
def publish_week(agency_id: int, monday: date, *, seat: Seat, now: datetime) -> int:
    """Publish what is approved for a week, to everybody of the agency; say how many lines. May be done again."""
    if not calendar.rules_week(seat, agency_id, clock.local(now).date()):
        raise CannotPublish("Chỉ lãnh đạo và văn thư của cơ quan công bố lịch tuần.")
    entries = list(calendar.approved_in(agency_id, monday).select_for_update(of=("self",)))
    if not entries:
        raise CannotPublish("Tuần này chưa có dòng nào được duyệt mà chưa công bố. Lãnh đạo duyệt rồi công bố lại.")
    for entry in entries:
        move(entry, State.PUBLISHED, EntryPublished(monday.isoformat()), seat=seat, now=now)
    return len(entries)


@transaction.atomic
def cancel_entry(entry: CalendarEntry, *, reason: str, seat: Seat, now: datetime) -> CalendarEntry:
    """Cancel what everybody has read; it stays on the page, struck through."""
    entry = lock(entry)
    check_move(entry, State.CANCELLED, CannotDecide)
    if not calendar.rules_week(seat, entry.agency_id, clock.local(now).date()):
        raise CannotDecide("Chỉ lãnh đạo và văn thư của cơ quan hủy được lịch đã công bố.")
    missing = "Ghi lý do hủy; mọi người trong cơ quan đọc được."
    entry.reason = check_said(reason, limit=500, refusal=CannotDecide, missing=missing, field="reason")
    move(entry, State.CANCELLED, EntryCancelled(entry.reason), seat=seat, now=now, fields=["reason"])
    return entry
