"""More time: one request at a time, answered by who gave the task."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from langbiang.apps.direction.models import ExtensionRequest, Task
from langbiang.apps.direction.services import extensions, tasks
from langbiang.apps.direction.services.tasks import Source
from langbiang.foundation.journal.interface import timeline

from . import factories
from .factories import DUE, NOW

pytestmark = pytest.mark.django_db
LATER = DUE + timedelta(days=3)


@pytest.fixture
def task(leader, worker):
    return factories.task(Task.State.WORKING, assigner=leader, lead=worker)


def ask(task, seat, due_at=LATER, reason="Chờ số liệu"):
    extensions.ask_extension(task, due_at=due_at, reason=reason, seat=seat, now=NOW)
    task.refresh_from_db()
    return task


def test_granting_moves_the_deadline_and_keeps_the_old_one(task, worker, leader):
    task = extensions.grant_extension(ask(task, worker), words="Đồng ý", seat=leader, now=NOW)
    assert (task.due_at, task.extension_open) == (LATER, False)
    request = task.extensions.get()
    assert (request.state, request.due_before) == (ExtensionRequest.State.GRANTED, DUE)
    act = timeline("direction.task", task.uid).last()
    assert act.details["before"] == DUE.isoformat()


def test_refusing_says_why_and_leaves_the_deadline(task, worker, leader):
    task = ask(task, worker)
    with pytest.raises(extensions.CannotAnswer) as caught:
        extensions.refuse_extension(task, words=" ", seat=leader, now=NOW)
    assert caught.value.field == "words"
    task = extensions.refuse_extension(task, words="Giữ hạn cũ", seat=leader, now=NOW)
    assert task.due_at == DUE
    assert ask(task, worker).extension_open  # and may be asked again


def test_a_second_request_while_one_is_open_is_refused(task, worker):
    task = ask(task, worker)
    with pytest.raises(extensions.CannotExtend, match="chờ trả lời"):
        ask(task, worker)


def test_the_database_holds_one_open_request(task, worker):
    task = ask(task, worker)
    twin = task.extensions.get()
    twin.pk, twin._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.parametrize("due", [DUE, DUE - timedelta(days=1), NOW])
def test_a_deadline_that_is_not_later_is_refused(task, worker, due):
    with pytest.raises(extensions.CannotExtend) as caught:
        ask(task, worker, due_at=due)
    assert caught.value.field == "due"


def test_only_who_gave_the_task_answers(task, worker, boss, head):
    task = ask(task, worker)
    for seat in (worker, boss, head):
        for answer in (extensions.grant_extension, extensions.refuse_extension):
            with pytest.raises(extensions.CannotAnswer):
                answer(task, words="Đồng ý", seat=seat, now=NOW)


def test_an_answer_to_nothing_is_refused(task, leader):
    with pytest.raises(extensions.CannotAnswer, match="Không có đề nghị"):
        extensions.grant_extension(task, words="", seat=leader, now=NOW)


def test_a_request_whose_day_has_passed_is_not_granted(task, worker, leader):
    task = ask(task, worker)
    with pytest.raises(extensions.CannotAnswer, match="đã qua"):
        extensions.grant_extension(task, words="", seat=leader, now=LATER)


def test_a_part_is_not_extended_beyond_the_whole(leader, head, worker):
    whole = factories.give(leader, head)
    part = factories.give(head, worker, source=Source(parent=whole), due_at=DUE - timedelta(days=1))
    with pytest.raises(extensions.CannotExtend, match="Nhiệm vụ cha"):
        ask(part, worker)


def test_a_request_lapses_when_the_work_is_done_or_taken_back(leader, worker):
    for end in (
        lambda t: tasks.report_done(t, words="Xong", seat=worker, now=NOW),
        lambda t: tasks.cancel_task(t, reason="Thôi", seat=leader, now=NOW),
    ):
        task = ask(factories.task(Task.State.WORKING, assigner=leader, lead=worker), worker)
        ended = end(task)
        assert not ended.extension_open
        assert ended.extensions.get().state == ExtensionRequest.State.LAPSED
