"""What /healthz is told: the first thing that is missing, with its reason."""

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from langbiang.foundation import clock
from langbiang.foundation.journal.models import Heartbeat
from langbiang.web import health as module
from langbiang.web.health import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def _worker():
    Heartbeat.objects.create(at=clock.now())


@pytest.mark.usefixtures("_worker")
def test_all_is_well():
    assert health() == {
        "status": "ok",
        "checks": {"database": True, "migrations": True, "worker": True, "static": True},
        "reason": "",
    }


def test_no_worker():
    told = health()
    assert told["status"] == "not-ready"
    assert told["checks"] == {"database": True, "migrations": True, "worker": False}
    assert "tiến trình nền" in told["reason"]


@pytest.mark.usefixtures("_worker")
def test_a_migration_is_missing():
    MigrationRecorder.Migration.objects.filter(app="exchange").delete()
    assert health()["checks"] == {"database": True, "migrations": False}


def test_the_database_is_away(monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(module.connection, "cursor", away)
    told = health()
    assert (told["checks"], told["reason"]) == ({"database": False}, "Không kết nối được cơ sở dữ liệu.")


@pytest.mark.usefixtures("_worker")
def test_static_files_were_never_collected(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "staticfiles_storage", ManifestStaticFilesStorage(location=tmp_path))
    assert health()["checks"]["static"] is False
