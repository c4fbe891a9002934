from typing import Any

from django.core.management.base import BaseCommand

from langbiang.foundation.journal.stopping import stop_on_signals
from langbiang.foundation.journal.worker import Worker


class Command(BaseCommand):
    help = "Chạy một tiến trình nền: niêm phong nhật ký, báo cho các phần khác, việc định kỳ."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Tiến trình nền đã chạy. Dừng bằng Ctrl+C.")
        Worker().run(stop_on_signals())
        self.stdout.write("Tiến trình nền đã dừng.")
