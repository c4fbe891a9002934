from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.foundation import clock
from langbiang.foundation.backup import back_up, folder_for, forget_oldest
from langbiang.foundation.errors import Refused
from langbiang.foundation.progress import shown


class Command(BaseCommand):
    help = (
        "Sao lưu dữ liệu, tệp, danh sách khóa và đầu chuỗi nhật ký thành một bộ thống nhất, trong khi hệ thống vẫn "
        "chạy. Mã kết thúc: 0 khi xong, 1 khi không sao lưu được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            metavar="DIR",
            nargs="?",
            help="thư mục mới để chứa bản sao lưu (mặc định: đặt tên theo giờ, trong LANGBIANG_BACKUPS)",
        )
        parser.add_argument(
            "--keep", type=_at_least_one, metavar="N", help="xóa các bản cũ trong LANGBIANG_BACKUPS, giữ N bản mới nhất"
        )
        parser.add_argument(
            "--with-keys", action="store_true", help="chép cả khóa bí mật; hãy giữ bản sao lưu như giữ khóa"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        folder = (options["folder"] or folder_for(now, settings.BACKUPS_DIR)).absolute()
        try:
            made = back_up(folder, now=now, with_keys=options["with_keys"], progress=shown)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Đã sao lưu vào {folder}: {len(made.parts)} phần, nhật ký đến vị trí {made.head.position}, "
            f"{len(made.keys)} khóa trong danh sách{'' if options['with_keys'] else ' (không chép khóa)'}."
        )
        if options["keep"]:
            gone = forget_oldest(settings.BACKUPS_DIR, keep=options["keep"])
            self.stdout.write(f"Đã xóa {len(gone)} bản cũ.")


def _at_least_one(said: str) -> int:
    """Read how many sets are kept: the one just made stays in any case."""
    if not said.isdecimal() or int(said) < 1:
        raise ArgumentTypeError("ít nhất 1")
    return int(said)
