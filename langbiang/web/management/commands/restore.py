import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.foundation.backup import Restored, restore
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor
from langbiang.foundation.progress import shown

_NAMED = 5  # keys told by name; all stand in the manifest of the set


class Command(BaseCommand):
    help = (
        "Khôi phục một bản sao lưu vào nơi trống, mở kỷ nguyên mới của nhật ký rồi kiểm tra nhật ký. "
        "Mã kết thúc: 0 khi xong và nhật ký nguyên vẹn, 1 khi không khôi phục được hoặc nhật ký có lỗi."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="thư mục của bản sao lưu")
        parser.add_argument("--replace", action="store_true", help="thay hẳn dữ liệu đang có ở đây")

    def handle(self, *args: Any, **options: Any) -> None:
        operator = Actor(kind="import", id=f"uid:{os.getuid()}", person="Lệnh khôi phục")
        try:
            restored = restore(options["folder"], by=operator, replace=options["replace"], progress=shown)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(restored)
        if not restored.report.ok:
            sys.exit(1)

    def _tell(self, restored: Restored) -> None:
        made = restored.manifest
        self.stdout.write(f"Đã khôi phục bản sao lưu lập lúc {made.made_at}, nhật ký đến vị trí {made.head.position}.")
        if missing := restored.missing_keys:
            more = f" và {len(missing) - _NAMED} khóa nữa" if len(missing) > _NAMED else ""
            self.stdout.write(f"Thiếu khóa, hãy mang từ nơi cất giữ: {', '.join(missing[:_NAMED])}{more}.")
        for line in (*restored.report.findings, *restored.report.notes):
            self.stdout.write(line)
