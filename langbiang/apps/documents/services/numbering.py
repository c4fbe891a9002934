"""Numbers: gapless in one series of one book of one agency in one year (Decree 30/2020, Articles 15.1 and 22)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Agency, Role, Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import NumberCancelled, NumberReserved, NumberUsed, SeriesRuleSet
from langbiang.apps.documents.models import (
    Book,
    DocumentType,
    NumberSeries,
    OutgoingDocument,
    ReservedNumber,
    SeriesRule,
)
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import write


class CannotReserve(Refused):
    """This seat does not keep the records, or no reason was given."""


class RegisterIsClosed(Refused):
    """The register of that year was closed (Decree 30/2020, Articles 16.2.b and 22.3.b)."""


class CannotSetSeries(Refused):
    """Numbers were given this year already, this seat does not lead the agency, or the groups overlap."""


def next_number(agency: Agency | int, book: Book, year: int, series: str = "") -> int:
    """
    Take the next number; the series stays locked until the caller's transaction ends.

    A caller that rolls back gives the number back with it, so there is no gap.

    :raises RegisterIsClosed: when the year's register was closed.
    """
    owner = agency if isinstance(agency, int) else agency.pk
    NumberSeries.objects.get_or_create(agency_id=owner, book=book, year=year, series=series)
    row = NumberSeries.objects.select_for_update().get(agency_id=owner, book=book, year=year, series=series)
    check_not_closed(owner, book, year, series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def check_not_closed(agency: int, book: Book, year: int, series: str) -> None:
    """:raises RegisterIsClosed: when what stands in a register may not be added to or changed any more."""
    if queries.is_closed(agency, book, year, series):
        raise RegisterIsClosed(
            f"Sổ {book.label.lower()} năm {year} đã khóa nên không ghi thêm, không sửa được. "
            "Cần sửa thì đề nghị lãnh đạo cơ quan mở lại sổ ở mục Sổ đăng ký."
        )


@transaction.atomic
def reserve_number(agency: Agency, *, series: str, reason: str, seat: Seat, now: datetime) -> ReservedNumber:
    """Take the next number of a series out for a document that is not here yet (a paper one, say)."""
    year = _check_keeper(agency, seat, now)
    missing = "Ghi rõ giữ số để làm gì."
    reason = check_said(reason, limit=300, refusal=CannotReserve, missing=missing, field="reason")
    if series not in dict(queries.list_series(agency, year)):
        raise CannotReserve("Không có sổ này trong năm. Chọn lại sổ.", field="series")
    held = ReservedNumber(
        agency=agency,
        year=year,
        series=series,
        number=next_number(agency, Book.OUTGOING, year, series),
        reason=reason,
        reserved_by=f"{seat.person.full_name}, {seat.title}",
        reserved_at=now,
    )
    write(held, NumberReserved(held.number, reason), by=actor_of(seat), now=now, parties=[agency.pk])
    return held


@transaction.atomic
def cancel_number(held: ReservedNumber, *, reason: str, seat: Seat, now: datetime) -> ReservedNumber:
    """Cancel a number that is held and not needed; it is not given again and stays visible as cancelled."""
    held = ReservedNumber.objects.select_for_update(of=("self",)).get(pk=held.pk)
    _check_keeper(held.agency, seat, now)
    if held.state != ReservedNumber.State.RESERVED:
        raise CannotReserve(f"Số {held.number:02} {held.get_state_display().lower()}, không hủy được nữa.")
    missing = "Ghi lý do hủy số để sau này tra lại được."
    held.cancelled_for = check_said(reason, limit=300, refusal=CannotReserve, missing=missing, field="reason")
    _move(held, ReservedNumber.State.CANCELLED, NumberCancelled(held.cancelled_for), seat, now, ["cancelled_for"])
    return held


def use_number(held: ReservedNumber, document: OutgoingDocument, *, seat: Seat, now: datetime) -> None:
    """Give a held number to the document that is being issued, in the same transaction."""
    held.document = document
    _move(held, ReservedNumber.State.USED, NumberUsed(document.code), seat, now, ["document"])


@transaction.atomic
def set_series(
    agency: Agency, *, mode: str, groups: Mapping[str, Sequence[str]], seat: Seat, now: datetime
) -> SeriesRule:
    """
    Set how the agency numbers its administrative documents (the head decides: Decree 30/2020, Article 15.1.c).

    It holds from this year when no number was given yet, else from the next: a series runs the whole year.
    """
    if not (seat.has(Role.LEADER) and seat.agency_id == agency.pk):
        raise CannotSetSeries("Chỉ lãnh đạo cơ quan quyết định cách đánh số văn bản.")
    if seat.acted_by:
        raise CannotSetSeries("Xử lý thay không gồm việc này: người đứng đầu cơ quan tự quyết định cách đánh số.")
    chosen = _checked_groups(groups) if mode == SeriesRule.Mode.GROUP else {}
    year = clock.local(now).year
    if NumberSeries.objects.filter(agency=agency, book=Book.OUTGOING, year=year, last__gt=0).exists():
        year += 1
    found = SeriesRule.objects.select_for_update(of=("self",)).filter(agency=agency, year=year).first()
    rule = found or SeriesRule(agency=agency, year=year)
    before, rule.mode, rule.groups = rule.mode, mode, chosen
    rule.set_by, rule.set_at = f"{seat.person.full_name}, {seat.title}", now
    write(rule, SeriesRuleSet(mode, year), by=actor_of(seat), now=now, moved_from=before, parties=[agency.pk])
    return rule


def _checked_groups(groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    known = set(DocumentType.objects.filter(normative=False).values_list("code", flat=True))
    chosen = {name.strip()[:40]: sorted(set(codes)) for name, codes in groups.items() if name.strip() and codes}
    every = [code for codes in chosen.values() for code in codes]
    if not chosen:
        raise CannotSetSeries("Đặt tên và chọn loại văn bản cho ít nhất một nhóm.", field="groups")
    if not set(every) <= known:
        raise CannotSetSeries("Có loại văn bản không thuộc danh mục. Chọn lại.", field="groups")
    if len(every) > len(set(every)):
        raise CannotSetSeries("Mỗi loại văn bản chỉ thuộc một nhóm. Bỏ loại bị chọn hai lần.", field="groups")
    return chosen


def _check_keeper(agency: Agency, seat: Seat, now: datetime) -> int:
    """Give the year; :raises CannotReserve: unless the seat keeps the agency's records."""
    day = clock.local(now).date()
    if not queries.keeps_records_of(seat, agency.pk, day):
        raise CannotReserve("Chỉ văn thư giữ sổ của cơ quan mới giữ hoặc hủy số.")
    return day.year


def _move(held: ReservedNumber, state: str, payload: object, seat: Seat, now: datetime, fields: Sequence[str]) -> None:
    before, held.state = held.state, state
    write(
        held,
        payload,
        by=actor_of(seat),
        now=now,
        fields=["state", *fields],
        moved_from=before,
        parties=[held.agency_id],
    )
