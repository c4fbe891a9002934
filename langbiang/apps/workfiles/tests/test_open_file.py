"""Opening a work file (Decree 30/2020, Articles 28 and 29)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from langbiang.apps.workfiles import queries, services
from langbiang.apps.workfiles.models import WorkFile
from langbiang.foundation.journal.interface import timeline

from . import factories
from .factories import DAY, NOW, everything


def test_article_29_an_officer_opens_a_file_with_its_five_facts(clerk, leader, worker):
    entry = factories.plan(clerk, leader, worker)
    file = services.open_file(factories.facts(worker), entry=entry, seat=worker, now=NOW)
    assert (file.title, file.notation, file.retention_years) == ("Hồ sơ về chữ ký số năm 2020", "01.CNTT", 10)
    assert (file.keeper, file.keeper_name, file.unit) == (worker, "Nguyễn Thị Thu Hà, Chuyên viên", worker.unit)
    assert (f"{file.start_date:%d/%m/%Y}", file.state, file.year) == ("01/09/2020", "open", 2020)
    assert timeline("workfiles.workfile", file.uid).get().details == {"notation": "01.CNTT", "planned": True}


def test_article_28_a_file_outside_the_plan_is_shown_to_the_clerk_for_supplement(clerk, leader, worker):
    entry = factories.plan(clerk, leader, worker)
    services.open_file(factories.facts(worker), entry=entry, seat=worker, now=NOW)
    outside = factories.opened(worker, notation="09.CNTT")
    assert list(queries.list_unplanned(clerk, DAY)) == [outside]
    assert not queries.list_unplanned(worker, DAY).exists()


def test_a_notation_twice_in_a_year_is_refused(worker, colleague):
    factories.opened(worker)
    before = everything()
    with pytest.raises(services.CannotOpen, match="đã dùng") as refusal:
        factories.opened(colleague)
    assert refusal.value.field == "notation"
    assert everything() == before


def test_the_database_itself_refuses_a_notation_twice(worker):
    file = factories.opened(worker)
    other = factories.opened(worker, notation="02.CNTT")
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkFile.objects.filter(pk=other.pk).update(notation=file.notation)


@pytest.mark.parametrize("who", ["leader", "outsider"])
def test_who_keeps_no_files_opens_none(who, request):
    seat = request.getfixturevalue(who)
    with pytest.raises(services.CannotOpen, match="không lập hồ sơ"):
        factories.opened(seat)


def test_a_file_for_another_agency_is_refused(worker, inspector):
    with pytest.raises(services.CannotOpen) as refusal:
        services.open_file(factories.facts(inspector), entry=None, seat=worker, now=NOW)
    assert refusal.value.field == "agency"


def test_a_start_that_has_not_come_is_refused(worker):
    with pytest.raises(services.CannotOpen) as refusal:
        factories.opened(worker, start_date=DAY + timedelta(days=1))
    assert refusal.value.field == "start_date"


def test_a_change_says_what_it_changed(worker):
    file = factories.opened(worker)
    services.change_file(file, factories.facts(worker, retention_years=0), seat=worker, now=NOW)
    assert timeline("workfiles.workfile", file.uid).last().details == {"what": "thời hạn bảo quản"}
