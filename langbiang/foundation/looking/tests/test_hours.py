"""Looks are merged, sealed by the hour, and found when somebody changes them afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from langbiang.foundation.journal.interface import Act, Actor, verify
from langbiang.foundation.looking import guard
from langbiang.foundation.looking.handlers import seal
from langbiang.foundation.looking.interface import Look, SealedHour, note_look
from langbiang.foundation.looking.sealing import remove_hours, seal_hours

NOW = datetime(2020, 9, 9, 1, 3, 20, tzinfo=UTC)
AN = Actor(kind="seat", id="an", person="Nguyễn Văn An", post="Chuyên viên", agency_id=7, agency="Sở Nội vụ")
BINH = Actor(kind="seat", id="binh", person="Lê Thị Bình")
HOUR = timedelta(hours=1)


def look(by=AN, thing="d1", what=Look.What.PAGE, at=NOW):
    note_look("documents:incoming", thing, what=what, by=by, now=at)


@pytest.fixture
def sealed(db):
    look()
    look(BINH, at=NOW + timedelta(minutes=30))
    assert seal_hours(NOW + HOUR) == 1
    return SealedHour.objects.get()


def test_looks_of_ten_minutes_are_one_row_that_counts(db, django_assert_num_queries):
    for minutes in (0, 2, 6):
        with django_assert_num_queries(1):
            look(at=NOW + timedelta(minutes=minutes))
    row = Look.objects.get()
    assert (row.times, row.first_at, row.last_at) == (3, NOW, NOW + timedelta(minutes=6))
    assert row.begins == NOW.replace(minute=0, second=0)
    assert (row.person, row.post, row.agency) == (AN.person, AN.post, AN.agency)


@pytest.mark.parametrize(
    "other",
    [
        {"by": BINH},
        {"thing": "d2"},
        {"what": Look.What.FILE},
        {"at": NOW + timedelta(minutes=7)},
        {"by": Actor(kind="seat", id="an", on_behalf_of="Trần Văn Cường")},
    ],
)
def test_another_person_thing_kind_time_or_part_is_another_row(db, other):
    look()
    look(**other)
    assert list(Look.objects.values_list("times", flat=True)) == [1, 1]


def test_an_hour_is_sealed_by_one_act_when_it_is_over(sealed):
    look(at=NOW + HOUR)
    assert seal_hours(NOW + HOUR + timedelta(minutes=9)) == 0
    act = Act.objects.get(verb="looking.hour.sealed")
    assert act.details == {"begins": "2020-09-09T08:00:00+07:00", "count": 2, "digest": sealed.digest}
    assert Look.objects.get(hour=None).begins == NOW.replace(minute=0, second=0) + HOUR
    report = verify()
    assert (report.findings, report.look_hours) == ([], 1)


def test_a_look_into_a_sealed_hour_begins_a_new_row_and_gets_a_seal_of_its_own(sealed):
    look()
    assert Look.objects.filter(hour=sealed).count() == 2
    assert seal_hours(NOW + 2 * HOUR) == 1
    assert SealedHour.objects.count() == 2
    assert verify().findings == []


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.filter(actor_id="an").update(person="Người khác"),
        lambda rows: rows.filter(actor_id="an").update(times=2),
        lambda rows: rows.filter(actor_id="an").delete(),
        lambda rows: rows.filter(actor_id="an").update(hour=None),
    ],
    ids=["name", "count", "deleted", "taken out"],
)
def test_verifying_names_the_hour_whose_rows_were_changed(sealed, change):
    change(Look.objects.all())
    (finding,) = verify().findings
    assert "giờ 08:00 09/09/2020" in finding
    assert "không khớp" in finding


def test_verifying_finds_a_digest_that_was_made_to_fit(sealed):
    Look.objects.filter(actor_id="an").delete()
    seal_again = SealedHour(begins=sealed.begins, count=0, digest="")
    seal_again.save()
    SealedHour.objects.filter(pk=sealed.pk).update(count=1)
    assert any("đã bị sửa ngoài hệ thống" in finding for finding in verify().findings)


def test_old_rows_go_and_their_number_and_digest_stay(sealed):
    later = NOW + timedelta(days=31)
    assert remove_hours(NOW + timedelta(days=29), days=30) == 0
    assert remove_hours(later, days=30) == 1
    kept = SealedHour.objects.get()
    assert (kept.state, kept.count, kept.digest) == ("removed", 2, sealed.digest)
    assert Act.objects.get(verb="looking.hour.removed").details["count"] == 2
    assert not Look.objects.exists()
    assert verify().findings == []
    look(at=NOW)
    Look.objects.update(hour=kept)
    assert any("vẫn còn 1 dòng" in finding for finding in verify().findings)


def test_the_timer_removes_only_what_is_sealed(db, settings):
    settings.ACCESS_LOG_DAYS = 1
    look()
    seal(NOW + timedelta(days=3))
    assert not Look.objects.exists()
    assert [act.verb for act in Act.objects.order_by("pk")] == ["looking.hour.sealed", "looking.hour.removed"]


# -- the triggers, put back


@pytest.fixture
def guarded(transactional_db):
    with connection.schema_editor() as editor:
        guard.install(None, editor)
    yield
    with connection.schema_editor() as editor:
        guard.remove(None, editor)


def test_a_sealed_row_is_neither_changed_nor_deleted_and_an_open_one_not_deleted(guarded):
    look()
    look()
    refused = pytest.raises(DatabaseError, match="is refused")
    with refused, transaction.atomic():
        Look.objects.all().delete()
    seal_hours(NOW + HOUR)
    with refused, transaction.atomic():
        Look.objects.update(person="Người khác")
    with refused, transaction.atomic():
        Look.objects.all().delete()
    assert remove_hours(NOW + timedelta(days=2), days=1) == 1, "what the timer does is allowed"
    assert not Look.objects.exists()
