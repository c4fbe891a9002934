"""When and how a file goes to the archive (Decree 30/2020, Articles 30 and 31)."""

from datetime import date, datetime

import pytest

from langbiang.apps.directory.interface import list_holders
from langbiang.apps.workfiles import law, queries, services
from langbiang.apps.workfiles.printouts import transfer_table
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.journal.interface import read, timeline

from . import factories
from .factories import DAY, LATER, NOW, State

LAST = date(2021, 9, 8)


@pytest.mark.parametrize(
    ("retention", "construction", "due"),
    [
        (law.PERMANENT, False, LAST),
        (10, False, LAST),
        (5, False, LAST),
        (4, False, None),
        (5, True, date(2020, 12, 8)),
    ],
)
def test_article_30_when_a_file_is_due(retention, construction, due, worker, clerk):
    file = factories.file_in(State.CLOSED, worker, clerk, retention_years=retention, construction=construction)
    assert file.due_on == due


def test_article_30_counted_from_the_last_day_of_february():
    assert law.transfer_due(date(2020, 2, 29), 10, construction=False) == date(2021, 2, 28)
    assert law.transfer_due(date(2020, 11, 30), 10, construction=True) == date(2021, 2, 28)
    assert law.transfer_due(date(2020, 10, 31), 0, construction=True) == date(2021, 1, 31)


def test_annex_vi_a_due_file_is_told_30_days_before(worker, clerk, colleague, other_clerk):
    file = factories.file_in(State.CLOSED, worker, clerk)
    for day, told in ((date(2021, 8, 8), []), (date(2021, 8, 9), [file]), (date(2022, 1, 1), [file])):
        for seat in (worker, clerk):
            assert list(queries.list_due(seat, day)) == told
        assert queries.list_work(worker, day) == told
        assert queries.count_work(worker, day) == len(told)
    assert not queries.list_due(colleague, LAST).exists()
    assert not queries.list_due(other_clerk, LAST).exists()
    assert queries.due_of(file) == datetime(2021, 9, 8, 17, tzinfo=VIETNAM)


def test_a_file_that_may_stay_is_never_due_and_can_be_handed_over(worker, clerk):
    file = factories.file_in(State.CLOSED, worker, clerk, retention_years=4)
    assert not queries.list_due(clerk, date(2030, 1, 1)).exists()
    assert services.submit_file(file, seat=worker, now=LATER).state == "submitted"


def test_article_30_a_leader_consents_to_two_more_years_at_most(worker, clerk, leader):
    file = factories.file_in(State.CLOSED, worker, clerk)
    for wrong in (LAST, date(2023, 9, 9)):
        with pytest.raises(services.CannotTransfer) as refusal:
            services.defer_transfer(file, until=wrong, ground="12/QĐ-STTTT", seat=leader, now=NOW)
        assert refusal.value.field == "until"
    with pytest.raises(services.CannotTransfer, match="lãnh đạo"):
        services.defer_transfer(file, until=date(2023, 9, 8), ground="12/QĐ-STTTT", seat=worker, now=NOW)
    with pytest.raises(services.CannotTransfer) as refusal:
        services.defer_transfer(file, until=date(2023, 9, 8), ground=" ", seat=leader, now=NOW)
    assert refusal.value.field == "ground"
    file = services.defer_transfer(file, until=date(2023, 9, 8), ground="12/QĐ-STTTT", seat=leader, now=NOW)
    assert (file.due_on, file.deferred) == (date(2023, 9, 8), True)
    with pytest.raises(services.CannotTransfer):  # not two years upon two years
        services.defer_transfer(file, until=date(2024, 1, 1), ground="13/QĐ-STTTT", seat=leader, now=NOW)


def test_a_submitted_file_waits_for_the_clerk_and_a_returned_one_for_its_keeper(worker, clerk):
    file = factories.file_in(State.SUBMITTED, worker, clerk)
    assert queries.list_work(clerk, DAY) == list(queries.list_waiting(clerk, DAY)) == [file]
    assert queries.list_work(worker, DAY) == []
    file = services.return_file(file, reason="Thiếu báo cáo", seat=clerk, now=LATER)
    assert (file.package, file.returned_for) == (None, "Thiếu báo cáo")
    assert queries.list_work(worker, DAY) == [file]
    assert queries.list_work(clerk, DAY) == []
    assert services.submit_file(file, seat=worker, now=LATER).returned_for == ""


def test_the_transfer_list_has_seven_columns(worker, clerk, other_clerk):
    file = factories.file_in(State.ARCHIVED, worker, clerk)
    table = transfer_table(file.agency_name, 2020, queries.list_archived(file.agency, 2020))
    assert len(table.columns) == 7
    span = "01/09/2020 – 08/09/2020"
    assert list(table.rows[0].cells) == [1, "01.CNTT", file.title, span, "10 năm", 1, ""]
    assert queries.list_archived_years([file.agency_id]) == [(file.agency_id, file.agency_name, 2020)]


# -- leaving a post


def holder():
    return next(one for one in list_holders() if one.kind == "workfiles.kept-files")


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED])
def test_article_31_files_are_handed_over_before_a_post_is_left(state, worker, clerk, colleague, head):
    file, kept = factories.file_in(state, worker, clerk), holder()
    assert [held.uid for held in kept.list(worker)] == [str(file.uid)]
    done = kept.transfer(kept.list(worker)[0], to=colleague, seat=head, now=LATER)
    file.refresh_from_db()
    assert (file.keeper, file.state, file.version) == (colleague, state, done.version)
    assert (kept.count(worker), kept.count(colleague)) == (0, 1)
    kept.undo(done, seat=head, now=LATER)
    file.refresh_from_db()
    assert file.keeper == worker
    assert read(timeline("workfiles.workfile", file.uid).last()).undo


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ARCHIVED])
def test_what_lies_with_the_archive_is_not_held_any_more(state, worker, clerk, colleague, head):
    file = factories.file_in(state, worker, clerk)
    assert holder().count(worker) == 0
    with pytest.raises(services.CannotHandOver, match="không còn gì để bàn giao"):
        services.hand_over_file(file, to=colleague, seat=head, now=LATER)


def test_a_file_goes_to_nobody_of_another_agency_and_is_not_taken_back_when_it_moved_on(
    worker, clerk, colleague, head, inspector
):
    file, kept = factories.file_in(State.OPEN, worker, clerk), holder()
    with pytest.raises(services.CannotHandOver, match="cùng cơ quan"):
        services.hand_over_file(file, to=inspector, seat=head, now=LATER)
    done = kept.transfer(kept.list(worker)[0], to=colleague, seat=head, now=LATER)
    factories.add_paper(file, colleague)
    with pytest.raises(services.CannotHandOver, match="đã được xử lý tiếp"):
        kept.undo(done, seat=head, now=LATER)
