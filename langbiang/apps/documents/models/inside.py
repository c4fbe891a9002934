"""What the units of the own agency get of a document that was sent."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from .outgoing import OutgoingDocument


class UnitCopy(models.Model):
    """
    A sent document as one unit of the own agency has it: for its head to know, or to give to a person of the unit.

    Everybody of the unit may read the document. Who did what is kept by the acts of the document.
    """

    class State(models.TextChoices):
        OPEN = "open", "Chưa xem"
        DONE = "done", "Đã xem"
        DROPPED = "dropped", "Dừng do thu hồi, thay thế"

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    document = models.ForeignKey(OutgoingDocument, on_delete=models.PROTECT, related_name="unit_copies")
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=200)
    seat = models.ForeignKey("directory.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    seat_name = models.CharField(max_length=250, blank=True)
    head_note = models.CharField("ý kiến của trưởng đơn vị", max_length=1000, blank=True)
    due_at = models.DateTimeField("hạn trưởng đơn vị đặt", null=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    sent_at = models.DateTimeField()
    done_by = models.CharField(max_length=250, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "unit"], name="documents_unit_copy_once"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="documents_unit_copy_done_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], condition=Q(state="open"), name="documents_unit_copy_todo"),
            models.Index(fields=["seat"], condition=Q(state="open"), name="documents_unit_copy_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.document} → {self.unit_name}"
