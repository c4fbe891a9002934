"""Units of an agency and the posts in them: permanent rows, dated names."""

from typing import ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from .agency import Agency
from .dated import Dated


class Unit(models.Model):
    """A part of an agency: leadership, an office, a division."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    key = models.SlugField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="directory_unit_key_in_agency")]

    def __str__(self) -> str:
        return self.key


class UnitVersion(Dated):
    PERIOD_KEY: ClassVar = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField("tên", max_length=200)
    rank = models.PositiveSmallIntegerField("thứ tự", default=100)

    class Meta(Dated.Meta):
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post in a unit; several people may hold posts of the same name, each post once."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")

    def __str__(self) -> str:
        return str(self.uid)


class PostVersion(Dated):
    PERIOD_KEY: ClassVar = ("post",)

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    title = models.CharField("chức vụ", max_length=120)
    competence = models.CharField(
        "thẩm quyền ký",
        max_length=12,
        blank=True,
        help_text="TM., KT., TL., TUQ., Q. (Nghị định 30/2020, Điều 13)",
    )
    rank = models.PositiveSmallIntegerField("thứ tự", default=100)

    class Meta(Dated.Meta):
        ordering = ["rank", "title"]

    def __str__(self) -> str:
        return self.title
