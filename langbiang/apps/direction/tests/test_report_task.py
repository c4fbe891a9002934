"""Telling how far the work is, that it is done, and what the assigner makes of it."""

import pytest

from langbiang.apps.direction import queries
from langbiang.apps.direction.models import Task
from langbiang.apps.direction.services import tasks
from langbiang.apps.direction.services.tasks import Source
from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents.tests import factories as documents
from langbiang.foundation.files.interface import CannotKeep

from . import factories
from .factories import NOW

pytestmark = pytest.mark.django_db
State = Task.State


@pytest.fixture
def working(leader, worker):
    return factories.task(State.WORKING, assigner=leader, lead=worker)


def test_progress_is_kept_with_its_files(working, worker):
    files = [factories.upload(), factories.docx()]
    task = tasks.report_progress(working, percent=30, words="Đã xong đề cương", uploads=files, seat=worker, now=NOW)
    task = tasks.report_progress(task, percent=60, words="Tiếp", uploads=[factories.upload()], seat=worker, now=NOW)
    assert task.progress == 60
    assert [(row.number, row.file.name) for row in task.files.all()] == [
        (1, "bao-cao.pdf"),
        (2, "de-cuong.docx"),
        (3, "bao-cao.pdf"),
    ]


@pytest.mark.parametrize("percent", [-1, 100, 101])
def test_progress_beyond_its_bounds_is_refused(working, worker, percent):
    with pytest.raises(tasks.CannotReport) as caught:
        tasks.report_progress(working, percent=percent, words="Xong", seat=worker, now=NOW)
    assert caught.value.field == "percent"


def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(working, worker):
    before = factories.everything()
    program = factories.upload("bao-cao.pdf", b"MZ\x90\x00 not a paper")
    with pytest.raises(CannotKeep, match="Word"):
        tasks.report_progress(working, percent=10, words="Xong", uploads=[program], seat=worker, now=NOW)
    assert factories.everything() == before


def test_eleven_files_at_once_are_refused(working, worker):
    many = [factories.upload() for _ in range(11)]
    with pytest.raises(tasks.CannotReport, match="10 tệp"):
        tasks.report_progress(working, percent=10, words="Xong", uploads=many, seat=worker, now=NOW)


def test_a_report_says_something(working, worker):
    for service in (tasks.report_done, lambda t, **k: tasks.report_progress(t, percent=1, **k)):
        with pytest.raises(tasks.CannotReport) as caught:
            service(working, words="  ", seat=worker, now=NOW)
        assert caught.value.field == "words"


def test_returning_gives_the_progress_back_that_was_told_before(working, worker, leader):
    task = tasks.report_progress(working, percent=70, words="Gần xong", seat=worker, now=NOW)
    task = tasks.report_done(task, words="Xong", seat=worker, now=NOW)
    assert (task.progress, task.finished_at) == (100, NOW)
    task = tasks.return_task(task, reason="Thiếu phụ lục", seat=leader, now=NOW)
    assert (task.state, task.progress, task.finished_at, task.returned_for) == (
        State.WORKING,
        70,
        None,
        "Thiếu phụ lục",
    )
    assert tasks.report_done(task, words="Đủ rồi", seat=worker, now=NOW).returned_for == ""


def test_closing_names_the_reply_by_its_number(leader, worker, clerk, province):
    province.key_for(leader, leader.agency)
    away = [get_agency("thanh-tra")]
    reply = documents.outgoing("issued", clerk=clerk, signer=leader, receivers=away, notation="STTTT-CNTT")
    task = factories.task(State.REPORTED, assigner=leader, lead=worker)
    closed = tasks.close_task(task, reply=" 01/STTTT-CNTT ", result="", seat=leader, now=NOW)
    assert closed.reply_id == reply.pk


@pytest.mark.parametrize("reply", ["99/STTTT-CNTT", "abc", "²/STTTT", "9" * 30 + "/X", "01"])
def test_a_reply_that_is_not_found_is_refused(leader, worker, reply):
    task = factories.task(State.REPORTED, assigner=leader, lead=worker)
    with pytest.raises(tasks.CannotClose) as caught:
        tasks.close_task(task, reply=reply, result="", seat=leader, now=NOW)
    assert caught.value.field == "reply"


def test_closing_without_reply_and_words_is_refused(leader, worker):
    task = factories.task(State.REPORTED, assigner=leader, lead=worker)
    with pytest.raises(tasks.CannotClose) as caught:
        tasks.close_task(task, reply=" ", result=" ", seat=leader, now=NOW)
    assert caught.value.field == "result"


def test_a_task_with_open_parts_is_neither_closed_nor_cancelled(leader, head, worker):
    whole = factories.give(leader, head)
    part = factories.give(head, worker, source=Source(parent=whole))
    whole = tasks.start_task(whole, seat=head, now=NOW)
    whole = tasks.report_done(whole, words="Xong", seat=head, now=NOW)
    with pytest.raises(tasks.CannotClose, match="1 nhiệm vụ con"):
        tasks.close_task(whole, reply="", result="Tốt", seat=leader, now=NOW)
    with pytest.raises(tasks.CannotCancel, match="1 nhiệm vụ con"):
        tasks.cancel_task(whole, reason="Thôi", seat=leader, now=NOW)
    tasks.cancel_task(part, reason="Thôi", seat=head, now=NOW)
    assert tasks.close_task(whole, reply="", result="Tốt", seat=leader, now=NOW).state == State.DONE


def test_a_head_adds_the_part_of_a_coordinating_unit(leader, worker, head, mate, huy):
    unit = [v for v in queries.tasks.list_coordinating_units(leader, documents.DAY) if v.unit_id == head.unit_id]
    task = factories.give(leader, huy, units=unit)
    tasks.contribute(task, words="Đã gửi số liệu", seat=head, now=NOW)
    task.refresh_from_db()
    assert task.progress == 0
    with pytest.raises(tasks.CannotReport):
        tasks.contribute(task, words="Không phải việc tôi", seat=mate, now=NOW)
