"""Who sees a task: said once, and search says the same."""

import pytest

from langbiang.apps.direction import queries
from langbiang.apps.direction.interface import audience_of
from langbiang.apps.documents.interface import audience_of as audience_of_documents
from langbiang.apps.documents.tests.factories import DAY
from langbiang.foundation.search.interface import find

from . import factories

pytestmark = pytest.mark.django_db


def found(seat, words, kind):
    audience = [*audience_of_documents(seat, DAY), *audience_of(seat)]
    return {entry.subject_uid for entry in find(words, audience=audience, kinds=[kind]).entries}


@pytest.fixture
def people(boss, leader, clerk, head, worker, mate, huy, stranger):
    named = {"boss": boss, "leader": leader, "clerk": clerk, "head": head, "worker": worker}
    return named | {"mate": mate, "huy": huy, "stranger": stranger}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"boss", "leader", "clerk", "head", "worker"}),
        ({"people": ["huy"]}, {"boss", "leader", "clerk", "head", "worker", "huy"}),
        ({"lead": "huy"}, {"boss", "leader", "clerk", "huy"}),
        ({"lead": "huy", "people": ["mate"]}, {"boss", "leader", "clerk", "huy", "mate", "head"}),
    ],
)
def test_a_task_is_seen_by_exactly_these(people, given, expected):
    lead = people[given.get("lead", "worker")]
    task = factories.give(people["leader"], lead, people=[people[name] for name in given.get("people", ())])
    assert {name for name, seat in people.items() if task in queries.tasks.list_tasks(seat, DAY)} == expected
    assert {name for name, seat in people.items() if found(seat, "ra soat trang", "task")} == expected


def test_passing_a_task_on_takes_it_from_the_first(people):
    from langbiang.apps.direction.services import tasks

    task = factories.give(people["leader"], people["worker"])
    tasks.pass_task(task, to=people["mate"], seat=people["head"], now=factories.NOW)
    assert found(people["worker"], "ra soat", "task") == set()
    assert found(people["mate"], "ra soat", "task") == {task.uid}


def test_a_meeting_is_found_by_exactly_who_sees_it(people):
    units = [
        v for v in queries.meetings.list_invitable_units(people["head"], DAY) if v.unit_id == people["head"].unit_id
    ]
    meeting = factories.meeting(people["clerk"], people["leader"], units=units)
    seen = {name for name, seat in people.items() if meeting in queries.meetings.list_meetings(seat)}
    assert seen == {"clerk", "leader", "head", "worker", "mate"}
    assert {name for name, seat in people.items() if found(seat, "giao ban", "meeting")} == seen


def test_the_number_of_queries_does_not_grow_with_the_tasks(people, django_assert_num_queries):
    for _ in range(3):
        factories.give(people["leader"], people["worker"])
    for _ in range(2):
        with django_assert_num_queries(2):
            assert queries.work.list_work(people["worker"], DAY)
        factories.give(people["leader"], people["worker"])
