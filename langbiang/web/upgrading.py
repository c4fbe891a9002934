"""
What stands in the way of an upgrade, looked at before it begins: run by the new code, on the database as it is.

Old code that still runs while the structure changes is safe only beside additions that it need not know. Everything
else is judged one by one in `data/upgrade-migrations.csv`; versions that may not be skipped stand in
`data/upgrade-steps.csv`.
"""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import (
    AddField,
    AddIndex,
    AlterModelManagers,
    AlterModelOptions,
    CreateModel,
    RemoveIndex,
    RenameIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

from langbiang.foundation.backup import databases
from langbiang.foundation.journal.interface import worker_alive
from langbiang.foundation.readonly import find_readonly
from langbiang.web.examination import Finding, Level, backup, bad, good, space

DATA = Path(__file__).resolve().parent.parent / "data"
_ADDS = (CreateModel, AddIndex, RemoveIndex, RenameIndex, AlterModelOptions, AlterModelManagers)


def examine_upgrade(now: datetime) -> Iterator[Finding]:
    """Give every finding in turn; a database that newer code has changed is looked at no further."""
    executor = MigrationExecutor(connection)
    newer = _unknown_here(executor)
    if newer:
        yield bad(
            f"Dữ liệu của phiên bản mới hơn chương trình này (có {', '.join(newer[:3])}).",
            "Cài đúng phiên bản đã dùng, hoặc mới hơn. Không chạy migrate.",
        )
        return
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if not executor.loader.applied_migrations:
        yield good("Cơ sở dữ liệu còn trống: đây là lần cài đầu, không phải nâng cấp.")
        return
    yield from _skipped(executor)
    yield _beside(plan)
    yield backup(now, within=timedelta(hours=settings.BACKUP_HOURS))
    yield space()


def stopping(migration: Migration) -> list[str]:
    """Name the operations beside which old code cannot be trusted to run, unless somebody has judged them."""
    made: set[str] = set()
    found = []
    for operation in migration.operations:
        if isinstance(operation, CreateModel):
            made.add(operation.name_lower)
        elif not _only_adds(operation, made):
            found.append(operation.describe())
    return found


def read_judged() -> dict[str, str]:
    """Read how each migration with such operations was judged: `safe` or `stop`."""
    return {row["migration"]: row["judgement"] for row in _rows("upgrade-migrations.csv")}


def _only_adds(operation: Operation, made: set[str]) -> bool:
    """Say whether old code need not know: also whatever is done to a table that it never had."""
    if isinstance(operation, _ADDS) or getattr(operation, "model_name_lower", "") in made:
        return True
    if not isinstance(operation, AddField):
        return False
    field = operation.field
    # A plain default is Django's alone: the column has none, and what old code inserts lacks it.
    return bool(field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)


def _unknown_here(executor: MigrationExecutor) -> list[str]:
    known, apps = set(executor.loader.disk_migrations), executor.loader.migrated_apps
    return [
        f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in apps and (app, name) not in known
    ]


def _skipped(executor: MigrationExecutor) -> Iterator[Finding]:
    applied = {f"{app}.{name}" for app, name in executor.loader.applied_migrations}
    for row in _rows("upgrade-steps.csv"):
        if _number(row["version"]) < _number(version("langbiang")) and row["migration"] not in applied:
            yield bad(
                f"Không được bỏ qua phiên bản {row['version']}: {row['why']}",
                f"Nâng cấp lên {row['version']} trước, chạy ổn định, rồi nâng cấp tiếp.",
            )


def _beside(plan: list[Migration]) -> Finding:
    """Judge the pending migrations against what is running now."""
    if not plan:
        return good("Không có thay đổi cấu trúc dữ liệu: chỉ cần thay chương trình rồi khởi động lại.")
    judged = read_judged()
    names = [f"{each.app_label}.{each.name}" for each in plan]
    stops = [
        name
        for name, each in zip(names, plan, strict=True)
        if judged.get(name) == "stop" or (stopping(each) and judged.get(name) != "safe")
    ]
    if not stops:
        return good(f"{len(names)} thay đổi cấu trúc chỉ thêm: chạy langbiang migrate trong khi bản cũ vẫn làm việc.")
    words = f"Bản cũ không chạy được cùng {', '.join(stops[:3])}{' và các thay đổi khác' if stops[3:] else ''}"
    if worker_alive() or databases.is_in_use():
        todo = "langbiang readonly on --reason …; systemctl stop langbiang.target; kiểm tra lại; langbiang migrate"
        return bad(f"{words}, mà hệ thống đang chạy.", todo)
    remedy = "langbiang migrate, rồi langbiang readonly off" if find_readonly() else "langbiang migrate"
    return Finding(Level.NOTE, f"{words}; hệ thống đã dừng nên làm được.", remedy)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(said: str) -> tuple[int, ...]:
    return tuple(int(part) for part in said.split("."))
