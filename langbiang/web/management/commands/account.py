import sys
from getpass import getpass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from langbiang.apps.directory.interface import Person, get_agency, get_person, list_seats_in
from langbiang.apps.identity.interface import (
    User,
    close_account,
    close_relying_party,
    find_account_by_email,
    issue_recovery,
    link_subject,
    list_locked,
    list_relying_parties,
    open_account,
    open_relying_party,
    release,
    unlink_subject,
)
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.http import site_address
from langbiang.foundation.journal.interface import Actor

CONSOLE = Actor(kind="client", id="console", person="Quản trị hệ thống")


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
        again = tasks.add_parser("reset", help="cấp liên kết dùng một lần, trong 24 giờ, để người đó đặt mật khẩu mới")
        again.add_argument("email", metavar="EMAIL", help="địa chỉ thư công vụ")
        again.add_argument("--factors", action="store_true", help="gỡ cả ứng dụng xác thực, khóa truy cập, mã dự phòng")
        tasks.add_parser("locked", help="những tài khoản đang bị khóa tạm vì nhập sai nhiều lần")
        freeing = tasks.add_parser("release", help="mở một tài khoản bị khóa tạm")
        freeing.add_argument("email", metavar="EMAIL", help="địa chỉ thư công vụ")
        linking = tasks.add_parser("sso", help="nối tài khoản với một người ở nơi đăng nhập chung")
        linking.add_argument("email", metavar="EMAIL", help="địa chỉ thư công vụ")
        linking.add_argument("subject", metavar="SUB", help="mã (sub) của người đó ở nơi kia; - để gỡ")
        _add_client_tasks(tasks.add_parser("client", help="hệ thống khác của tỉnh dùng tài khoản ở đây để đăng nhập"))

    def handle(self, *args: Any, **options: Any) -> None:
        tasks = {"open": self._open, "close": self._close, "reset": self._reset}
        tasks |= {"locked": self._locked, "release": self._release, "client": self._client, "sso": self._link}
        try:
            tasks[options["task"]](options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _open(self, options: dict[str, Any]) -> None:
        person = _find(options)
        password = _password(from_stdin=options["password_stdin"])
        account = open_account(person, email=options["email"], password=password, by=CONSOLE, now=clock.now())
        self.stdout.write(f"Đã mở tài khoản {account.email} cho {person.full_name}.")

    def _close(self, options: dict[str, Any]) -> None:
        closed = close_account(options["email"], by=CONSOLE, now=clock.now())
        self.stdout.write(f"Đã đóng tài khoản {closed.email}.")

    def _reset(self, options: dict[str, Any]) -> None:
        secret = issue_recovery(options["email"], factors=options["factors"], by=CONSOLE, now=clock.now())
        self.stdout.write("Đưa tận tay, hoặc qua kênh mà chỉ người đó đọc được; dùng một lần trong 24 giờ:")
        self.stdout.write(f"{site_address()}{reverse('identity:recovery', args=[secret])}")

    def _locked(self, options: dict[str, Any]) -> None:
        rows = list_locked(clock.now())
        for until, user in rows:
            self.stdout.write(f"{user.email}\t{clock.local(until):%H:%M %d/%m/%Y}")
        if not rows:
            self.stdout.write("Không có tài khoản nào bị khóa tạm.")

    def _link(self, options: dict[str, Any]) -> None:
        user = _find_account(options["email"])
        if options["subject"] == "-":
            unlink_subject(user, by=CONSOLE, now=clock.now())
            self.stdout.write(f"Đã gỡ {user.email} khỏi nơi đăng nhập chung.")
        else:
            link_subject(user, options["subject"], by=CONSOLE, now=clock.now())
            self.stdout.write(f"Đã nối {user.email} với {options['subject']}.")

    def _release(self, options: dict[str, Any]) -> None:
        user = _find_account(options["email"])
        release(user, by=CONSOLE, now=clock.now())
        self.stdout.write(f"Đã mở khóa {user.email}.")

    def _client(self, options: dict[str, Any]) -> None:
        if options["client_task"] == "add":
            name, redirects = options["name"] or options["id"], options["redirect"]
            secret = open_relying_party(
                options["id"], name, redirects=redirects, trusted=options["trusted"], by=CONSOLE, now=clock.now()
            )
            self.stdout.write(f"Nơi cấp: {site_address()}\nMã hệ thống: {options['id']}")
            self.stdout.write(f"Bí mật (chỉ in một lần): {secret}")
        elif options["client_task"] == "remove":
            close_relying_party(options["id"], by=CONSOLE, now=clock.now())
            self.stdout.write(f"Đã bỏ {options['id']}. Người dùng của hệ thống đó không vào bằng tài khoản ở đây nữa.")
        else:
            for client in list_relying_parties():
                asked = "tin cậy" if client.skip_consent else "hỏi người dùng"
                self.stdout.write("\t".join([client.pk, client.name, asked, *client.get_redirect_uris()]))


def _add_client_tasks(parser: CommandParser) -> None:
    tasks = parser.add_subparsers(dest="client_task", required=True)
    adding = tasks.add_parser("add", help="đăng ký một hệ thống, in bí mật một lần")
    adding.add_argument("id", metavar="MÃ", help="mã hệ thống, ví dụ mot-cua")
    adding.add_argument("--name", default="", help="tên để người đọc")
    adding.add_argument("--redirect", nargs="+", required=True, metavar="URI", help="địa chỉ nhận mã, đúng từng chữ")
    adding.add_argument("--trusted", action="store_true", help="hệ thống của chính cơ quan: không hỏi người dùng")
    tasks.add_parser("list", help="liệt kê các hệ thống đã đăng ký")
    removing = tasks.add_parser("remove", help="bỏ một hệ thống")
    removing.add_argument("id", metavar="MÃ", help="mã hệ thống")


def _find_account(email: str) -> User:
    user = find_account_by_email(email)
    if user is None:
        raise CommandError(f"Không có tài khoản {email}. Kiểm tra lại địa chỉ thư.")
    return user


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
