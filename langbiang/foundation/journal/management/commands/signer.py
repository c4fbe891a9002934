from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.foundation import clock
from langbiang.foundation.journal.signer import EVERY, ChainBroken, Signer
from langbiang.foundation.journal.stopping import stop_on_signals


class Command(BaseCommand):
    help = "Ký đầu chuỗi nhật ký mỗi phút khi có hành vi mới; chạy bằng tài khoản hệ thống riêng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--key", type=Path, help="tệp khoá Ed25519 (PEM); tạo nếu chưa có")
        parser.add_argument("--copy", type=Path, help="tệp giữ các điểm kiểm đã ký (chỉ ghi thêm)")
        parser.add_argument("--every", type=float, default=EVERY, help="số giây giữa hai lần ký")
        parser.add_argument("--once", action="store_true", help="ký một lần rồi thôi")

    def handle(self, *args: Any, **options: Any) -> None:
        signer = Signer(key_path=options["key"], copy_path=options["copy"])
        if not options["once"]:
            signer.run(stop_on_signals(), options["every"])
            return
        try:
            signed = signer.sign(clock.now())
        except ChainBroken as broken:
            raise CommandError(f"Không ký: {broken}") from broken
        self.stdout.write(f"Đã ký vị trí {signed.position}." if signed else "Không có hành vi mới để ký.")
