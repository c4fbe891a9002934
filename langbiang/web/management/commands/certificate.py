"""Which certificate a person signs with whose key is in a token at the own PC."""

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
        "Chứng thư số của người ký bằng USB token cắm ở máy của mình. Người có chứng thư gắn ở đây được dẫn đến trang "
        "ký bằng thiết bị. Mã kết thúc: 0 khi xong, 1 khi không làm được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        binding = tasks.add_parser("bind", help="gắn chứng thư cho người, thay chứng thư cũ nếu có")
        binding.add_argument(
            "file",
            metavar="TỆP",
            nargs="+",
            type=Path,
            help="tệp PEM hoặc DER: chứng thư của người trước, các chứng thư trung gian sau",
        )
        tasks.add_parser("list", help="ai đã gắn chứng thư nào, đến bao giờ")
        dropping = tasks.add_parser("drop", help="gỡ chứng thư khỏi người")
        for task in (binding, dropping):
            task.add_argument("--person", metavar="UID", required=True, help="mã (UUID) của người trong danh bạ")

    def handle(self, *args: Any, **options: Any) -> None:
        {"bind": self._bind, "list": self._list, "drop": self._drop}[options["task"]](options)

    def _bind(self, options: dict[str, Any]) -> None:
        person = _person(options)
        try:
            contents = [path.read_bytes() for path in options["file"]]
            bound = signing.bind_certificate(f"{PERSON}{person.uid}", contents, now=clock.now())
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
    return f"chứng thư của {bound.subject}, cấp bởi {bound.issuer}, đến {clock.local(bound.valid_to):%d/%m/%Y}"
