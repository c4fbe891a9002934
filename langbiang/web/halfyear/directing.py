"""Tasks from being given to being closed, the leaders' weeks, a meeting a month."""

from datetime import date, datetime, timedelta
from functools import partial

from langbiang.apps.direction import interface as direction
from langbiang.apps.directory.interface import Seat
from langbiang.foundation import clock

from . import words
from .diary import Diary

EVENING = 17 * 60


class Errand:
    """One task; reported in time or late, returned once, or given more time, as its number falls."""

    def __init__(self, diary: Diary, leader: Seat, lead: Seat, number: int) -> None:
        self.diary, self.leader, self.lead, self.number = diary, leader, lead, number

    def give(self, now: datetime) -> None:
        day = clock.local(now).date()
        title = f"{words.TASKS[self.number % len(words.TASKS)]} tháng {day.month}/{day.year}"
        due = self.diary.on(clock.local(self.diary.morning(day, 8)).date(), EVENING)
        asked = direction.Errand(title, "Báo cáo bằng văn bản khi xong.", self.lead, due)
        task = direction.give_task(asked, seat=self.leader, now=now)
        self.diary.at(self.diary.soon(now, 90), partial(self._begin, task))

    def _begin(self, task: direction.Task, now: datetime) -> None:
        begun = direction.start_task(task, seat=self.lead, now=now)
        self.diary.at(self.diary.afternoon(clock.local(now).date(), 3), partial(self._progress, begun))

    def _progress(self, task: direction.Task, now: datetime) -> None:
        said = "Đã có số liệu của mười huyện, thành phố"
        task = direction.report_progress(task, percent=50, words=said, seat=self.lead, now=now)
        if self.number % 5 == 1:
            task = self._ask_for_time(task, now)
        days = (3, 7, 4)[self.number % 3]
        self.diary.at(self.diary.afternoon(clock.local(now).date(), days), partial(self._report, task))

    def _ask_for_time(self, task: direction.Task, now: datetime) -> direction.Task:
        """Ask for three days more; the leader answers on the same day."""
        wanted = self.diary.on(clock.local(self.diary.morning(clock.local(task.due_at).date(), 3)).date(), EVENING)
        direction.ask_extension(task, due_at=wanted, reason="Chờ số liệu của cấp xã", seat=self.lead, now=now)
        task.refresh_from_db()
        if self.number % 2:
            return direction.grant_extension(task, words="Đồng ý", seat=self.leader, now=now)
        return direction.refuse_extension(task, words="Giữ hạn cũ, việc gấp", seat=self.leader, now=now)

    def _report(self, task: direction.Task, now: datetime) -> None:
        said = "Đã hoàn thành, gửi kèm bảng tổng hợp"
        told = direction.report_done(task, words=said, seat=self.lead, now=now)
        judge = self._send_back if self.number % 7 == 2 and not task.returned_for else self._close
        self.diary.at(self.diary.soon(now, 200), partial(judge, told))

    def _send_back(self, task: direction.Task, now: datetime) -> None:
        why = "Thiếu số liệu của hai huyện phía nam, bổ sung"
        back = direction.return_task(task, reason=why, seat=self.leader, now=now)
        self.diary.at(self.diary.afternoon(clock.local(now).date(), 2), partial(self._report, back))

    def _close(self, task: direction.Task, now: datetime) -> None:
        direction.close_task(task, reply="", result="Đã nhận báo cáo, đạt yêu cầu", seat=self.leader, now=now)


class Office:
    """What the clerk prepares for a leader: weeks and meetings."""

    def __init__(self, diary: Diary, clerk: Seat, leader: Seat, guests: list[Seat]) -> None:
        self.diary, self.clerk, self.leader, self.guests = diary, clerk, leader, guests

    def publish_week(self, number: int, now: datetime) -> None:
        """Propose lines of the days to come, approve and publish them."""
        mondays = set[date]()
        for offset in (1, 2, 4):
            begins = self.diary.morning(clock.local(now).date(), offset).replace(minute=0)
            line = direction.Proposal(
                agency=self.leader.agency,
                subject=words.WEEK[(number + offset) % len(words.WEEK)],
                starts_at=begins,
                ends_at=begins + timedelta(hours=2),
                place="Phòng họp tầng 3",
                leaders=[self.leader],
                prepared_by="Văn phòng Sở",
            )
            entry = direction.propose_entry(line, seat=self.clerk, now=now)
            direction.approve_entry(entry, seat=self.leader, now=now)
            mondays.add(begins.date() - timedelta(days=begins.weekday()))
        for monday in sorted(mondays):
            direction.publish_week(self.leader.agency_id, monday, seat=self.clerk, now=now)

    def call(self, number: int, now: datetime) -> None:
        """Call a meeting, to which everybody comes, and conclude it when it is over."""
        begins = self.diary.on(clock.local(self.diary.morning(clock.local(now).date(), 3)).date(), 14 * 60)
        when = direction.When(begins, begins + timedelta(hours=2), place="Hội trường Sở")
        title = words.MEETINGS[number % len(words.MEETINGS)]
        meeting = direction.call_meeting(
            direction.Call(title, "", self.leader, when, people=self.guests), seat=self.clerk, now=now
        )
        for guest in self.guests:
            direction.answer_invitation(meeting, answer="coming", seat=guest, now=now)
            meeting.refresh_from_db()
        self.diary.at(begins + timedelta(hours=2), partial(self._conclude, meeting))

    def _conclude(self, meeting: direction.Meeting, now: datetime) -> None:
        said = "Các đơn vị hoàn thành phần việc được giao trước kỳ họp sau; Văn phòng Sở theo dõi, đôn đốc."
        direction.conclude_meeting(meeting, conclusion=said, seat=self.leader, now=now)


def enter_direction(diary: Diary, clerk: Seat, leader: Seat, leads: list[Seat], begin: date) -> None:
    """Enter a task every six working days, the week every five, a meeting a month."""
    days, office = diary.days(begin), Office(diary, clerk, leader, leads)
    for number, day in enumerate(days[2::6]):
        diary.at(diary.on(day, 10 * 60), Errand(diary, leader, leads[number % len(leads)], number).give)
    for number, day in enumerate(days[4::5]):
        diary.at(diary.on(day, 15 * 60), partial(office.publish_week, number))
    for number, day in enumerate(days[8::21]):
        diary.at(diary.on(day, 8 * 60 + 30), partial(office.call, number))
