from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.foundation import clock
from langbiang.foundation.backup import back_up
from langbiang.foundation.errors import Refused
from langbiang.foundation.progress import shown


class Command(BaseCommand):
    help = (
        "Sao lưu dữ liệu, tệp, danh sách khóa và đầu chuỗi nhật ký thành một bộ thống nhất, trong khi hệ thống vẫn "
        "chạy. Mã kết thúc: 0 khi xong, 1 khi không sao lưu được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="thư mục mới để chứa bản sao lưu")
        parser.add_argument(
            "--with-keys", action="store_true", help="chép cả khóa bí mật; hãy giữ bản sao lưu như giữ khóa"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].absolute()
        try:
            made = back_up(folder, now=clock.now(), with_keys=options["with_keys"], progress=shown)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Đã sao lưu vào {folder}: {len(made.parts)} phần, nhật ký đến vị trí {made.head.position}, "
            f"{len(made.keys)} khóa trong danh sách{'' if options['with_keys'] else ' (không chép khóa)'}."
        )
