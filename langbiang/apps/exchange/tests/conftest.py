from types import SimpleNamespace

import pytest

from langbiang.apps.exchange.tests.factories import COMMUNE, RECEIVER, SENDER, make_agency
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
