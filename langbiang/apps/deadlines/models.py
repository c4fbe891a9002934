"""Days that are not as the week says, and office hours."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from langbiang.foundation.journal.interface import Subject

from .calendar import Hours, Kind


class OfficialDay(models.Model):
    """A day as `langbiang/data/official-days.csv` has it; a ruling for the same day goes before it."""

    day = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=8, choices=Kind)
    name = models.CharField("tên", max_length=100)
    source = models.CharField("căn cứ", max_length=200)
    announced = models.BooleanField("đã công bố")

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.name}"


class DayRuling(Subject):
    """What an administrator has entered for a day, with its source."""

    SUBJECT_KIND: ClassVar = "deadlines.day"
    STATE_FIELD: ClassVar = "kind"
    OFFICIAL_FIELDS: ClassVar = ("day", "kind", "name", "source", "announced")

    day = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=8, choices=Kind)
    name = models.CharField("tên", max_length=100)
    source = models.CharField("căn cứ", max_length=200)
    announced = models.BooleanField("đã công bố")
    ruled_by = models.CharField(max_length=250)
    ruled_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.name}"


class OfficeHours(Subject):
    """The hours of an agency from a day on, until its next row."""

    SUBJECT_KIND: ClassVar = "deadlines.hours"
    STATE_FIELD: ClassVar = ""
    OFFICIAL_FIELDS: ClassVar = (
        "agency_id",
        "since",
        "morning_from",
        "morning_to",
        "afternoon_from",
        "afternoon_to",
        "source",
    )

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    since = models.DateField("từ ngày")
    morning_from = models.TimeField("sáng từ")
    morning_to = models.TimeField("sáng đến")
    afternoon_from = models.TimeField("chiều từ")
    afternoon_to = models.TimeField("chiều đến")
    source = models.CharField("căn cứ", max_length=200)
    set_by = models.CharField(max_length=250)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "since"], name="deadlines_hours_once_a_day"),
            models.CheckConstraint(
                condition=Q(morning_from__lt=F("morning_to"))
                & Q(morning_to__lte=F("afternoon_from"))
                & Q(afternoon_from__lt=F("afternoon_to")),
                name="deadlines_hours_follow_each_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since:%d/%m/%Y}: {self.hours}"

    @property
    def hours(self) -> Hours:
        return Hours(self.morning_from, self.morning_to, self.afternoon_from, self.afternoon_to)
