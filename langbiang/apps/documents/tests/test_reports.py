"""The report of a period: what each figure counts, that its list is as long, who may ask, what it costs."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from langbiang.apps.documents import queries
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
from langbiang.apps.documents.queries import PARTS, Measure, Scope

from .factories import DAY, NOW
from .shelf import arrived, at, numbered

MOST_QUERIES = 30
HOUR = timedelta(hours=1)
State = IncomingDocument.State


@pytest.fixture
def scope(stttt_clerk) -> Scope:
    return Scope(stttt_clerk.agency, date(2020, 9, 1), date(2020, 9, 30), NOW)


@pytest.fixture
def many(incoming, office) -> None:
    """Documents of every step, on time, late, without a deadline; with a person, and with nobody yet."""
    for number, state in enumerate(set(State.values) - {State.RECALLED}):
        first = incoming(state, number=number)
        if state in (State.ARRIVED, State.REFUSED, State.ACCEPTED):
            arrived(first)
            continue
        for due in (NOW - HOUR, NOW, NOW + HOUR):
            arrived(first, due_at=due)
    arrived(first, state=State.RECALLED, recalled_for="Ban hành nhầm")
    sent = office.document("sent")
    for state, day in (("sent", DAY), ("voided", DAY), ("sent", date(2020, 8, 31)), ("recalled", date(2020, 9, 30))):
        numbered(sent, state, issued_on=day)


def counts(scope: Scope) -> dict[str, int]:
    return queries.total_of(queries.figures_of(scope)).counts


@pytest.mark.parametrize(
    ("due", "moved", "state", "measure"),
    [
        (NOW, NOW, State.DONE, Measure.ON_TIME),
        (NOW + HOUR, NOW, State.DONE, Measure.ON_TIME),
        (NOW - HOUR, NOW, State.DONE, Measure.LATE),
        (NOW - HOUR, NOW - HOUR * 2, State.WORKING, Measure.LATE),
        (NOW, NOW, State.WORKING, Measure.IN_TIME),
        (NOW + HOUR, NOW, State.ASSIGNED, Measure.IN_TIME),
        (None, NOW, State.DONE, Measure.UNDATED),
        (None, NOW, State.WORKING, Measure.UNDATED),
    ],
)
def test_a_document_is_on_time_in_time_late_or_without_a_deadline(incoming, scope, due, moved, state, measure) -> None:
    document = incoming(state)
    IncomingDocument.objects.filter(pk=document.pk).update(due_at=due, moved_at=moved)
    assert [m for m in PARTS if counts(scope)[m.value]] == [measure]
    assert counts(scope)[Measure.OPEN.value] == (state != State.DONE)


def test_each_document_is_in_exactly_one_part_and_refused_or_recalled_ones_in_none(many, scope) -> None:
    told = counts(scope)
    assert sum(told[measure.value] for measure in PARTS) == told[Measure.ARRIVED.value]
    not_refused = IncomingDocument.objects.filter(agency=scope.agency).exclude(
        state__in=[State.REFUSED, State.RECALLED]
    )
    assert told[Measure.ARRIVED.value] == not_refused.count()


def test_units_are_the_sum_of_their_people_and_the_whole_of_its_units(many, scope) -> None:
    units = queries.figures_of(scope)
    for unit in units:
        if unit.unit:
            for measure in Measure:
                assert unit.counts[measure] == sum(person.counts[measure] for person in unit.people)
    assert {unit.name for unit in units} >= {"Chưa phân công"}


def test_what_was_voided_or_issued_outside_the_period_is_not_counted(many, scope) -> None:
    assert counts(scope)[Measure.ISSUED.value] == 3  # of 09/09 two, of 30/09 one


@pytest.mark.parametrize("moment", ["2020-09-01T00:00:00+07:00", "2020-09-30T23:59:59+07:00"])
def test_the_period_holds_its_first_and_last_moment(incoming, scope, moment) -> None:
    document = incoming("working")
    IncomingDocument.objects.filter(pk=document.pk).update(arrived_at=moment)
    assert counts(scope)[Measure.ARRIVED.value] == 1


@pytest.mark.parametrize("moment", ["2020-08-31T23:59:59+07:00", "2020-10-01T00:00:00+07:00"])
def test_the_period_holds_nothing_beside_it(incoming, scope, moment) -> None:
    document = incoming("working")
    IncomingDocument.objects.filter(pk=document.pk).update(arrived_at=moment)
    assert counts(scope)[Measure.ARRIVED.value] == 0


# -- figures and lists


@pytest.mark.parametrize("who", ["stttt_clerk", "stttt_leader", "stttt_head"])
def test_every_figure_opens_a_list_exactly_as_long(many, who, request) -> None:
    client = at(request.getfixturevalue(who))
    page = client.get("/bao-cao/?tu=01/09/2020&den=30/09/2020")
    lines = [page.context["total"]]
    for unit, people in page.context["units"]:
        lines += [unit, *people]
    figures = [cell for line in lines for cell in line.cells]
    assert sum(number for _, number, _ in figures) > 20
    for label, number, address in figures:
        listed = client.get(address)
        assert listed.context["count"] == number, (label, address)
        assert len(listed.context["rows"]) == min(number, 25)


def test_every_document_of_a_list_opens_for_who_sees_the_list(many, stttt_head) -> None:
    client = at(stttt_head)
    for measure in Measure:
        rows = client.get(f"/bao-cao/van-ban/?tu=01/09/2020&den=30/09/2020&nhom={measure.value}").context["rows"]
        for row in rows:
            kind = "di" if isinstance(row, OutgoingDocument) else "den"
            # A copy has no packet of its own to show, but is asked for by the same rule.
            seen = queries.list_outgoing if kind == "di" else queries.list_incoming
            assert seen(stttt_head, DAY).filter(pk=row.pk).exists()


def test_a_list_goes_by_pages_and_shows_each_once(incoming, stttt_clerk) -> None:
    first = incoming("working")
    for _ in range(29):
        arrived(first)
    client = at(stttt_clerk)
    page = client.get("/bao-cao/van-ban/?tu=01/09/2020&den=30/09/2020&nhom=chua-xong")
    rest = client.get(page.context["older"])
    seen = [row.pk for row in (*page.context["rows"], *rest.context["rows"])]
    assert len(seen) == len(set(seen)) == page.context["count"] == 30


# -- who may ask


def test_the_head_of_a_unit_sees_the_figures_of_the_unit_alone(many, stttt_head) -> None:
    page = at(stttt_head).get("/bao-cao/?tu=01/09/2020&den=30/09/2020")
    assert [unit.name for unit, _ in page.context["units"]] == [stttt_head.unit_name]


def test_the_head_of_a_unit_cannot_ask_for_another_unit(many, stttt_head, office) -> None:
    address = f"/bao-cao/van-ban/?tu=01/09/2020&den=30/09/2020&nhom=den&don-vi={office.other_unit}"
    assert at(stttt_head).get(address).context["count"] == 0
    address = "/bao-cao/van-ban/?tu=01/09/2020&den=30/09/2020&nhom=den&don-vi=khong"
    assert at(stttt_head).get(address).context["count"] == 0


def test_another_agency_is_not_asked_about(many, other_leader) -> None:
    page = at(other_leader).get("/bao-cao/?co-quan=stttt&tu=01/09/2020&den=30/09/2020")
    assert page.context["asked"].agency == other_leader.agency


def test_a_specialist_has_no_report(worker) -> None:
    assert at(worker).get("/bao-cao/").status_code == 403


# -- forms, paper, sheet, costs


def test_paper_and_sheet_carry_the_same_figures(many, stttt_clerk, scope) -> None:
    client = at(stttt_clerk)
    assert client.get("/bao-cao/?tu=01/09/2020&den=30/09/2020&dang=pdf").content.startswith(b"%PDF")
    sheet = client.get("/bao-cao/?tu=01/09/2020&den=30/09/2020&dang=xlsx").content
    last = list(load_workbook(BytesIO(sheet)).active.values)[-1]
    assert last[0] == "Cộng"
    assert list(last[1:]) == [counts(scope)[measure.value] for measure in Measure]


@pytest.mark.parametrize("asked", ["tu=x", "tu=30/09/2020&den=01/09/2020", "den=31/02/2020"])
def test_a_period_typed_wrong_is_said_beside_the_field(stttt_clerk, asked) -> None:
    answer = at(stttt_clerk).get(f"/bao-cao/?{asked}")
    assert answer.status_code == 422
    assert answer.context["form"].errors


@pytest.mark.parametrize("asked", ["nhom=khac", "don-vi=x", "nguoi=x", "don-vi=1'", "nguoi=%00"])
def test_an_odd_address_of_a_list_does_not_exist(stttt_clerk, asked) -> None:
    assert at(stttt_clerk).get(f"/bao-cao/van-ban/?{asked}").status_code == 404


def test_presets_name_whole_weeks_months_quarters_and_years(stttt_clerk) -> None:
    page = at(stttt_clerk).get("/bao-cao/")
    told = [address for _, address, _ in page.context["presets"]]
    for first, last in (("07", "13%2F09"), ("01", "30%2F09"), ("01%2F07", "30%2F09"), ("01%2F01", "31%2F12")):
        assert any(f"tu={first}" in address and f"den={last}" in address for address in told)
    assert [words for words, _, current in page.context["presets"] if current] == ["Tháng này"]


def test_a_year_asks_as_much_as_a_day(many, stttt_clerk, incoming) -> None:
    client = at(stttt_clerk)
    address = "/bao-cao/?tu=01/01/2020&den=31/12/2020"
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    first = IncomingDocument.objects.filter(state=State.WORKING).first()
    for _ in range(20):
        arrived(first)
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few) <= MOST_QUERIES


def test_the_chart_draws_each_unit_as_long_as_its_figure(many, stttt_clerk) -> None:
    page = at(stttt_clerk).get("/bao-cao/?tu=01/09/2020&den=30/09/2020")
    for bar in page.context["bars"]:
        assert sum(length for _, _, length in bar.parts) == bar.total <= bar.longest
    assert "style=" not in page.content.decode()
