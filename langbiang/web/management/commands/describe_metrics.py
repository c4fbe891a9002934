from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from langbiang.foundation.metrics import list_gauges

HEAD = """# Metrics

Written by `make docs` from the code that tells them; a test holds this page to it. How to read them:
[watching the axis](../how-to/watch.md). All are gauges, read from the database when Prometheus asks, so they are the
same whichever process answers. Figures of what piles up are of the last hour, not of all time. Times are in seconds.

| name | labels | what it says |
|---|---|---|
"""


class Command(BaseCommand):
    help = "Viết trang tra cứu các số liệu giám sát."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="tệp Markdown ghi ra")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = [
            f"| `{each.name}` | {', '.join(f'`{label}`' for label in each.labels) or '–'} | {each.words} |\n"
            for each in list_gauges()
        ]
        options["file"].write_text(HEAD + "".join(lines), encoding="utf-8")
        self.stdout.write(f"{len(lines)} số liệu trong {options['file']}")
