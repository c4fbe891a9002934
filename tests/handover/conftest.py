"""Somebody of Sở Thông tin và Truyền thông who leaves, with work of every kind, and those who take it."""

import pytest

from langbiang.apps.direction.tests import factories as direction
from langbiang.apps.directory.interface import Role, Seat, get_agency, list_seats_in
from langbiang.apps.documents.tests import factories as documents
from langbiang.apps.handover import queries
from langbiang.apps.handover.services import Order


@pytest.fixture
def people(province) -> list[Seat]:
    return list_seats_in(get_agency("stttt"), documents.DAY)


@pytest.fixture
def boss(people) -> Seat:
    return next(s for s in people if s.title == "Giám đốc")


@pytest.fixture
def leader(province) -> Seat:
    """Hồ Văn Thành, deputy director: a leader can hold every kind of work."""
    return province.seat_named("stttt", "Hồ Văn Thành")


@pytest.fixture
def clerk(province) -> Seat:
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def head(province) -> Seat:
    return province.seat_named("stttt", "Trần Đình Phúc")


@pytest.fixture
def mate(people, head, worker) -> Seat:
    """The other specialist of the unit."""
    return next(s for s in people if s.unit_id == head.unit_id and s.roles == [Role.SPECIALIST] and s != worker)


@pytest.fixture
def worker(people, head) -> Seat:
    """Nguyễn Thị Thu Hà as a specialist."""
    return next(s for s in people if s.unit_id == head.unit_id and s.person.full_name == "Nguyễn Thị Thu Hà")


@pytest.fixture
def stranger(province) -> Seat:
    return list_seats_in(get_agency("thanh-tra"), documents.DAY, role=Role.LEADER)[0]


@pytest.fixture
def sender(province) -> Seat:
    return province.seat_named("thanh-tra", "Tô Minh Khánh")


@pytest.fixture
def tasks(leader, worker):
    """Make so many tasks that the worker leads."""
    return lambda count: [direction.give(leader, worker, title=f"Nhiệm vụ số {n:03}") for n in range(count)]


@pytest.fixture
def order():
    """Say that one person takes all that a seat holds."""

    def said(leaving: Seat, to: Seat, **more) -> Order:
        return Order(leaving, {pile.kind: to for pile in queries.list_piles(leaving)}, "Chuyển công tác", **more)

    return said
