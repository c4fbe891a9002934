"""The filing plan: which work files an agency means to have in a year."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from langbiang.apps.workfiles.law import retention_words
from langbiang.foundation.journal.interface import Subject


class FilingPlan(Subject):
    """
    The list of files of an agency for a year (Decree 30/2020, Article 28).

    Life: DRAFT → APPROVED by a leader of the agency. After that it is only supplemented. Kept for ever.
    """

    SUBJECT_KIND: ClassVar = "workfiles.plan"
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "year", "state", "approved_at")

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        APPROVED = "approved", "Đã ban hành"

    MOVES: ClassVar = {State.DRAFT: {State.APPROVED}, State.APPROVED: set()}

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField("năm")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField("người duyệt", max_length=250, blank=True)

    class Meta:
        ordering = ["-year", "agency_name"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="workfiles_plan_once_a_year"),
            models.CheckConstraint(
                condition=Q(state="draft", approved_at__isnull=True) | Q(state="approved", approved_at__isnull=False),
                name="workfiles_plan_approved_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Danh mục hồ sơ năm {self.year}, {self.agency_name}"

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class PlanEntry(models.Model):
    """One file that is meant to be opened: heading, notation, title, retention and who will keep it."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    plan = models.ForeignKey(FilingPlan, on_delete=models.PROTECT, related_name="entries")
    heading = models.CharField("đề mục", max_length=200)
    notation = models.CharField("số, ký hiệu", max_length=20)
    title = models.CharField("tiêu đề hồ sơ", max_length=500)
    retention_years = models.PositiveSmallIntegerField("thời hạn bảo quản", null=True)
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("đơn vị", max_length=200)
    seat = models.ForeignKey("directory.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    seat_name = models.CharField("người lập hồ sơ", max_length=250, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    supplement = models.BooleanField("bổ sung trong năm", default=False)

    class Meta:
        ordering = ["heading", "notation"]
        constraints = [models.UniqueConstraint(fields=["plan", "notation"], name="workfiles_entry_notation_once")]

    def __str__(self) -> str:
        return f"{self.notation} {self.title}"

    @property
    def retention(self) -> str:
        return retention_words(self.retention_years)
