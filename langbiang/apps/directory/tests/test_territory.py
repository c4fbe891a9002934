"""Administrative units by date, as four lists of them name them."""

from datetime import date

import pytest

from langbiang.apps.directory import queries
from langbiang.apps.directory.interface import count_territory, find_territory

pytestmark = pytest.mark.usefixtures("province")
COMMUNE, DISTRICT = "commune", "district"


@pytest.mark.parametrize(
    ("day", "communes", "districts"),
    [
        (date(2019, 12, 31), 147, 12),
        (date(2020, 1, 1), 142, 12),
        (date(2020, 9, 9), 142, 12),
        (date(2024, 11, 30), 142, 12),
        (date(2024, 12, 1), 137, None),
        (date(2025, 6, 30), 137, None),
        (date(2025, 7, 1), 124, 0),
    ],
)
def test_resolutions_833_1245_1671_how_many_units_on_a_day(day, communes, districts):
    assert count_territory(day, COMMUNE) == communes
    if districts is not None:
        assert count_territory(day, DISTRICT) == districts


def test_lineage_leads_from_a_merged_commune_to_what_it_became():
    assert find_territory("25102", date(2019, 12, 31)).name == "Xã Đạ M'ri"
    assert find_territory("25102", date(2020, 1, 1)) is None
    (step,) = queries.list_lineage("25102")
    assert (step.new_code, step.new_name, step.effective) == ("25096", "Thị trấn Đạ M'ri", date(2020, 1, 1))
    assert find_territory("25096", date(2020, 1, 1)).name == "Thị trấn Đạ M'ri"


def test_one_code_names_different_units_at_different_times():
    assert find_territory("24955", date(2024, 11, 30)).name == "Xã Pró"
    assert find_territory("24955", date(2024, 12, 1)).name == "Xã Quảng Lập"


def test_the_communes_of_a_district_on_a_day():
    code = find_territory("678", date(2020, 9, 9), level=DISTRICT).code
    assert queries.list_territory(date(2020, 9, 9), parent_code=code).count() == 15
    assert not queries.list_territory(date(2025, 7, 1), parent_code=code).exists()
