"""
Who looked at what: one row for a person, a thing, a kind of look and ten minutes.

A row counts up while its ten minutes last; from the moment it belongs to a sealed hour nothing changes it any more
(guard.py). No foreign key points upward: people and things are told as the journal tells them.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject


class SealedHour(Subject):
    """
    The looks of one hour, with the digest of their rows; an hour without looks has none.

    Life: SEALED → REMOVED, when the rows have been kept as long as the setting says. This row stays for ever. Two may
    tell of the same hour when the clock was set back.
    """

    class State(models.TextChoices):
        SEALED = "sealed", "Đã niêm phong"
        REMOVED = "removed", "Đã xóa dòng, còn giá trị băm"

    SUBJECT_KIND: ClassVar = "looking.hour"
    OFFICIAL_FIELDS: ClassVar = ("begins", "count", "digest", "state")
    MOVES: ClassVar = {State.SEALED: {State.REMOVED}, State.REMOVED: set()}

    begins = models.DateTimeField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.SEALED)

    class Meta:
        indexes = [
            models.Index(fields=["begins"], condition=Q(state="sealed"), name="looking_hour_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.begins.isoformat()}: {self.count}"


class Look(models.Model):
    """
    Somebody looked so many times within ten minutes; `begins` is when those began.

    `subject_kind` is what addresses call the thing (`documents:incoming`), `subject_id` its public id; both are empty
    for what is about no one thing, a list that was taken away or a search of who controls: then `what` says all.
    """

    class What(models.TextChoices):
        PAGE = "page", "Xem trang"
        FILE = "file", "Mở, tải tệp"
        EXPORT = "export", "Kết xuất, in danh sách"
        SEARCH = "search", "Tra cứu nhật ký"

    begins = models.DateTimeField()
    what = models.CharField(max_length=8, choices=What)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=80, blank=True)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=80)
    person = models.TextField(blank=True)
    post = models.TextField(blank=True)
    agency_id = models.BigIntegerField(null=True)
    agency = models.TextField(blank=True)
    on_behalf_of = models.TextField(blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    hour = models.ForeignKey(SealedHour, models.PROTECT, null=True, related_name="looks")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["begins", "actor_id", "subject_kind", "subject_id", "what", "on_behalf_of"],
                condition=Q(hour=None),  # a look after the clock was set back begins a new row
                name="looking_once_in_ten_minutes",
            ),
        ]
        indexes = [
            models.Index(fields=["-begins", "-id"], name="looking_newest"),
            models.Index(fields=["subject_id", "-begins", "-id"], name="looking_of_subject"),
            models.Index(fields=["actor_id", "-begins", "-id"], name="looking_by_actor"),
            models.Index(fields=["agency_id", "-begins", "-id"], name="looking_from_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject_kind} {self.subject_id}"
