"""Which certificate a person signs with whose key is in a token at the own PC, or at a remote signing service."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.apps.directory.interface import Person, get_person
from langbiang.foundation import clock, signing
from langbiang.foundation.errors import Refused

PERSON = "person-"


class Command(BaseCommand):
    help = (
        "Chứng thư số của người ký bằng USB token cắm ở máy của mình, hoặc bằng dịch vụ ký từ xa. Người có chứng thư "
        "gắn ở đây được dẫn đến trang ký tương ứng. Mã kết thúc: 0 khi xong, 1 khi không làm được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        binding = tasks.add_parser("bind", help="gắn chứng thư cho người, thay chứng thư cũ nếu có")
        binding.add_argument(
            "file",
            metavar="TỆP",
            nargs="*",
            type=Path,
            help="tệp PEM hoặc DER: chứng thư của người trước, các chứng thư trung gian sau",
        )
        binding.add_argument("--credential", metavar="MÃ", help="mã chứng thư ở dịch vụ ký từ xa, thay cho tệp")
        tasks.add_parser("list", help="ai đã gắn chứng thư nào, đến bao giờ")
        dropping = tasks.add_parser("drop", help="gỡ chứng thư khỏi người")
        for task in (binding, dropping):
            task.add_argument("--person", metavar="UID", required=True, help="mã (UUID) của người trong danh bạ")

    def handle(self, *args: Any, **options: Any) -> None:
        {"bind": self._bind, "list": self._list, "drop": self._drop}[options["task"]](options)

    def _bind(self, options: dict[str, Any]) -> None:
        person = _person(options)
        try:
            bound = _bind(f"{PERSON}{person.uid}", options)
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {error.filename}.") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Đã gắn cho {person.full_name}: {_told(bound)}. Đối chiếu tên trước khi cho ký.")

    def _list(self, options: dict[str, Any]) -> None:
        bound = [(name, each) for name, each in signing.list_bound() if name.startswith(PERSON)]
        for name, each in bound:
            self.stdout.write(f"{_name_of(name.removeprefix(PERSON))}: {_told(each)}")
        if not bound:
            self.stdout.write("Chưa gắn chứng thư nào.")

    def _drop(self, options: dict[str, Any]) -> None:
        person = _person(options)
        if not signing.drop_bound(f"{PERSON}{person.uid}"):
            raise CommandError(f"{person.full_name} chưa gắn chứng thư nào.")
        self.stdout.write(f"Đã gỡ chứng thư của {person.full_name}.")


def _bind(name: str, options: dict[str, Any]) -> signing.BoundCertificate:
    files, credential = options["file"], options["credential"]
    if bool(files) == bool(credential):
        raise CommandError("Cho tệp chứng thư, hoặc --credential với mã ở dịch vụ ký từ xa; không cả hai.")
    if credential:
        return signing.bind_credential(name, credential, now=clock.now())
    return signing.bind_certificate(name, [path.read_bytes() for path in files], now=clock.now())


def _person(options: dict[str, Any]) -> Person:
    try:
        return get_person(options["person"])
    except (ObjectDoesNotExist, ValidationError) as error:
        raise CommandError("Không có người này trong danh bạ.") from error


def _name_of(uid: str) -> str:
    try:
        return f"{get_person(uid).full_name} ({uid})"
    except (ObjectDoesNotExist, ValidationError):
        return f"Không còn trong danh bạ ({uid})"


def _told(bound: signing.BoundCertificate) -> str:
    where = f", ở dịch vụ ký từ xa ({bound.credential})" if bound.holder == signing.REMOTE else ""
    return f"chứng thư của {bound.subject}, cấp bởi {bound.issuer}, đến {clock.local(bound.valid_to):%d/%m/%Y}{where}"
