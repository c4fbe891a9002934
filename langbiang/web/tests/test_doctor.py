"""`langbiang doctor`: one line each, the remedy beside it, 1 when something is unsafe."""

import io
import shutil
import socketserver
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from langbiang.foundation import clock, durable, signing
from langbiang.foundation.backup import Head, Manifest
from langbiang.foundation.journal.consuming import make_cursors
from langbiang.foundation.journal.models import Cursor, Heartbeat
from langbiang.foundation.tests.standins import Clamd, MailServer, serving
from langbiang.foundation.vault import seal
from langbiang.web import examination
from langbiang.web.examination import Level, examine

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def servers():
    """What answers for clamd and the mail server: their ports."""
    with (
        serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)) as clamd,
        serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer)) as mail,
    ):
        yield clamd.server_address[1], mail.server_address[1]


@pytest.fixture
def _safe(settings, tmp_path, monkeypatch, servers):
    """An installation with nothing to say against it."""
    settings.DATA_DIR = tmp_path
    settings.KEYS_DIR = tmp_path / "keys"
    settings.KEYS_DIR.mkdir(mode=0o700)
    tmp_path.chmod(0o750)
    settings.DEMO, settings.HTTPS, settings.SECRET_KEY = False, True, "aBcDeFgHiJkLm" * 5
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SECOND_FACTOR, settings.UNKNOWN_VARIABLES = "roles", []
    settings.ALLOWED_HOSTS = ["vanban.lamdong.example"]
    clamd, mail = servers
    settings.CLAMD = f"127.0.0.1:{clamd}"
    settings.MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", mail
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.BACKUPS_DIR = tmp_path / "sets"
    keep_set(settings.BACKUPS_DIR, clock.now() - timedelta(hours=25))
    monkeypatch.setattr(durable, "ON_POSTGRESQL", {})  # the throw-away cluster may be set for speed
    monkeypatch.setattr(examination, "_FONTS", ())
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")  # set for the browser of other tests
    Heartbeat.objects.create(at=clock.now())


def keep_set(within, made):
    folder = within / f"{made:%Y%m%dT%H%M%S}"
    folder.mkdir(parents=True)
    Manifest(made.isoformat(), "sqlite", Head(1, 0, ""), {}).write(folder)


def told_of(level):
    return [str(finding) for finding in examine() if finding.level is level]


@pytest.mark.usefixtures("_safe")
def test_a_safe_installation_ends_with_0_and_no_remark():
    out = io.StringIO()
    call_command("doctor", stdout=out)
    *findings, last = out.getvalue().splitlines()
    assert [finding for finding in findings if not finding.startswith("[tốt] ")] == []
    assert last == "Hệ thống an toàn."


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
    (told,) = told_of(Level.UNSAFE)
    assert sentence in told
    assert "→" in told


@pytest.mark.usefixtures("_safe")
def test_folders_open_to_others_are_found(settings):
    settings.DATA_DIR.chmod(0o777)
    settings.KEYS_DIR.chmod(0o755)
    assert [line.partition("→")[2].split()[0] for line in told_of(Level.UNSAFE)] == ["chmod", "chmod"]


@pytest.mark.usefixtures("_safe")
def test_a_key_that_others_may_read_is_found_and_a_trusted_certificate_is_none(settings):
    (settings.KEYS_DIR / "roots").mkdir(mode=0o700)
    for name in ("roots/goc.pem", "vault"):
        (settings.KEYS_DIR / name).touch()
        (settings.KEYS_DIR / name).chmod(0o644)
    (told,) = told_of(Level.UNSAFE)
    assert told.endswith(f"đọc được khóa: {settings.KEYS_DIR}/vault. → chmod -R go= {settings.KEYS_DIR}")


@pytest.mark.usefixtures("_safe")
@pytest.mark.parametrize("days", [3, -1, None], ids=["old", "of tomorrow", "none"])
def test_days_without_a_backup_are_found(settings, days):
    shutil.rmtree(settings.BACKUPS_DIR)
    if days is not None:
        keep_set(settings.BACKUPS_DIR, clock.now() - timedelta(days=days))
    (told,) = told_of(Level.UNSAFE)
    assert told.startswith("[KHÔNG AN TOÀN] Không có bản sao lưu nào trong 48 giờ qua")
    assert told.endswith("→ langbiang backup")


@pytest.mark.usefixtures("_safe")
def test_servers_that_do_not_answer_are_found(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), MailServer) as closed:
        port = closed.server_address[1]
    settings.CLAMD, settings.EMAIL_PORT = f"127.0.0.1:{port}", port
    scan, mail = told_of(Level.UNSAFE)
    assert f"clamd ở 127.0.0.1:{port} không trả lời" in scan
    assert "Máy chủ thư 127.0.0.1 không nhận" in mail


@pytest.mark.usefixtures("_safe")
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CLAMD", "", "Chưa quét vi-rút"),
        ("MAIL", False, "Chưa gửi được thư"),
        ("UNKNOWN_VARIABLES", ["LANGBIANG_HOST"], "Không có cài đặt nào tên LANGBIANG_HOST"),
        ("SECURE_SSL_REDIRECT", False, "Django nhắc: security.W008"),
        ("SECURE_HSTS_INCLUDE_SUBDOMAINS", False, "Django nhắc: security.W005"),
        ("CSRF_COOKIE_SECURE", False, "Django nhắc: security.W016"),
    ],
)
def test_what_is_no_danger_yet_is_remarked(settings, name, value, sentence):
    setattr(settings, name, value)
    (told,) = told_of(Level.NOTE)
    assert told.startswith(f"[lưu ý] {sentence}")
    assert told_of(Level.UNSAFE) == []


@pytest.mark.usefixtures("_safe")
def test_no_worker_and_a_halted_consumer_are_found():
    Heartbeat.objects.all().delete()
    make_cursors()
    Cursor.objects.filter(name="exchange.deliver").update(state=Cursor.State.HALTED)
    worker, consumer = told_of(Level.UNSAFE)
    assert "langbiang worker" in worker
    assert "exchange.deliver" in consumer


@pytest.mark.usefixtures("_safe")
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a setting of SQLite")
def test_a_database_that_may_lose_acts_is_found(monkeypatch):
    monkeypatch.setattr(durable, "ON_SQLITE", {"journal_mode": ["delete"]})
    (told,) = told_of(Level.UNSAFE)
    assert connection.vendor == "sqlite"
    assert "journal_mode = wal" in told


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
    assert any("exchange: Không nạp được thư viện" in finding for finding in told_of(Level.UNSAFE))
