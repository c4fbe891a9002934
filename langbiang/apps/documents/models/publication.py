"""Where a legal document is to be made public, and where and when it was."""

from django.db import models
from django.db.models import Q

from .outgoing import OutgoingDocument


class Publication(models.Model):
    """
    One place in which an issued legal document is to appear; who recorded it, and what was undone, its acts keep.

    `agency` and `issued_on` are copied from the document, so that the list of what is still due follows one index.
    """

    class Medium(models.TextChoices):
        GAZETTE = "gazette", "Công báo"
        PORTAL = "portal", "Cổng thông tin điện tử"
        POSTING = "posting", "Niêm yết công khai"

    document = models.ForeignKey(OutgoingDocument, on_delete=models.PROTECT, related_name="publications")
    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    medium = models.CharField("nơi công bố", max_length=7, choices=Medium)
    issued_on = models.DateField()
    due_on = models.DateField("hạn")
    published_on = models.DateField("ngày công bố", null=True)
    reference = models.CharField("số Công báo, địa chỉ trang hoặc nơi niêm yết", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "medium"], name="documents_publication_once"),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True, reference="")
                | (Q(published_on__isnull=False) & ~Q(reference="")),
                name="documents_publication_says_when_and_where",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-issued_on", "-id"], name="documents_publication_newest"),
            models.Index(
                fields=["agency", "-issued_on", "-id"],
                condition=Q(published_on__isnull=True),
                name="documents_publication_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_medium_display()}"
