"""What is not every day: held and cancelled numbers, a recall, an issue that was cancelled, a draft sent back."""

from datetime import date, datetime
from functools import partial

from langbiang.apps.documents import interface as documents
from langbiang.apps.documents.interface import OutgoingDocument
from langbiang.apps.exchange.interface import Packet, deliver_waiting, list_deliveries

from .papers import Desk, Papers


class Oddities:
    """Happenings of one desk towards another, entered into the diary of its papers."""

    def __init__(self, papers: Papers, desk: Desk, other: Desk) -> None:
        self.papers, self.diary, self.desk, self.other = papers, papers.diary, desk, other

    def enter(self) -> None:
        days = {
            date(2020, 4, 14): self._hold,
            date(2020, 5, 19): self._send_what_is_recalled,
            date(2020, 7, 7): self._void,
            date(2020, 9, 7): self._send_back,
        }
        for day, step in days.items():
            self.diary.at(self.diary.on(day, 9 * 60), step)

    def _hold(self, now: datetime) -> None:
        """Hold two numbers for paper; one is not used and is cancelled."""
        agency, clerk = self.desk.agency, self.desk.clerk
        documents.reserve_number(agency, series="", reason="Quyết định nâng lương ký trên giấy", seat=clerk, now=now)
        spare = documents.reserve_number(agency, series="", reason="Giấy giới thiệu dự phòng", seat=clerk, now=now)
        documents.cancel_number(spare, reason="Không dùng đến", seat=clerk, now=now)

    def _send_what_is_recalled(self, now: datetime) -> None:
        form = ("cong-van", "STTTT-VP", "Lịch tập huấn {}")
        made = self.papers.draft(self.desk, [self.other.agency], form, now)
        self.papers.send(self.desk, made, now, then=self._recall_soon)

    def _recall_soon(self, sent: OutgoingDocument, now: datetime) -> None:
        self.diary.at(self.diary.soon(now, 240), partial(self._recall, sent))

    def _recall(self, sent: OutgoingDocument, now: datetime) -> None:
        """Recall, and let the axis tell the receiver, where it is cancelled by itself."""
        why = "Sai thời gian tập huấn, ban hành lại sau"
        documents.recall_outgoing(sent, reason=why, seat=self.desk.clerk, now=now)
        packet = Packet.objects.get(source_uid=sent.uid, business_type=Packet.Business.RECALL)
        deliver_waiting(packet, now=now)
        for delivery in list_deliveries(packet):
            documents.take_back(delivery, now=now)

    def _void(self, now: datetime) -> None:
        """Cancel a number that was given, before the document is sent."""
        desk, form = self.desk, ("thong-bao", "TB-STTTT", "Lịch trực {}")
        made = self.papers.draft(desk, [self.other.agency], form, now)
        steps = (
            (documents.submit_outgoing, desk.pen),
            (documents.approve_outgoing, desk.head or desk.leader),
            (documents.present_outgoing, desk.clerk),
            (documents.sign_outgoing, desk.leader),
            (documents.issue_outgoing, desk.clerk),
        )
        for step, seat in steps:
            made = step(made, seat=seat, now=now)
        why = "Trùng nội dung với thông báo của Văn phòng Sở"
        documents.void_outgoing(made, reason=why, seat=desk.clerk, now=now)

    def _send_back(self, now: datetime) -> None:
        """Send a draft back to who wrote it; there it lies when the demo begins."""
        made = self.papers.draft(self.desk, [self.other.agency], None, now)
        made = documents.submit_outgoing(made, seat=self.desk.pen, now=now)
        why = "Bổ sung căn cứ pháp lý và số liệu sáu tháng"
        documents.return_outgoing(made, reason=why, seat=self.desk.head or self.desk.leader, now=now)
