import threading
from typing import Any

from django.core.management.base import BaseCommand

from langbiang.apps.exchange.carrier import Carrier
from langbiang.foundation.journal.stopping import stop_on_signals


class Command(BaseCommand):
    help = "Chạy một tiến trình chuyển: gửi sang các hệ thống mà ta gọi, và lấy những gì chờ ở đó. Chạy được nhiều."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Tiến trình chuyển đã chạy. Dừng bằng Ctrl+C.")
        stop: threading.Event = stop_on_signals()
        Carrier().run(stop)
        self.stdout.write("Tiến trình chuyển đã dừng.")
