"""The arithmetic of working days: rules as properties, and the years that are known."""

import csv
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbiang.apps.deadlines.calendar import USUAL_HOURS, Calendar, Hours, Kind, Ruling
from langbiang.apps.deadlines.services import DATA
from langbiang.foundation.clock import VIETNAM

with DATA.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
KNOWN = Calendar(
    {date.fromisoformat(r["day"]): Ruling(r["kind"], r["name"], r["source"], r["status"] == "announced") for r in ROWS}
)
ANY = 1  # an agency that has set no hours
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 20))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 20)).map(lambda at: at.replace(tzinfo=VIETNAM))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("year", "days"), [(2020, 252), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 250), (2026, 249)]
)
def test_a_year_has_as_many_working_days_as_its_notices_leave(year, days):
    first = date(year, 1, 1)
    all_days = [first + timedelta(days=n) for n in range(366) if (first + timedelta(days=n)).year == year]
    assert sum(map(KNOWN.is_working_day, all_days)) == days
    assert KNOWN.is_announced(year)


@given(DAYS, st.integers(1, 30))
def test_a_deadline_is_a_working_day_and_so_many_of_them_lie_between(start, count):
    due = KNOWN.add_working_days(start, count)
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert KNOWN.is_working_day(due)
    assert sum(map(KNOWN.is_working_day, between)) == count


@given(DAYS, st.integers(1, 20), st.integers(1, 20))
def test_counting_in_two_parts_is_counting_once(start, one, other):
    assert KNOWN.add_working_days(KNOWN.add_working_days(start, one), other) == KNOWN.add_working_days(
        start, one + other
    )


@given(DAYS, DAYS, st.integers(1, 10))
def test_who_begins_later_is_never_due_earlier(one, other, count):
    first, second = sorted([one, other])
    assert KNOWN.add_working_days(first, count) <= KNOWN.add_working_days(second, count)


@given(MOMENTS)
def test_each_rule_ends_in_office_hours_after_its_moment(moment):
    day = KNOWN.within_day(moment, agency=ANY).at
    morning, evening = KNOWN.next_morning(moment, agency=ANY).at, KNOWN.next_day(moment, agency=ANY).at
    assert moment < day <= evening
    assert moment.date() < morning.date() == evening.date()
    assert (morning.time(), evening.time()) == (time(11, 30), time(17))
    assert all(KNOWN.is_working_day(due.date()) for due in (day, morning))


@given(DAYS, st.integers(1, 10))
def test_every_day_that_was_not_counted_is_named(start, count):
    due = KNOWN.due_at(start, count, agency=ANY)
    named = [
        word for reason in due.reasons if reason.startswith("Không") for word in reason.split(" (")[0][11:].split(", ")
    ]
    days = [start + timedelta(days=n) for n in range(1, (due.at.date() - start).days + 1)]
    assert sorted(named) == sorted(f"{day.day}/{day.month}" for day in days if not KNOWN.is_working_day(day))


def test_no_days_are_no_deadline():
    with pytest.raises(ValueError, match="at least one"):
        KNOWN.add_working_days(date(2020, 9, 9), 0)


# -- years


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2020-01-22", 1, "2020-01-30"),  # Tết Canh Tý
        ("2021-02-09", 2, "2021-02-18"),  # Tết Tân Sửu
        ("2021-04-29", 1, "2021-05-04"),  # 1/5 on a Saturday, in lieu on Monday
        ("2022-04-29", 1, "2022-05-04"),
        ("2024-05-03", 1, "2024-05-04"),  # a Saturday worked for 29/4
        ("2025-12-31", 2, "2026-01-06"),
    ],
)
def test_days_off_and_in_lieu_are_counted_as_announced(start, days, due):
    assert KNOWN.add_working_days(date.fromisoformat(start), days) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2020-09-09T09:00", "2020-09-09T17:00"),
        ("2020-09-09T16:59", "2020-09-09T17:00"),
        ("2020-09-09T17:00", "2020-09-10T17:00"),
        ("2020-09-11T18:00", "2020-09-14T17:00"),  # Friday evening: Monday
        ("2020-09-12T09:00", "2020-09-14T17:00"),  # Saturday
        ("2020-09-13T23:59", "2020-09-14T17:00"),
        ("2020-09-02T09:00", "2020-09-03T17:00"),  # National Day
        ("2020-01-22T17:00", "2020-01-30T17:00"),  # the evening before Tết
        ("2024-05-04T09:00", "2024-05-04T17:00"),  # a Saturday that is worked
    ],
)
def test_decree30_art22_within_the_day_else_the_next_working_day(moment, due):
    assert KNOWN.within_day(at(moment), agency=ANY).at == at(due)


@pytest.mark.parametrize(
    ("start", "days", "reasons"),
    [
        ("2020-09-09", 1, ()),
        (
            "2020-04-29",
            1,
            (
                "Không tính 30/4 (Ngày Chiến thắng)",
                "Không tính 1/5 (Quốc tế Lao động)",
                "Không tính 2/5, 3/5 (thứ Bảy, Chủ nhật)",
            ),
        ),
        ("2024-05-03", 1, ("Tính cả 4/5/2024 (Làm bù cho 29/4)",)),
        ("2027-02-04", 1, ("Lịch nghỉ năm 2027 chưa công bố: mới trừ thứ Bảy, Chủ nhật",)),
    ],
)
def test_a_due_date_explains_itself(start, days, reasons):
    assert KNOWN.due_at(date.fromisoformat(start), days, agency=ANY).reasons == reasons


def test_what_comes_after_hours_says_so():
    due = KNOWN.within_day(at("2020-09-09T17:05"), agency=ANY)
    assert due.reasons == ("Đến sau 17:00, tính sang ngày làm việc tiếp theo",)


def test_an_estimated_year_says_so():
    estimated = Calendar({date(2027, 2, 5): Ruling(Kind.OFF, "Tết Nguyên đán", "Ước tính", announced=False)})
    due = estimated.due_at(date(2027, 2, 4), 1, agency=ANY)
    assert due.reasons[-1] == "Lịch nghỉ năm 2027 mới là dự kiến"


def test_hours_hold_from_their_day_and_for_their_agency():
    early = Hours(time(7), time(11), time(13), time(16, 30))
    known = Calendar(hours={7: [(date(2020, 10, 1), early)]})
    assert known.end_of_office(date(2020, 10, 1), 7) == at("2020-10-01T16:30")
    assert known.hours_of(7, date(2020, 9, 30)) == known.hours_of(8, date(2020, 10, 1)) == USUAL_HOURS
