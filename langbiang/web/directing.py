"""The demo's direction of work at Sở Thông tin và Truyền thông: tasks, the leaders' week, a meeting; once."""

from datetime import date, datetime, time, timedelta

from langbiang.apps.direction import interface as direction
from langbiang.apps.directory.interface import Seat
from langbiang.foundation import clock

from .seeding import seat_named

TASKS = (
    # title, who leads, days until the deadline
    ("Hướng dẫn ký số trên văn bản điện tử cho 142 xã, phường, thị trấn", "Trần Đình Phúc", 5),
    ("Báo cáo tỷ lệ văn bản ký số tháng 8 của các huyện, thành phố", "Nguyễn Thị Thu Hà", 1),
    ("Rà soát trang thành phần chưa cập nhật quá 10 ngày", "Lâm Quang Huy", 7),
)
WEEK = (
    # days from today, hour, what
    (0, 14, "Giao ban lãnh đạo Sở"),
    (1, 8, "Làm việc với UBND huyện Đức Trọng về trục liên thông văn bản"),
    (2, 14, "Kiểm tra bộ phận văn thư các đơn vị thuộc Sở"),
)


def seed_direction() -> None:
    """Give the demo's leader, head and specialists something to direct and to do; what is there stays."""
    if direction.Task.objects.filter(title=TASKS[0][0]).exists():
        return
    leader, clerk = seat_named("stttt", "Hồ Văn Thành"), seat_named("stttt", "Bùi Thị Kim Chi")
    for title, name, days in TASKS:
        due_at = _at(days, 17)
        errand = direction.Errand(title=title, content="", lead=seat_named("stttt", name), due_at=due_at)
        direction.give_task(errand, seat=leader, now=clock.now())
    _publish_week(leader, clerk)
    room = direction.open_room(name="Phòng họp tầng 3", capacity=30, seat=clerk, now=clock.now())
    guests = [seat_named("stttt", name) for name in ("Trần Đình Phúc", "Nguyễn Thị Thu Hà", "Lâm Quang Huy")]
    when = direction.When(_at(1, 14), _at(1, 16), room)
    call = direction.Call("Họp triển khai trục liên thông văn bản đến cấp xã", "", leader, when, people=guests)
    direction.call_meeting(call, seat=clerk, now=clock.now())


def _publish_week(leader: Seat, clerk: Seat) -> None:
    mondays = set[date]()
    for days, hour, subject in WEEK:
        if _at(days, hour) <= clock.now():
            continue  # begun on a late hour, the demo leaves today's line out
        proposal = direction.Proposal(
            agency=leader.agency,
            subject=subject,
            starts_at=_at(days, hour),
            ends_at=_at(days, hour + 2),
            place="Phòng họp tầng 3",
            leaders=[leader],
            prepared_by="Văn phòng Sở",
        )
        entry = direction.propose_entry(proposal, seat=clerk, now=clock.now())
        direction.approve_entry(entry, seat=leader, now=clock.now())
        day = clock.today() + timedelta(days=days)
        mondays.add(day - timedelta(days=day.weekday()))
    for monday in sorted(mondays):
        direction.publish_week(leader.agency_id, monday, seat=clerk, now=clock.now())


def _at(days: int, hour: int) -> datetime:
    return datetime.combine(clock.today() + timedelta(days=days), time(hour), tzinfo=clock.VIETNAM)
