"""Packets, deliveries, status reports, and the attempts to import a file."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from langbiang.foundation.journal.interface import Subject


class Packet(Subject):
    """
    One document as it was sent: one row and one set of files, however many receivers.

    `source_uid` is the sending document here; empty when the packet came from outside. Never changed once written.
    """

    SUBJECT_KIND: ClassVar = "exchange.packet"
    STATE_FIELD: ClassVar = "origin"
    OFFICIAL_FIELDS: ClassVar = (
        "origin",
        "sender_code",
        "sender_name",
        "document_id",
        "business_type",
        "code_number",
        "code_notation",
        "promulgated_raw",
        "subject",
        "digest",
        "integrity",
    )

    class Origin(models.TextChoices):
        INSIDE = "inside", "Gửi từ hệ thống này"
        FILE = "file", "Nhập từ tệp edXML"
        SYSTEM = "system", "Nhận từ hệ thống khác"

    class Business(models.IntegerChoices):
        """What a packet is for (edXML's BussinessDocType)."""

        NEW = 0, "Văn bản mới"
        RECALL = 1, "Thu hồi"
        UPDATE = 2, "Cập nhật"
        REPLACEMENT = 3, "Thay thế"

    class Integrity(models.TextChoices):
        OK = "ok", "Nguyên vẹn"
        DAMAGED = "damaged", "Tệp bị hỏng"

    origin = models.CharField(max_length=6, choices=Origin)
    source_uid = models.UUIDField(null=True, db_index=True)
    sender = models.ForeignKey("directory.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    sender_code = models.CharField("mã nơi gửi", max_length=200, blank=True)
    sender_name = models.CharField("nơi gửi", max_length=300)
    document_id = models.CharField(max_length=200)
    business_type = models.PositiveSmallIntegerField("nghiệp vụ", default=0)
    code_number = models.CharField("số", max_length=50)
    code_notation = models.CharField("ký hiệu", max_length=100)
    place = models.CharField("địa danh", max_length=100, blank=True)
    promulgated_on = models.DateField("ngày văn bản", null=True)
    promulgated_raw = models.CharField(max_length=60, blank=True)
    type_name = models.CharField("loại", max_length=100, blank=True)
    subject = models.TextField("trích yếu")
    content = models.TextField(blank=True)
    signer_competence = models.CharField(max_length=100, blank=True)
    signer_position = models.CharField(max_length=100, blank=True)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    priority = models.PositiveSmallIntegerField("độ khẩn", default=0)
    header = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    integrity = models.CharField(max_length=8, choices=Integrity, default=Integrity.OK)
    warnings = models.JSONField(default=list)
    signed = models.BooleanField(
        null=True
    )  # one of its PDFs carries a signature; empty on rows older than the question
    paper = models.BooleanField(null=True)  # a copy on paper goes the same way; empty on rows older than the question
    created_at = models.DateTimeField()
    # The exact bytes as they came, or as they were first written: what is sealed, served and handed on.
    original = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey("exchange.System", null=True, on_delete=models.PROTECT, related_name="+")
    remote_id = models.CharField(max_length=200, blank=True)  # the id by which that system knows it
    # An earlier packet with the same sender, DocumentId and business but other content: kept, and shown to the clerk.
    conflicts_with = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # Two arrivals of one packet at once meet here; the second then finds the first.
            models.UniqueConstraint(
                fields=["sender_code", "document_id", "business_type", "digest"],
                condition=~Q(origin="inside"),
                name="exchange_packet_comes_in_once",
            ),
            models.UniqueConstraint(
                fields=["system", "remote_id"], condition=~Q(remote_id=""), name="exchange_packet_remote_id_once"
            ),
        ]
        indexes = [
            models.Index(fields=["sender_code", "document_id", "business_type", "digest"], name="exchange_packet_twin"),
            models.Index(fields=["-created_at", "-id"], name="exchange_packet_newest"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Number and notation in one, as people write it: 12/UBND-VP."""
        return f"{self.code_number}/{self.code_notation}"


class PacketFile(models.Model):
    """A file of a packet; `file` is empty where the packet's text gave no bytes at all."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="files")
    name = models.CharField("tên tệp", max_length=255)
    file = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    claimed_type = models.CharField(max_length=100, blank=True)
    integrity = models.CharField(max_length=8, choices=Packet.Integrity, default=Packet.Integrity.OK)
    reason = models.CharField(max_length=300, blank=True)
    warning = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["packet", "order"], name="exchange_packetfile_order_once")]

    def __str__(self) -> str:
        return self.name


class Delivery(Subject):
    """
    A packet on its way to one receiver, and the statuses that came back.

    Two layers, never mixed: `state` is the transport (is it in the receiver's system), `status` the receiver's
    work on it (codes of Decision 28/2018).
    """

    SUBJECT_KIND: ClassVar = "exchange.delivery"
    OFFICIAL_FIELDS: ClassVar = (
        "packet_id",
        "receiver_id",
        "receiver_code",
        "receiver_name",
        "state",
        "status",
    )

    class State(models.TextChoices):
        QUEUED = "queued", "Đang gửi"
        HANDED = "handed", "Đã chuyển lên trục"  # the next hub has it, the receiver not yet for all we know
        ARRIVED = "arrived", "Đã đến"
        FAILED = "failed", "Không gửi được"
        UNKNOWN = "unknown", "Chưa rõ nơi nhận"

    MOVES: ClassVar = {
        State.QUEUED: {State.HANDED, State.ARRIVED, State.FAILED},
        State.HANDED: {State.ARRIVED, State.FAILED},
        State.FAILED: {State.QUEUED, State.ARRIVED},
        State.UNKNOWN: {State.QUEUED},
        State.ARRIVED: set(),
    }

    class Status(models.TextChoices):
        ARRIVED = "01", "Đã đến"
        REFUSED = "02", "Từ chối tiếp nhận"
        ACCEPTED = "03", "Đã tiếp nhận"
        ASSIGNED = "04", "Phân công"
        WORKING = "05", "Đang xử lý"
        DONE = "06", "Hoàn thành"
        WITHDRAWN = "15", "Đã hủy theo thu hồi"

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="deliveries")
    receiver = models.ForeignKey("directory.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    receiver_code = models.CharField(max_length=200, blank=True)
    receiver_name = models.CharField("nơi nhận", max_length=300)
    state = models.CharField(max_length=8, choices=State)
    status = models.CharField(max_length=2, choices=Status, blank=True)
    status_at = models.DateTimeField(null=True)
    status_by = models.CharField(max_length=300, blank=True)
    status_note = models.CharField(max_length=1000, blank=True)
    queued_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    # The bytes that name this receiver, where they are others than the packet's own.
    original = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["packet", "receiver"], name="exchange_delivery_once_for_each_receiver"),
            models.CheckConstraint(
                condition=Q(state="arrived", arrived_at__isnull=False)
                | (~Q(state="arrived") & Q(arrived_at__isnull=True)),
                name="exchange_delivery_arrived_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["packet", "state"], name="exchange_delivery_waiting"),
            # Told by the column they sort by, so that both databases see that a question about it is theirs.
            models.Index(
                fields=["arrived_at"], condition=Q(arrived_at__isnull=False), name="exchange_delivery_arrivals"
            ),
            models.Index(
                fields=["queued_at"], condition=Q(arrived_at__isnull=True), name="exchange_delivery_not_arrived"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.packet} → {self.receiver_name}"

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class StatusReport(models.Model):
    """
    One status as it was reported. Repeated and late ones are kept; only `Delivery.status` advances.

    `delivery` is empty while no document of ours is known that the report answers: it waits here, seen by the
    administrators of the exchange, and is never dropped.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.PROTECT, related_name="reports")
    code = models.CharField(max_length=5)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reporter_code = models.CharField(max_length=200, blank=True)
    reporter_name = models.CharField(max_length=300)
    staff = models.CharField(max_length=100, blank=True)
    department = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=1000, blank=True)
    response_organ = models.CharField(max_length=200, blank=True)
    response_document_id = models.CharField(max_length=200, blank=True)
    response_code = models.CharField(max_length=160, blank=True)
    digest = models.CharField(max_length=64)
    original = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey("exchange.System", null=True, on_delete=models.PROTECT, related_name="+")
    remote_id = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reporter_code", "response_document_id", "code", "at", "digest"],
                name="exchange_statusreport_once",
            ),
            models.UniqueConstraint(
                fields=["system", "remote_id"], condition=~Q(remote_id=""), name="exchange_statusreport_remote_id_once"
            ),
        ]
        indexes = [
            # Those that came before their document, looked through whenever a document comes.
            models.Index(fields=["reporter_code"], condition=Q(delivery=None), name="exchange_report_waiting"),
            models.Index(fields=["recorded_at"], name="exchange_report_traffic"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.reporter_name}"


class ImportAttempt(models.Model):
    """That somebody tried to bring in a file, and what came of it; of an unreadable file nothing else is kept."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Đã nhận"
        REFUSED = "refused", "Không nhận"
        DUPLICATE = "duplicate", "Đã có từ trước"

    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=300)
    name = models.CharField("tên tệp", max_length=255)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    outcome = models.CharField(max_length=9, choices=Outcome)
    reason = models.CharField(max_length=500, blank=True)
    packet = models.ForeignKey(Packet, null=True, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(StatusReport, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.outcome}"
