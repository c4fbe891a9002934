"""`langbiang upgrade check` refuses an unsafe jump before it starts, and says what to do."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from langbiang.foundation import clock
from langbiang.foundation.journal.models import Heartbeat
from langbiang.foundation.readonly import ReadOnly, put_readonly
from langbiang.web import upgrading

STOPPING, ADDING = ("search", "0003_tones_numbers_and_days"), ("journal", "0003_queue")


@pytest.fixture(autouse=True)
def ready(settings, tmp_path, db):
    """An installation that was backed up an hour ago."""
    settings.DATA_DIR, settings.BACKUPS_DIR = tmp_path, tmp_path / "sets"
    back_up_at(settings, clock.now() - timedelta(hours=1))


def back_up_at(settings, moment):
    kept = settings.BACKUPS_DIR / "20261129T000000"
    kept.mkdir(parents=True, exist_ok=True)
    head = {"epoch": 1, "position": 0, "chain": ""}
    told = {"made_at": moment.isoformat(), "vendor": "sqlite", "head": head, "keys": {}, "format": 1}
    (kept / "manifest.json").write_text(json.dumps(told))


def checked(code=0):
    out = StringIO()
    try:
        call_command("upgrade", "check", stdout=out)
        ended = 0
    except SystemExit as end:
        ended = end.code
    assert ended == code, out.getvalue()
    return out.getvalue()


def forget(migration):
    """Let a migration, and those of its app after it, be still to come."""
    recorder = MigrationRecorder(connection)
    for app, name in recorder.applied_migrations():
        if app == migration[0] and name >= migration[1]:
            recorder.record_unapplied(app, name)


def test_with_nothing_to_change_it_may_go_on():
    assert "Không có thay đổi cấu trúc" in checked()


def test_a_database_of_a_newer_version_is_refused_and_nothing_else_is_looked_at():
    MigrationRecorder(connection).record_applied("documents", "0999_of_tomorrow")
    told = checked(1)
    assert "phiên bản mới hơn" in told
    assert "documents.0999_of_tomorrow" in told
    assert "Bản sao lưu" not in told


def test_a_migration_of_a_part_that_is_not_ours_is_no_matter():
    MigrationRecorder(connection).record_applied("another", "0001_initial")
    checked()


def test_a_version_that_must_not_be_skipped(tmp_path, monkeypatch):
    monkeypatch.setattr(upgrading, "DATA", tmp_path)
    (tmp_path / "upgrade-migrations.csv").write_text("migration,judgement,why\n")
    rule = "version,migration,why\n{},documents.0999_x,nó chuyển dữ liệu.\n"
    (tmp_path / "upgrade-steps.csv").write_text(rule.format("0.0.9"))
    assert "Không được bỏ qua phiên bản 0.0.9: nó chuyển dữ liệu." in checked(1)
    (tmp_path / "upgrade-steps.csv").write_text(rule.format("999.0"))
    checked()


def test_beside_the_old_code_only_what_adds():
    forget(ADDING)
    assert "chỉ thêm" in checked()
    forget(STOPPING)
    assert "đã dừng nên làm được" in checked()
    Heartbeat.objects.create(worker="01920e3a-7d5c-7000-8000-000000000001", at=clock.now())
    told = checked(1)
    assert "search.0003_tones_numbers_and_days, mà hệ thống đang chạy" in told
    assert "langbiang readonly on" in told


def test_in_read_only_mode_it_says_how_to_end_it():
    put_readonly(ReadOnly("Nâng cấp.", "2026-11-29T01:00:00+00:00"))
    forget(STOPPING)
    assert "rồi langbiang readonly off" in checked()


@pytest.mark.parametrize("hours", [25, -1])
def test_without_a_recent_backup_nothing_begins(settings, hours):
    back_up_at(settings, clock.now() - timedelta(hours=hours))
    assert "langbiang backup" in checked(1)


def test_without_room_nothing_begins(monkeypatch):
    usage = type("Usage", (), {"free": 1024})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    assert "Đĩa chỉ còn trống" in checked(1)


def test_every_migration_that_does_more_than_add_is_judged():
    ours = {
        f"{app}.{name}": migration
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if migration.__module__.startswith("langbiang.") and "tests" not in migration.__module__
    }
    judged = upgrading.read_judged()
    assert {name for name, migration in ours.items() if upgrading.stopping(migration)} == set(judged)
    assert set(judged.values()) <= {"safe", "stop"}


def operation(field):
    return migrations.AddField("paper", "pages", field)


@pytest.mark.parametrize(
    ("one", "stops"),
    [
        (operation(models.IntegerField(null=True)), False),
        (operation(models.IntegerField(db_default=0)), False),
        (operation(models.IntegerField(default=0)), True),
        (migrations.RemoveField("paper", "pages"), True),
        (migrations.RenameField("paper", "pages", "leaves"), True),
        (migrations.AlterField("paper", "pages", models.IntegerField()), True),
        (migrations.DeleteModel("Paper"), True),
        (migrations.RunSQL("SELECT 1"), True),
        (migrations.CreateModel("Paper", []), False),
        (migrations.AddIndex("paper", models.Index(fields=["pages"], name="paper_pages")), False),
    ],
)
def test_what_old_code_can_run_beside(one, stops):
    migration = migrations.Migration("0002_x", "sample")
    migration.operations = [one]
    assert bool(upgrading.stopping(migration)) == stops


def test_what_is_done_to_a_new_table_stops_nobody():
    migration = migrations.Migration("0002_x", "sample")
    migration.operations = [migrations.CreateModel("Paper", []), migrations.RemoveField("paper", "pages")]
    assert upgrading.stopping(migration) == []
