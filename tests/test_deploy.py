"""What `deploy/` holds: each program reads its file, and the units' own commands carry a person's act."""

import http.cookiejar
import json
import os
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from langbiang.foundation import clock
from langbiang.foundation.tests.standins import Clamd, MailServer, serving
from tests import postgresql
from tests.installations import installed
from tests.units import DEPLOY, ROOT, SERVICES, Unit, moved

NAME = "vanban.lamdong.example"
MAIL = "smtp+tls://langbiang:MẬT_KHẨU@thu.lamdong.example:587"
MEGABYTE = 1024 * 1024
SITE = (DEPLOY / "nginx/langbiang.conf").read_text(encoding="utf-8")


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


# -- each file is read by its own program


@needs("systemd-analyze")
def test_systemd_reads_every_unit(tmp_path):
    units = shutil.copytree(DEPLOY / "systemd", tmp_path / "units")
    for path in units.glob("*.service"):  # it looks whether programs and pages are there
        path.write_text(path.read_text().replace("/opt/langbiang", str(_source(tmp_path))))
    files = sorted(str(path) for path in units.glob("*.*") if path.is_file())
    told = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")


def _source(folder):
    """Give a folder like the one of the source, whose programs can be run."""
    programs = folder / "opt/.venv/bin"
    programs.mkdir(parents=True, exist_ok=True)
    for name in ("langbiang", "python"):
        (programs / name).touch(mode=0o755)
    return folder / "opt"


@needs("logrotate")
def test_logrotate_reads_its_file():
    told = subprocess.run(["logrotate", "-d", DEPLOY / "logrotate/langbiang"], capture_output=True, text=True)
    assert told.returncode == 0
    assert "error" not in told.stderr.casefold().replace("errors in", "")
    assert "/var/log/langbiang/*.log" in told.stderr


def test_every_unit_gives_up_what_it_does_not_need():
    for name in SERVICES:
        unit = Unit(name, {})
        assert (unit.all("NoNewPrivileges"), unit.all("ProtectSystem"), unit.all("PrivateTmp")) == (
            ["yes"],
            ["strict"],
            ["yes"],
        )
        assert unit.all("ReadWritePaths"), name
    assert {name for name in SERVICES if Unit(name, {}).all("User") == ["langbiang-signer"]} == {"langbiang-signer"}


def test_nginx_takes_what_the_application_takes():
    limits = {place: int(size) for place, size in re.findall(r"location ([^{]+) {[^}]*?body_size (\d+)", SITE)}
    assert limits.pop("= /truc/nhap/") == settings.PACKET_LIMIT // MEGABYTE + 1
    assert int(re.search(r"\n    client_max_body_size (\d+)m;", SITE)[1]) == settings.UPLOAD_LIMIT // MEGABYTE + 1
    (programs,) = (place for place, size in limits.items() if size == 0)
    kept = re.compile(programs.removeprefix("~ "))
    sent_to = ("/truc/quoc-gia/sendEdoc", "/x/EdocService/sendDocument", "/api/exchange/v1/documents")
    assert all(kept.search(path) for path in sent_to)


@pytest.mark.skipif(not postgresql.available(), reason="PostgreSQL is not installed")
def test_postgresql_knows_every_name_and_takes_every_value():
    said = re.findall(r"^(\w+) = (\S+)$", (DEPLOY / "postgresql/langbiang.conf").read_text(), re.M)
    assert {"fsync", "full_page_writes", "synchronous_commit"} <= {name for name, value in said if value == "on"}
    with psycopg.connect(postgresql.cluster(), autocommit=True) as server:
        for name, value in said:
            server.execute(f"ALTER SYSTEM SET {name} = {value}")
            server.execute(f"ALTER SYSTEM RESET {name}")


# -- all of it at work


@pytest.fixture
def ports():
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    try:
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@pytest.fixture
def server(tmp_path, ports):
    """A server laid out as `docs/how-to/run.md` says, within a folder; gives its units and where nginx answers."""
    with (
        installed(tmp_path / "data", begun="province") as made,
        serving(socketserver.ThreadingUnixStreamServer(str(tmp_path / "clamd"), Clamd)),
        serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer)) as mail,
    ):
        shutil.rmtree(tmp_path / "data/static", ignore_errors=True)
        web, plain, secure = ports
        folders = {
            "/var/lib/langbiang": str(tmp_path / "data"),
            "/var/lib/langbiang-signer": str(tmp_path / "signer"),
            "/var/backups/langbiang": str(tmp_path / "backups"),
            "/var/log/langbiang": str(tmp_path / "log"),
            "/etc/langbiang": str(tmp_path / "etc"),
        }
        for folder in folders.values():
            Path(folder).mkdir(exist_ok=True)
        places = {
            **folders,
            "/opt/langbiang/.venv/bin": str(Path(sys.executable).parent),
            "/opt/langbiang": str(ROOT),
            "8000": str(web),
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
            "listen [::]:80;": "",
            "listen [::]:443 ssl http2;": "",
            NAME: "localhost",
            "/run/clamav/clamd.ctl": str(tmp_path / "clamd"),
            MAIL: f"smtp://127.0.0.1:{mail.server_address[1]}",
            **_databases(made.environment["LANGBIANG_DATABASE_URL"]),
        }
        for name in ("langbiang.env", "signer.env"):
            # The person of the test brings no second factor.
            said = moved((DEPLOY / name).read_text(), places) + "LANGBIANG_SECOND_FACTOR=none\n"
            (tmp_path / "etc" / name).write_text(said.replace("# LANGBIANG_", "LANGBIANG_"))
        yield {name: Unit(name, places) for name in SERVICES}, moved(SITE, places), ports
        if not made.environment["LANGBIANG_DATABASE_URL"].startswith("sqlite"):
            _drop_signer(made.environment["LANGBIANG_DATABASE_URL"])


def _databases(url):
    """On PostgreSQL the signer has its own role, which may do what `signer.sql` says and no more."""
    ours = "postgres://langbiang@%2Fvar%2Frun%2Fpostgresql/langbiang"
    signers = ours.replace("langbiang@", "langbiang-signer@")
    if url.startswith("sqlite"):
        return {ours: url, signers: url}
    with psycopg.connect(url, autocommit=True) as server:
        server.execute((DEPLOY / "postgresql/signer.sql").read_text())
    return {ours: url, signers: url.replace("langbiang@", "langbiang-signer@")}


def _drop_signer(url):
    with psycopg.connect(url, autocommit=True) as server:
        server.execute('DROP OWNED BY "langbiang-signer"')
        server.execute('DROP ROLE "langbiang-signer"')


def test_the_units_own_commands_carry_an_act_and_a_backup(server, tmp_path):
    units, site, (web, _, secure) = server
    begun = {name: units[f"langbiang-{name}"].start() for name in ("web", "worker", "carrier", "signer")}
    try:
        _open_account(units["langbiang-web"])
        if shutil.which("nginx"):
            begun["nginx"] = _start_nginx(site, tmp_path)
            address, headers = f"https://localhost:{secure}", {}
        else:
            address, headers = f"http://localhost:{web}", {"X-Forwarded-Proto": "https"}
        person = Person(address, headers, tmp_path)
        person.wait_until_ready(begun)
        person.sign_in()
        assert person.give_task() == 302
        end = time.monotonic() + 60
        heads = tmp_path / "signer/checkpoints/heads.jsonl"
        while not (heads.exists() and '"signature"' in heads.read_text()):
            assert time.monotonic() < end, (tmp_path / "log/signer.log").read_text()
            time.sleep(0.2)
        backup = units["langbiang-backup"].start()
        assert backup.wait(120) == 0, (tmp_path / "log/backup.log").read_text()
        (kept,) = (tmp_path / "backups").iterdir()
        assert json.loads((kept / "manifest.json").read_text())["head"]["position"] > 0
        assert units["langbiang-alarms"].start().wait(120) in (0, 1)
        assert _remarks(units["langbiang-web"]) == []
        assert not [name for name, process in begun.items() if process.poll() is not None]
    finally:
        for process in begun.values():
            process.terminate()
        for process in begun.values():
            process.wait(60)


WORDS = "mat-khau-thu-nghiem-17"


def _open_account(unit):
    command = [sys.executable, "-m", "langbiang", "account", "open", "viet@lamdong.example", "--password-stdin"]
    command += ["--name", "Đinh Quốc Việt", "--agency", "ubnd-tinh"]
    subprocess.run(
        command, input=WORDS.encode(), env=unit.environment(), cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def _remarks(unit):
    """Give what `doctor` says against the server, run as `run.md` says: with the file that its services read."""
    environment = {name: said for name, said in unit.environment().items() if name != "LANGBIANG_SECOND_FACTOR"}
    told = subprocess.run(
        [sys.executable, "-m", "langbiang", "doctor"], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    remarks = [line for line in told.stdout.splitlines() if not line.startswith("[tốt]")]
    return [] if (told.returncode, remarks) == (0, ["Hệ thống an toàn."]) else [*remarks, told.stderr]


def _start_nginx(site, folder):
    """Start nginx with the site, a certificate made for it, and all that it writes in the folder."""
    (folder / "etc/tls").mkdir()
    _make_certificate(folder / "etc/tls")
    temporary = "".join(
        f"{name}_temp_path {folder}/nginx-{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}\nevents {{}}\n"
        f"http {{ access_log off; {temporary}\ninclude {folder}/site.conf; }}\n"
    )
    command = ["nginx", "-e", f"{folder}/nginx.log", "-c", f"{folder}/nginx.conf"]
    told = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    return subprocess.Popen(command)


def _make_certificate(folder):
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.now()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


class Person:
    """Somebody at a browser, without one."""

    def __init__(self, address, headers, folder):
        trust = ssl.create_default_context()
        if address.startswith("https"):
            trust.load_verify_locations(folder / "etc/tls/fullchain.pem")
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(_SecureOnLoopback()))
        self._opener = urllib.request.build_opener(cookies, urllib.request.HTTPSHandler(context=trust), _Stay())
        self._opener.addheaders = [*headers.items(), ("Referer", "https://localhost/")]
        self._address = address

    def get(self, path):
        return self._open(path)

    def post(self, path, **fields):
        page = self.get(path).read().decode()
        for name in ("csrfmiddlewaretoken", "seat", "version"):
            found = re.search(rf'name="{name}" value="([^"]*)"', page)
            if found:
                fields.setdefault(name, found[1])
        if "lead" in fields:
            fields["lead"] = re.search(r'<select name="lead".*?<option value="([0-9a-f-]{36})"', page, re.S)[1]
        return self._open(path, urllib.parse.urlencode(fields).encode()).status

    def _open(self, path, body=None):
        try:
            return self._opener.open(self._address + path, body, timeout=60)
        except urllib.error.HTTPError as told:
            return told

    def wait_until_ready(self, begun):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            assert not [name for name, process in begun.items() if process.poll() is not None]
            try:
                if self.get("/healthz").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        pytest.fail("never ready")

    def sign_in(self):
        assert self.post("/tai-khoan/dang-nhap/", login="viet@lamdong.example", password=WORDS) == 302
        assert self.get("/").status == 200

    def give_task(self):
        due = f"{clock.today() + timedelta(30):%d/%m/%Y}"
        return self.post("/nhiem-vu/giao/", title="Rà soát máy chủ mới", lead="first", due=due)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Answers as they are: a redirect is one, a refusal too."""

    def redirect_request(self, *told):
        return None


class _SecureOnLoopback(http.cookiejar.DefaultCookiePolicy):
    """Without nginx there is no TLS before it, though the application is told so."""

    def return_ok_secure(self, cookie, request):
        return True
