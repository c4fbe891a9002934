"""Meetings, the rooms they are held in, papers and invitations."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from langbiang.foundation.journal.interface import Subject

SEAT, UNIT, AGENCY = "directory.Seat", "directory.Unit", "directory.Agency"


class Room(Subject):
    """A meeting room of an agency. Its row is the lock under which times are given. Closed, never deleted."""

    SUBJECT_KIND: ClassVar = "direction.room"
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "name", "capacity")

    class State(models.TextChoices):
        OPEN = "open", "Đang dùng"
        CLOSED = "closed", "Ngừng dùng"

    MOVES: ClassVar = {State.OPEN: {State.CLOSED}, State.CLOSED: set()}

    agency = models.ForeignKey(AGENCY, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("phòng", max_length=100)
    capacity = models.PositiveSmallIntegerField("số chỗ")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"], condition=Q(state="open"), name="direction_room_name_in_agency"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.capacity} chỗ)"


class Meeting(Subject):
    """
    A meeting that somebody organises and somebody chairs. Life: CALLED → CONCLUDED, or CANCELLED. Kept for ever.

    Two meetings never hold one room at one time: `services.meetings` looks while it holds the room's row.
    """

    SUBJECT_KIND: ClassVar = "direction.meeting"
    OFFICIAL_FIELDS: ClassVar = (
        "agency_id",
        "title",
        "chair_id",
        "organiser_id",
        "starts_at",
        "ends_at",
        "room_id",
        "place",
        "state",
    )

    class State(models.TextChoices):
        CALLED = "called", "Sắp họp"
        CONCLUDED = "concluded", "Đã có kết luận"
        CANCELLED = "cancelled", "Đã hủy"

    MOVES: ClassVar = {
        State.CALLED: {State.CONCLUDED, State.CANCELLED},
        State.CONCLUDED: set(),
        State.CANCELLED: set(),
    }

    agency = models.ForeignKey(AGENCY, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("cuộc họp", max_length=300)
    agenda = models.TextField("nội dung", blank=True)
    organiser = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    organiser_name = models.CharField(max_length=250)
    chair = models.ForeignKey(SEAT, on_delete=models.PROTECT, related_name="+")
    chair_name = models.CharField("chủ trì", max_length=250)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="meetings")
    place = models.CharField("địa điểm", max_length=200)
    state = models.CharField(max_length=9, choices=State, default=State.CALLED)
    # Grows when times or place change: answers of others do not make a form stale, another hour does.
    call = models.PositiveSmallIntegerField("lần mời", default=1)
    moved_at = models.DateTimeField()
    conclusion = models.TextField("kết luận", blank=True)
    cancelled_for = models.CharField("lý do hủy", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="direction_meeting_ends_after"),
            models.CheckConstraint(
                condition=~Q(state="concluded") | ~Q(conclusion=""), name="direction_meeting_concluded_with_words"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_for=""), name="direction_meeting_cancelled_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["room", "starts_at"], name="direction_meeting_in_room"),
            models.Index(fields=["organiser", "-starts_at", "-id"], name="direction_meeting_organised"),
            models.Index(fields=["chair", "-starts_at", "-id"], name="direction_meeting_chaired"),
            models.Index(fields=["-starts_at", "-id"], name="direction_meeting_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class MeetingPaper(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="direction_paper_number_in_meeting")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.number}"


class MeetingInvitation(models.Model):
    """A person, or a whole unit, that was invited, and what they answered."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "Chưa trả lời"
        COMING = "coming", "Dự họp"
        ABSENT = "absent", "Vắng mặt"
        SENDS = "sends", "Cử người dự thay"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    seat = models.ForeignKey(SEAT, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(UNIT, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    answer = models.CharField(max_length=7, choices=Answer, default=Answer.WAITING)
    words = models.CharField(max_length=500, blank=True)
    substitute = models.ForeignKey(SEAT, null=True, on_delete=models.PROTECT, related_name="+")
    substitute_name = models.CharField(max_length=250, blank=True)
    answered_by = models.CharField(max_length=250, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__isnull=True, unit__isnull=False) | Q(seat__isnull=False, unit__isnull=True),
                name="direction_invitation_to_one",
            ),
            models.CheckConstraint(
                condition=~Q(answer="absent") | ~Q(words=""), name="direction_invitation_absent_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(answer="sends", substitute__isnull=False)
                | (~Q(answer="sends") & Q(substitute__isnull=True)),
                name="direction_invitation_sends_somebody",
            ),
        ]
        indexes = [models.Index(fields=["seat", "answer"], name="direction_invitation_to_seat")]

    def __str__(self) -> str:
        return f"{self.meeting} → {self.name}"
