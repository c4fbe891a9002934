"""Leaving a post: every open part goes to another seat and, undone, comes back; what is over stays."""

import pytest

from langbiang.apps.direction.models import Task
from langbiang.apps.direction.services import tasks
from langbiang.apps.direction.services.handover import CannotHandOver
from langbiang.apps.directory.interface import list_holders

from . import factories
from .factories import NOW

pytestmark = pytest.mark.django_db
KINDS = {
    "direction.task-lead": lambda p: factories.give(p["leader"], p["owner"]),
    "direction.task-assigner": lambda p: factories.give(p["owner"], p["worker"]),
    "direction.taskcoordinator-seat": lambda p: factories.give(p["leader"], p["worker"], people=[p["owner"]]),
    "direction.meeting-organiser": lambda p: factories.meeting(p["owner"], p["leader"], people=[p["worker"]]),
    "direction.meeting-chair": lambda p: factories.meeting(p["leader"], p["owner"], people=[p["worker"]]),
    "direction.meetinginvitation-seat": lambda p: factories.meeting(p["leader"], p["leader"], people=[p["owner"]]),
    "direction.calendarentry-proposer": lambda p: factories.entry(p["owner"], p["leader"]),
    "direction.calendarattendee-seat": lambda p: factories.entry(p["leader"], p["owner"]),
}


@pytest.fixture
def people(boss, leader, worker, head):
    return {"owner": boss, "leader": leader, "worker": worker, "to": head}


def holder(kind):
    return next(h for h in list_holders() if h.kind == kind)


def test_every_kind_is_tried():
    assert {h.kind for h in list_holders() if h.kind.startswith("direction.")} == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_open_part_is_handed_over_and_comes_back(kind, people):
    KINDS[kind](people)
    hand, owner, to = holder(kind), people["owner"], people["to"]
    [held] = hand.list(owner)
    moved = hand.transfer(held, to=to, seat=people["leader"], now=NOW)
    assert (hand.count(owner), hand.count(to)) == (0, 1)
    hand.undo(moved, seat=people["leader"], now=NOW)
    assert (hand.count(owner), hand.count(to)) == (1, 0)


def test_what_is_over_is_not_held(people, leader):
    task = factories.task(Task.State.DONE, assigner=leader, lead=people["owner"])
    assert holder("direction.task-lead").count(people["owner"]) == 0
    assert task.state == Task.State.DONE


def test_a_stranger_takes_nothing_over(people, stranger):
    factories.give(people["leader"], people["owner"])
    hand = holder("direction.task-lead")
    [held] = hand.list(people["owner"])
    with pytest.raises(CannotHandOver):
        hand.transfer(held, to=stranger, seat=people["leader"], now=NOW)


def test_what_has_moved_on_is_not_taken_back(people):
    task = factories.give(people["leader"], people["owner"])
    hand = holder("direction.task-lead")
    [held] = hand.list(people["owner"])
    moved = hand.transfer(held, to=people["to"], seat=people["leader"], now=NOW)
    task.refresh_from_db()
    tasks.start_task(task, seat=people["to"], now=NOW)
    with pytest.raises(CannotHandOver, match="xử lý tiếp"):
        hand.undo(moved, seat=people["leader"], now=NOW)
