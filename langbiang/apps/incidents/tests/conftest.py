"""Who reports, who keeps: people of Sở Thông tin và Truyền thông and of another agency."""

import pytest

from langbiang.apps.directory.interface import Role, Seat, get_agency, list_seats_in
from langbiang.apps.documents.tests import factories as documents

from .factories import report


@pytest.fixture
def clerk(province) -> Seat:
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def operator(province) -> Seat:
    """Lâm Quang Huy, who runs the axis and administers the agency."""
    return province.seat_named("stttt", "Lâm Quang Huy")


@pytest.fixture
def admin(province, clerk) -> Seat:
    """Somebody of another agency who administers that one and no more."""
    seat = list_seats_in(get_agency("thanh-tra"), documents.DAY, role=Role.CLERK)[0]
    seat.roles = [Role.ADMIN]
    seat.save(update_fields=["roles"])
    return seat


@pytest.fixture
def inspector(province) -> Seat:
    return province.seat_named("thanh-tra", "Tô Minh Khánh")


@pytest.fixture
def incident(clerk):
    return report(clerk)
