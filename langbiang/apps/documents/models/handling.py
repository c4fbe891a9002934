"""Who has which part of the work on an incoming document."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from .incoming import IncomingDocument


class Handling(models.Model):
    """
    One line of a leader's instruction: a unit, or a person in it, leads, takes part, or is to know.

    It is history only together with the acts of its document: a new instruction replaces the lines that are not
    finished. `live` and `arrived_at` are copied from the document, so that a person's list and counts follow one index.
    """

    class Role(models.TextChoices):
        LEAD = "lead", "Chủ trì"
        COORDINATE = "coordinate", "Phối hợp"
        INFORM = "inform", "Để biết"

    class State(models.TextChoices):
        OPEN = "open", "Chưa làm"
        WORKING = "working", "Đang làm"
        DONE = "done", "Xong"
        DROPPED = "dropped", "Dừng do nơi gửi thu hồi"

    TO_DO: ClassVar = (State.OPEN, State.WORKING)

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    document = models.ForeignKey(IncomingDocument, on_delete=models.PROTECT, related_name="handlings")
    role = models.CharField(max_length=10, choices=Role)
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=200)
    seat = models.ForeignKey("directory.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    seat_name = models.CharField(max_length=250, blank=True)
    due_at = models.DateTimeField("hạn lãnh đạo đặt", null=True)
    # The unit head's own words and deadline, when the head divides the unit's work.
    head_name = models.CharField(max_length=250, blank=True)
    head_note = models.CharField("ý kiến của trưởng đơn vị", max_length=1000, blank=True)
    head_due_at = models.DateTimeField("hạn trưởng đơn vị đặt", null=True)
    head_at = models.DateTimeField(null=True)
    returned_for = models.CharField("lý do trả lại trưởng đơn vị", max_length=500, blank=True)
    proposal = models.CharField("ý kiến đề xuất", max_length=1000, blank=True)
    proposed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    result = models.CharField("kết quả", max_length=1000, blank=True)
    done_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(role="lead"), name="documents_handling_one_lead"),
            models.UniqueConstraint(
                fields=["document", "seat"], condition=Q(seat__isnull=False), name="documents_handling_person_once"
            ),
            models.UniqueConstraint(
                fields=["document", "unit"], condition=Q(seat__isnull=True), name="documents_handling_unit_once"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="documents_handling_done_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["seat", "-arrived_at", "-document"], name="documents_handling_by_seat"),
            models.Index(fields=["unit", "-arrived_at", "-document"], name="documents_handling_by_unit"),
            # What is live, and what is still to do, stay small however long the register grows.
            models.Index(fields=["seat"], condition=Q(live=True), name="documents_handling_seat_live"),
            models.Index(fields=["unit"], condition=Q(live=True), name="documents_handling_unit_live"),
            models.Index(
                fields=["seat"], condition=Q(state__in=["open", "working"]), name="documents_handling_seat_todo"
            ),
            models.Index(
                fields=["unit"], condition=Q(state__in=["open", "working"]), name="documents_handling_unit_todo"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.name}"

    @property
    def name(self) -> str:
        """Say who has it: the person when one is named, else the unit."""
        return self.seat_name or self.unit_name

    @property
    def due(self) -> datetime | None:
        """Say until when it is to be done: the unit head's own deadline, which is never later, else the leader's."""
        return self.head_due_at or self.due_at

    @property
    def is_open(self) -> bool:
        return self.state != self.State.DONE
