"""Reports of verification: what `langbiang journal verify` found, as a signed PDF."""

from typing import ClassVar

from django.db import models

from langbiang.foundation.journal.interface import Subject


class VerificationReport(Subject):
    """
    One verification that an inspector ordered; a worker makes it. Kept for ever.

    Life: ORDERED → MADE, or FAILED with a reason. Who asked is told as it was, for a report moves with nobody.
    """

    SUBJECT_KIND: ClassVar = "audit.report"
    OFFICIAL_FIELDS: ClassVar = ("state", "position", "findings", "digest")

    class State(models.TextChoices):
        ORDERED = "ordered", "Đang kiểm tra"
        MADE = "made", "Đã lập"
        FAILED = "failed", "Không lập được"

    MOVES: ClassVar = {State.ORDERED: {State.MADE, State.FAILED}, State.MADE: set(), State.FAILED: set()}

    state = models.CharField(max_length=8, choices=State, default=State.ORDERED)
    asked_by = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)  # by the worker that has it now
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    position = models.BigIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)
    proved = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+")
    failed_for = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="ordered"), name="audit_one_verification_at_work"
            ),
            models.CheckConstraint(
                condition=models.Q(state="made", file__isnull=False) | (~models.Q(state="made") & models.Q(file=None)),
                name="audit_made_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at.isoformat()} {self.state}"
