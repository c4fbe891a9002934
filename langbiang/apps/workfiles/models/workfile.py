"""Work files, what lies in them, and with whom they are shared."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from langbiang.apps.workfiles.law import retention_words
from langbiang.foundation.journal.interface import Subject

from .plan import PlanEntry


class WorkFile(Subject):
    """
    The papers of one matter, kept together while the work goes on (Decree 30/2020, Articles 29 and 30).

    Life: OPEN → CLOSED (the work has ended) → SUBMITTED to the agency's archive → ARCHIVED. Before it is submitted
    its keeper may open it again; the records clerk may return it. Kept for ever.
    """

    SUBJECT_KIND: ClassVar = "workfiles.workfile"
    OFFICIAL_FIELDS: ClassVar = (
        "agency_id",
        "year",
        "notation",
        "retention_years",
        "keeper_id",
        "state",
        "start_date",
        "end_date",
        "doc_total",
        "page_total",
        "due_on",
        "package_id",
    )

    class State(models.TextChoices):
        OPEN = "open", "Đang lập"
        CLOSED = "closed", "Đã kết thúc"
        SUBMITTED = "submitted", "Chờ lưu trữ tiếp nhận"
        ARCHIVED = "archived", "Đã nộp lưu"

    MOVES: ClassVar = {
        State.OPEN: {State.CLOSED},
        State.CLOSED: {State.OPEN, State.SUBMITTED},
        State.SUBMITTED: {State.CLOSED, State.ARCHIVED},
        State.ARCHIVED: set(),
    }

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField("năm")
    notation = models.CharField("số, ký hiệu", max_length=20)
    title = models.CharField("tiêu đề hồ sơ", max_length=500)
    entry = models.ForeignKey(PlanEntry, null=True, on_delete=models.PROTECT, related_name="files")
    #: Years; 0 is for ever, empty is not determined yet.
    retention_years = models.PositiveSmallIntegerField("thời hạn bảo quản", null=True)
    construction = models.BooleanField("hồ sơ xây dựng cơ bản", default=False)
    rights = models.CharField("chế độ sử dụng", max_length=30, default="Hạn chế")
    language = models.CharField("ngôn ngữ", max_length=50, default="Tiếng Việt")
    description = models.CharField("ghi chú", max_length=500, blank=True)
    keeper = models.ForeignKey("directory.Seat", on_delete=models.PROTECT, related_name="+")
    keeper_name = models.CharField("người lập hồ sơ", max_length=250)
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=200)
    start_date = models.DateField("ngày bắt đầu")
    end_date = models.DateField("ngày kết thúc", null=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    doc_total = models.PositiveSmallIntegerField("số văn bản", null=True)
    page_total = models.PositiveIntegerField("số trang", null=True)
    #: The last day for the transfer; empty while open, and where the file may stay with the unit.
    due_on = models.DateField("hạn nộp lưu", null=True)
    deferred = models.BooleanField("đã được giữ lại thêm", default=False)
    returned_for = models.CharField("lý do trả lại", max_length=500, blank=True)
    package = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")
    #: The package once more, with the copies that last; made when all of them are there or cannot be had.
    lasting_package = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "notation"], name="workfiles_file_notation_once"),
            models.CheckConstraint(
                condition=Q(state="open", end_date__isnull=True, doc_total__isnull=True, page_total__isnull=True)
                | (
                    ~Q(state="open")
                    & Q(
                        end_date__isnull=False,
                        retention_years__isnull=False,
                        doc_total__gte=1,
                        page_total__isnull=False,
                    )
                ),
                name="workfiles_file_closed_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed"], package__isnull=True)
                | Q(state__in=["submitted", "archived"], package__isnull=False),
                name="workfiles_file_submitted_has_its_package",
            ),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="workfiles_file_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["keeper", "-moved_at", "-id"], name="workfiles_by_keeper"),
            models.Index(fields=["unit", "-moved_at", "-id"], name="workfiles_by_unit"),
            models.Index(fields=["agency", "-moved_at", "-id"], name="workfiles_by_agency"),
            models.Index(fields=["agency", "state", "due_on", "id"], name="workfiles_due_of_agency"),
            models.Index(fields=["keeper", "state", "due_on", "id"], name="workfiles_due_of_keeper"),
        ]

    def __str__(self) -> str:
        return f"{self.notation} {self.title}"

    @property
    def retention(self) -> str:
        return retention_words(self.retention_years)

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class FileItem(models.Model):
    """
    One thing in a work file: an incoming or outgoing document, which may lie in several files, or an own paper.

    Number, abstract and author of a document are never copied here: who may read them is decided by `documents`.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    file = models.ForeignKey(WorkFile, on_delete=models.PROTECT, related_name="items")
    incoming = models.ForeignKey("documents.IncomingDocument", null=True, on_delete=models.PROTECT, related_name="+")
    outgoing = models.ForeignKey("documents.OutgoingDocument", null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey("files.File", null=True, on_delete=models.PROTECT, related_name="+")
    dated = models.DateField("ngày", null=True)
    code = models.CharField("số, ký hiệu", max_length=160, blank=True)
    title = models.CharField("tên loại và trích yếu", max_length=500, blank=True)
    author = models.CharField("tác giả", max_length=200, blank=True)
    pages = models.PositiveSmallIntegerField("số trang")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=250)

    class Meta:
        ordering = [F("dated").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "incoming"], name="workfiles_item_incoming_once"),
            models.UniqueConstraint(fields=["file", "outgoing"], name="workfiles_item_outgoing_once"),
            models.CheckConstraint(
                condition=Q(incoming__isnull=False, outgoing__isnull=True, paper__isnull=True)
                | Q(incoming__isnull=True, outgoing__isnull=False, paper__isnull=True)
                | Q(incoming__isnull=True, outgoing__isnull=True, paper__isnull=False),
                name="workfiles_item_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file}: {self.uid}"

    @property
    def kind(self) -> str:
        if self.incoming_id:
            return "incoming"
        return "outgoing" if self.outgoing_id else "paper"


class Share(models.Model):
    """Somebody else, or everybody of another unit, who may read a work file and perhaps add to it."""

    file = models.ForeignKey(WorkFile, on_delete=models.CASCADE, related_name="shares")
    seat = models.ForeignKey("directory.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    may_add = models.BooleanField("được thêm tài liệu", default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "seat"], name="workfiles_share_seat_once"),
            models.UniqueConstraint(fields=["file", "unit"], name="workfiles_share_unit_once"),
            models.CheckConstraint(
                condition=Q(seat__isnull=False, unit__isnull=True) | Q(seat__isnull=True, unit__isnull=False),
                name="workfiles_share_is_with_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} → {self.name}"
