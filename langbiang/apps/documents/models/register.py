"""Types, numbers, who may sign, and what is known of a file: its signatures and its text."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject


class Urgency(models.IntegerChoices):
    """Degrees of urgency, with the codes of edXML's Priority."""

    NORMAL = 0, "Thường"
    URGENT = 1, "Khẩn"
    VERY_URGENT = 2, "Thượng khẩn"
    EXPRESS = 3, "Hỏa tốc"


class DocumentType(models.Model):
    """A type of document: the 29 of Decree 30/2020, Article 7, with the abbreviations of its Annex III."""

    code = models.SlugField(unique=True, max_length=40)
    name = models.CharField("loại", max_length=100)
    abbreviation = models.CharField("chữ viết tắt", max_length=10, blank=True)
    order = models.PositiveSmallIntegerField()
    normative = models.BooleanField("văn bản quy phạm pháp luật", default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Book(models.TextChoices):
    OUTGOING = "outgoing", "Văn bản đi"
    INCOMING = "incoming", "Văn bản đến"


class NumberSeries(models.Model):
    """
    The last number given in one series of one book of one agency in one year; the row is the lock.

    Numbers run from 1 on 1 January to 31 December without a gap (Decree 30/2020, Articles 15 and 22). `series` is
    empty for the one series of an agency that has set no other; incoming documents have only that.
    """

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    book = models.CharField(max_length=8, choices=Book)
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=40, blank=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "book", "year", "series"], name="documents_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.year} {self.series}: {self.last}"


class SeriesRule(Subject):
    """
    How an agency numbers its administrative documents from a year on, as its head has set (Article 15.1.c).

    `groups` names each series with the codes of its types; types outside run in the common series.
    """

    SUBJECT_KIND: ClassVar = "documents.series-rule"
    STATE_FIELD: ClassVar = "mode"
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "year", "mode", "groups")

    class Mode(models.TextChoices):
        ONE = "one", "Một sổ chung cho mọi loại"
        TYPE = "type", "Mỗi loại văn bản một sổ"
        GROUP = "group", "Theo nhóm loại văn bản"

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("từ năm")
    mode = models.CharField("cách đánh số", max_length=5, choices=Mode)
    groups = models.JSONField(default=dict)
    set_by = models.CharField(max_length=250)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="documents_series_rule_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_mode_display()}"


class ReservedNumber(Subject):
    """A number taken out of a series before its document is there; used once, or cancelled and shown as that."""

    SUBJECT_KIND: ClassVar = "documents.number"
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "year", "series", "number", "state", "document_id")

    class State(models.TextChoices):
        RESERVED = "reserved", "Đang giữ"
        USED = "used", "Đã dùng"
        CANCELLED = "cancelled", "Đã hủy"

    MOVES: ClassVar = {
        State.RESERVED: {State.USED, State.CANCELLED},
        State.USED: set(),
        State.CANCELLED: set(),
    }

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField("số")
    state = models.CharField(max_length=9, choices=State, default=State.RESERVED)
    reason = models.CharField("giữ để làm gì", max_length=300)
    cancelled_for = models.CharField("lý do hủy", max_length=300, blank=True)
    reserved_by = models.CharField(max_length=250)
    reserved_at = models.DateTimeField()
    document = models.OneToOneField(
        "documents.OutgoingDocument", null=True, on_delete=models.PROTECT, related_name="reserved_number"
    )

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "series", "number"], name="documents_reserved_once"),
            models.CheckConstraint(
                condition=Q(state="used", document__isnull=False) | (~Q(state="used") & Q(document__isnull=True)),
                name="documents_reserved_number_used_names_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_for=""), name="documents_reserved_cancel_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:02}/{self.year}"


class SigningAuthority(Subject):
    """
    The written right of a seat to sign for an agency by order (TL.) or by authorisation (TUQ.), for a period.

    TM., KT. and Q. come with the post; these two need a paper, are limited in time and content, and an authorisation
    is not passed on (Decree 30/2020, Article 13).
    """

    SUBJECT_KIND: ClassVar = "documents.signing-authority"
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "seat_id", "competence", "begins", "ends", "ground", "state")

    class State(models.TextChoices):
        GRANTED = "granted", "Đang hiệu lực"
        WITHDRAWN = "withdrawn", "Đã thu lại"

    MOVES: ClassVar = {State.GRANTED: {State.WITHDRAWN}, State.WITHDRAWN: set()}

    class Competence(models.TextChoices):
        BY_ORDER = "TL.", "TL. (thừa lệnh)"
        BY_AUTHORISATION = "TUQ.", "TUQ. (thừa ủy quyền)"

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("directory.Seat", on_delete=models.PROTECT, related_name="+")
    competence = models.CharField("hình thức", max_length=4, choices=Competence)
    on_behalf_of = models.CharField("chức vụ người giao", max_length=120)
    content = models.CharField("phạm vi", max_length=500)
    ground = models.CharField("văn bản giao", max_length=300)
    begins = models.DateField("từ ngày")
    ends = models.DateField("đến hết ngày", null=True)
    state = models.CharField(max_length=9, choices=State, default=State.GRANTED)

    class Meta:
        ordering = ["-begins", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(competence="TUQ.") | Q(ends__isnull=False), name="documents_authorisation_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("begins")),
                name="documents_authority_period_is_not_empty",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="documents_authority_agency")]

    def __str__(self) -> str:
        return f"{self.competence} {self.on_behalf_of}: {self.seat}"


class ReceiverGroup(models.Model):
    """A group of receivers that an agency uses again and again, expanded when it is ticked."""

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("tên nhóm", max_length=100)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="documents_group_once")]

    def __str__(self) -> str:
        return self.name


class ReceiverGroupMember(models.Model):
    """Another agency, or with `unit` a unit of the own one."""

    group = models.ForeignKey(ReceiverGroup, on_delete=models.CASCADE, related_name="members")
    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "agency"], condition=Q(unit__isnull=True), name="documents_group_member_once"
            ),
            models.UniqueConstraint(
                fields=["group", "unit"], condition=Q(unit__isnull=False), name="documents_group_unit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.unit or self.agency}"


class FileText(models.Model):
    """The text of a PDF, by the digest of its bytes: read once, for search and for comparing drafts."""

    digest = models.CharField(primary_key=True, max_length=64)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.digest


class FileVerdict(models.Model):
    """What the check of a file's signatures found, by the digest of its bytes: checked once for all receivers."""

    digest = models.CharField(primary_key=True, max_length=64)
    standing = models.CharField(max_length=12)
    sentence = models.CharField(max_length=300)
    signatures = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sentence
