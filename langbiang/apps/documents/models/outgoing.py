"""Outgoing documents."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject

from .register import DocumentType, Urgency


class OutgoingDocument(Subject):
    """
    A document of an agency on its way out.

    Life: DRAFT → CONTENT (the head of the drafting unit) → FORM (the office) → PRESENTED (the leader) → SIGNED → ISSUED
    → SENT (Decree 30/2020, Articles 10 to 14). Who drafts as head of the unit skips the first check, who keeps the
    records both. Each reviewer may give it back to DRAFT, and the drafter may take it back. A draft may be CANCELLED;
    an issued number may be VOIDED and stays visible; what was sent may be RECALLED or REPLACED (Article 18).
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
        CONTENT = "content", "Chờ duyệt nội dung"
        FORM = "form", "Chờ kiểm tra thể thức"
        PRESENTED = "presented", "Chờ ký"
        SIGNED = "signed", "Đã ký, chờ phát hành"
        ISSUED = "issued", "Đã phát hành, chờ gửi"
        SENT = "sent", "Đã gửi"
        CANCELLED = "cancelled", "Đã hủy"
        VOIDED = "voided", "Đã hủy số"
        RECALLED = "recalled", "Đã thu hồi"
        REPLACED = "replaced", "Đã thay thế"

    MOVES: ClassVar = {
        State.DRAFT: {State.CONTENT, State.FORM, State.PRESENTED, State.CANCELLED},
        State.CONTENT: {State.FORM, State.DRAFT},
        State.FORM: {State.PRESENTED, State.DRAFT},
        State.PRESENTED: {State.SIGNED, State.DRAFT},
        State.SIGNED: {State.ISSUED},
        State.ISSUED: {State.SENT, State.VOIDED},
        State.SENT: {State.RECALLED, State.REPLACED},
        State.CANCELLED: set(),
        State.VOIDED: set(),
        State.RECALLED: set(),
        State.REPLACED: set(),
    }

    OPEN: ClassVar = (State.DRAFT, State.CONTENT, State.FORM, State.PRESENTED, State.SIGNED, State.ISSUED)
    UNSIGNED: ClassVar = (State.DRAFT, State.CONTENT, State.FORM, State.PRESENTED)
    NUMBERED: ClassVar = (State.ISSUED, State.SENT, State.VOIDED, State.RECALLED, State.REPLACED)

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField("cơ quan ban hành", max_length=200)
    drafter = models.ForeignKey("directory.Seat", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField("trích yếu", max_length=500)
    urgency = models.PositiveSmallIntegerField("độ khẩn", choices=Urgency, default=Urgency.NORMAL)
    place = models.CharField("địa danh", max_length=50, default="Lâm Đồng")
    notation = models.CharField("ký hiệu", max_length=30)
    number = models.PositiveIntegerField("số", null=True)
    series = models.CharField("sổ", max_length=40, blank=True)
    code = models.CharField("số, ký hiệu", max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    issued_on = models.DateField("ngày ban hành", null=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    moved_at = models.DateTimeField()
    created_at = models.DateTimeField()
    body = models.TextField("nội dung", blank=True, help_text="Empty when a PDF was uploaded.")
    addressed_to = models.TextField("kính gửi", blank=True)
    copies_to = models.TextField("nơi nhận ghi trên văn bản", blank=True)
    answers = models.ForeignKey(
        "documents.IncomingDocument", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="trả lời"
    )
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="thay thế")
    original = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField()
    places = models.JSONField(default=dict)
    signer = models.ForeignKey("directory.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signer_name = models.CharField("người ký", max_length=50, blank=True)
    signer_title = models.CharField(max_length=120, blank=True)
    signer_competence = models.CharField(max_length=12, blank=True)
    returned_for = models.CharField("lý do trả lại", max_length=500, blank=True)
    ended_for = models.CharField("lý do hủy số, thu hồi, thay thế", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "series", "number"], name="documents_outgoing_number_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["agency", "year", "number", "notation"], name="documents_outgoing_code_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["issued", "sent", "voided", "recalled", "replaced"],
                    number__isnull=False,
                    year__isnull=False,
                    issued_on__isnull=False,
                )
                | (
                    ~Q(state__in=["issued", "sent", "voided", "recalled", "replaced"])
                    & Q(number__isnull=True, year__isnull=True, issued_on__isnull=True)
                ),
                name="documents_outgoing_is_numbered_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(signer__isnull=False),
                name="documents_outgoing_has_a_signer_when_presented",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["voided", "recalled", "replaced"]) | ~Q(ended_for=""),
                name="documents_outgoing_end_has_a_reason",
            ),
        ]
        indexes = [
            # What is open stays small however long the register grows.
            models.Index(
                fields=["agency", "state"],
                condition=Q(state__in=["draft", "content", "form", "presented", "signed", "issued"]),
                name="documents_out_open",
            ),
            models.Index(fields=["agency", "state", "-moved_at", "-id"], name="documents_out_by_state"),
            models.Index(fields=["agency", "-moved_at", "-id"], name="documents_out_newest"),
            models.Index(fields=["drafter", "-moved_at", "-id"], name="documents_out_by_drafter"),
            models.Index(fields=["unit", "-moved_at", "-id"], name="documents_out_by_unit"),
            models.Index(fields=["signer", "-moved_at", "-id"], name="documents_out_by_signer"),
            models.Index(fields=["agency", "year", "series", "number"], name="documents_out_register"),
            models.Index(
                fields=["agency", "-issued_on", "-id"],
                condition=Q(issued_on__isnull=False),
                name="documents_out_by_day",
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.subject

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class OutgoingRecipient(models.Model):
    """
    To whom a document is to go: another agency of the directory, with `unit` a unit of the own one, or an agency beyond
    the directory, by its code and the name it had when it was chosen.
    """

    document = models.ForeignKey(OutgoingDocument, on_delete=models.CASCADE, related_name="recipients")
    agency = models.ForeignKey("directory.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    outside_code = models.CharField(max_length=200, blank=True)
    outside_name = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "agency"], condition=Q(unit__isnull=True), name="documents_recipient_once"
            ),
            models.UniqueConstraint(
                fields=["document", "unit"], condition=Q(unit__isnull=False), name="documents_recipient_unit_once"
            ),
            models.UniqueConstraint(
                fields=["document", "outside_code"],
                condition=~Q(outside_code=""),
                name="documents_recipient_outside_once",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False, outside_code="")
                | (Q(agency__isnull=True, unit__isnull=True) & ~Q(outside_code="")),
                name="documents_recipient_is_here_or_outside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} → {self.unit or self.agency or self.outside_name}"


class OutgoingVersion(models.Model):
    """The text of a draft as it once stood: each upload and each change of the words written here. Kept for ever."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    made_by = models.CharField(max_length=250)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="documents_version_once")]

    def __str__(self) -> str:
        return f"Lần {self.number}"


class Opinion(models.Model):
    """What another unit of the agency is asked to say of a draft, until when, and what it said."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.CASCADE, related_name="opinions")
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("đơn vị", max_length=200)
    question = models.CharField("nội dung hỏi", max_length=500, blank=True)
    asked_by = models.CharField(max_length=250)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField("hạn")
    agrees = models.BooleanField("đồng ý", null=True)
    words = models.CharField("ý kiến", max_length=1000, blank=True)
    given_by = models.CharField(max_length=250, blank=True)
    given_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "unit"], name="documents_opinion_once_a_unit"),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, agrees__isnull=True)
                | Q(given_at__isnull=False, agrees__isnull=False),
                name="documents_opinion_given_says_yes_or_no",
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], condition=Q(given_at__isnull=True), name="documents_opinion_open"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}: {self.document}"
