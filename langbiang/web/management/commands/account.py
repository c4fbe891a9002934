import sys
from getpass import getpass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.apps.directory.interface import Person, get_agency, get_person, list_seats_in
from langbiang.apps.identity.interface import close_account, open_account
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused


class Command(BaseCommand):
    help = (
        "Mở, đóng tài khoản đăng nhập của người đã có trong danh bạ. Quyền của người đó do vị trí công tác, không do "
        "tài khoản. Mã kết thúc: 0 khi xong, 1 khi không làm được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        opening = tasks.add_parser("open", help="mở tài khoản, hoặc mở lại tài khoản đã đóng; hỏi mật khẩu")
        opening.add_argument("email", metavar="EMAIL", help="địa chỉ thư công vụ")
        who = opening.add_mutually_exclusive_group(required=True)
        who.add_argument("--person", metavar="UID", help="mã (UUID) của người trong danh bạ")
        who.add_argument("--name", metavar="HỌ_TÊN", help="họ và tên, kèm --agency")
        opening.add_argument("--agency", metavar="SLUG", help="cơ quan nơi người đó đang có vị trí")
        opening.add_argument("--password-stdin", action="store_true", help="đọc mật khẩu ở dòng đầu của đầu vào chuẩn")
        closing = tasks.add_parser("close", help="đóng tài khoản; không xóa, mở lại được")
        closing.add_argument("email", metavar="EMAIL", help="địa chỉ thư công vụ")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._open(options) if options["task"] == "open" else self._close(options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _open(self, options: dict[str, Any]) -> None:
        person = _find(options)
        account = open_account(person, email=options["email"], password=_password(from_stdin=options["password_stdin"]))
        self.stdout.write(f"Đã mở tài khoản {account.email} cho {person.full_name}.")

    def _close(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"Đã đóng tài khoản {close_account(options['email']).email}.")


def _find(options: dict[str, Any]) -> Person:
    if options["person"]:
        try:
            return get_person(options["person"])
        except (ObjectDoesNotExist, ValidationError) as error:
            raise CommandError(f"Không có người mang mã {options['person']}. Kiểm tra lại mã.") from error
    if not options["agency"]:
        raise CommandError("Thêm --agency: mã cơ quan trong địa chỉ trang của cơ quan, ví dụ stttt.")
    return _find_in(options["agency"], options["name"])


def _find_in(slug: str, name: str) -> Person:
    """Find the one person of the name who has a seat in the agency today."""
    try:
        seats = list_seats_in(get_agency(slug), clock.today())
    except ObjectDoesNotExist as error:
        raise CommandError(f"Không có cơ quan {slug}. Mã cơ quan ở trong địa chỉ trang của cơ quan.") from error
    found = {seat.person_id: seat.person for seat in seats if seat.person.full_name == name}
    if not found:
        raise CommandError(f"Hôm nay không ai tên {name} có vị trí ở {slug}. Kiểm tra họ tên và cơ quan.")
    if len(found) > 1:
        uids = ", ".join(str(person.uid) for person in found.values())
        raise CommandError(f"Có {len(found)} người tên {name} ở {slug}. Chọn một bằng --person: {uids}")
    return next(iter(found.values()))


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Mật khẩu: ")
    if getpass("Nhập lại mật khẩu: ") != password:
        raise CommandError("Hai lần nhập không giống nhau. Chạy lại lệnh.")
    return password
