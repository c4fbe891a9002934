"""Every service on every state: what MOVES allows is done, all else is refused and changes nothing."""

from datetime import timedelta

import pytest

from langbiang.apps.direction.models import Task
from langbiang.apps.direction.services import extensions, tasks
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import timeline

from . import factories
from .factories import DUE, NOW

State = Task.State
OWED, OPEN = set(Task.OWED), set(Task.OPEN)
CHANGES = {  # service: (states in which it works, the state after; None when it stays)
    "pass": (OWED, None),
    "start": ({State.ASSIGNED}, State.WORKING),
    "progress": ({State.WORKING}, None),
    "contribute": (OPEN, None),
    "report": ({State.WORKING}, State.REPORTED),
    "return": ({State.REPORTED}, State.WORKING),
    "close": ({State.REPORTED}, State.DONE),
    "cancel": (OPEN, State.CANCELLED),
    "extend": (OWED, None),
}


def pairs(*, works):
    return [(service, state) for service in CHANGES for state in State if (state in CHANGES[service][0]) is works]


@pytest.fixture
def made(leader, worker, mate):
    return lambda state: factories.task(state, assigner=leader, lead=worker, people=[mate])


@pytest.fixture
def act(leader, worker, mate, head):
    def do(service, task):
        mine, theirs = {"seat": worker, "now": NOW}, {"seat": leader, "now": NOW}
        return {
            "pass": lambda: tasks.pass_task(task, to=mate, seat=head, now=NOW),
            "start": lambda: tasks.start_task(task, **mine),
            "progress": lambda: tasks.report_progress(task, percent=40, words="Đã rà soát 25 trang", **mine),
            "contribute": lambda: tasks.contribute(task, words="Đã gửi số liệu", seat=mate, now=NOW),
            "report": lambda: tasks.report_done(task, words="Đã xong", **mine),
            "return": lambda: tasks.return_task(task, reason="Thiếu phụ lục", **theirs),
            "close": lambda: tasks.close_task(task, reply="", result="Tốt", **theirs),
            "cancel": lambda: tasks.cancel_task(task, reason="Trùng", **theirs),
            "extend": lambda: extensions.ask_extension(task, due_at=DUE + timedelta(days=3), reason="Chờ", **mine),
        }[service]()

    return do


@pytest.mark.parametrize(("service", "state"), pairs(works=True))
def test_service_moves_the_task_and_writes_one_act(service, state, made, act):
    task = made(state)
    before = task.version
    act(service, task)
    task.refresh_from_db()
    written = timeline("direction.task", task.uid).last()
    assert task.state == (CHANGES[service][1] or state)
    assert task.version == before + 1 == written.subject_version
    assert (written.old_state, written.new_state) == (state, task.state)


@pytest.mark.parametrize(("service", "state"), pairs(works=False))
def test_service_in_another_state_is_refused_and_changes_nothing(service, state, made, act):
    task = made(state)
    before = factories.everything()
    with pytest.raises(Refused):
        act(service, task)
    assert factories.everything() == before


def test_moves_are_what_services_do():
    done = {(state, after) for states, after in CHANGES.values() if after for state in states}
    assert done == {(state, after) for state, afters in Task.MOVES.items() for after in afters}


@pytest.mark.parametrize("service", sorted(CHANGES))
def test_a_seat_without_a_part_in_it_is_refused(service, made, stranger, boss):
    state = {"return": State.REPORTED, "close": State.REPORTED, "progress": State.WORKING, "report": State.WORKING}
    task = made(state.get(service, State.ASSIGNED))
    before = factories.everything()
    for seat in (stranger, boss):
        with pytest.raises(Refused):
            _act_from(service, task, seat)
    assert factories.everything() == before


def _act_from(service, task, seat):
    on_it = {"seat": seat, "now": NOW}
    return {
        "pass": lambda: tasks.pass_task(task, to=task.assigner, **on_it),
        "start": lambda: tasks.start_task(task, **on_it),
        "progress": lambda: tasks.report_progress(task, percent=40, words="Xong một phần", **on_it),
        "contribute": lambda: tasks.contribute(task, words="Góp ý", **on_it),
        "report": lambda: tasks.report_done(task, words="Đã xong", **on_it),
        "return": lambda: tasks.return_task(task, reason="Thiếu", **on_it),
        "close": lambda: tasks.close_task(task, reply="", result="Tốt", **on_it),
        "cancel": lambda: tasks.cancel_task(task, reason="Trùng", **on_it),
        "extend": lambda: extensions.ask_extension(task, due_at=DUE + timedelta(days=3), reason="Chờ", **on_it),
    }[service]()
