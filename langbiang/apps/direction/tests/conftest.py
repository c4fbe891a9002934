"""The seats of the demo that the tests of direction act from: Sở Thông tin và Truyền thông, and strangers."""

import pytest

from langbiang.apps.directory.interface import Role, Seat, get_agency, list_seats_in
from langbiang.apps.documents.tests import factories as documents


@pytest.fixture
def boss(province) -> Seat:
    """The director."""
    return next(s for s in list_seats_in(get_agency("stttt"), documents.DAY) if s.title == "Giám đốc")


@pytest.fixture
def leader(province) -> Seat:
    """Hồ Văn Thành, deputy director."""
    return province.seat_named("stttt", "Hồ Văn Thành")


@pytest.fixture
def clerk(province) -> Seat:
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def head(province) -> Seat:
    """Trần Đình Phúc, head of the unit of the specialists."""
    return province.seat_named("stttt", "Trần Đình Phúc")


@pytest.fixture
def worker(province, head) -> Seat:
    """Nguyễn Thị Thu Hà as a specialist."""
    return next(s for s in _unit(head) if s.person.full_name == "Nguyễn Thị Thu Hà")


@pytest.fixture
def mate(province, head, worker) -> Seat:
    """The other specialist of the unit."""
    return next(s for s in _unit(head) if s.roles == [Role.SPECIALIST] and s != worker)


@pytest.fixture
def huy(province) -> Seat:
    """Lâm Quang Huy of another unit of the agency."""
    return province.seat_named("stttt", "Lâm Quang Huy")


@pytest.fixture
def stranger(province) -> Seat:
    """A leader of another agency."""
    return list_seats_in(get_agency("thanh-tra"), documents.DAY, role=Role.LEADER)[0]


@pytest.fixture
def inspector(province) -> Seat:
    return province.seat_named("thanh-tra", "Tô Minh Khánh")


def _unit(head: Seat) -> list[Seat]:
    return [s for s in list_seats_in(head.agency, documents.DAY) if s.unit_id == head.unit_id]
