"""Giving a task: who to whom, until when, from what, and as a part of what."""

from datetime import timedelta

import pytest

from langbiang.apps.direction import queries
from langbiang.apps.direction.models import Task
from langbiang.apps.direction.services import tasks
from langbiang.apps.direction.services.tasks import CannotGive, Source
from langbiang.apps.documents.tests import factories as documents

from . import factories
from .factories import DUE, NOW

pytestmark = pytest.mark.django_db


def refused(field: str, **given):
    """Give a task that cannot be given; the refusal names its field and nothing was written."""
    before = factories.everything()
    with pytest.raises(CannotGive) as caught:
        factories.give(**given)
    assert caught.value.field == field
    assert factories.everything() == before


def test_a_leader_gives_to_anybody_of_the_agency(leader, worker, huy):
    for lead in (worker, huy):
        task = factories.give(leader, lead)
        assert (task.state, task.lead_unit_id, task.progress) == (Task.State.ASSIGNED, lead.unit_id, 0)


def test_a_head_gives_only_within_the_unit(head, worker, huy, leader):
    assert factories.give(head, worker).assigner_id == head.pk
    refused("lead", assigner=head, lead=huy)
    refused("lead", assigner=head, lead=leader)


def test_others_do_not_give(clerk, worker, mate):
    refused("", assigner=worker, lead=mate)
    refused("", assigner=clerk, lead=mate)


def test_another_agencys_people_and_oneself_are_refused(leader, stranger):
    refused("lead", assigner=leader, lead=stranger)
    refused("lead", assigner=leader, lead=leader)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=3)])
def test_a_deadline_that_has_passed_is_refused(leader, worker, late):
    refused("due", assigner=leader, lead=worker, due_at=NOW - late)


@pytest.mark.parametrize("title", ["", "   ", "x" * 301])
def test_a_title_is_needed_and_fits(leader, worker, title):
    refused("title", assigner=leader, lead=worker, title=title)


def test_coordinators_are_people_and_units_of_the_agency(leader, worker, huy, stranger):
    units = [v for v in queries.tasks.list_coordinating_units(leader, documents.DAY) if v.unit_id == huy.unit_id]
    task = factories.give(leader, worker, people=[huy, huy], units=units)
    assert [str(row) for row in task.coordinators.all()] == [units[0].name, f"{huy.person.full_name}, {huy.title}"]
    refused("people", assigner=leader, lead=worker, people=[stranger])
    refused("people", assigner=leader, lead=worker, people=[worker])
    theirs = list(queries.tasks.list_coordinating_units(stranger, documents.DAY))
    refused("units", assigner=leader, lead=worker, units=theirs)


def test_a_task_names_the_document_it_comes_from(leader, worker, clerk, inspector):
    document = documents.arrive(leader.agency, sender=inspector)
    task = factories.give(leader, worker, source=Source(incoming=document))
    assert (task.origin, task.incoming_id) == (Task.Origin.INCOMING, document.pk)
    assert document.code in task.origin_name
    assert list(queries.tasks.of_document(document, leader, documents.DAY)) == [task]


def test_a_document_one_may_not_see_gives_no_task(head, worker, leader, inspector):
    document = documents.arrive(leader.agency, sender=inspector)
    refused("", assigner=head, lead=worker, source=Source(incoming=document))


def test_a_part_is_not_due_after_the_whole(leader, head, worker):
    whole = factories.give(leader, head)
    part = factories.give(head, worker, source=Source(parent=whole), due_at=DUE)
    assert part.parent_id == whole.pk
    refused("due", assigner=head, lead=worker, source=Source(parent=whole), due_at=DUE + timedelta(seconds=1))


def test_a_task_that_is_over_is_not_divided(leader, head, worker):
    over = factories.task(Task.State.DONE, assigner=leader, lead=head)
    refused("", assigner=head, lead=worker, source=Source(parent=over))


def test_a_foreign_task_is_not_divided(head, leader, huy, worker):
    foreign = factories.give(leader, huy)
    refused("", assigner=head, lead=worker, source=Source(parent=foreign))


def test_a_head_passes_a_task_on_within_the_unit_only(leader, head, worker, mate, huy):
    task = factories.give(leader, worker)
    task = tasks.pass_task(task, to=mate, seat=head, now=NOW)
    assert (task.lead_id, task.lead_name) == (mate.pk, f"{mate.person.full_name}, {mate.title}")
    for nobody in (huy, mate, leader):
        with pytest.raises(tasks.CannotPass):
            tasks.pass_task(task, to=nobody, seat=head, now=NOW)
