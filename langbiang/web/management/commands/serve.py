import errno
import json
import os
import socket
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.apps.directory.interface import list_seats_named
from langbiang.apps.identity.interface import GUIDES
from langbiang.foundation import clock
from langbiang.foundation.durable import NotDurable, check_durable
from langbiang.foundation.journal.stopping import stop_on_signals
from langbiang.web.health import pending_migrations
from langbiang.web.processes import Child, Crew, GaveUp

LOOPBACK = {"localhost": "127.0.0.1", "127.0.0.1": "127.0.0.1", "::1": "::1"}
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - who listens everywhere is asked on this machine
_LOOK = 0.2
IDLE = 15_000  # milliseconds in which a request must begin: the national Java client leaves connections open for ever


class Command(BaseCommand):
    help = (
        "Chạy cả hệ thống trong một cửa sổ: máy chủ web, tiến trình nền, tiến trình chuyển, tiến trình ký nhật ký. "
        "Dừng bằng Ctrl+C. Mã kết thúc: 0 khi dừng theo yêu cầu, 1 khi không chạy được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="localhost", help="địa chỉ lắng nghe (mặc định: chỉ máy này)")
        parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định 8000)")
        parser.add_argument("--workers", type=int, default=1, help="số tiến trình web (mặc định 1)")
        parser.add_argument(
            "--prepare", action="store_true", help="trước hết cập nhật cấu trúc và nạp dữ liệu còn thiếu"
        )
        parser.add_argument(
            "--demo-on-network", action="store_true", help="bản trình diễn: cho máy khác trong mạng vào"
        )
        parser.add_argument(
            "--yes-anyone-may-enter", action="store_true", help="bản trình diễn: biết rằng ai cũng vào được"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        told_twice = options["demo_on_network"] and options["yes_anyone_may_enter"]
        _check_may_listen(host, told_twice=told_twice)
        address = LOOPBACK.get(host, host)
        _check_port(address, port)
        _check_durable()
        if options["prepare"]:
            _prepare()
        if missing := pending_migrations():
            raise CommandError(f"Dữ liệu chưa cập nhật ({', '.join(missing)}). Chạy: langbiang migrate")
        _collect_static()
        stop = stop_on_signals()
        crew = Crew(_children(address, port, options["workers"]))
        self.stdout.write("Đang khởi động…")
        ready = False
        try:
            while not stop.is_set():
                crew.look()
                ready = ready or self._greet(host, port)
                time.sleep(_LOOK)
        except GaveUp as fallen:
            raise CommandError(f"“{fallen}” dừng liên tiếp nhiều lần; xem lỗi in ở trên.") from fallen
        finally:
            self.stdout.write("Đang dừng…")
            crew.stop()
        self.stdout.write("Đã dừng.")

    def _greet(self, host: str, port: int) -> bool:
        """Once everything answers, say where, and who may be entered as in the demo."""
        if not _is_ready(_ANY.get(host, LOOPBACK.get(host, host)), port):
            return False
        self.stdout.write(f"\nLangbiang sẵn sàng: http://{host if host in LOOPBACK else 'localhost'}:{port}")
        if settings.DEMO:
            self._show_seats()
        self.stdout.write("Dừng bằng Ctrl+C.\n")
        return True

    def _show_seats(self) -> None:
        today = clock.today()
        self.stdout.write(f"Bản trình diễn, ngày {today:%d/%m/%Y}. Vào bằng một trong các vị trí:")
        for seat in list_seats_named(GUIDES, today):
            self.stdout.write(f"  {seat.person.full_name:<20} {seat.title}, {seat.agency_short_name}")


def _check_may_listen(host: str, *, told_twice: bool) -> None:
    """Keep the demo, which anybody may enter as anybody, to this machine unless told twice."""
    if settings.DEMO and host not in LOOPBACK and not told_twice:
        raise CommandError(
            f"Bản trình diễn cho vào không cần mật khẩu nên chỉ chạy trên máy này, không mở ở {host}. Nếu vẫn muốn, "
            "thêm cả hai: --demo-on-network --yes-anyone-may-enter"
        )


def _check_durable() -> None:
    try:
        check_durable()
    except NotDurable as fault:
        raise CommandError(str(fault)) from fault


def _check_port(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"Cổng {port} đã có chương trình khác dùng. Chọn cổng khác bằng --port.") from error
            raise CommandError(f"Không mở được {address}:{port}: {error.strerror}.") from error


def _prepare() -> None:
    """Do in this process what would each time cost the start of another."""
    if pending_migrations():
        call_command("migrate", interactive=False, verbosity=0)
    call_command("seed", demo=settings.DEMO)


def _collect_static() -> None:
    """Put the static files together when there are none or the sources are newer."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    made = manifest.stat().st_mtime if manifest.exists() else 0.0
    if not (settings.BUILD_DIR / "static").is_dir():
        raise CommandError("Chưa có giao diện đã dựng. Chạy: make run, hoặc: node frontend/build.mjs")
    sources = (path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file())
    if made < max(path.stat().st_mtime for path in sources):
        call_command("collectstatic", interactive=False, verbosity=0)


def _children(address: str, port: int, workers: int) -> list[Child]:
    python = [sys.executable, "-m"]
    web = [
        *[*python, "granian", "--interface", "asgi", "--host", address, "--port", str(port)],
        *["--workers", str(workers), "--respawn-failed-workers", "--http1-header-read-timeout", str(IDLE)],
        *["--log-level", "warning", "config.asgi:application"],
    ]
    here = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR), "PYTHONUNBUFFERED": "1"}
    return [
        Child("máy chủ web", web, here),
        Child("tiến trình nền", [*python, "langbiang", "worker"], here, quiet=True),
        Child("tiến trình chuyển", [*python, "langbiang", "carrier"], here, quiet=True),
        Child("tiến trình ký nhật ký", [*python, "langbiang", "signer"], here, quiet=True),
    ]


def _is_ready(address: str, port: int) -> bool:
    host = f"[{address}]" if ":" in address else address
    request = urllib.request.Request(f"http://{host}:{port}/healthz", headers={"Host": _known_name()})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(json.load(answer)["status"] == "ok")
    except (OSError, ValueError, KeyError):
        return False


def _known_name() -> str:
    """Give a name by which this installation lets itself be called (`.example.vn` stands for `example.vn` too)."""
    return next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
