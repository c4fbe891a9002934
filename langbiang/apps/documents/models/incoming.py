"""Incoming documents."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject

from .register import Urgency


class IncomingDocument(Subject):
    """
    A document that came to an agency.

    Life: ARRIVED → ACCEPTED (gets its arrival number) or REFUSED (with a reason) → ASSIGNED → WORKING → DONE. Each
    move tells the sender its status: 01, 03 or 02, 04, 05, 06 (Decision 28/2018). Kept for ever.
    """

    SUBJECT_KIND: ClassVar = "documents.incoming"
    OFFICIAL_FIELDS: ClassVar = (
        "agency_id",
        "delivery_id",
        "sender_name",
        "code",
        "subject",
        "state",
        "arrival_number",
        "arrival_year",
        "assigned_to_id",
        "due_at",
    )

    class State(models.TextChoices):
        ARRIVED = "arrived", "Chờ tiếp nhận"
        REFUSED = "refused", "Đã từ chối"
        ACCEPTED = "accepted", "Chờ phân công"
        ASSIGNED = "assigned", "Đã phân công"
        WORKING = "working", "Đang xử lý"
        DONE = "done", "Hoàn thành"

    MOVES: ClassVar = {
        State.ARRIVED: {State.ACCEPTED, State.REFUSED},
        State.REFUSED: set(),
        State.ACCEPTED: {State.ASSIGNED},
        State.ASSIGNED: {State.ASSIGNED, State.WORKING},
        State.WORKING: {State.ASSIGNED, State.DONE},
        State.DONE: set(),
    }
    OPEN: ClassVar = (State.ARRIVED, State.ACCEPTED, State.ASSIGNED, State.WORKING)

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=200)
    delivery = models.OneToOneField("exchange.Delivery", on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField("nơi gửi", max_length=300)
    sender_code = models.CharField(max_length=200, blank=True)
    code = models.CharField("số, ký hiệu", max_length=160)
    type_name = models.CharField("loại", max_length=100, blank=True)
    subject = models.TextField("trích yếu")
    dated = models.DateField("ngày văn bản", null=True)
    urgency = models.PositiveSmallIntegerField("độ khẩn", choices=Urgency, default=Urgency.NORMAL)
    integrity = models.CharField(max_length=8)
    verdict = models.CharField("kết quả kiểm tra chữ ký", max_length=12)
    state = models.CharField(max_length=10, choices=State, default=State.ARRIVED)
    arrived_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    arrival_number = models.PositiveIntegerField("số đến", null=True)
    arrival_year = models.PositiveSmallIntegerField(null=True)
    refused_for = models.CharField("lý do từ chối", max_length=500, blank=True)
    assigned_to = models.ForeignKey("directory.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    assigned_unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    assigned_name = models.CharField(max_length=250, blank=True)
    instruction = models.CharField("ý kiến chỉ đạo", max_length=1000, blank=True)
    instructed_by = models.CharField(max_length=250, blank=True)
    due_at = models.DateTimeField("hạn", null=True)
    result = models.CharField("kết quả", max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "arrival_year", "arrival_number"],
                name="documents_incoming_number_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["arrived", "refused"], arrival_number__isnull=True)
                | (~Q(state__in=["arrived", "refused"]) & Q(arrival_number__isnull=False)),
                name="documents_incoming_is_numbered_when_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_for=""),
                name="documents_incoming_refusal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["arrived", "refused", "accepted"]) | Q(assigned_to__isnull=False),
                name="documents_incoming_work_has_somebody",
            ),
        ]
        indexes = [
            # What is open stays small however long the register grows.
            models.Index(
                fields=["agency", "state"],
                condition=Q(state__in=["arrived", "accepted", "assigned", "working"]),
                name="documents_in_open",
            ),
            models.Index(fields=["agency", "state", "-arrived_at", "-id"], name="documents_in_by_state"),
            models.Index(fields=["agency", "-arrived_at", "-id"], name="documents_in_newest"),
            models.Index(fields=["assigned_to", "state", "due_at"], name="documents_in_by_person"),
            models.Index(fields=["assigned_unit", "-arrived_at", "-id"], name="documents_in_by_unit"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]
