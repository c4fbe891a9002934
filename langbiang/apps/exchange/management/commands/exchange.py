import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.apps.exchange import queries
from langbiang.apps.exchange.addresses import base_address
from langbiang.apps.exchange.alarms import Alarm, list_alarms
from langbiang.apps.exchange.asic import Judgement, NotAContainer, judge_container
from langbiang.apps.exchange.interface import ImportResult, export, import_file
from langbiang.apps.exchange.models import AgencySync, System
from langbiang.apps.exchange.protocols.own import SCOPES
from langbiang.apps.exchange.services import (
    CannotSync,
    Connected,
    Wanted,
    ask_sync,
    connect_system,
    gives_list,
    run_sync,
    take_sync,
    transport_for,
)
from langbiang.apps.exchange.transport import Entry
from langbiang.apps.identity.interface import change_scopes, scopes_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor, drain, worker_alive
from langbiang.foundation.progress import beside_the_bar, shown
from langbiang.foundation.signing import trusted_roots

CHANGED, UNREADABLE, UNTRUSTED = 1, 2, 3


class Command(BaseCommand):
    help = "Trục liên thông: nhập và xuất tệp edXML (QCVN 102:2016/BTTTT), kết nối hệ thống khác."

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
        proving = tasks.add_parser(
            "verify",
            help="kiểm tra một gói chứng cứ (ASiC-E), không cần mạng",
            description="Kiểm tra một gói chứng cứ, không cần mạng và cơ sở dữ liệu. Mã kết thúc: 0 khi nguyên vẹn và "
            "mọi chữ ký được tin cậy, 1 khi bị sửa hoặc chữ ký sai, 2 khi không mở được, 3 khi nguyên vẹn nhưng có "
            "chữ ký chưa được tin cậy.",
        )
        proving.add_argument("file", type=Path, metavar="FILE", help="tệp .asice")
        proving.add_argument(
            "--root",
            type=Path,
            action="append",
            default=[],
            help="chứng thư gốc được tin cậy (DER), thêm vào của hệ thống",
        )
        watching = tasks.add_parser(
            "alarms",
            help="liệt kê những gì đang hỏng trên trục, cần người xem",
            description="Liệt kê báo động của trục. Mã kết thúc: 0 khi không có gì, 1 khi có báo động.",
        )
        watching.add_argument("--json", action="store_true", help="in mỗi báo động một dòng JSON")
        _add_system_tasks(tasks.add_parser("system", help="kết nối và liệt kê các hệ thống khác"))
        _add_agency_tasks(tasks.add_parser("agencies", help="danh bạ cơ quan ngoài tỉnh và ở các hệ thống khác"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["task"] == "verify":
            self._verify(options["file"], options["root"])
        elif options["task"] == "export":
            self._export(options["id"], options["output"])
        elif options["task"] == "import":
            self._import(options["files"], as_json=options["json"])
        elif options["task"] == "alarms":
            self._alarms(as_json=options["json"])
        elif options["task"] == "agencies":
            self._sync(options["system"], shorter=options["accept_shorter"], as_json=options["json"])
        elif options["system_task"] == "add":
            self._connect(options)
        elif options["system_task"] == "scopes":
            self._keep_to(options["id"], options["scopes"])
        else:
            self._list_systems(as_json=options["json"])

    def _connect(self, options: dict[str, Any]) -> None:
        wanted = Wanted(
            name=options["name"] or f"Hệ thống của {', '.join(options['agency'])}",
            protocol=options["protocol"],
            codes=options["agency"],
            address=options["address"],
            is_axis=options["axis"],
            code=options["id"],
            secret=_read_secret(options["secret_file"]),
        )
        try:
            connected = connect_system(wanted, by=_operator("Lệnh kết nối hệ thống"), now=clock.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for warning in connected.warnings:
            self.stderr.write(warning)
        told = _connection(connected)
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _lines(told))

    def _keep_to(self, code: str, scopes: list[str]) -> None:
        try:
            kept = [scope for scope in SCOPES if scope in scopes]
            change_scopes(code, kept, by=_operator("Lệnh giới hạn phạm vi"), now=clock.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{code}: {', '.join(scopes_of(code))}. Mã truy cập đã cấp hết dùng được.")

    def _list_systems(self, *, as_json: bool) -> None:
        systems = [_system(each) for each in queries.list_systems()]
        if as_json:
            addresses = {protocol: base_address(protocol) for protocol in System.Protocol.values}
            self.stdout.write(json.dumps({"addresses": addresses, "systems": systems}, ensure_ascii=False))
            return
        for protocol in System.Protocol:
            self.stdout.write(f"{protocol.label}: {base_address(protocol)}")
        for told in systems:
            self.stdout.write("\n" + _lines(told))

    def _sync(self, code: str, *, shorter: bool, as_json: bool) -> None:
        systems = [each for each in queries.list_systems() if gives_list(each) and code in ("", each.code)]
        if not systems:
            raise CommandError("Không có trục hay hệ thống nào mà ta gọi sang để lấy danh bạ.", returncode=UNREADABLE)
        failed = False
        for system in systems:
            run = _read_list(system, shorter=shorter)
            failed |= run.state != AgencySync.State.DONE
            told = {"system": system.code, "state": str(run.state), **_counted(run), "reason": run.words}
            self.stdout.write(json.dumps(told, ensure_ascii=False) if as_json else _sync_sentence(system, run))
        if failed:
            sys.exit(1)

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

    def _verify(self, path: Path, roots: list[Path]) -> None:
        try:
            trust = [*trusted_roots(), *(root.read_bytes() for root in roots)]
            with path.open("rb") as file:
                found = judge_container(file, trust=trust)
        except (NotAContainer, OSError) as error:
            words = str(error) if isinstance(error, NotAContainer) else f"Không mở được tệp {error.filename}."
            raise CommandError(words, returncode=UNREADABLE) from error
        for line in _judged(found):
            self.stdout.write(line)
        if found.wrong or found.untrusted:
            sys.exit(CHANGED if found.wrong else UNTRUSTED)

    def _alarms(self, *, as_json: bool) -> None:
        alarms = list_alarms(clock.now())
        for alarm in alarms:
            since = clock.local(alarm.since).isoformat(timespec="seconds") if alarm.since else ""
            told = {"kind": alarm.kind, "words": alarm.words, "since": since}
            self.stdout.write(json.dumps(told, ensure_ascii=False) if as_json else _alarm(alarm))
        if alarms:
            sys.exit(1)
        if not as_json:
            self.stdout.write("Không có báo động.")

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


def _alarm(alarm: Alarm) -> str:
    since = f" Từ {clock.local(alarm.since):%H:%M %d/%m/%Y}." if alarm.since else ""
    return f"[{alarm.kind}] {alarm.words}{since}"


def _check_readable(paths: list[Path]) -> None:
    """Look at every path before the first is taken in."""
    for path in paths:
        if not path.is_file() or not os.access(path, os.R_OK):
            raise CommandError(f"Không mở được tệp {path}. Chưa nhập tệp nào.", returncode=UNREADABLE)


def _operator(name: str = "Lệnh nhập tệp edXML") -> Actor:
    return Actor(kind="import", id=f"uid:{os.getuid()}", person=name)


def _add_system_tasks(parser: CommandParser) -> None:
    tasks = parser.add_subparsers(dest="system_task", required=True)
    adding = tasks.add_parser(
        "add",
        help="kết nối một hệ thống",
        description="Kết nối một hệ thống, in mã và bí mật một lần. Không có --address thì hệ thống ấy gọi đến.",
    )
    adding.add_argument(
        "--agency", nargs="+", default=[], metavar="CODE", help="mã định danh các cơ quan ở hệ thống ấy"
    )
    adding.add_argument("--protocol", required=True, choices=System.Protocol.values, help="giao thức")
    adding.add_argument("--name", default="", help="tên để người đọc")
    adding.add_argument("--id", default="", help="mã hệ thống trên dây (mặc định: đặt theo mã cơ quan)")
    adding.add_argument("--address", default="", help="địa chỉ mà hệ thống này gọi sang")
    adding.add_argument("--secret-file", type=Path, help="tệp có bí mật do bên ấy cấp (chỉ với --address)")
    adding.add_argument("--axis", action="store_true", help="là trục quốc gia: nhận mọi mã không có nơi ở khác")
    adding.add_argument("--json", action="store_true", help="in một dòng JSON")
    keeping = tasks.add_parser("scopes", help="cho một hệ thống gọi API của ta chỉ dùng các phạm vi này")
    keeping.add_argument("id", metavar="MÃ", help="mã hệ thống")
    keeping.add_argument("scopes", metavar="PHẠM_VI", nargs="+", choices=list(SCOPES), help=", ".join(SCOPES))
    listing = tasks.add_parser("list", help="liệt kê các hệ thống và địa chỉ của từng giao thức")
    listing.add_argument("--json", action="store_true", help="in một dòng JSON")


def _add_agency_tasks(parser: CommandParser) -> None:
    tasks = parser.add_subparsers(dest="agency_task", required=True)
    syncing = tasks.add_parser(
        "sync",
        help="cập nhật danh bạ ngay",
        description="Lấy danh sách cơ quan của trục quốc gia và các hệ thống mà ta gọi sang, ghi những chỗ khác. Tiến "
        "trình chuyển làm việc này hằng đêm. Mã kết thúc: 0 khi xong, 1 khi có danh sách không nhận hoặc không lấy "
        "được (danh bạ giữ nguyên), 2 khi không có hệ thống nào để lấy.",
    )
    syncing.add_argument("--system", default="", metavar="CODE", help="chỉ hệ thống này")
    syncing.add_argument(
        "--accept-shorter", action="store_true", help="nhận cả danh sách ngắn hơn một nửa danh bạ đang có"
    )
    syncing.add_argument("--json", action="store_true", help="in mỗi hệ thống một dòng JSON")


def _read_list(system: System, *, shorter: bool) -> AgencySync:
    """Read a system's list here and now, also one that waits for a carrier."""

    def watch(batches: Iterable[list[Entry]], number: int) -> Iterator[list[Entry]]:
        return shown(batches, f"Danh bạ {system.code}", total=number)

    with suppress(CannotSync):
        ask_sync(system, by=_operator("Lệnh cập nhật danh bạ"), now=clock.now())
    run = take_sync(system, now=clock.now())
    if run is None:
        words = f"Danh bạ của {system.name} đang được tiến trình khác cập nhật, hoặc hệ thống đang tạm dừng."
        raise CommandError(words)
    return run_sync(run, transport_for(system), clock=clock.now, watch=watch, shorter=shorter)


def _counted(run: AgencySync) -> dict[str, int]:
    return {name: getattr(run, name) for name in ("new", "changed", "gone", "same", "passed_over")}


def _sync_sentence(system: System, run: AgencySync) -> str:
    if run.state != AgencySync.State.DONE:
        return f"{system.name}: KHÔNG CẬP NHẬT. {run.words}"
    told = f"{run.new} mới, {run.changed} đổi, {run.gone} không còn, {run.same} như cũ"
    return f"{system.name}: {told}" + (f", bỏ qua {run.passed_over} dòng" if run.passed_over else "")


def _read_secret(path: Path | None) -> str:
    """Read a secret from a file, so that it stands in no list of processes and no history of a shell."""
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CommandError(f"Không mở được tệp {path}.", returncode=UNREADABLE) from error


def _connection(connected: Connected) -> dict[str, Any]:
    told = _system(connected.system)
    return {**told, "secret": connected.secret} if connected.system.way == System.Way.CALLS else told


def _system(system: System) -> dict[str, Any]:
    return {
        "id": system.code,
        "name": system.name,
        "protocol": str(system.protocol),
        "state": str(system.state),
        "base": system.address or base_address(system.protocol),
        "agencies": [home.code for home in system.homes.all()],
        "scopes": scopes_of(system.code),
        "waiting": getattr(system, "waiting", 0),
        "aside": getattr(system, "aside", 0),
    }


LABELS = {
    "id": "Mã hệ thống",
    "name": "Tên",
    "protocol": "Giao thức",
    "state": "Tình trạng",
    "base": "Địa chỉ",
    "agencies": "Cơ quan",
    "scopes": "Phạm vi",
    "waiting": "Đang chờ",
    "aside": "Để riêng",
    "secret": "Bí mật (chỉ in một lần)",
}


def _lines(told: dict[str, Any]) -> str:
    said = ((LABELS[name], ", ".join(value) if isinstance(value, list) else value) for name, value in told.items())
    return "\n".join(f"{label}: {value}" for label, value in said)


def _judged(found: Judgement) -> Iterator[str]:
    """Say in lines what a container of evidence proves, what it does not, and what is wrong with it."""
    told = found.evidence
    if found.wrong:
        yield "KHÔNG DÙNG ĐƯỢC: gói chứng cứ đã bị sửa hoặc chữ ký sai."
        yield from (f"  sai: {words}" for words in found.wrong)
        return
    yield "Nguyên vẹn: không byte nào bị sửa từ khi niêm phong."
    yield f"Văn bản {told['document']} của {told['from']['name']}, {len(told['deliveries'])} nơi nhận."
    yield f"SHA-256 của gói tin: {told['sha256']}"
    yield from (f"  chứng minh: {words}" for words in found.proved)
    yield from (f"  chưa tin cậy: {words}" for words in found.untrusted)
    yield from (f"  không có chứng cứ: {words}" for words in told["notCovered"])


def _sentence(result: ImportResult) -> str:
    outcomes = {"accepted": "đã nhận", "refused": "KHÔNG NHẬN", "duplicate": "đã có từ trước"}
    about = {
        "document": f"văn bản của {result.sender}, {result.to} nơi nhận, {result.attachments} tệp đính kèm",
        "status": f"trạng thái {result.status_code} của {result.sender}",
    }.get(result.kind, "")
    return ": ".join(part for part in (result.file, outcomes[result.outcome], about, result.reason) if part)
