"""What the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.directory.models import AgencyIdentifier

pytestmark = pytest.mark.usefixtures("province")


def identifier(begin: date, end: date | None = None) -> AgencyIdentifier:
    return AgencyIdentifier(agency=get_agency("stttt"), scheme="qd20", code="A", valid_from=begin, valid_to=end)


@pytest.mark.postgresql
def test_postgresql_refuses_two_rows_of_one_key_on_one_day():
    if connection.vendor != "postgresql":
        pytest.skip("the constraint is PostgreSQL's; on SQLite add_dated stands alone")
    identifier(date(2020, 1, 1), date(2021, 1, 1)).save()
    identifier(date(2021, 1, 1)).save()
    with pytest.raises(IntegrityError, match="periods_never_overlap"), transaction.atomic():
        identifier(date(2020, 12, 31), date(2021, 1, 1)).save()


def test_an_empty_period_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        identifier(date(2020, 1, 1), date(2020, 1, 1)).save()
