"""Certificates that end soon, in words: for `doctor`, and on the work board of whoever can see to a new one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.exchange.interface import HUB
from langbiang.foundation import clock, signing
from langbiang.foundation.journal.interface import find_last_stamp
from langbiang.foundation.signing import Nearness, Validity

_WHOSE = {
    "person": "Chứng thư số của",
    "agency": "Chứng thư con dấu số của",
    HUB: "Chứng thư số của trục liên thông,",
    signing.ROOT: "Chứng thư gốc",
    signing.STAMP: "Chứng thư của dịch vụ dấu thời gian",
}


@dataclass(frozen=True)
class Reminder:
    """What stands above the work board; `presses` from a week before the end."""

    words: str
    what_to_do: str
    presses: bool


def list_certificates() -> list[Validity]:
    """List all that the installation signs with or trusts, the time-stamping service it asks among them."""
    return [*signing.list_validities(), *_stamping_service()]


def _stamping_service() -> Iterator[Validity]:
    last = find_last_stamp() if settings.TSA else None
    if last:
        yield signing.validity_of_stamp(last)


def sentence(ending: Validity, now: datetime) -> str:
    """Say to an operator which certificate ends when, by its holder and the name of its file."""
    whose = f"{_WHOSE.get(ending.purpose, 'Chứng thư số của')} {ending.holder} ({ending.name})"
    pressing = "GẤP: " if ending.nearness(now) is Nearness.URGENT else ""
    return f"{pressing}{whose} {_when(ending, now)}."


def remedy(ending: Validity) -> str:
    """Say to an operator what to do."""
    if ending.ends is None:
        return "Kiểm tra tệp ấy và keys/signing/password."
    if ending.purpose == signing.STAMP:
        return "Hỏi dịch vụ dấu thời gian; chứng thư gốc mới của dịch vụ, nếu có, phải có trong keys/roots."
    if ending.purpose == signing.ROOT:
        return "Thêm chứng thư gốc mới vào keys/roots; giữ chứng thư cũ, vì chữ ký đã có cần nó."
    return "Xin cấp chứng thư mới rồi thay khóa trong keys/signing; khóa không còn dùng thì chuyển khỏi đó."


def reminders_for(seat: Seat, now: datetime) -> list[Reminder]:
    """Tell a person of the own certificate, an administrator of the agency's seal, who runs the axis of its own."""
    ending = signing.list_ending(_seen_to_by(seat), now)
    return [
        Reminder(f"{_to(seat, each)} {_when(each, now)}.", _do(seat, each), each.nearness(now) is not Nearness.SOON)
        for each in ending
    ]


def _seen_to_by(seat: Seat) -> Iterator[Validity]:
    yield from signing.find_validities([_own(seat)])
    if seat.has(Role.ADMIN):
        yield from signing.find_validities([f"agency-{seat.agency.uid}"])
    if seat.has(Role.EXCHANGE):
        yield from signing.find_validities([HUB])
        yield from signing.list_roots()
        yield from _stamping_service()


def _own(seat: Seat) -> str:
    """Name the key of who is at the keyboard, also where another is deputised."""
    return f"person-{seat.user.person.uid}"


def _to(seat: Seat, ending: Validity) -> str:
    if ending.name == _own(seat):
        return "Chứng thư số của bạn"
    return f"{_WHOSE[ending.purpose]} {ending.holder}"


def _do(seat: Seat, ending: Validity) -> str:
    if ending.name == _own(seat):
        return "Báo quản trị xin cấp chứng thư mới: ký sau ngày hết hạn thì chữ ký không được công nhận."
    if ending.purpose == signing.STAMP:
        return "Hỏi dịch vụ: không có dấu thời gian mới thì đầu chuỗi nhật ký và biên nhận phải chờ."
    if ending.purpose == signing.ROOT:
        return "Chữ ký dưới chứng thư này sau đó không được tin cậy. Thêm chứng thư gốc mới, giữ chứng thư cũ."
    return "Xin cấp chứng thư mới rồi thay khóa trên máy chủ: đóng dấu sau ngày hết hạn thì không được công nhận."


def _when(ending: Validity, now: datetime) -> str:
    if ending.ends is None:
        return "không đọc được"
    day, left = f"{clock.local(ending.ends):%d/%m/%Y}", ending.days_left(now)
    if ending.nearness(now) is Nearness.OVER:
        return f"đã hết hạn ngày {day}"
    return f"hết hạn sau {left} ngày (ngày {day})" if left else f"hết hạn hôm nay, ngày {day}"
