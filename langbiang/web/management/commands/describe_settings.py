from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

HEAD = """# Settings

Written by `make docs` from the table in `config/environment.py`, where all are read from the environment; a test holds
this page to it. An empty variable is as one that is not set. A value that may not be ends every command and the web
server at their start with a sentence that names the variable; `langbiang doctor` names variables that set nothing.

| variable | may be | default | what it is |
|---|---|---|---|
"""


class Command(BaseCommand):
    help = "Viết trang tra cứu các cài đặt đọc từ biến môi trường."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="tệp Markdown ghi ra")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = [
            f"| `{each.variable}` | {each.kind.words} | {each.default_in_words} | {each.words} |\n"
            for each in settings.ENVIRONMENT
        ]
        options["file"].write_text(HEAD + "".join(lines), encoding="utf-8")
        self.stdout.write(f"{len(lines)} cài đặt trong {options['file']}")
