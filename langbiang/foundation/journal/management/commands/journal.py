import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.actors import Actor
from langbiang.foundation.journal.models import ActPending, Checkpoint, Cursor, JournalHead
from langbiang.foundation.journal.recovering import find_parked, list_parked, resume, unpark
from langbiang.foundation.journal.verifying import Report, verify
from langbiang.foundation.journal.worker import worker_alive

# Who acts at the console has no seat: the journal knows the console itself, as a client.
CONSOLE = Actor(kind="client", id="console", person="Quản trị hệ thống")


class Command(BaseCommand):
    help = (
        "Kiểm tra nhật ký, xem tình trạng của nó, cho việc bị gác lại chạy tiếp. Việc làm bằng lệnh này ghi vào nhật "
        "ký dưới tên “Quản trị hệ thống” (client, console)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        proof = tasks.add_parser("verify", help="tính lại toàn bộ nhật ký, đối chiếu với dữ liệu và điểm kiểm")
        proof.add_argument("--checkpoint", type=Path, help="tệp điểm kiểm giữ ở bên ngoài")
        proof.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        tasks.add_parser("status", help="đầu chuỗi, hàng chờ, các phần nghe nhật ký, từng việc bị gác lại")
        retry = tasks.add_parser("retry", help="xử lý lại một việc bị gác lại và những việc cùng đối tượng chờ sau nó")
        retry.add_argument("id", type=int, metavar="ID", help="số của việc, xem ở journal status")
        go_on = tasks.add_parser("resume", help="cho một phần nghe nhật ký đã dừng chạy tiếp từ chỗ nó dừng")
        go_on.add_argument("name", metavar="NAME", help="tên của phần đã dừng, xem ở journal status")
        for task in (retry, go_on):
            task.add_argument("--reason", required=True, metavar="TEXT", help="lý do, ghi vào nhật ký")

    def handle(self, *args: Any, **options: Any) -> None:
        doing = {"verify": self._verify, "status": self._status, "retry": self._retry, "resume": self._resume}
        try:
            doing[options["task"]](options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _retry(self, options: dict[str, Any]) -> None:
        parked = find_parked(options["id"])
        done = unpark(parked, by=CONSOLE, now=clock.now(), reason=options["reason"])
        self.stdout.write(f"Đã xử lý lại {done} việc.")
        parked.refresh_from_db()
        if parked.resolved_at is None:
            raise CommandError("Việc này chưa xong. Xem lý do: langbiang journal status")

    def _resume(self, options: dict[str, Any]) -> None:
        resume(options["name"], by=CONSOLE, now=clock.now(), reason=options["reason"])
        self.stdout.write(f"{options['name']} sẽ chạy tiếp từ chỗ đã dừng.")

    def _verify(self, options: dict[str, Any]) -> None:
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
            f"{report.erased} đã xoá chi tiết), {report.subjects} đối tượng, "
            f"{report.look_hours} giờ của nhật ký truy cập, {report.checkpoints} điểm kiểm."
        )
        for finding in report.findings:
            self.stdout.write(f"LỖI: {finding}")
        if report.more_findings:
            self.stdout.write(f"… và {report.more_findings} lỗi nữa.")
        for note in report.notes:
            self.stdout.write(note)

    def _status(self, _options: dict[str, Any]) -> None:
        head, last = JournalHead.objects.get(), Checkpoint.objects.order_by("id").last()
        self.stdout.write(
            f"Kỷ nguyên {head.epoch}, vị trí {head.position}; {ActPending.objects.count()} chờ niêm phong."
        )
        self.stdout.write(f"Điểm kiểm cuối: vị trí {last.position}." if last else "Chưa có điểm kiểm nào.")
        self.stdout.write(
            "Có tiến trình nền đang chạy." if worker_alive() else "Không có tiến trình nền nào đang chạy."
        )
        for cursor in Cursor.objects.order_by("name"):
            self._tell_cursor(cursor, head.position)
        self._tell_parked()

    def _tell_cursor(self, cursor: Cursor, end: int) -> None:
        state = Cursor.State(cursor.state).label
        self.stdout.write(f"{cursor.name}: {state}, còn {end - cursor.position} vị trí. {cursor.last_error}".rstrip())
        if not cursor.is_running:
            self.stdout.write(f"  Sửa lỗi rồi cho chạy tiếp: langbiang journal resume {cursor.name} --reason LÝ_DO")

    def _tell_parked(self) -> None:
        waiting = list(list_parked())
        self.stdout.write(f"{len(waiting)} việc đã gác lại, chờ xử lý.")
        for parked in waiting:
            since = timezone.localtime(parked.parked_at)
            self.stdout.write(
                f"  {parked.pk}. {parked.consumer}, {parked.act.verb}, {parked.subject_kind} {parked.subject_id}, "
                f"từ {since:%d/%m/%Y %H:%M}: {parked.reason or 'chờ việc trước của cùng đối tượng'}"
            )
        if waiting:
            self.stdout.write("  Sửa lỗi rồi xử lý lại: langbiang journal retry SỐ --reason LÝ_DO")
