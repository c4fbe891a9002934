import sys
from typing import Any

from django.core.management.base import BaseCommand

from langbiang.web.examination import Level, examine


class Command(BaseCommand):
    help = (
        "Khám hệ thống: còn thiếu gì, chỗ nào không an toàn, mỗi điều một dòng kèm cách khắc phục. "
        "Mã kết thúc: 0 khi an toàn, 1 khi có điều không an toàn."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(examine())
        for finding in findings:
            self.stdout.write(str(finding))
        unsafe = sum(finding.level is Level.UNSAFE for finding in findings)
        self.stdout.write(f"{unsafe} điều không an toàn." if unsafe else "Hệ thống an toàn.")
        if unsafe:
            sys.exit(1)
