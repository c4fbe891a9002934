"""Whether this installation can do its work now: what /healthz answers, and what `serve` waits for."""

from collections.abc import Callable
from functools import cache
from typing import TypedDict

from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from langbiang.foundation.journal.interface import worker_alive


class Health(TypedDict):
    """`reason` names the first thing that is missing, for people; empty when all is well."""

    status: str
    checks: dict[str, bool]
    reason: str


def health() -> Health:
    """Check in this order, and no further than the first that fails: database, migrations, worker, static files."""
    checks: dict[str, bool] = {}
    for name, (check, reason) in _CHECKS.items():
        checks[name] = _holds(check)
        if not checks[name]:
            return {"status": "not-ready", "checks": checks, "reason": reason}
    return {"status": "ok", "checks": checks, "reason": ""}


def pending_migrations() -> list[str]:
    """Name the newest migrations of apps that the database has not got yet."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _newest_migrations() if (app, name) not in applied)


def has_static_files() -> bool:
    """Say whether the names of static files are known; without them every page would fail."""
    return not isinstance(staticfiles_storage, ManifestFilesMixin) or bool(staticfiles_storage.hashed_files)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except DatabaseError:
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


@cache
def _newest_migrations() -> list[tuple[str, str]]:
    return list(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


_CHECKS: dict[str, tuple[Callable[[], bool], str]] = {
    "database": (_database_answers, "Không kết nối được cơ sở dữ liệu."),
    "migrations": (lambda: not pending_migrations(), "Cấu trúc dữ liệu chưa được cập nhật."),
    "worker": (worker_alive, "Chưa có tiến trình nền nào hoạt động trong 10 giây qua."),
    "static": (has_static_files, "Chưa có tệp giao diện (CSS, phông chữ, biểu tượng)."),
}
