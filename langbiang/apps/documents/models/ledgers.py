"""Registers beside the documents: a year's volume once it is closed, and what the clerk writes down by hand."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from langbiang.foundation.journal.interface import Subject

from .register import Book


class RegisterLock(Subject):
    """
    The closing of one register of one agency for one year: how far it came, and the digest of what stood in it.

    The law wants the register printed and bound (Decree 30/2020, Articles 16.2.b and 22.3.b); the digest on the
    print-out says later whether the register still is what was bound.
    """

    SUBJECT_KIND: ClassVar = "documents.register"
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "book", "year", "series", "last_number", "count", "digest", "state")

    class State(models.TextChoices):
        CLOSED = "closed", "Đã khóa"
        REOPENED = "reopened", "Đã mở lại"

    MOVES: ClassVar = {State.CLOSED: {State.REOPENED}, State.REOPENED: {State.CLOSED}}

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    book = models.CharField("sổ", max_length=8, choices=Book)
    year = models.PositiveSmallIntegerField("năm")
    series = models.CharField("loại sổ", max_length=40, blank=True)
    last_number = models.PositiveIntegerField("số cuối")
    count = models.PositiveIntegerField("số dòng")
    first_day = models.DateField("ngày đầu")
    last_day = models.DateField("ngày cuối")
    digest = models.CharField("mã kiểm", max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.CLOSED)
    closed_by = models.CharField(max_length=250)
    closed_at = models.DateTimeField()
    reopened_for = models.CharField("lý do mở lại", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "book", "year", "series"], name="documents_register_closed_once"),
            models.CheckConstraint(
                condition=Q(state="closed") | ~Q(reopened_for=""), name="documents_register_reopening_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_book_display()} {self.year} {self.series}".strip()

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class PostEntry(Subject):
    """A line of the post register: what went out by post or by hand (Decree 30/2020, Annex IV)."""

    SUBJECT_KIND: ClassVar = "documents.post"
    STATE_FIELD: ClassVar = ""
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "transferred_on", "code", "envelopes")

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    transferred_on = models.DateField("ngày chuyển")
    code = models.CharField("số, ký hiệu văn bản", max_length=160)
    recipient = models.CharField("nơi nhận", max_length=300)
    envelopes = models.PositiveSmallIntegerField("số lượng bì")
    receipt = models.CharField("ký nhận và dấu bưu điện", max_length=300, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    corrected_for = models.CharField("lý do sửa", max_length=300, blank=True)
    entered_by = models.CharField(max_length=250)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(envelopes__gte=1), name="documents_post_has_an_envelope")]
        indexes = [models.Index(fields=["agency", "-transferred_on", "-id"], name="documents_post_newest")]

    def __str__(self) -> str:
        return f"{self.code}: {self.recipient}"


class CopyUse(Subject):
    """A line of the register on the use of kept copies: who used which, for what, allowed by whom, until when."""

    SUBJECT_KIND: ClassVar = "documents.copy-use"
    OFFICIAL_FIELDS: ClassVar = ("agency_id", "used_on", "code", "dated", "file_code", "state", "returned_on")

    class State(models.TextChoices):
        LENT = "lent", "Đang mượn"
        RETURNED = "returned", "Đã trả"

    MOVES: ClassVar = {State.LENT: {State.RETURNED}, State.RETURNED: set()}

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField("ngày")
    user_name = models.CharField("người sử dụng", max_length=250)
    code = models.CharField("số, ký hiệu văn bản", max_length=160)
    dated = models.DateField("ngày văn bản", null=True)
    title = models.CharField("tên loại và trích yếu", max_length=600)
    file_code = models.CharField("hồ sơ số", max_length=60, blank=True)
    purpose = models.CharField("sử dụng để làm gì", max_length=300)
    allowed_by = models.CharField("người cho phép", max_length=250)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.LENT)
    returned_on = models.DateField("ngày trả", null=True)
    corrected_for = models.CharField("lý do sửa", max_length=300, blank=True)
    entered_by = models.CharField(max_length=250)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="lent", returned_on__isnull=True) | Q(state="returned", returned_on__isnull=False),
                name="documents_copy_returned_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=models.F("used_on")),
                name="documents_copy_returned_after_use",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-used_on", "-id"], name="documents_copy_newest")]

    def __str__(self) -> str:
        return f"{self.code}: {self.user_name}"

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]
