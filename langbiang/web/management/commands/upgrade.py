import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from langbiang.foundation import clock
from langbiang.web.examination import Level
from langbiang.web.upgrading import examine_upgrade


class Command(BaseCommand):
    help = (
        "Xem có nâng cấp được không, trước khi đổi gì: chạy bằng chương trình mới, trên dữ liệu đang dùng. "
        "Mã kết thúc: 0 khi làm được, 1 khi có điều phải làm trước."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        tasks.add_parser("check", help="kiểm tra: phiên bản, cấu trúc dữ liệu, bản sao lưu, chỗ trống; không đổi gì")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings = list(examine_upgrade(clock.now()))
        except DatabaseError as fault:
            raise CommandError(f"Không kết nối được cơ sở dữ liệu: {str(fault).strip()}") from fault
        for finding in findings:
            self.stdout.write(str(finding))
        if any(finding.level is Level.UNSAFE for finding in findings):
            self.stdout.write("CHƯA NÂNG CẤP ĐƯỢC. Làm những việc sau dấu →, rồi kiểm tra lại. Chưa thay đổi gì.")
            sys.exit(1)
        self.stdout.write("Nâng cấp được.")
