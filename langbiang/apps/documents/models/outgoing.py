"""Outgoing documents."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject

from .register import DocumentType, Urgency


class OutgoingDocument(Subject):
    """
    A document of an agency on its way out.

    Life: DRAFT → PRESENTED → SIGNED → ISSUED → SENT; a leader may return it to DRAFT, and a draft may be CANCELLED.
    Only services move it. Nobody edits after the signature. Kept for ever.
    """

    SUBJECT_KIND: ClassVar = "documents.outgoing"
    OFFICIAL_FIELDS: ClassVar = (
        "agency_id",
        "type_id",
        "subject",
        "number",
        "notation",
        "year",
        "issued_on",
        "state",
        "file_id",
    )

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        PRESENTED = "presented", "Chờ ký"
        SIGNED = "signed", "Đã ký, chờ phát hành"
        ISSUED = "issued", "Đã phát hành, chờ gửi"
        SENT = "sent", "Đã gửi"
        CANCELLED = "cancelled", "Đã hủy"

    MOVES: ClassVar = {
        State.DRAFT: {State.PRESENTED, State.CANCELLED},
        State.PRESENTED: {State.SIGNED, State.DRAFT},
        State.SIGNED: {State.ISSUED},
        State.ISSUED: {State.SENT},
        State.SENT: set(),
        State.CANCELLED: set(),
    }

    OPEN: ClassVar = (State.DRAFT, State.PRESENTED, State.SIGNED, State.ISSUED)

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField("cơ quan ban hành", max_length=200)
    drafter = models.ForeignKey("directory.Seat", on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField("trích yếu", max_length=500)
    urgency = models.PositiveSmallIntegerField("độ khẩn", choices=Urgency, default=Urgency.NORMAL)
    place = models.CharField("địa danh", max_length=50, default="Lâm Đồng")
    notation = models.CharField("ký hiệu", max_length=30)
    number = models.PositiveIntegerField("số", null=True)
    year = models.PositiveSmallIntegerField(null=True)
    issued_on = models.DateField("ngày ban hành", null=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    moved_at = models.DateTimeField()
    created_at = models.DateTimeField()
    original = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField()
    places = models.JSONField(default=dict)
    signer = models.ForeignKey("directory.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField("người ký", max_length=50, blank=True)
    signer_title = models.CharField(max_length=120, blank=True)
    signer_competence = models.CharField(max_length=12, blank=True)
    returned_for = models.CharField("lý do trả lại", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="documents_outgoing_number_once_a_year"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["issued", "sent"],
                    number__isnull=False,
                    year__isnull=False,
                    issued_on__isnull=False,
                )
                | (
                    ~Q(state__in=["issued", "sent"]) & Q(number__isnull=True, year__isnull=True, issued_on__isnull=True)
                ),
                name="documents_outgoing_is_numbered_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(signer__isnull=False),
                name="documents_outgoing_has_a_signer_when_presented",
            ),
        ]
        indexes = [
            # What is open stays small however long the register grows.
            models.Index(
                fields=["agency", "state"],
                condition=Q(state__in=["draft", "presented", "signed", "issued"]),
                name="documents_out_open",
            ),
            models.Index(fields=["agency", "state", "-moved_at", "-id"], name="documents_out_by_state"),
            models.Index(fields=["agency", "-moved_at", "-id"], name="documents_out_newest"),
            models.Index(fields=["drafter", "-moved_at", "-id"], name="documents_out_by_drafter"),
            models.Index(fields=["signer", "state"], name="documents_out_by_signer"),
        ]

    def __str__(self) -> str:
        return self.code or self.subject

    @property
    def code(self) -> str:
        """Number and notation as printed: a leading zero under 10 (Decree 30/2020, Annex I). Empty before issue."""
        return f"{self.number:02}/{self.notation}" if self.number else ""

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class OutgoingRecipient(models.Model):
    """An agency to which a document is to go."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.CASCADE, related_name="recipients")
    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["document", "agency"], name="documents_recipient_once")]

    def __str__(self) -> str:
        return f"{self.document} → {self.agency}"
