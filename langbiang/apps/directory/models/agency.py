"""Agencies: permanent rows; what they are called, whom they stand under and their codes are dated."""

from typing import ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from .dated import Dated


class Agency(models.Model):
    """
    An agency that can send and receive documents. The row is permanent; everything about it is dated.

    `slug` is our own lasting key in addresses and seed files. Delivery inside goes by this row, so an agency
    without an identifier code still works inside the province.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True, max_length=60)
    demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.slug


class AgencyVersion(Dated):
    """What an agency is called and whom it stands under, for a period."""

    PERIOD_KEY: ClassVar = ("agency",)

    class Level(models.TextChoices):
        PROVINCE = "province", "Cấp tỉnh"
        DISTRICT = "district", "Cấp huyện"
        COMMUNE = "commune", "Cấp xã"

    class Kind(models.TextChoices):
        STATE = "state", "Ủy ban nhân dân, văn phòng"
        ELECTED = "elected", "Hội đồng nhân dân"
        DEPARTMENT = "department", "Sở, ban, ngành"
        PUBLIC_UNIT = "public-unit", "Đơn vị sự nghiệp"
        PARTY = "party", "Cơ quan Đảng"
        MASS = "mass-organisation", "Mặt trận, đoàn thể"
        CENTRAL = "central-vertical", "Cơ quan trung ương tại tỉnh"
        OTHER = "other-unit", "Đơn vị khác"

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80)
    folded = models.CharField(max_length=300, db_index=True)
    level = models.CharField(max_length=8, choices=Level)
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    territory_code = models.CharField("mã đơn vị hành chính", max_length=5, blank=True)
    rank = models.PositiveSmallIntegerField("thứ tự", default=100)
    source = models.CharField("nguồn", max_length=300, blank=True)

    class Meta(Dated.Meta):
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class AgencyIdentifier(Dated):
    """A code by which other systems know an agency, for a period and under one scheme."""

    PERIOD_KEY: ClassVar = ("agency", "scheme")

    class Scheme(models.TextChoices):
        CIRCULAR_10 = "tt10", "Thông tư 10/2016/TT-BTTTT"
        DECISION_20 = "qd20", "Quyết định 20/2020/QĐ-TTg"

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=4, choices=Scheme)
    code = models.CharField("mã định danh", max_length=35, db_index=True)
    source = models.CharField(max_length=300, blank=True)
    verified = models.CharField("mức xác minh", max_length=300, blank=True)

    class Meta(Dated.Meta):
        ordering = ["scheme", "code"]

    def __str__(self) -> str:
        return self.code
