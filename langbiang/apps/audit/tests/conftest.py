"""Acts of two agencies, made as people make them; who controls them."""

import pytest

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents.tests import factories
from langbiang.foundation.journal.interface import drain
from langbiang.foundation.journal.signer import Signer


@pytest.fixture
def clerk(province) -> Seat:
    return province.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung")


@pytest.fixture
def leader(province) -> Seat:
    return province.seat_named("ubnd-tinh", "Đinh Quốc Việt")


@pytest.fixture
def auditor(province) -> Seat:
    seat = province.seat_named("thanh-tra", "Tô Minh Khánh")
    assert seat.has(Role.AUDITOR)
    return seat


@pytest.fixture
def admin(province) -> Seat:
    """An administrator of Sở Thông tin và Truyền thông."""
    seat = province.seat_named("stttt", "Lâm Quang Huy")
    assert seat.has(Role.ADMIN)
    return seat


@pytest.fixture
def acts(clerk, leader, province):
    """Three drafts registered: two of the province's office, one of the department that has the administrator."""
    for notation in ("UBND-MOT", "UBND-HAI"):
        factories.register(clerk, leader, notation=notation)
    theirs = province.seat_named("stttt", "Bùi Thị Kim Chi")
    factories.register(theirs, province.seat_named("stttt", "Hồ Văn Thành"), notation="STTTT-BA")
    drain()


@pytest.fixture
def signed(acts, tmp_path, settings):
    """Sign the head as it is now, with a file of heads that this process may read."""
    settings.CHECKPOINTS_FILE = tmp_path / "heads.jsonl"
    return Signer(key_path=tmp_path / "keys" / "signer.pem").sign(factories.NOW)
