from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor, resume_writing, stop_writing
from langbiang.foundation.readonly import find_readonly

_CONSOLE = Actor(kind="client", id="console", person="Quản trị hệ thống")


class Command(BaseCommand):
    help = (
        "Chế độ chỉ xem, dùng khi nâng cấp, khôi phục, chuyển máy: mọi trang mở được, không gì được ghi, tiến trình "
        "nền và tiến trình chuyển nghỉ. Có hiệu lực ngay ở yêu cầu kế tiếp, không phải khởi động lại; ghi vào nhật ký. "
        "Mã kết thúc: 0 khi xong, 1 khi không làm được."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        switching = tasks.add_parser("on", help="chỉ cho xem")
        switching.add_argument("--reason", required=True, metavar="TEXT", help="lý do, mọi người đọc được ở đầu trang")
        tasks.add_parser("off", help="cho làm việc lại")
        tasks.add_parser("status", help="đang ở chế độ nào, vì sao")

    def handle(self, *args: Any, **options: Any) -> None:
        doing = {"on": self._on, "off": self._off, "status": self._status}
        try:
            doing[options["task"]](options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as fault:
            raise CommandError(f"Không ghi được vào nhật ký nên chưa đổi chế độ: {str(fault).strip()}") from fault

    def _on(self, options: dict[str, Any]) -> None:
        stop_writing(options["reason"], by=_CONSOLE, now=clock.now())
        self.stdout.write("Hệ thống chỉ cho xem. Cho làm việc lại: langbiang readonly off")

    def _off(self, _options: dict[str, Any]) -> None:
        resume_writing(by=_CONSOLE, now=clock.now())
        self.stdout.write("Hệ thống làm việc lại.")

    def _status(self, _options: dict[str, Any]) -> None:
        found = find_readonly()
        self.stdout.write(f"Chỉ xem từ {found.since}: {found.reason}" if found else "Hệ thống làm việc bình thường.")
