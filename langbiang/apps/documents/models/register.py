"""Types, numbers, and what is known of a file's signatures."""

from django.db import models


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

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Book(models.TextChoices):
    OUTGOING = "outgoing", "Văn bản đi"
    INCOMING = "incoming", "Văn bản đến"


class NumberSeries(models.Model):
    """
    The last number given in one book of one agency in one year; the row is the lock.

    Numbers run from 1 on 1 January to 31 December without a gap (Decree 30/2020, Articles 15 and 22).
    """

    agency = models.ForeignKey("directory.Agency", on_delete=models.PROTECT, related_name="+")
    book = models.CharField(max_length=8, choices=Book)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "book", "year"], name="documents_series_once")]

    def __str__(self) -> str:
        return f"{self.book} {self.year}: {self.last}"


class FileVerdict(models.Model):
    """What the check of a file's signatures found, by the digest of its bytes: checked once for all receivers."""

    digest = models.CharField(primary_key=True, max_length=64)
    standing = models.CharField(max_length=12)
    sentence = models.CharField(max_length=300)
    signatures = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sentence
