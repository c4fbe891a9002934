"""An administrator enters days and hours; due dates follow at once, in each process."""

from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from langbiang.apps.deadlines import interface, queries, services
from langbiang.apps.deadlines.calendar import Hours, Kind, Ruling
from langbiang.apps.deadlines.models import DayRuling, OfficeHours
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.journal.interface import timeline

NOW = datetime(2020, 9, 9, 8, tzinfo=VIETNAM)
DAY = date(2020, 9, 10)
OFF = Ruling(Kind.OFF, "Nghỉ bão", "Công điện 1/CĐ-UBND", announced=True)
EARLY = Hours(time(7), time(11), time(13), time(16, 30))


def test_a_ruling_moves_deadlines_and_stands_in_the_journal(administrator):
    assert interface.next_working_day(date(2020, 9, 9)) == DAY
    ruled = services.rule_day(DAY, OFF, seat=administrator, now=NOW)
    queries.look_again()
    due = interface.due_at(date(2020, 9, 9), 1, agency=administrator.agency_id)
    assert (due.at.date(), due.reasons) == (date(2020, 9, 11), ("Không tính 10/9 (Nghỉ bão)",))
    assert interface.name_of_day_off(DAY) == "Nghỉ bão"
    assert [act.verb for act in timeline(ruled.SUBJECT_KIND, ruled.uid)] == ["deadlines.day.ruled"]


def test_a_ruling_goes_before_the_reference_data_and_can_be_taken_back(administrator):
    known, day = services.OfficialDay.objects.get(day=date(2020, 9, 2)), date(2020, 9, 2)
    services.rule_day(day, Ruling(Kind.ORDINARY, known.name, "Đính chính", announced=True), seat=administrator, now=NOW)
    queries.look_again()
    assert interface.is_working_day(day)
    services.rule_day(day, Ruling(Kind.OFF, known.name, known.source, announced=True), seat=administrator, now=NOW)
    queries.look_again()
    assert not interface.is_working_day(day)
    assert DayRuling.objects.get(day=day).version == 2


@pytest.mark.parametrize(
    ("day", "ruling", "field"),
    [
        (date(2019, 12, 31), OFF, "day"),
        (DAY, Ruling(Kind.WORKED, "Làm bù", "Thông báo", announced=True), "kind"),
    ],
)
def test_a_year_that_has_ended_and_a_weekday_in_lieu_are_refused(administrator, day, ruling, field):
    with pytest.raises(services.CannotRule) as refused:
        services.rule_day(day, ruling, seat=administrator, now=NOW)
    assert refused.value.field == field
    assert not DayRuling.objects.exists()


def test_the_same_ruling_twice_is_refused(administrator):
    services.rule_day(DAY, OFF, seat=administrator, now=NOW)
    with pytest.raises(services.CannotRule, match="ghi như vậy rồi"):
        services.rule_day(DAY, OFF, seat=administrator, now=NOW)


def test_only_an_administrator_rules(province):
    for name in ("Hồ Văn Thành", "Bùi Thị Kim Chi", "Trần Đình Phúc"):
        seat = province.seat_named("stttt", name)
        with pytest.raises(services.CannotRule):
            services.rule_day(DAY, OFF, seat=seat, now=NOW)
        with pytest.raises(services.CannotSetHours):
            services.set_hours(EARLY, since=DAY, source="QĐ", seat=seat, now=NOW)
    assert not DayRuling.objects.exists()
    assert not OfficeHours.objects.exists()


def test_hours_are_set_for_the_own_agency_from_a_day_on(administrator):
    services.set_hours(EARLY, since=DAY, source="Quyết định 12/QĐ-STTTT", seat=administrator, now=NOW)
    queries.look_again()
    ours, before = interface.end_of_office(DAY, administrator.agency_id), date(2020, 9, 9)
    assert ours.time() == time(16, 30)
    assert interface.end_of_office(before, administrator.agency_id).time() == time(17)
    assert interface.end_of_office(DAY, administrator.agency_id + 1).time() == time(17)
    late = datetime(2020, 9, 10, 16, 45, tzinfo=VIETNAM)
    assert interface.within_day(late, agency=administrator.agency_id).at.date() == date(2020, 9, 11)


@pytest.mark.parametrize(
    ("hours", "since", "field"),
    [
        (EARLY, date(2020, 9, 8), "since"),
        (Hours(time(12), time(11), time(13), time(17)), DAY, "morning_to"),
        (Hours(time(7), time(14), time(13), time(17)), DAY, "morning_to"),
    ],
)
def test_hours_that_do_not_follow_or_hold_from_the_past_are_refused(administrator, hours, since, field):
    with pytest.raises(services.CannotSetHours) as refused:
        services.set_hours(hours, since=since, source="QĐ", seat=administrator, now=NOW)
    assert refused.value.field == field


def test_hours_from_one_day_are_set_once(administrator):
    services.set_hours(EARLY, since=DAY, source="QĐ", seat=administrator, now=NOW)
    with pytest.raises(services.CannotSetHours, match="Đã có giờ"):
        services.set_hours(EARLY, since=DAY, source="QĐ", seat=administrator, now=NOW)


def test_a_request_asks_once_whether_something_changed(administrator):
    interface.is_working_day(DAY)
    queries.look_again()
    with CaptureQueriesContext(connection) as asked:
        for _ in range(100):
            interface.within_day(NOW, agency=administrator.agency_id)
    assert len(asked) == 1


def test_the_days_of_the_reference_data_are_loaded_once(province):
    count = services.OfficialDay.objects.count()
    services.load_official_days()
    assert services.OfficialDay.objects.count() == count > 80
