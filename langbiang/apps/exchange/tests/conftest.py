from types import SimpleNamespace

import pytest

from langbiang.apps.exchange.tests.factories import COMMUNE, RECEIVER, SENDER, make_agency
from langbiang.apps.exchange.tests.keys import give_keys, make_key
from langbiang.apps.exchange.tests.store import FolderStore


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path)


@pytest.fixture
def files(settings, tmp_path):
    """An empty file store for this test alone."""
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def province(db, files):
    return SimpleNamespace(
        sender=make_agency("stn", "Sở Thử nghiệm", SENDER),
        receiver=make_agency("sm", "Sở Mẫu", RECEIVER),
        commune=make_agency("suoi-mo", "UBND xã Suối Mơ", COMMUNE),
        codeless=make_agency("khong-ma", "UBND xã Rô Men"),
    )


@pytest.fixture
def root(province, settings, tmp_path):
    """The hub, the sending and the receiving agency have keys; the commune has none."""
    names = {f"agency-{province.sender.uid}": "Sở Thử nghiệm", f"agency-{province.receiver.uid}": "Sở Mẫu"}
    return give_keys(settings, tmp_path, exchange="Trục liên thông", **names)


@pytest.fixture
def program_key(root, tmp_path):
    return make_key(tmp_path / "authority", tmp_path / "program.p12", "UBND xã ở hệ thống khác")
