"""Tasks: what was asked of whom until when, what was reported of it, and extensions of the deadline."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject

SEAT, UNIT, AGENCY = "directory.Seat", "directory.Unit", "directory.Agency"


class Task(Subject):
    """
    A piece of work that a leader or a unit head gave to a person of the same agency, always with a deadline.

    Life: ASSIGNED → WORKING → REPORTED (done, says the person) → DONE (closed by the assigner), or back to WORKING
    with a reason; CANCELLED by the assigner with a reason. Kept for ever.
    """

    SUBJECT_KIND: ClassVar = "direction.task"
    OFFICIAL_FIELDS: ClassVar = (
        "agency_id",
        "title",
        "origin",
        "incoming_id",
        "outgoing_id",
        "meeting_id",
        "parent_id",
        "assigner_id",
        "lead_id",
        "due_at",
        "state",
        "progress",
        "reply_id",
    )

    class State(models.TextChoices):
        ASSIGNED = "assigned", "Mới giao"
        WORKING = "working", "Đang thực hiện"
        REPORTED = "reported", "Chờ duyệt kết quả"
        DONE = "done", "Đã đóng"
        CANCELLED = "cancelled", "Đã hủy"

    class Origin(models.TextChoices):
        INCOMING = "incoming", "Văn bản đến"
        OUTGOING = "outgoing", "Văn bản đi"
        MEETING = "meeting", "Kết luận cuộc họp"
        FREE = "free", "Giao trực tiếp"

    MOVES: ClassVar = {
        State.ASSIGNED: {State.WORKING, State.CANCELLED},
        State.WORKING: {State.REPORTED, State.CANCELLED},
        State.REPORTED: {State.DONE, State.WORKING, State.CANCELLED},
        State.DONE: set(),
        State.CANCELLED: set(),
    }
    OPEN: ClassVar = (State.ASSIGNED, State.WORKING, State.REPORTED)
    OWED: ClassVar = (State.ASSIGNED, State.WORKING)  # the ball is with the person, not with the assigner

    agency = models.ForeignKey(AGENCY, on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=200)
    title = models.CharField("nhiệm vụ", max_length=300)
    content = models.TextField("nội dung", blank=True)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.FREE)
    origin_name = models.CharField(max_length=300, blank=True)
    incoming = models.ForeignKey("documents.IncomingDocument", null=True, on_delete=models.PROTECT, related_name="+")
    outgoing = models.ForeignKey("documents.OutgoingDocument", null=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("direction.Meeting", null=True, on_delete=models.PROTECT, related_name="tasks")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    assigner = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    assigner_name = models.CharField("người giao", max_length=250)
    lead = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    lead_name = models.CharField("người chủ trì", max_length=250)
    lead_unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    lead_unit_name = models.CharField("đơn vị chủ trì", max_length=200)
    due_at = models.DateTimeField("hạn")
    state = models.CharField(max_length=10, choices=State, default=State.ASSIGNED)
    progress = models.PositiveSmallIntegerField("tiến độ", default=0)
    extension_open = models.BooleanField("đang xin gia hạn", default=False)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    finished_at = models.DateTimeField("báo cáo hoàn thành lúc", null=True)
    returned_for = models.CharField("lý do trả lại", max_length=500, blank=True)
    cancelled_for = models.CharField("lý do hủy", max_length=500, blank=True)
    reply = models.ForeignKey("documents.OutgoingDocument", null=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField("kết quả", max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="direction_task_progress_to_hundred"),
            models.CheckConstraint(
                condition=Q(origin="incoming", incoming__isnull=False, outgoing__isnull=True, meeting__isnull=True)
                | Q(origin="outgoing", incoming__isnull=True, outgoing__isnull=False, meeting__isnull=True)
                | Q(origin="meeting", incoming__isnull=True, outgoing__isnull=True, meeting__isnull=False)
                | Q(origin="free", incoming__isnull=True, outgoing__isnull=True, meeting__isnull=True),
                name="direction_task_origin_is_what_it_names",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "done"]) | Q(finished_at__isnull=False),
                name="direction_task_reported_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(result="") | Q(reply__isnull=False),
                name="direction_task_closed_with_a_result",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_for=""), name="direction_task_cancelled_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "state", "due_at", "id"], name="direction_task_by_lead"),
            models.Index(fields=["assigner", "state", "due_at", "id"], name="direction_task_by_assigner"),
            models.Index(fields=["lead_unit", "state", "due_at", "id"], name="direction_task_by_unit"),
            models.Index(fields=["agency", "state", "due_at", "id"], name="direction_task_by_agency"),
            models.Index(fields=["agency", "due_at"], name="direction_task_due"),
            models.Index(fields=["agency", "-moved_at", "-id"], name="direction_task_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class TaskCoordinator(models.Model):
    """A unit that works on a task beside the lead, or one person of it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="coordinators")
    unit = models.ForeignKey(UNIT, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=200)
    seat = models.ForeignKey(SEAT, null=True, on_delete=models.PROTECT, related_name="+")
    seat_name = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.seat_name or self.unit_name


class TaskReport(models.Model):
    """What somebody told of a task: the lead with a percentage, a co-ordinator without. Who it was stands as words."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reports")
    author_name = models.CharField(max_length=250)
    at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=2000)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="direction_report_to_hundred"
            )
        ]

    def __str__(self) -> str:
        return self.words


class TaskFile(models.Model):
    """A file that came with a report, numbered within its task."""

    report = models.ForeignKey(TaskReport, on_delete=models.CASCADE, related_name="files")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="direction_file_number_in_task")]

    def __str__(self) -> str:
        return f"{self.task} {self.number}"


class ExtensionRequest(models.Model):
    """A later deadline that was asked for; one at a time is open. It lapses when the task needs it no more."""

    class State(models.TextChoices):
        ASKED = "asked", "Chờ trả lời"
        GRANTED = "granted", "Đồng ý"
        REFUSED = "refused", "Không đồng ý"
        LAPSED = "lapsed", "Không còn cần"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="extensions")
    asked_by = models.CharField(max_length=250)
    asked_at = models.DateTimeField()
    due_before = models.DateTimeField()
    due_wanted = models.DateTimeField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.CharField(max_length=250, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(state="asked"), name="direction_extension_one_open"),
            models.CheckConstraint(
                condition=Q(due_wanted__gt=models.F("due_before")), name="direction_extension_is_later"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="direction_extension_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} → {self.due_wanted}"
