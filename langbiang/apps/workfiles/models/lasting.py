"""Signed PDFs of packages that get what their signatures need to be judged for long."""

from django.db import models
from django.db.models import F, Q

from .workfile import WorkFile


class LastingCopy(models.Model):
    """
    One signed PDF of a file that was submitted, and its copy with validation data once services outside gave it.

    The original is never touched: the copy begins with its very bytes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        MADE = "made", "Đã có"
        CANNOT = "cannot", "Không lấy được"

    file = models.ForeignKey(WorkFile, on_delete=models.PROTECT, related_name="lasting_copies")
    original = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    copy = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "original"], name="workfiles_lasting_copy_once"),
            models.CheckConstraint(
                condition=Q(state="made", copy__isnull=False) | (~Q(state="made") & Q(copy=None)),
                name="workfiles_lasting_copy_made_is_there",
            ),
            models.CheckConstraint(
                condition=Q(copy=None) | ~Q(copy=F("original")), name="workfiles_lasting_copy_is_another"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="waiting"), name="workfiles_lasting_waiting")]

    def __str__(self) -> str:
        return f"{self.original} {self.state}"
