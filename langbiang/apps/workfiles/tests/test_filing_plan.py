"""The filing plan (Decree 30/2020, Article 28)."""

import pytest

from langbiang.apps.workfiles import queries, services
from langbiang.apps.workfiles.models import FilingPlan, PlanEntry
from langbiang.apps.workfiles.printouts import plan_table
from langbiang.foundation.errors import Refused, Stale
from langbiang.foundation.journal.interface import drain, timeline, verify

from . import factories
from .factories import NOW, everything, planned


def test_article_28_the_clerk_drafts_the_leader_approves(clerk, leader, worker):
    entry = factories.plan(clerk, leader, worker)
    assert (entry.plan.state, entry.plan.approved_by) == ("approved", "Hồ Văn Thành, Phó Giám đốc")
    assert (entry.seat, entry.seat_name, entry.supplement) == (worker, "Nguyễn Thị Thu Hà, Chuyên viên", False)
    verbs = [act.verb.rsplit(".", 1)[1] for act in timeline("workfiles.plan", entry.plan.uid)]
    assert verbs == ["drafted", "changed", "approved"]
    drain()
    assert verify().ok


def test_article_28_after_the_approval_the_clerk_only_supplements_with_an_act(clerk, leader, worker):
    entry = factories.plan(clerk, leader, worker)
    added = services.add_entry(entry.plan, planned(worker.unit, notation="02.CNTT"), seat=clerk, now=NOW)
    assert added.supplement
    act = timeline("workfiles.plan", entry.plan.uid).last()
    assert (act.verb, act.details["notation"]) == ("workfiles.plan.supplemented", "02.CNTT")
    entry.plan.refresh_from_db()
    before = everything()
    for forbidden in (
        lambda: services.change_entry(entry, planned(worker.unit), seat=clerk, now=NOW),
        lambda: services.remove_entry(entry, seat=clerk, now=NOW),
        lambda: services.approve_plan(entry.plan, seat=leader, now=NOW),
    ):
        with pytest.raises(services.CannotPlan, match="đã được duyệt"):
            forbidden()
    assert everything() == before


def test_last_years_plan_is_copied_without_those_who_left(clerk, leader, worker, colleague):
    old = factories.plan(clerk, leader, worker, year=2019).plan
    services.add_entry(old, planned(worker.unit, notation="02.CNTT", seat=colleague), seat=clerk, now=NOW)
    worker.valid_to = factories.DAY
    worker.save()
    copy = factories.draft(clerk, 2020, copy=True)
    assert list(copy.entries.values_list("notation", "seat", "supplement")) == [
        ("01.CNTT", None, False),
        ("02.CNTT", colleague.pk, False),
    ]
    assert copy.state == "draft"


def test_copying_a_plan_that_is_not_there_is_refused(clerk):
    with pytest.raises(services.CannotPlan, match="2019") as refusal:
        factories.draft(clerk, 2020, copy=True)
    assert refusal.value.field == "copy"


def test_a_second_plan_of_the_year_is_refused(clerk):
    factories.draft(clerk)
    with pytest.raises(services.CannotPlan, match="đã có"):
        factories.draft(clerk)


@pytest.mark.parametrize("who", ["leader", "head", "worker", "other_clerk"])
def test_only_the_clerk_who_keeps_the_records_drafts(who, request, clerk):
    seat = request.getfixturevalue(who)
    before = everything()
    with pytest.raises(services.CannotPlan, match="Chỉ văn thư"):
        services.draft_plan(clerk.agency, 2020, copy=False, seat=seat, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("who", ["clerk", "head", "worker"])
def test_only_a_leader_approves(who, request, clerk, worker):
    plan = factories.draft(clerk)
    services.add_entry(plan, planned(worker.unit), seat=clerk, now=NOW)
    plan.refresh_from_db()
    with pytest.raises(services.CannotPlan, match="lãnh đạo"):
        services.approve_plan(plan, seat=request.getfixturevalue(who), now=NOW)


def test_an_empty_plan_or_one_without_retention_is_not_approved(clerk, leader, worker):
    plan = factories.draft(clerk)
    with pytest.raises(services.CannotPlan, match="chưa có hồ sơ"):
        services.approve_plan(plan, seat=leader, now=NOW)
    services.add_entry(plan, planned(worker.unit, retention_years=None), seat=clerk, now=NOW)
    plan.refresh_from_db()
    with pytest.raises(services.CannotPlan, match=r"01\.CNTT"):
        services.approve_plan(plan, seat=leader, now=NOW)


def test_a_notation_twice_and_a_person_of_another_unit_are_refused(clerk, worker, outsider, inspector):
    plan = factories.draft(clerk)
    services.add_entry(plan, planned(worker.unit), seat=clerk, now=NOW)
    for wrong, field in (
        (planned(worker.unit), "notation"),
        (planned(worker.unit, notation="02.CNTT", seat=outsider), "seat"),
        (planned(inspector.unit, notation="02.CNTT"), "unit"),
        (planned(worker.unit, notation="02.CNTT", title="  "), "title"),
    ):
        plan.refresh_from_db()
        with pytest.raises(services.CannotPlan) as refusal:
            services.add_entry(plan, wrong, seat=clerk, now=NOW)
        assert refusal.value.field == field
    assert plan.entries.count() == 1


def test_an_entry_of_a_draft_is_changed_and_taken_out(clerk, worker):
    plan = factories.draft(clerk)
    entry = services.add_entry(plan, planned(worker.unit), seat=clerk, now=NOW)
    services.change_entry(entry, planned(worker.unit, title="Khác", retention_years=0), seat=clerk, now=NOW)
    entry = PlanEntry.objects.select_related("plan").get()
    assert (entry.title, entry.retention) == ("Khác", "Vĩnh viễn")
    services.remove_entry(entry, seat=clerk, now=NOW)
    assert not PlanEntry.objects.exists()


def test_a_plan_that_moved_on_is_stale(clerk, worker):
    plan = factories.draft(clerk)
    old = FilingPlan.objects.get()
    services.add_entry(plan, planned(worker.unit), seat=clerk, now=NOW)
    with pytest.raises(Stale):
        services.add_entry(old, planned(worker.unit, notation="02.CNTT"), seat=clerk, now=NOW)


def test_the_plan_is_seen_in_its_agency_only(clerk, leader, worker, outsider, inspector, other_clerk):
    factories.plan(clerk, leader, worker)
    seen = {
        seat.pk
        for seat in (clerk, leader, worker, outsider, inspector, other_clerk)
        if queries.list_plans(seat, factories.DAY).exists()
    }
    assert seen == {clerk.pk, leader.pk, worker.pk, outsider.pk}


def test_the_printed_plan_has_headings_and_five_columns(clerk, leader, worker):
    entry = factories.plan(clerk, leader, worker)
    table = plan_table(entry.plan, queries.list_entries(entry.plan))
    assert len(table.columns) == 5
    assert table.rows[0].strong
    assert list(table.rows[1].cells) == [
        "01.CNTT",
        "Hồ sơ về chữ ký số năm 2020",
        "10 năm",
        "Nguyễn Thị Thu Hà, Chuyên viên; Phòng Công nghệ thông tin",
        "",
    ]


def test_a_file_is_opened_from_an_approved_plan_only(clerk, worker):
    plan = factories.draft(clerk)
    entry = services.add_entry(plan, planned(worker.unit), seat=clerk, now=NOW)
    assert queries.find_open_entry(worker, entry.uid, factories.DAY) is None
    with pytest.raises(Refused, match="chưa được duyệt"):
        services.open_file(factories.facts(worker), entry=entry, seat=worker, now=NOW)
