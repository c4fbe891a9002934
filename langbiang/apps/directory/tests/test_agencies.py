from datetime import date

import pytest

from langbiang.apps.directory import interface as directory
from langbiang.apps.directory.models import AgencyIdentifier, AgencyVersion
from langbiang.apps.directory.services import add_dated, close_dated
from langbiang.foundation.errors import Refused

pytestmark = pytest.mark.usefixtures("province")
DAY = date(2020, 9, 9)


def test_reference_has_69_agencies_and_142_communes():
    counted = directory.count_by_level(DAY)
    assert counted["commune"] == 142
    assert counted["province"] + counted["district"] == 69


def test_circular10_eleven_agencies_and_two_communes_have_no_identifier():
    versions = list(directory.list_agencies(DAY))
    codes = directory.identifiers_of([v.agency for v in versions], DAY)
    without = [v for v in versions if v.agency_id not in codes]
    communes = {v.short_name for v in without if v.level == "commune"}
    assert communes == {"UBND xã Rô Men", "UBND xã Lộc Bảo"}
    assert len(without) - len(communes) == 11


def test_decision20_codes_are_not_invented():
    assert not AgencyIdentifier.objects.filter(scheme=AgencyIdentifier.Scheme.DECISION_20).exists()


def test_find_by_identifier_goes_both_ways_and_never_names_two():
    codes = list(AgencyIdentifier.objects.as_of(DAY).values_list("code", flat=True))
    assert len(codes) == len(set(codes))
    agency = directory.get_agency("stttt")
    code = directory.identifier_of(agency, DAY)
    assert directory.find_by_identifier(f" {code} ", DAY) == agency
    assert directory.find_by_identifiers([code, "không có"], DAY) == {code: agency}
    assert directory.find_by_identifier("không có", DAY) is None
    assert directory.identifier_of(directory.get_agency("ubnd-tinh"), DAY)


def test_a_code_of_decision_20_counts_before_one_of_circular_10_from_its_day_on():
    agency, day = directory.get_agency("stttt"), date(2021, 1, 1)
    old = directory.identifier_of(agency, DAY)
    add_dated(AgencyIdentifier(agency=agency, scheme="qd20", code="H36.13", valid_from=day))
    assert directory.identifier_of(agency, DAY) == directory.identifiers_of([agency], DAY)[agency.pk] == old
    both = directory.identifier_of(agency, day), directory.identifiers_of([agency], day)[agency.pk]
    assert both == ("H36.13", "H36.13")


@pytest.mark.parametrize("words", ["so thong tin", "SỞ THÔNG TIN", "thong tin so", "truyền thông"])
def test_list_agencies_finds_without_tones(words):
    assert "stttt" in {v.agency.slug for v in directory.list_agencies(DAY, words=words)}


def test_list_agencies_finds_nothing_that_is_not_there():
    assert not directory.list_agencies(DAY, words="hải quan vũ trụ").exists()


def test_a_renamed_agency_is_called_as_it_was_on_the_day():
    agency = directory.get_agency("stttt")
    before = directory.name_of(agency, DAY)
    close_dated(before, day=date(2021, 3, 1))
    add_dated(
        AgencyVersion(
            agency=agency,
            name="Sở Khoa học và Công nghệ",
            short_name="Sở KH&CN",
            folded="so khoa hoc va cong nghe",
            level="province",
            kind="department",
            valid_from=date(2021, 3, 1),
        )
    )
    assert directory.name_of(agency, date(2021, 2, 28)).name == before.name
    assert directory.name_of(agency, date(2021, 3, 1)).name == "Sở Khoa học và Công nghệ"
    assert directory.list_agencies(DAY, words="so khoa hoc").filter(agency=agency).count() == 0


def test_the_tree_hangs_together():
    versions = list(directory.list_agencies(DAY))
    known = {v.agency_id for v in versions}
    assert all(v.parent_id in known for v in versions if v.parent_id)
    assert [v.agency.slug for v in versions if v.level == "commune" and not v.parent_id] == []


def test_the_office_keeps_the_records_of_the_committee_too():
    office = directory.keeper_of(directory.get_agency("vp-ubnd-tinh"), DAY)
    kept = {agency.slug for agency in directory.list_kept_agencies(office, DAY)}
    assert directory.keeper_of(directory.get_agency("ubnd-tinh"), DAY) == office
    assert kept == {"ubnd-tinh", "vp-ubnd-tinh"}


def test_every_agency_has_who_keeps_its_records_and_a_leader():
    for version in directory.list_agencies(DAY):
        assert directory.keeper_of(version.agency, DAY), version
        assert directory.list_seats_in(version.agency, DAY, role=directory.Role.LEADER), version


# -- periods


@pytest.fixture
def identifier():
    agency = directory.get_agency("stttt")
    row = AgencyIdentifier(agency=agency, scheme="qd20", code="A", valid_from=date(2020, 1, 1))
    row.valid_to = date(2021, 1, 1)
    return add_dated(row)


@pytest.mark.parametrize(
    ("begin", "end", "fits"),
    [
        (date(2021, 1, 1), None, True),  # half-open: the day it ends is free
        (None, date(2020, 1, 1), True),
        (date(2020, 12, 31), None, False),
        (None, date(2020, 1, 2), False),
        (date(2020, 3, 1), date(2020, 4, 1), False),
        (date(2019, 1, 1), date(2022, 1, 1), False),
        (None, None, False),
    ],
)
def test_add_dated_refuses_what_overlaps(begin, end, fits, identifier):
    row = AgencyIdentifier(agency=identifier.agency, scheme="qd20", code="B", valid_from=begin, valid_to=end)
    if fits:
        assert add_dated(row).pk
    else:
        with pytest.raises(directory.CannotOverlap, match="từ 01/01/2020 đến 01/01/2021"):
            add_dated(row)


def test_add_dated_leaves_another_key_alone(identifier):
    other = directory.get_agency("thanh-tra")
    assert add_dated(AgencyIdentifier(agency=other, scheme="qd20", code="B", valid_from=identifier.valid_from)).pk


def test_close_dated_before_it_began_is_refused(identifier):
    with pytest.raises(Refused, match="sau ngày bắt đầu"):
        close_dated(identifier, day=date(2020, 1, 1))


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)])
def test_holds_on_agrees_with_as_of(day, identifier):
    assert identifier.holds_on(day) is AgencyIdentifier.objects.as_of(day).filter(pk=identifier.pk).exists()
