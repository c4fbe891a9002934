import sys
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.apps.directory.interface import get_agency, get_person
from langbiang.apps.exchange.interface import HUB
from langbiang.foundation import signing
from langbiang.foundation.errors import Refused


class Command(BaseCommand):
    help = (
        "Khóa ký trong thiết bị (USB token, HSM) gắn ở máy chủ, qua thư viện PKCS#11 đặt ở LANGBIANG_PKCS11_MODULE. "
        "Mã PIN được niêm phong trước khi lưu. Mã kết thúc: 0 khi xong, 1 khi không làm được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        listing = tasks.add_parser(
            "list", help="các thiết bị đang cắm; với --token, các khóa trong thiết bị ấy, hỏi mã PIN"
        )
        listing.add_argument("--token", metavar="NHÃN", help="nhãn của thiết bị")
        binding = tasks.add_parser(
            "bind", help="để người, cơ quan hoặc trục ký bằng một khóa trong thiết bị; ký thử một lần"
        )
        whose = binding.add_mutually_exclusive_group(required=True)
        whose.add_argument("--person", metavar="UID", help="mã (UUID) của người trong danh bạ")
        whose.add_argument("--agency", metavar="SLUG", help="cơ quan có con dấu")
        whose.add_argument("--hub", action="store_true", help="khóa của chính trục liên thông")
        binding.add_argument("--token", metavar="NHÃN", required=True, help="nhãn của thiết bị")
        binding.add_argument("--key", metavar="NHÃN", required=True, help="nhãn của khóa; chứng thư cùng nhãn")
        for task in (listing, binding):
            task.add_argument("--pin-stdin", action="store_true", help="đọc mã PIN ở dòng đầu của đầu vào chuẩn")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._list(options) if options["task"] == "list" else self._bind(options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _list(self, options: dict[str, Any]) -> None:
        if not options["token"]:
            for label in signing.list_tokens(settings.PKCS11_MODULE) or ["Không có thiết bị nào."]:
                self.stdout.write(label)
            return
        for key in signing.list_keys(settings.PKCS11_MODULE, options["token"], _pin(options)):
            known = key.certificate
            until = f"chứng thư đến {known.not_valid_after_utc:%d/%m/%Y}" if known else "KHÔNG có chứng thư cùng nhãn"
            self.stdout.write(f"{key.label}: {key.algorithm}, {until}")

    def _bind(self, options: dict[str, Any]) -> None:
        name = _name(options)
        binding = signing.make_binding(settings.PKCS11_MODULE, options["token"], options["key"], _pin(options))
        signing.signing_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        binding.write(signing.token_file(name))
        self.stdout.write(f"Đã gắn khóa {options['key']} của thiết bị {options['token']} ({name}).")


def _name(options: dict[str, Any]) -> str:
    """Say under which name the key is looked for."""
    if options["hub"]:
        return HUB
    try:
        if options["agency"]:
            return f"agency-{get_agency(options['agency']).uid}"
        return f"person-{get_person(options['person']).uid}"
    except (ObjectDoesNotExist, ValidationError) as error:
        raise CommandError("Không có người hoặc cơ quan này trong danh bạ.") from error


def _pin(options: dict[str, Any]) -> str:
    pin = sys.stdin.readline().rstrip("\n") if options["pin_stdin"] else getpass("Mã PIN: ")
    if not pin:
        raise CommandError("Chưa có mã PIN.")
    return pin
