"""The leaders' week."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from langbiang.foundation.journal.interface import Subject

SEAT, AGENCY = "directory.Seat", "directory.Agency"


class CalendarEntry(Subject):
    """
    One line of the leaders' week calendar.

    Life: PROPOSED → APPROVED (by a leader) → PUBLISHED with its week → CANCELLED, which stays to be seen; before the
    week is published it may be DECLINED.
    """

    SUBJECT_KIND: ClassVar = "direction.entry"
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "subject", "starts_at", "ends_at", "place", "state")

    class State(models.TextChoices):
        PROPOSED = "proposed", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt, chờ công bố"
        PUBLISHED = "published", "Đã công bố"
        DECLINED = "declined", "Không đưa vào lịch"
        CANCELLED = "cancelled", "Đã hủy"

    MOVES: ClassVar = {
        State.PROPOSED: {State.APPROVED, State.DECLINED},
        State.APPROVED: {State.PUBLISHED, State.DECLINED},
        State.PUBLISHED: {State.CANCELLED},
        State.DECLINED: set(),
        State.CANCELLED: set(),
    }
    PUBLIC: ClassVar = (State.PUBLISHED, State.CANCELLED)

    agency = models.ForeignKey(AGENCY, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField("nội dung", max_length=500)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField("địa điểm", max_length=200)
    prepared_by = models.CharField("đơn vị chuẩn bị", max_length=200, blank=True)
    attendees_words = models.CharField("thành phần", max_length=500, blank=True)
    proposer = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    proposer_name = models.CharField(max_length=250)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    moved_at = models.DateTimeField()
    reason = models.CharField("lý do", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="direction_entry_ends_after"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "cancelled"]) | ~Q(reason=""), name="direction_entry_off_for_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "starts_at"], name="direction_entry_week"),
            models.Index(fields=["agency", "state", "starts_at"], name="direction_entry_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class CalendarAttendee(models.Model):
    """A leader who takes part."""

    entry = models.ForeignKey(CalendarEntry, on_delete=models.CASCADE, related_name="attendees")
    seat = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
