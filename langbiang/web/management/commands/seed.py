from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.apps.deadlines.interface import load_official_days
from langbiang.apps.directory.interface import Person, load_reference
from langbiang.apps.documents.interface import load_document_types
from langbiang.foundation import clock
from langbiang.foundation.backup.manifest import CLOCK
from langbiang.foundation.progress import shown
from langbiang.web import directing, seeding
from langbiang.web.halfyear import seed_half_year


class Command(BaseCommand):
    help = (
        "Nạp danh mục của tỉnh: cơ quan, mã định danh, đơn vị hành chính, loại văn bản. Với --demo thêm người, khóa ký "
        "và vài văn bản trình diễn. Chạy lại được: cái gì có rồi thì giữ nguyên."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="thêm dữ liệu trình diễn (cần LANGBIANG_DEMO=1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo"] and not settings.DEMO:
            raise CommandError("Dữ liệu trình diễn chỉ nạp vào bản trình diễn. Đặt LANGBIANG_DEMO=1 rồi chạy lại.")
        if options["demo"]:
            _check_is_demo()
        steps = _demo_steps() if options["demo"] else [load_reference, load_document_types, load_official_days]
        for step in shown(steps, "Nạp danh mục"):
            step()
        self.stdout.write("Danh mục đã đầy đủ.")


def _check_is_demo() -> None:
    """Keep the demo's people out of an installation that is at work; what is new is marked as a demo from here on."""
    marked = settings.CLOCK_START is None or (settings.DATA_DIR / CLOCK).exists()
    if not marked and Person.objects.exists():
        raise CommandError(
            "Nơi này đã có dữ liệu và không phải bản trình diễn. Bỏ LANGBIANG_DEMO, hoặc đặt LANGBIANG_DATA và "
            "LANGBIANG_DATABASE_URL vào một nơi mới cho bản trình diễn."
        )
    clock.now()  # begins the demo's time and keeps when


def _demo_steps() -> list[Callable[[], None]]:
    return [
        seeding.seed_province,
        lambda: seeding.make_demo_keys(shown),
        seed_half_year,
        seeding.seed_documents,
        directing.seed_direction,
        seeding.seed_filing_plan,
    ]
