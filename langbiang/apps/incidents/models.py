"""Incidents of information security and of running: reported, handled, closed with cause and remedy."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject

SEAT, AGENCY = "directory.Seat", "directory.Agency"


class Incident(Subject):
    """
    One incident. Life: OPENED → HANDLING → CLOSED, and back to HANDLING; a false alarm is closed at once. Kept always.

    Kinds and severities are the house's own: no article with binding ones was found for this installation's year.
    """

    SUBJECT_KIND: ClassVar = "incidents.incident"
    OFFICIAL_FIELDS: ClassVar = (
        *("agency_id", "title", "words", "kind", "severity", "noticed_at", "fault_number"),
        *("handler_id", "state", "cause", "remedy"),
    )

    class State(models.TextChoices):
        OPENED = "opened", "Mới báo"
        HANDLING = "handling", "Đang xử lý"
        CLOSED = "closed", "Đã đóng"

    class Kind(models.TextChoices):
        ATTACK = "attack", "Tấn công, xâm nhập"
        MALWARE = "malware", "Mã độc"
        LEAK = "leak", "Lộ, mất dữ liệu"
        ACCOUNT = "account", "Tài khoản bị lạm dụng"
        OUTAGE = "outage", "Gián đoạn dịch vụ"
        FAULT = "fault", "Lỗi phần mềm"
        OTHER = "other", "Sự cố khác"

    class Severity(models.TextChoices):
        LOW = "low", "Thấp"
        MEDIUM = "medium", "Trung bình"
        HIGH = "high", "Cao"
        CRITICAL = "critical", "Nghiêm trọng"

    MOVES: ClassVar = {
        State.OPENED: {State.HANDLING, State.CLOSED},
        State.HANDLING: {State.CLOSED},
        State.CLOSED: {State.HANDLING},
    }
    OPEN: ClassVar = (State.OPENED, State.HANDLING)

    agency = models.ForeignKey(AGENCY, on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=250)
    title = models.CharField("sự cố", max_length=200)
    words = models.TextField("mô tả")
    kind = models.CharField("loại", max_length=8, choices=Kind)
    severity = models.CharField("mức độ", max_length=8, choices=Severity)
    noticed_at = models.DateTimeField("phát hiện lúc")
    fault_number = models.CharField("số yêu cầu", max_length=8, blank=True)
    reporter = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    reporter_name = models.CharField(max_length=250)
    handler = models.ForeignKey(SEAT, null=True, on_delete=models.PROTECT, related_name="+")
    handler_name = models.CharField(max_length=250, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPENED)
    cause = models.TextField("nguyên nhân", blank=True)
    remedy = models.TextField("khắc phục", blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="handling") | Q(handler__isnull=False), name="incidents_handled_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(cause="") & ~Q(remedy="")
                | ~Q(state="closed") & Q(closed_at=None),
                name="incidents_closed_with_cause_and_remedy",
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="incidents_newest"),
            models.Index(fields=["agency", "-opened_at", "-id"], name="incidents_of_agency"),
            models.Index(fields=["reporter", "-opened_at", "-id"], name="incidents_reported"),
            models.Index(fields=["handler"], condition=Q(state="handling"), name="incidents_handled"),
            models.Index(fields=["agency"], condition=Q(state="opened"), name="incidents_waiting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """Say by what it is quoted; numbers may leave gaps, for this is no register under Decree 30."""
        return f"SC-{self.pk}"

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]
