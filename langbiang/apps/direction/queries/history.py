"""What happened to a task, a meeting or an entry, in the words of the people who read it."""

from collections.abc import Iterable
from datetime import datetime

from langbiang.apps.identity.interface import Step, who_did
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import Act, timeline

WORDS: dict[str, tuple[str, str, str]] = {
    # verb: (what is said, icon, the payload's field that is told beside it)
    "direction.task.assigned": ("Giao nhiệm vụ", "user", "to"),
    "direction.task.passed": ("Chuyển người thực hiện", "swap", "to"),
    "direction.task.started": ("Bắt đầu thực hiện", "task", ""),
    "direction.task.progressed": ("Báo cáo tiến độ", "chart", "percent"),
    "direction.task.contributed": ("Ý kiến phối hợp", "msg", "words"),
    "direction.task.reported": ("Báo cáo hoàn thành", "send", "words"),
    "direction.task.returned": ("Trả lại, làm tiếp", "refuse", "reason"),
    "direction.task.closed": ("Đóng nhiệm vụ", "check", "reply"),
    "direction.task.cancelled": ("Hủy nhiệm vụ", "cross", "reason"),
    "direction.task.extension_asked": ("Xin gia hạn", "clock", "wanted"),
    "direction.task.extension_granted": ("Đồng ý gia hạn", "check", "after"),
    "direction.task.extension_refused": ("Không đồng ý gia hạn", "refuse", "words"),
    "direction.task.handed_over": ("Bàn giao", "swap", "to"),
    "direction.meeting.called": ("Mời họp", "calendar", ""),
    "direction.meeting.rescheduled": ("Đổi giờ, phòng", "swap", "after"),
    "direction.meeting.answered": ("Trả lời mời họp", "user", "who"),
    "direction.meeting.papers_added": ("Thêm tài liệu", "clip", "files"),
    "direction.meeting.concluded": ("Kết luận", "check", ""),
    "direction.meeting.cancelled": ("Hủy cuộc họp", "cross", "reason"),
    "direction.meeting.handed_over": ("Bàn giao", "swap", "to"),
    "direction.entry.proposed": ("Đề xuất", "plus", ""),
    "direction.entry.approved": ("Duyệt", "check", ""),
    "direction.entry.declined": ("Không đưa vào lịch", "refuse", "reason"),
    "direction.entry.published": ("Công bố", "send", ""),
    "direction.entry.cancelled": ("Hủy", "cross", "reason"),
    "direction.entry.handed_over": ("Bàn giao", "swap", "to"),
}
SAID = {"percent": "{}%", "files": "{} tệp"}
OTHERWISE = {"direction.task.closed": "result"}  # told when the first is empty
MOMENTS = {"wanted": "đến {}", "after": "{}"}
PRIVATE = ("direction.meeting.answered",)  # told to who directs the meeting


def history_of(subject_kind: str, uid: object, *, without: Iterable[str] = ()) -> list[Step]:
    """Tell a subject's acts in order."""
    return [_step(act) for act in timeline(subject_kind, str(uid)) if act.verb not in without]


def _step(act: Act) -> Step:
    words, icon, field = WORDS[act.verb]
    details = act.details or {}
    told = details.get(field, "")
    if told == "":
        told = details.get(OTHERWISE.get(act.verb, ""), "")
    if told and field in MOMENTS:
        told = MOMENTS[field].format(f"{clock.local(datetime.fromisoformat(told)):%H:%M, %d/%m/%Y}")
    note = SAID.get(field, "{}").format(told) if told != "" else ""
    return Step(words, note, icon, who_did(act), act.at)
