"""Incoming documents."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject

from .outgoing import OutgoingDocument
from .register import Urgency


class IncomingDocument(Subject):
    """
    A document that came to an agency, by the axis or on paper or by mail.

    Life: ARRIVED → ACCEPTED (gets its arrival number) or REFUSED (with a reason) → PRESENTED to a leader → ASSIGNED
    by the leader's instruction → WORKING → DONE; what was uploaded begins at ACCEPTED. Who has which part of the work
    stands in its handlings; the columns `assigned_*` and `due_at` copy the lead's, for lists. When it came by the
    axis, each move tells the sender its status: 01, 03 or 02, 04, 05, 06 (Decision 28/2018). What its sender takes
    back is RECALLED from any step, and work on it ends (Decree 30/2020, Article 18.4). Kept for ever.
    """

    SUBJECT_KIND: ClassVar = "documents.incoming"
    OFFICIAL_FIELDS: ClassVar = (
        "agency_id",
        "delivery_id",
        "sender_name",
        "code",
        "subject",
        "state",
        "arrival_number",
        "arrival_year",
        "assigned_to_id",
        "due_at",
    )

    class State(models.TextChoices):
        ARRIVED = "arrived", "Chờ tiếp nhận"
        REFUSED = "refused", "Đã từ chối"
        ACCEPTED = "accepted", "Chờ trình"
        PRESENTED = "presented", "Chờ bút phê"
        ASSIGNED = "assigned", "Đã phân công"
        WORKING = "working", "Đang xử lý"
        DONE = "done", "Hoàn thành"
        RECALLED = "recalled", "Nơi gửi đã thu hồi"

    MOVES: ClassVar = {
        State.ARRIVED: {State.ACCEPTED, State.REFUSED, State.RECALLED},
        State.REFUSED: set(),
        State.ACCEPTED: {State.PRESENTED, State.ASSIGNED, State.RECALLED},
        State.PRESENTED: {State.PRESENTED, State.ACCEPTED, State.ASSIGNED, State.RECALLED},
        State.ASSIGNED: {State.ASSIGNED, State.WORKING, State.RECALLED},
        State.WORKING: {State.ASSIGNED, State.DONE, State.RECALLED},
        State.DONE: {State.RECALLED},
        State.RECALLED: set(),
    }
    OPEN: ClassVar = (State.ARRIVED, State.ACCEPTED, State.PRESENTED, State.ASSIGNED, State.WORKING)

    class Channel(models.TextChoices):
        AXIS = "axis", "Trục liên thông"
        POST = "post", "Bưu điện"
        HAND = "hand", "Nhận trực tiếp"
        MAIL = "mail", "Thư điện tử"

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=200)
    channel = models.CharField("đường đến", max_length=4, choices=Channel, default=Channel.AXIS)
    delivery = models.OneToOneField("exchange.Delivery", null=True, on_delete=models.PROTECT, related_name="+")
    document_id = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField("nơi gửi", max_length=300)
    sender_code = models.CharField(max_length=200, blank=True)
    code = models.CharField("số, ký hiệu", max_length=160)
    type_name = models.CharField("loại", max_length=100, blank=True)
    subject = models.TextField("trích yếu")
    dated = models.DateField("ngày văn bản", null=True)
    # Issuer, number and year without tones: by it a document that comes twice is found, and lists are filtered.
    folded = models.CharField(max_length=500, blank=True)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    signer_position = models.CharField("chức vụ người ký", max_length=100, blank=True)
    pages = models.PositiveSmallIntegerField("số trang", null=True)
    urgency = models.PositiveSmallIntegerField("độ khẩn", choices=Urgency, default=Urgency.NORMAL)
    integrity = models.CharField(max_length=8)
    verdict = models.CharField("kết quả kiểm tra chữ ký", max_length=12)
    state = models.CharField(max_length=10, choices=State, default=State.ARRIVED)
    arrived_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    arrival_number = models.PositiveIntegerField("số đến", null=True)
    arrival_year = models.PositiveSmallIntegerField(null=True)
    refused_for = models.CharField("lý do từ chối", max_length=500, blank=True)
    entered_twice_for = models.CharField("lý do vào sổ văn bản trùng", max_length=500, blank=True)
    presented_to = models.ForeignKey("directory.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    recalled_for = models.CharField("lý do nơi gửi thu hồi", max_length=500, blank=True)
    sent_back_for = models.CharField("lý do lãnh đạo trả lại", max_length=500, blank=True)
    assigned_to = models.ForeignKey("directory.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    assigned_unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    assigned_name = models.CharField(max_length=250, blank=True)
    instruction = models.CharField("ý kiến chỉ đạo", max_length=1000, blank=True)
    instructed_by = models.CharField(max_length=250, blank=True)
    instructed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField("hạn", null=True)
    result = models.CharField("kết quả", max_length=1000, blank=True)
    reply = models.ForeignKey(OutgoingDocument, null=True, on_delete=models.PROTECT, related_name="answered")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "arrival_year", "arrival_number"],
                name="documents_incoming_number_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["arrived", "refused"], arrival_number__isnull=True)
                | Q(state="recalled")
                | (~Q(state__in=["arrived", "refused", "recalled"]) & Q(arrival_number__isnull=False)),
                name="documents_incoming_is_numbered_when_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_for=""),
                name="documents_incoming_refusal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["arrived", "refused", "accepted", "presented", "recalled"])
                | Q(assigned_unit__isnull=False),
                name="documents_incoming_work_has_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="presented") | Q(presented_to__isnull=False),
                name="documents_incoming_is_presented_to_a_leader",
            ),
            models.CheckConstraint(
                condition=Q(channel="axis", delivery__isnull=False) | (~Q(channel="axis") & Q(delivery__isnull=True)),
                name="documents_incoming_axis_has_a_delivery",
            ),
        ]
        indexes = [
            # What is open stays small however long the register grows.
            models.Index(
                fields=["agency", "state"],
                condition=Q(state__in=["arrived", "accepted", "presented", "assigned", "working"]),
                name="documents_in_open",
            ),
            models.Index(fields=["agency", "state", "-arrived_at", "-id"], name="documents_in_by_state"),
            models.Index(fields=["agency", "-arrived_at", "-id"], name="documents_in_newest"),
            models.Index(
                fields=["presented_to", "arrived_at"],
                condition=Q(state="presented"),
                name="documents_in_presented",
            ),
            models.Index(fields=["agency", "folded"], name="documents_in_folded"),
            models.Index(
                fields=["agency", "document_id"], condition=~Q(document_id=""), name="documents_in_document_id"
            ),
            models.Index(fields=["assigned_to", "state", "due_at"], name="documents_in_by_person"),
            models.Index(fields=["assigned_unit", "-arrived_at", "-id"], name="documents_in_by_unit"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class IncomingFile(models.Model):
    """A file of a document that did not come by the axis: the scan, or what a mail brought."""

    document = models.ForeignKey(IncomingDocument, on_delete=models.PROTECT, related_name="own_files")
    order = models.PositiveSmallIntegerField()
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=255)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="documents_incoming_file_once")]

    def __str__(self) -> str:
        return self.name
