import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.apps.exchange.interface import ImportResult, export, import_file
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor, drain, worker_alive
from langbiang.foundation.progress import beside_the_bar, shown

UNREADABLE = 2


class Command(BaseCommand):
    help = "Nhập và xuất tệp edXML (QCVN 102:2016/BTTTT) của trục liên thông."

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        taking = tasks.add_parser(
            "import",
            help="nhập các tệp edXML",
            description="Nhập các tệp edXML. Mã kết thúc: 0 khi mọi tệp đã vào hệ thống (kể cả đã có từ trước), "
            "1 khi có tệp không nhận, 2 khi lệnh sai hoặc có tệp không mở được (khi đó không nhập tệp nào).",
        )
        taking.add_argument("files", nargs="+", type=Path, metavar="FILE", help="tệp edXML")
        taking.add_argument("--json", action="store_true", help="in mỗi tệp một dòng JSON")
        giving = tasks.add_parser(
            "export",
            help="xuất một gói tin hoặc trạng thái thành tệp edXML",
            description="Xuất một văn bản đã gửi, gói tin hoặc trạng thái thành tệp edXML. Mã kết thúc: 0 khi xong, "
            "1 khi không xuất được.",
        )
        giving.add_argument("id", type=UUID, metavar="ID", help="mã (UUID) của văn bản, gói tin hoặc trạng thái")
        giving.add_argument("-o", "--output", type=Path, help="tệp ghi ra (mặc định: ra màn hình)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["task"] == "export":
            self._export(options["id"], options["output"])
        else:
            self._import(options["files"], as_json=options["json"])

    def _import(self, paths: list[Path], *, as_json: bool) -> None:
        _check_readable(paths)
        refused = False
        for path in shown(paths, "Nhập"):
            with path.open("rb") as stream:
                result = import_file(stream, path.name, by=_operator(), now=clock.now())
            refused |= result.outcome == "refused"
            told = json.dumps(result.as_json(), ensure_ascii=False) if as_json else _sentence(result)
            with beside_the_bar():
                self.stdout.write(told)
        if not worker_alive():
            drain()  # nobody else would deliver what has just come in
        if refused:
            sys.exit(1)

    def _export(self, uid: UUID, output: Path | None) -> None:
        try:
            if output is None:
                export(uid, sys.stdout.buffer)
                return
            half = output.with_name(f".{output.name}.part")
            with half.open("wb") as out:
                export(uid, out)
            half.replace(output)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            if output is not None:
                output.with_name(f".{output.name}.part").unlink(missing_ok=True)


def _check_readable(paths: list[Path]) -> None:
    """Look at every path before the first is taken in."""
    for path in paths:
        if not path.is_file() or not os.access(path, os.R_OK):
            raise CommandError(f"Không mở được tệp {path}. Chưa nhập tệp nào.", returncode=UNREADABLE)


def _operator() -> Actor:
    return Actor(kind="import", id=f"uid:{os.getuid()}", person="Lệnh nhập tệp edXML")


def _sentence(result: ImportResult) -> str:
    outcomes = {"accepted": "đã nhận", "refused": "KHÔNG NHẬN", "duplicate": "đã có từ trước"}
    about = {
        "document": f"văn bản của {result.sender}, {result.to} nơi nhận, {result.attachments} tệp đính kèm",
        "status": f"trạng thái {result.status_code} của {result.sender}",
    }.get(result.kind, "")
    return ": ".join(part for part in (result.file, outcomes[result.outcome], about, result.reason) if part)
