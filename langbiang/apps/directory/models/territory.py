"""Administrative units: dated codes with lineage. One code can name different units at different times."""

from django.db import models

from .dated import Dated


class AdministrativeUnit(Dated):
    """A province, district or commune as one list of the General Statistics Office names it, while it held."""

    PERIOD_KEY = ("code", "level")

    class Level(models.TextChoices):
        PROVINCE = "province", "cấp tỉnh"
        DISTRICT = "district", "cấp huyện"
        COMMUNE = "commune", "cấp xã"

    code = models.CharField("mã", max_length=5)
    level = models.CharField(max_length=8, choices=Level)
    kind = models.CharField("loại", max_length=12)
    name = models.CharField("tên", max_length=80)
    folded = models.CharField(max_length=80, db_index=True)
    parent_code = models.CharField(max_length=5, blank=True)
    source = models.CharField(max_length=200, blank=True)
    verified = models.CharField(max_length=200, blank=True)

    class Meta(Dated.Meta):
        ordering = ["name"]
        indexes = [models.Index(fields=["level", "parent_code"], name="directory_unit_parent")]

    def __str__(self) -> str:
        return self.name


class Lineage(models.Model):
    """One old unit that went, whole or in part, into one new unit on a day."""

    old_code = models.CharField(max_length=5)
    old_name = models.CharField(max_length=80)
    new_code = models.CharField(max_length=5)
    new_name = models.CharField(max_length=80)
    effective = models.DateField()
    part = models.CharField(max_length=8, default="whole")
    resolution = models.CharField(max_length=40)
    verified = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["effective", "old_code"]
        constraints = [
            models.UniqueConstraint(fields=["old_code", "new_code", "effective"], name="directory_lineage_once")
        ]

    def __str__(self) -> str:
        return f"{self.old_name} → {self.new_name}"
