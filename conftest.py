"""
Set-up shared by all tests.

LANGBIANG_TEST_DB chooses the database: `sqlite` (the default) or `postgresql`, for which a throw-away cluster
is made in a folder of its own, as user `postgres` when the tests run as root.
"""

import atexit
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pytest

_data = Path(tempfile.mkdtemp(prefix="langbiang-test-"))
atexit.register(shutil.rmtree, _data, True)
(_data / "static").mkdir()  # whitenoise warns of a folder that is not there
# Here and not in pyproject.toml: pytest-django would read the settings before this file could set the environment.
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["LANGBIANG_DATA"] = str(_data)
if "LANGBIANG_TEST_TEMPLATES" not in os.environ:  # xdist's workers share those of who started them
    os.environ["LANGBIANG_TEST_TEMPLATES"] = str(_data / "templates")
    (_data / "templates").mkdir()
os.environ.setdefault("LANGBIANG_LOG_LEVEL", "ERROR")
os.environ.setdefault("LANGBIANG_HTTPS", "0")
os.environ["LANGBIANG_SECOND_FACTOR"] = "none"  # tests of it set it
os.environ["LANGBIANG_EXTRA_APPS"] = "langbiang.foundation.journal.tests.sample"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's sync API keeps a loop in the thread

if os.environ.get("LANGBIANG_TEST_DB") == "postgresql":
    from tests.postgresql import cluster

    os.environ["LANGBIANG_DATABASE_URL"] = cluster()
else:
    os.environ["LANGBIANG_DATABASE_URL"] = f"sqlite:///{_data}/langbiang.sqlite3"


def _prepare() -> None:
    """Make Django ready before the conftest files of the parts import its models."""
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATABASES["default"].setdefault("TEST", {})
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # A file, not memory: threads and processes of one test must see one database.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        settings.DATABASES["default"]["TEST"]["NAME"] = str(_data / f"test-{worker}.sqlite3")
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a folder that is not there
    django.setup()
    # A worker of xdist inherits this environment; with the name in it pytest-django would be first again.
    del os.environ["DJANGO_SETTINGS_MODULE"]


_prepare()


ROOT = Path(__file__).parent
_ALONE = ("architecture", "test_bench.py", "test_templates.py", "test_serve.py")
ONCE = ("langbiang", "agent", *(f"tests/{name}" for name in _ALONE))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the run on the other database tests already (`tests/__main__.py`)."""
    leaves_out = {"database": _needs_no_database, "foundation": _is_an_apps}.get(
        os.environ.get("LANGBIANG_TEST_ONLY", "")
    )
    if leaves_out:
        done = {item for item in items if not item.get_closest_marker("crash") and leaves_out(item)}
        config.hook.pytest_deselected(items=list(done))
        items[:] = [item for item in items if item not in done]


def _has_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(fixtures))


def _needs_no_database(item: pytest.Item) -> bool:
    return not _has_database(item) and any(item.path.is_relative_to(ROOT / part) for part in ONCE)


def _is_an_apps(item: pytest.Item) -> bool:
    return _has_database(item) and item.path.is_relative_to(ROOT / "langbiang" / "apps")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """
    Load the reference province once, for every test that has a database.

    Tests flush their tables: the guards of journal and access log are put back where they are themselves tested.
    """
    from django.db import connection

    from langbiang.foundation.journal import guard
    from langbiang.foundation.looking import guard as looking_guard
    from langbiang.web.seeding import seed_province

    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            guard.remove(None, editor)
            looking_guard.remove(None, editor)
        seed_province()


@pytest.fixture
def september_2020(settings) -> None:
    """Official time as in the demo: it began on 9 September 2020 at eight in the morning."""
    settings.DEMO = True
    settings.CLOCK_START = datetime.fromisoformat("2020-09-09T08:00:00+07:00")


@pytest.fixture
def province(september_2020, db):
    """The reference province, loaded anew where a test before has flushed it away; gives what makes seats and keys."""
    from langbiang.apps.deadlines.interface import is_working_day
    from langbiang.foundation import clock
    from langbiang.web import seeding

    seeding.seed_province()
    is_working_day(clock.today())  # a process that has worked knows the calendar: tests that count queries need that
    return seeding
