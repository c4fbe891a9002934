"""The seats of the demo that the tests of records work act from."""

import pytest

from langbiang.apps.directory.interface import Role, Seat, get_agency, list_below, list_seats_in

from . import factories


@pytest.fixture
def clerk(province) -> Seat:
    """Vũ Hồng Nhung: the Office's clerk, who keeps the records of the Provincial People's Committee too."""
    return province.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung")


@pytest.fixture
def leader(province) -> Seat:
    """Đinh Quốc Việt, deputy chairman of the Provincial People's Committee, with his key and its seal."""
    seat = province.seat_named("ubnd-tinh", "Đinh Quốc Việt")
    province.key_for(seat, seat.agency)
    return seat


@pytest.fixture
def stttt_clerk(province) -> Seat:
    return province.seat_named("stttt", "Bùi Thị Kim Chi")


@pytest.fixture
def stttt_leader(province) -> Seat:
    return province.seat_named("stttt", "Hồ Văn Thành")


@pytest.fixture
def stttt_head(province) -> Seat:
    return province.seat_named("stttt", "Trần Đình Phúc")


@pytest.fixture
def worker(province) -> Seat:
    """Nguyễn Thị Thu Hà as a specialist."""
    return _thu_ha(Role.UNIT_HEAD, Role.CLERK, without=True)


@pytest.fixture
def worker_as_clerk(province) -> Seat:
    """Nguyễn Thị Thu Hà in her other seat."""
    return _thu_ha(Role.CLERK, without=False)


@pytest.fixture
def ta_nung_clerk(province) -> Seat:
    return province.seat_named("ubnd-da-lat-xa-ta-nung", "Phạm Gia Bảo")


@pytest.fixture
def hiep_an_clerk(province) -> Seat:
    return province.seat_named("ubnd-duc-trong-xa-hiep-an", "Ka Hương")


@pytest.fixture
def inspector(province) -> Seat:
    """Tô Minh Khánh of the Inspectorate: from here packets are sent; a stranger to the others."""
    return province.seat_named("thanh-tra", "Tô Minh Khánh")


@pytest.fixture
def other_leader(province) -> Seat:
    """The Inspectorate's leader: a stranger with the right role in the wrong agency."""
    return list_seats_in(get_agency("thanh-tra"), factories.DAY, role=Role.LEADER)[0]


@pytest.fixture
def other_clerk(province) -> Seat:
    return list_seats_in(get_agency("thanh-tra"), factories.DAY, role=Role.CLERK)[0]


@pytest.fixture
def duc_trong(province) -> list:
    """Sở Thông tin và Truyền thông and the fifteen communes of Đức Trọng: sixteen receivers."""
    below = list_below(get_agency("ubnd-duc-trong"), factories.DAY)
    return [get_agency("stttt"), *(version.agency for version in below)]


@pytest.fixture
def outgoing(clerk, leader):
    """Make an outgoing document of UBND tỉnh in a state."""
    return lambda state=factories.Outgoing.DRAFT, **told: factories.outgoing(state, clerk=clerk, signer=leader, **told)


@pytest.fixture
def office(province, worker, stttt_head, stttt_clerk, stttt_leader) -> factories.Office:
    """Sở Thông tin và Truyền thông, with a second unit whose head can be asked."""
    province.key_for(stttt_leader, stttt_leader.agency)
    other = _headed_unit(stttt_leader.agency, besides=stttt_head)
    return factories.Office(worker, stttt_head, stttt_clerk, stttt_leader, other.unit_id, other)


@pytest.fixture
def incoming(stttt_clerk, stttt_leader, worker, inspector):
    """Make an incoming document of Sở Thông tin và Truyền thông in a state."""

    def make(state=factories.Incoming.ARRIVED, **told):
        seats = {"clerk": stttt_clerk, "leader": stttt_leader, "worker": worker, "sender": inspector}
        return factories.incoming(state, **{**seats, **told})

    return make


def _thu_ha(*roles: Role, without: bool) -> Seat:
    seats = list_seats_in(get_agency("stttt"), factories.DAY)
    return next(s for s in seats if s.person.full_name == "Nguyễn Thị Thu Hà" and s.has(*roles) is not without)


def _headed_unit(agency, *, besides: Seat) -> Seat:
    """Make the exchange's administrator head of the centre too: the demo gives one division of the Sở a head."""
    other = next(s for s in list_seats_in(agency, factories.DAY) if s.unit.key == "tt-cntt")
    other.roles = sorted({*other.roles, Role.UNIT_HEAD})
    other.save(update_fields=["roles"])
    assert other.unit_id != besides.unit_id
    return other
