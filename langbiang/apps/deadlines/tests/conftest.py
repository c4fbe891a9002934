"""A calendar that is read anew: what a test before took back must not be remembered."""

import pytest

from langbiang.apps.deadlines import queries


@pytest.fixture(autouse=True)
def _anew():
    queries.forget()
    yield
    queries.forget()


@pytest.fixture
def administrator(province):
    return province.seat_named("stttt", "Lâm Quang Huy")
