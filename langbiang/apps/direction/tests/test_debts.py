"""Who owes what: each figure counts the tasks that its link opens."""

from datetime import timedelta

import pytest

from langbiang.apps.direction import queries
from langbiang.apps.direction.models import Task
from langbiang.apps.direction.queries.tasks import Wanted
from langbiang.apps.direction.services import extensions, tasks
from langbiang.apps.documents.tests.factories import DAY
from langbiang.foundation import printing, sheets

from . import factories
from .factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=4)
BEGIN, END = DAY, DAY + timedelta(days=6)
FIGURES = ("open", "late", "asked", "due", "ontime", "missed")


@pytest.fixture
def owed(leader, worker, mate, huy):
    """Four days on: one overdue, one asking for more time, two finished (in time and late), one cancelled."""
    soon = NOW + timedelta(days=2)
    factories.task(Task.State.WORKING, assigner=leader, lead=worker, due_at=soon, title="Quá hạn")
    asked = factories.task(Task.State.WORKING, assigner=leader, lead=worker, title="Xin hạn")
    extensions.ask_extension(asked, due_at=factories.DUE + timedelta(days=9), reason="Chờ", seat=worker, now=NOW)
    factories.task(Task.State.REPORTED, assigner=leader, lead=mate, due_at=soon, title="Đúng hạn")
    late = factories.task(Task.State.WORKING, assigner=leader, lead=huy, due_at=soon, title="Xong muộn")
    tasks.report_done(late, words="Xong", seat=huy, now=NOW + timedelta(days=3))
    factories.task(Task.State.CANCELLED, assigner=leader, lead=huy, due_at=soon, title="Đã hủy")


def counted(seat):
    return queries.debts.debts_of(seat, seat.agency_id, BEGIN, END, LATER)


def test_people_are_counted_under_their_units(owed, leader, worker, mate, huy):
    told = {person.lead_name.split(",")[0]: person for unit in counted(leader) for person in unit.people}
    figures = {name: tuple(getattr(person, f) for f in FIGURES) for name, person in told.items()}
    assert figures == {
        worker.person.full_name: (2, 1, 1, 2, 0, 1),
        mate.person.full_name: (1, 0, 0, 1, 1, 0),
        huy.person.full_name: (1, 0, 0, 1, 0, 1),
    }
    assert told[worker.person.full_name].worst == 3


def test_every_figure_opens_as_many_tasks(owed, leader):
    seen = queries.tasks.list_tasks(leader, DAY)
    for unit in counted(leader):
        for figure in FIGURES:
            period = {"begin": BEGIN, "end": END} if figure in ("due", "ontime", "missed") else {}
            for wanted, number in (
                (Wanted(unit=unit.unit_uid, outcome=figure, **period), unit.total[figure]),
                *((Wanted(lead=p.lead_uid, outcome=figure, **period), getattr(p, figure)) for p in unit.people),
            ):
                assert seen.filter(queries.tasks.kept_for(wanted, LATER)).count() == number


def test_a_head_sees_the_unit_alone_and_a_stranger_nothing(owed, head, huy, stranger):
    assert [unit.unit_name for unit in counted(head)] == [head.unit_name]
    assert queries.debts.debts_of(stranger, head.agency_id, BEGIN, END, LATER) == []


def test_the_printed_report_names_each_open_task(owed, leader):
    table = queries.debts.table_of(leader, leader.agency_id, leader.agency_name, BEGIN, END, LATER)
    titles = [row.cells[1] for row in table.rows if not row.strong]
    assert sorted(titles) == ["Quá hạn", "Xin hạn", "Xong muộn", "Đúng hạn"]
    text = printing.pdf_text(printing.render_table(table, now=LATER))
    assert "Quá hạn" in text
    assert sheets.write_sheet(table).startswith(b"PK")


@pytest.mark.parametrize(("after", "days"), [(timedelta(0), 0), (timedelta(hours=1), 1), (timedelta(days=1), 2)])
def test_days_late_count_begun_days(after, days):
    assert queries.debts.days_late(NOW, NOW + after) == days
