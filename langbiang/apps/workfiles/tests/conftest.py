"""The seats of Sở Thông tin và Truyền thông and of its neighbour that the tests act from."""

import pytest

from langbiang.apps.directory.interface import Role, Seat, get_agency, list_seats_in
from langbiang.apps.documents.tests import factories as documents

from . import factories


@pytest.fixture
def clerk(province) -> Seat:
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def leader(province) -> Seat:
    seat = province.seat_named("stttt", "Hồ Văn Thành")
    province.key_for(seat, seat.agency)
    return seat


@pytest.fixture
def head(province) -> Seat:
    return province.seat_named("stttt", "Trần Đình Phúc")


@pytest.fixture
def worker(province) -> Seat:
    """Nguyễn Thị Thu Hà as a specialist."""
    seats = list_seats_in(get_agency("stttt"), factories.DAY)
    return next(s for s in seats if s.person.full_name == "Nguyễn Thị Thu Hà" and not s.has(Role.CLERK))


@pytest.fixture
def colleague(province, worker) -> Seat:
    """Another specialist of the same unit."""
    seats = list_seats_in(get_agency("stttt"), factories.DAY)
    return next(s for s in seats if s.unit_id == worker.unit_id and s.roles == [Role.SPECIALIST] and s.pk != worker.pk)


@pytest.fixture
def outsider(province) -> Seat:
    """Lâm Quang Huy: of the agency, in another unit, and no keeper of files."""
    return province.seat_named("stttt", "Lâm Quang Huy")


@pytest.fixture
def inspector(province) -> Seat:
    return province.seat_named("thanh-tra", "Tô Minh Khánh")


@pytest.fixture
def other_clerk(province) -> Seat:
    return list_seats_in(get_agency("thanh-tra"), factories.DAY, role=Role.CLERK)[0]


@pytest.fixture
def incoming(clerk, leader, worker, inspector):
    """Make an incoming document in a state, assigned to the worker."""
    return lambda state="done", **told: documents.incoming(
        state, clerk=clerk, leader=leader, worker=worker, sender=inspector, **told
    )


@pytest.fixture
def outgoing(worker, leader, clerk):
    """Make an outgoing document that the worker drafted, in a state."""
    head = next(s for s in list_seats_in(worker.agency, factories.DAY, role=Role.UNIT_HEAD) if s.unit == worker.unit)
    office = documents.Office(worker, head, clerk, leader)
    return lambda state="sent", **told: office.document(state, **told)
