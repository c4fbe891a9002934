import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.apps.workfiles.interface import verify_package
from langbiang.foundation import clock, signing

UNREADABLE = 2
MARKS = {"ok": "ĐẠT ", "note": "LƯU Ý", "fault": "LỖI "}


class Command(BaseCommand):
    help = "Kiểm tra gói hồ sơ nộp lưu."

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        checking = tasks.add_parser(
            "verify",
            help="kiểm tra một gói hồ sơ nộp lưu (ZIP)",
            description="Kiểm tra cấu trúc, bản kê SHA-256, thông tin hồ sơ và chữ ký số của một gói hồ sơ nộp lưu. "
            "Mã kết thúc: 0 khi gói đạt, 1 khi có lỗi, 2 khi không mở được tệp.",
        )
        checking.add_argument("file", type=Path, metavar="FILE", help="gói hồ sơ nộp lưu")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"Không mở được tệp {path}.", returncode=UNREADABLE)
        report = verify_package(path, trust=signing.trusted_roots(), now=clock.now())
        for finding in report.findings:
            self.stdout.write(f"{MARKS[finding.mark]}  {finding.words}")
        self.stdout.write("Gói hồ sơ đạt." if report.ok else "Gói hồ sơ KHÔNG đạt.")
        if not report.ok:
            sys.exit(1)
