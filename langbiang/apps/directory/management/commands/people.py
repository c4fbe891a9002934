import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.apps.directory.interface import PEOPLE_COLUMNS, enter_people
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused


class Command(BaseCommand):
    help = (
        "Nhập người và vị trí công tác từ tệp CSV (UTF-8). Cột: " + ", ".join(PEOPLE_COLUMNS) + ". Nhập cả tệp hoặc "
        "không nhập gì; nhập lại được. Mã kết thúc: 0 khi xong, 1 khi không nhập được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        entering = tasks.add_parser("import", help="nhập từ tệp CSV")
        entering.add_argument("file", metavar="TỆP", type=Path)
        entering.add_argument("--from", metavar="NGÀY", dest="begin", type=date.fromisoformat, help="2026-01-31")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as file:
                entered = enter_people(csv.DictReader(file), begin=options["begin"] or clock.today())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Không đọc được tệp {options['file']}: {error}.") from error
        except Refused as refusal:
            raise CommandError(f"{refusal} Chưa nhập gì; sửa tệp rồi chạy lại.") from refusal
        self.stdout.write(f"Đã nhập {entered} vị trí mới.")
