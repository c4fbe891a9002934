"""The demo's direction of work is seeded on any day of the week, once."""

from datetime import datetime

import pytest

from langbiang.apps.direction.interface import Task
from langbiang.apps.direction.models import CalendarEntry, Meeting
from langbiang.web.directing import seed_direction

pytestmark = pytest.mark.django_db


DAYS = ["2020-09-09T08:00:00+07:00", "2020-09-11T18:00:00+07:00", "2020-09-12T23:00:00+07:00"]


@pytest.mark.parametrize("begins", DAYS)
def test_it_is_seeded_on_any_day_and_once(province, settings, begins) -> None:
    settings.CLOCK_START = datetime.fromisoformat(begins)
    seed_direction()
    counts = [model.objects.count() for model in (Task, Meeting, CalendarEntry)]
    assert counts[:2] == [3, 1]
    assert set(CalendarEntry.objects.values_list("state", flat=True)) == {"published"}
    seed_direction()
    assert [model.objects.count() for model in (Task, Meeting, CalendarEntry)] == counts
