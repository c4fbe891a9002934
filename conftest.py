"""
Set-up shared by all tests.

LANGBIANG_TEST_DB chooses the database: `sqlite` (the default) or `postgresql`, for which a throw-away cluster
is made in a folder of its own, as user `postgres` when the tests run as root.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest

_data = Path(tempfile.mkdtemp(prefix="langbiang-test-"))
atexit.register(shutil.rmtree, _data, True)
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"  # here and not in pyproject.toml: after what follows
os.environ["LANGBIANG_DATA"] = str(_data)
os.environ.setdefault("LANGBIANG_LOG_LEVEL", "ERROR")
os.environ.setdefault("LANGBIANG_HTTPS", "0")
os.environ["LANGBIANG_EXTRA_APPS"] = "langbiang.foundation.journal.tests.sample"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's sync API keeps a loop in the thread

if os.environ.get("LANGBIANG_TEST_DB") == "postgresql":
    from tests.postgresql import cluster

    os.environ["LANGBIANG_DATABASE_URL"] = cluster()
else:
    os.environ.setdefault("LANGBIANG_DATABASE_URL", f"sqlite:///{_data}/langbiang.sqlite3")

django.setup()


def pytest_configure(config) -> None:
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATABASES["default"].setdefault("TEST", {})
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # A file, not memory: threads and processes of one test must see one database.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        settings.DATABASES["default"]["TEST"]["NAME"] = str(_data / f"test-{worker}.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Tests flush their tables: the journal's guard against that is put back where it is itself tested."""
    from django.db import connection

    from langbiang.foundation.journal import guard

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        guard.remove(None, editor)
