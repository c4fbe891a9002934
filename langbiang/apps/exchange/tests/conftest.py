import pytest

from langbiang.apps.exchange.tests.store import FolderStore


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path)
