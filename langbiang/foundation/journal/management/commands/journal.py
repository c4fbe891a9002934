import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from langbiang.foundation.journal.models import ActPending, Checkpoint, Cursor, JournalHead, Parked
from langbiang.foundation.journal.verifying import Report, verify
from langbiang.foundation.journal.worker import worker_alive


class Command(BaseCommand):
    help = "Kiểm tra nhật ký và xem tình trạng của nó."

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        proof = tasks.add_parser("verify", help="tính lại toàn bộ nhật ký, đối chiếu với dữ liệu và điểm kiểm")
        proof.add_argument("--checkpoint", type=Path, help="tệp điểm kiểm giữ ở bên ngoài")
        proof.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        tasks.add_parser("status", help="đầu chuỗi, hàng chờ, các tiến trình nghe nhật ký")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["task"] == "status":
            self._status()
            return
        report = verify(checkpoints=options["checkpoint"])
        if options["json"]:
            self.stdout.write(json.dumps({"ok": report.ok, **asdict(report)}, ensure_ascii=False))
        else:
            self._tell(report)
        if not report.ok:
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        self.stdout.write(
            f"Đã xem {report.acts} hành vi ({report.pending} chờ niêm phong, "
            f"{report.erased} đã xoá chi tiết), {report.subjects} đối tượng, {report.checkpoints} điểm kiểm."
        )
        for finding in report.findings:
            self.stdout.write(f"LỖI: {finding}")
        if report.more_findings:
            self.stdout.write(f"… và {report.more_findings} lỗi nữa.")
        for note in report.notes:
            self.stdout.write(note)

    def _status(self) -> None:
        head, last = JournalHead.objects.get(), Checkpoint.objects.order_by("id").last()
        self.stdout.write(
            f"Kỷ nguyên {head.epoch}, vị trí {head.position}; {ActPending.objects.count()} chờ niêm phong."
        )
        self.stdout.write(f"Điểm kiểm cuối: vị trí {last.position}." if last else "Chưa có điểm kiểm nào.")
        self.stdout.write(
            "Có tiến trình nền đang chạy." if worker_alive() else "Không có tiến trình nền nào đang chạy."
        )
        for cursor in Cursor.objects.order_by("name"):
            behind = head.position - cursor.position
            state = Cursor.State(cursor.state).label
            self.stdout.write(f"{cursor.name}: {state}, còn {behind} vị trí. {cursor.last_error}".rstrip())
        self.stdout.write(f"{Parked.objects.filter(resolved_at=None).count()} việc đã gác lại, chờ xử lý.")
