"""A hand-over, and what became of each thing in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject

SEAT = "directory.Seat"


class HandOver(Subject):
    """
    One job: what a seat held when it was ordered goes to other seats of the agency, chunk by chunk.

    Life: RUNNING → DONE, and when that was an error → UNDOING → UNDONE. Kept for ever.
    """

    SUBJECT_KIND: ClassVar = "handover.job"
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "leaving_id", "ordered_by_id", "leaves_on", "total", "state")

    class State(models.TextChoices):
        RUNNING = "running", "Đang bàn giao"
        DONE = "done", "Đã bàn giao"
        UNDOING = "undoing", "Đang lấy lại"
        UNDONE = "undone", "Đã lấy lại"

    MOVES: ClassVar = {
        State.RUNNING: {State.DONE},
        State.DONE: {State.UNDOING},
        State.UNDOING: {State.UNDONE},
        State.UNDONE: set(),
    }
    AT_WORK: ClassVar = (State.RUNNING, State.UNDOING)

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    leaving = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    leaving_name = models.CharField(max_length=250)
    ordered_by = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    ordered_by_name = models.CharField(max_length=250)
    ordered_at = models.DateTimeField()
    reason = models.CharField("lý do", max_length=300)
    leaves_on = models.DateField("thôi giữ chức vụ từ ngày", null=True)
    held_until = models.DateField(null=True)  # what the seat's end was before, for the undo
    total = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    finished_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(SEAT, null=True, on_delete=models.PROTECT, related_name="+")
    undone_for = models.CharField("lý do lấy lại", max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["leaving"],
                condition=Q(state__in=["running", "undoing"]),
                name="handover_one_at_work_for_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done"], undone_by__isnull=True, undone_for="")
                | (Q(state__in=["undoing", "undone"], undone_by__isnull=False) & ~Q(undone_for="")),
                name="handover_undo_has_a_name_and_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="handover_done_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="handover_of_agency")]

    def __str__(self) -> str:
        return self.leaving_name

    @property
    def at_work(self) -> bool:
        return self.state in self.AT_WORK


class HandOverLine(models.Model):
    """One thing that was held: to whom it goes, and what became of it; a refusal with its sentence."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ"
        MOVED = "moved", "Đã bàn giao"
        REFUSED = "refused", "Không bàn giao được"
        RETURNED = "returned", "Đã lấy lại"
        KEPT = "kept", "Không lấy lại được"

    MOVES: ClassVar = {
        State.WAITING: {State.MOVED, State.REFUSED},
        State.MOVED: {State.RETURNED, State.KEPT},
        State.REFUSED: set(),
        State.RETURNED: set(),
        State.KEPT: set(),
    }

    job = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=60)
    held_uid = models.CharField(max_length=40)
    name = models.CharField(max_length=600)
    to = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    subject = models.CharField(max_length=40, blank=True)
    moved_version = models.PositiveIntegerField(null=True)
    returned_version = models.PositiveIntegerField(null=True)
    sentence = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["job", "kind", "held_uid"], name="handover_line_once"),
            models.CheckConstraint(
                condition=(Q(state__in=["refused", "kept"]) & ~Q(sentence=""))
                | (~Q(state__in=["refused", "kept"]) & Q(sentence="")),
                name="handover_refusal_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["job", "state", "id"], name="handover_line_next"),
            models.Index(fields=["job", "subject"], name="handover_line_subject"),
        ]

    def __str__(self) -> str:
        return self.name
