"""`langbiang doctor`: one line each, the remedy beside it, 1 when something is unsafe."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from langbiang.foundation import clock, durable, signing
from langbiang.foundation.journal.consuming import make_cursors
from langbiang.foundation.journal.models import Cursor, Heartbeat
from langbiang.foundation.vault import seal
from langbiang.web import examination
from langbiang.web.examination import Level, examine

pytestmark = pytest.mark.django_db


@pytest.fixture
def _safe(settings, tmp_path, monkeypatch):
    """An installation with nothing to say against it."""
    settings.DATA_DIR = tmp_path
    settings.KEYS_DIR = tmp_path / "keys"
    settings.KEYS_DIR.mkdir(mode=0o700)
    tmp_path.chmod(0o750)
    settings.DEMO, settings.HTTPS, settings.SECRET_KEY = False, True, "aBcDeFgHiJkLm" * 5
    settings.SECOND_FACTOR = "roles"
    monkeypatch.setattr(durable, "ON_POSTGRESQL", {})  # the throw-away cluster may be set for speed
    monkeypatch.setattr(examination, "_FONTS", ())
    Heartbeat.objects.create(at=clock.now())


def unsafe():
    return [str(finding) for finding in examine() if finding.level is Level.UNSAFE]


@pytest.mark.usefixtures("_safe")
def test_a_safe_installation_ends_with_0():
    out = io.StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue().endswith("Hệ thống an toàn.\n")


@pytest.mark.usefixtures("_safe")
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", True, "gỡ lỗi"),
        ("DEMO", True, "bản trình diễn"),
        ("SECRET_KEY", "short", "LANGBIANG_SECRET_KEY yếu"),
        ("HTTPS", False, "HTTPS tắt"),
        ("ALLOWED_HOSTS", ["*"], "mọi tên máy"),
        ("SECOND_FACTOR", "none", "Mật khẩu một mình"),
    ],
)
def test_an_unsafe_setting_is_found_with_its_remedy(settings, name, value, sentence):
    setattr(settings, name, value)
    (found,) = unsafe()
    assert sentence in found
    assert "→" in found


@pytest.mark.usefixtures("_safe")
def test_folders_open_to_others_are_found(settings):
    settings.DATA_DIR.chmod(0o777)
    settings.KEYS_DIR.chmod(0o755)
    assert [line.partition("→")[2].split()[0] for line in unsafe()] == ["chmod", "chmod"]


@pytest.mark.usefixtures("_safe")
def test_no_worker_and_a_halted_consumer_are_found():
    Heartbeat.objects.all().delete()
    make_cursors()
    Cursor.objects.filter(name="exchange.deliver").update(state=Cursor.State.HALTED)
    found = unsafe()
    assert len(found) == 2
    assert "langbiang worker" in found[0]
    assert "exchange.deliver" in found[1]


@pytest.mark.usefixtures("_safe")
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a setting of SQLite")
def test_a_database_that_may_lose_acts_is_found(monkeypatch):
    monkeypatch.setattr(durable, "ON_SQLITE", {"journal_mode": ["delete"]})
    (found,) = unsafe()
    assert connection.vendor == "sqlite"
    assert "journal_mode = wal" in found


def test_the_command_ends_with_1_when_something_is_unsafe(settings):
    settings.DEBUG = True
    with pytest.raises(SystemExit) as end:
        call_command("doctor", stdout=io.StringIO())
    assert end.value.code == 1


@pytest.mark.usefixtures("_safe")
def test_a_key_whose_token_cannot_be_used_is_found(settings):
    (settings.KEYS_DIR / "signing").mkdir()
    lost = signing.tokens.Binding("/khong/co.so", "Con dấu", "dau", seal("123456"))
    lost.write(signing.token_file("exchange"))
    assert any("exchange: Không nạp được thư viện" in finding for finding in unsafe())
