"""The left navigation: what a seat may open, with how much waits there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.urls import reverse

from langbiang.apps.direction import interface as direction
from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents.interface import count_open
from langbiang.apps.incidents import interface as incidents
from langbiang.apps.workfiles import interface as filing
from langbiang.foundation import clock


@dataclass(frozen=True)
class Item:
    name: str
    icon: str
    address: str
    current: bool
    count: int | None = None


class Group(NamedTuple):
    name: str
    entries: list[Item]


def navigation_for(seat: Seat, path: str) -> list[Group]:
    """Give the groups of links for a seat; the one whose pages hold `path` is current."""
    day = clock.today()
    waiting = count_open(seat, day)
    work = (
        waiting.work
        + direction.count_work(seat, day)
        + filing.count_work(seat, day)
        + incidents.list_work(seat).count()
    )

    def item(name: str, icon: str, address: str, count: int | None = None) -> Item:
        current = path == address if address == "/" else path.startswith(address)
        return Item(name, icon, address, current, count)

    groups = [
        Group("Của tôi", [item("Việc chờ tôi", "task", "/", work)]),
        Group(
            "Văn bản",
            [
                item("Văn bản đến", "inbox", reverse("documents:incoming-list"), waiting.incoming),
                item("Văn bản đi", "send", reverse("documents:outgoing-list"), waiting.outgoing),
                item("Hồ sơ công việc", "papers", reverse("workfiles:file-list")),
                item("Danh mục hồ sơ", "book", reverse("workfiles:plan-list")),
            ],
        ),
        Group("Điều hành", _direction(seat, item)),
        Group(
            "Cơ quan",
            [
                item("Cơ cấu, danh bạ", "org", reverse("directory:agency-list")),
                item("Danh bạ công vụ", "user", reverse("directory:address-book")),
                item("Lịch nghỉ", "calendar", reverse("deadlines:calendar")),
                item("Sổ sự cố", "flag", reverse("incidents:incident-list")),
            ],
        ),
    ]
    if seat.has(Role.CLERK, Role.LEADER):
        groups[1].entries.append(item("Sổ và số văn bản", "book", reverse("documents:books")))
        groups[1].entries.append(item("Sổ đăng ký", "doc", reverse("documents:register-index")))
    if seat.has(Role.CLERK, Role.LEADER, Role.UNIT_HEAD):
        groups[1].entries.append(item("Báo cáo", "chart", reverse("documents:report")))
    if seat.has(Role.CLERK, Role.LEADER) and not seat.has(Role.EXCHANGE):
        groups[1].entries.append(item("Thống kê liên thông", "chart", reverse("exchange:statistics")))
        groups[1].entries.append(item("Lưu lượng liên thông", "chart", reverse("exchange:traffic")))
    if seat.has(Role.LEADER, Role.ADMIN):
        groups[3].entries.append(item("Bàn giao công việc", "swap", reverse("handover:job-list")))
    if seat.has(Role.EXCHANGE):
        groups.append(Group("Trục liên thông", _exchange(item)))
    if seat.has(Role.AUDITOR, Role.ADMIN):
        groups.append(Group("Kiểm soát", _control(seat, item)))
    return groups


def _exchange(item: Callable[..., Item]) -> list[Item]:
    """Give the pages of the document axis; its systems stand below its packets in the addresses, not on the page."""
    systems = item("Hệ thống kết nối", "org", reverse("exchange:system-list"))
    packets = item("Gói tin", "box", reverse("exchange:packet-list"))
    figures = item("Thống kê liên thông", "chart", reverse("exchange:statistics"))
    traffic = item("Lưu lượng", "chart", reverse("exchange:traffic"))
    agencies = item("Danh bạ trên trục", "book", reverse("exchange:agency-list"))
    below = systems.current or figures.current or traffic.current or agencies.current
    packets = replace(packets, current=packets.current and not below)
    return [traffic, packets, systems, agencies, replace(figures, icon="doc")]


def _control(seat: Seat, item: Callable[..., Item]) -> list[Item]:
    tabs = [item("Nhật ký", "shield", reverse(f"audit:{page}")) for page in ("act-list", "look-list", "report-list")]
    entries = [replace(tabs[0], current=any(tab.current for tab in tabs))]
    if seat.has(Role.ADMIN):
        entries.append(item("Tài khoản bị khóa tạm", "lock", reverse("identity:locked")))
    return entries


def _direction(seat: Seat, item: Callable[..., Item]) -> list[Item]:
    """Give tasks, the week, meetings and, for who follows them up, what is owed."""
    entries = [
        item("Nhiệm vụ", "flag", reverse("direction:task-list"), direction.count_owed(seat)),
        item("Lịch công tác", "calendar", reverse("direction:week")),
        item("Cuộc họp", "msg", reverse("direction:meeting-list")),
    ]
    if direction.may_follow(seat):
        entries.append(item("Ai nợ việc gì", "chart", reverse("direction:debts")))
    return entries
